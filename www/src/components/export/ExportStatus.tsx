import { useLayoutEffect, useRef } from "preact/hooks";
import type { Progress, Saved, SavingState } from "../../session/saving/save-records.ts";
import type { Way } from "../../session/saving/sink.ts";
import { exportTexts } from "../../texts/export.ts";
import { saveTexts } from "../../texts/save.ts";
import { visible } from "../../visible.ts";
import { Copy } from "../shared/Copy.tsx";

/**
 * How far an export is or what came of it; nothing if there is none. `way`: how the file is kept, as far as that is known.
 */
export function ExportStatus({ saving, way, onCancel }: { saving: SavingState; way: Way | null; onCancel(): void }) {
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef(saving.state);
  useLayoutEffect(() => {
    const changed = shown.current !== saving.state;
    shown.current = saving.state;
    // The button that was pressed is gone with what it stood in, and the focus with it.
    if (changed && document.activeElement === document.body) place.current?.focus();
  }, [saving.state]);
  return (
    <div ref={place} class="save-status" tabIndex={-1}>
      {/* There from the beginning, for what is put into it later is read aloud. */}
      <div role="status">
        {saving.state === "saving" && <p class="unseen">{saveTexts.begun}</p>}
        {saving.state === "saved" && <Outcome saved={saving.saved} way={way} />}
        {saving.state === "cancelled" && <p>{saveTexts.cancelled}</p>}
        {saving.state === "failed" && <p class="problem">{saveTexts.failed(saving.message)}</p>}
      </div>
      {saving.state === "saving" && <Running progress={saving.progress} onCancel={onCancel} />}
      {saving.state === "saved" && <Details saved={saving.saved} />}
    </div>
  );
}

function Running({
  progress: { records, total, bytes, secondsLeft },
  onCancel,
}: {
  progress: Progress;
  onCancel(): void;
}) {
  return (
    <div class="save-running">
      {/* Without a value it says that nobody knows yet. */}
      <progress {...(total > 0 ? { max: total, value: records } : {})} aria-label={saveTexts.begun} />
      <p>
        {saveTexts.progress(records, total, bytes)}
        {secondsLeft !== null && ` · ${saveTexts.left(secondsLeft)}`}
      </p>
      <button type="button" onClick={onCancel}>
        {saveTexts.cancel}
      </button>
    </div>
  );
}

function Outcome({ saved, way }: { saved: Saved; way: Way | null }) {
  const { records, bytes, rejected, damaged, form, opened, sealed, sealedRecords, masked, leftOut, neverFound } = saved;
  const isTable = form !== "ndjson" && form !== "sealed" && form !== "resealed";
  const missing = exportTexts.leftOut(leftOut);
  return (
    <p>
      <strong>{saveTexts.saved(records, bytes)}.</strong> {way && saveTexts.savedTo[way]}{" "}
      {opened + sealed > 0 && (
        <span class={sealedRecords > 0 ? "bad" : undefined}>{saveTexts.decrypted(records, sealedRecords)} </span>
      )}
      {form === "sealed" && <span>{saveTexts.asExported} </span>}
      {form === "resealed" && records > 0 && <span>{exportTexts.resealed(records)} </span>}
      {isTable && sealedRecords > 0 && <span class="bad">{exportTexts.sealedAbsent} </span>}
      {missing !== "" && <span class="bad">{missing} </span>}
      {saved.remarks.map((remark) => (
        <span key={remark}>{remark} </span>
      ))}
      {neverFound.length > 0 && <span class="bad">{visible(exportTexts.neverFound(neverFound))} </span>}
      {masked && <span>{exportTexts.hidden(masked)} </span>}
      {damaged && <span class="bad">{saveTexts.damaged} </span>}
      {rejected > 0 && <span class="bad">{saveTexts.leftOut(rejected)}</span>}
    </p>
  );
}

/** What distinguishes this file from one that arrived incomplete. */
function Details({ saved: { name, bytes, opened, sealed, sha256 } }: { saved: Saved }) {
  return (
    <dl>
      <dt>{saveTexts.name}</dt>
      <dd class="path">{name}</dd>
      <dt>{saveTexts.size}</dt>
      <dd>{saveTexts.exactly(bytes)}</dd>
      {opened + sealed > 0 && <dt>{saveTexts.fields}</dt>}
      {opened + sealed > 0 && <dd>{saveTexts.fieldsSaved(opened, sealed)}</dd>}
      <dt>{saveTexts.sha256}</dt>
      <dd>
        <code>{sha256}</code> <Copy text={sha256} label={saveTexts.copyHash} />
      </dd>
    </dl>
  );
}
