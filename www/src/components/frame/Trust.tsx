import { proofShown } from "../../layout/layout.ts";
import { openMenu } from "../../layout/menus.ts";
import { pageTexts as texts } from "../../texts/page.ts";
import { proofTexts } from "../../texts/proof.ts";

/** What the page promises of keys and logs, and how that can be checked. */
export function Trust() {
  return (
    <section class="promise-body">
      <h2>{texts.promise}</h2>
      <p>{texts.promiseWhy}</p>
      <button
        type="button"
        class="prove"
        aria-haspopup="dialog"
        onClick={() => {
          openMenu.value = null;
          proofShown.value = true;
        }}
      >
        {proofTexts.open}
      </button>
      <h3>{texts.check}</h3>
      <ol>
        {texts.checks.map((check) => (
          <li key={check}>{check}</li>
        ))}
      </ol>
      <p>{texts.checkLimits}</p>
    </section>
  );
}
