import { inBackground } from "../../session/background.ts";
import { usePrices } from "../../session/prices.ts";
import { ownPrices, priceProblem } from "../../session/state.ts";
import { usageTexts as texts } from "../../texts/usage.ts";
import { visible } from "../../visible.ts";
import { Picker } from "../sources/Picker.tsx";

/** By which prices costs are estimated, the way to others and back, and what is wrong with those that were given. */
export function Prices({ generated }: { generated: string | null }) {
  const own = ownPrices.value;
  const problem = priceProblem.value;
  return (
    <div class="usage-prices">
      <p>
        {generated !== null && texts.pricesOf(own && visible(own.file.name), generated)}{" "}
        <Picker label={own ? texts.otherPrices : texts.ownPrices} source="price-file" class="link" />
        {own && (
          <>
            {" · "}
            <button type="button" class="link built-in-prices" onClick={() => inBackground(usePrices(null))}>
              {texts.builtInPrices}
            </button>
          </>
        )}
      </p>
      {problem !== null && (
        <p class="price-problem" role="alert">
          {visible(problem)}
        </p>
      )}
    </div>
  );
}
