import type { SavingState } from "../session/saving/save-records.ts";
import { saveTexts } from "../texts/save.ts";

/** Shows and hides the panel with the other ways to save; while a save goes on, it tells how far that is. */
export function SavePanelButton({ saving, open, onToggle }: { saving: SavingState; open: boolean; onToggle(): void }) {
  return (
    <button type="button" aria-expanded={open} onClick={onToggle}>
      {saving.state === "saving" ? saveTexts.savingNow(percentOf(saving.progress)) : saveTexts.save}
    </button>
  );
}

function percentOf({ records, total }: { records: number; total: number }): number | null {
  return total > 0 ? Math.floor((100 * records) / total) : null;
}
