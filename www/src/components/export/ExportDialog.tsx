import { useEffect } from "preact/hooks";
import { exportShown } from "../../layout/layout.ts";
import { inBackground } from "../../session/background.ts";
import { marked } from "../../session/explore/marks.ts";
import { indexed, sealedFields } from "../../session/explore/news.ts";
import { askColumns } from "../../session/exporting.ts";
import { askCosts, complete, findWay, save, way } from "../../session/save.ts";
import { cancelSaving, dismissSaving, saving } from "../../session/saving/save-records.ts";
import { keys } from "../../session/state.ts";
import { saveTexts as texts } from "../../texts/save.ts";
import { Dialog } from "../shared/Dialog.tsx";
import { exportChoice } from "./choice.ts";
import { ExportForm } from "./ExportForm.tsx";
import { ExportStatus } from "./ExportStatus.tsx";

/** The one place from which records are exported. It can be closed while an export runs, which takes minutes at times. */
export function ExportDialog() {
  const onClose = () => {
    exportShown.value = false;
    exportChoice.value = {};
    dismissSaving();
  };
  return (
    <Dialog
      class="export-dialog"
      title={texts.title}
      close={texts.close}
      shown={exportShown.value}
      onClose={onClose}
      focus="input:checked"
    >
      <ExportBody />
    </Dialog>
  );
}

function ExportBody() {
  const { records: all, rows: view, rejected } = indexed.value;
  const selected = marked.value.size;
  const held = keys.value;
  useEffect(() => {
    inBackground(findWay());
    inBackground(askColumns());
    if (held.length > 0) inBackground(askCosts());
  }, [all, view, selected, held]);
  return (
    <>
      <ExportStatus saving={saving.value} way={way.value} onCancel={cancelSaving} />
      {saving.value.state !== "saving" && (
        <ExportForm
          counts={{ all, view, selected, rejected }}
          way={way.value}
          complete={complete.value}
          canOpen={held.length > 0 || sealedFields.value === 0}
          encrypted={sealedFields.value > 0}
          onSave={(choices) => inBackground(save(choices))}
        />
      )}
    </>
  );
}
