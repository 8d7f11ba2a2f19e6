import { usageShown } from "../../layout/layout.ts";
import { usageTexts as texts } from "../../texts/usage.ts";

/** Shows usage in the place of the table and the record, and goes back to them. */
export function UsageButton() {
  return (
    <button
      type="button"
      class="usage-button"
      aria-pressed={usageShown.value}
      title={texts.show}
      onClick={() => (usageShown.value = !usageShown.value)}
    >
      {texts.title}
    </button>
  );
}
