import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { exportShown } from "../../layout/layout.ts";
import { inBackground } from "../../session/background.ts";
import { marked } from "../../session/explore/marks.ts";
import { indexed, sealedFields } from "../../session/explore/news.ts";
import { askCosts, complete, findWay, save, way } from "../../session/save.ts";
import { cancelSaving, dismissSaving, saving } from "../../session/saving/save-records.ts";
import { keys } from "../../session/state.ts";
import { saveTexts as texts } from "../../texts/save.ts";
import { useBackdrop } from "../shared/use-backdrop.ts";
import { exportChoice } from "./choice.ts";
import { ExportForm } from "./ExportForm.tsx";
import { ExportStatus } from "./ExportStatus.tsx";

/** The one place from which records are exported. It can be closed while an export runs, which takes minutes at times. */
export function ExportDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const backdrop = useBackdrop(dialog);
  const shown = exportShown.value;
  useLayoutEffect(() => {
    if (!shown || dialog.current?.open) return;
    // It takes the focus back to where it was when it closes.
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>("input:checked")?.focus();
  }, [shown]);
  const onClose = () => {
    exportShown.value = false;
    exportChoice.value = {};
    dismissSaving();
  };
  const close = () => dialog.current?.close();
  return (
    <dialog ref={dialog} class="export-dialog" aria-labelledby={title} onClose={onClose} {...backdrop}>
      {shown && <ExportBody title={title} onClose={close} />}
    </dialog>
  );
}

function ExportBody({ title, onClose }: { title: string; onClose(): void }) {
  const { records: all, rows: view, rejected } = indexed.value;
  const selected = marked.value.size;
  const held = keys.value;
  useEffect(() => {
    inBackground(findWay());
    if (held.length > 0) inBackground(askCosts());
  }, [all, view, selected, held]);
  return (
    <div class="dialog-body">
      <div class="dialog-head">
        <h2 id={title}>{texts.title}</h2>
        <button type="button" class="quiet" onClick={onClose}>
          {texts.close}
        </button>
      </div>
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
    </div>
  );
}
