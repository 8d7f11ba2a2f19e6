import { inBackground } from "../session/background.ts";
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { marked } from "../session/explore/marks.ts";
import { indexed, sealedFields } from "../session/explore/news.ts";
import { askCosts, findWay, nameOf, outlookOf, save, secondsOf, way } from "../session/save.ts";
import { type Choices, cancelSaving, dismissSaving, saving } from "../session/saving/save-records.ts";
import { keys, nothingFits } from "../session/state.ts";
import { texts } from "../texts.ts";
import { SavePanelButton } from "./SaveButton.tsx";
import { SavePanel } from "./SavePanel.tsx";
import { SaveStatus } from "./SaveStatus.tsx";

/** The panel with all ways to save is shown. */
const panelShown = signal(false);

/** The ways to save: what most people want without asking, and the panel with the others. */
export function SaveButtons() {
  const { records, rows, rejected } = indexed.value;
  const filtered = rows < records;
  // Without a key, what would be opened would be sealed still.
  const canOpen = (keys.value.length > 0 && !nothingFits.value) || sealedFields.value === 0;
  const which: Choices["records"] = filtered ? "view" : "all";
  return (
    <>
      {rejected > 0 && (
        <button type="button" onClick={() => inBackground(save({ records: "rejected", form: "sealed", gzip: false }))}>
          {texts.saveRejects}
        </button>
      )}
      {records > 0 && (
        <SavePanelButton
          saving={saving.value}
          open={panelShown.value}
          onToggle={() => (panelShown.value = !panelShown.value)}
        />
      )}
      {canOpen && rows > 0 && (
        <button
          type="button"
          class="primary save-main"
          disabled={saving.value.state === "saving"}
          onClick={() => inBackground(save({ records: which, form: "opened", gzip: false }))}
        >
          {texts.saveRecords(rows, sealedFields.value === 0 ? null : outlookOf(which))}
        </button>
      )}
    </>
  );
}

/** The panel, if it is shown; or how far a save is. */
export function Saving() {
  const { records: all, rows: view, rejected } = indexed.value;
  const selected = marked.value.size;
  const held = keys.value;
  useEffect(() => {
    if (!panelShown.value) return;
    inBackground(findWay());
    if (held.length > 0) inBackground(askCosts());
  }, [panelShown.value, all, view, selected, held]);
  if (!panelShown.value) {
    return saving.value.state === "idle" ? null : (
      <div class="save-outcome">
        <SaveStatus saving={saving.value} way={way.value} onCancel={cancelSaving} onClose={dismissSaving} />
      </div>
    );
  }
  return (
    <SavePanel
      counts={{ all, view, selected, rejected }}
      way={way.value}
      estimate={secondsOf}
      suggestedName={nameOf}
      outlook={outlookOf}
      saving={saving.value}
      canOpen={held.length > 0 || sealedFields.value === 0}
      onSave={(choices) => inBackground(save(choices))}
      onCancel={cancelSaving}
      onClose={() => {
        panelShown.value = false;
        dismissSaving();
      }}
    />
  );
}
