import { useState } from "preact/hooks";
import { fileBytes, files } from "../session/state.ts";
import { bytes, count, texts } from "../texts.ts";
import { visible } from "../visible.ts";

/** Rows shown: a folder of a month has tens of thousands of files. */
const SHOWN = 500;

/** How many files there are, and each of them when opened up. */
export function FileList() {
  const [open, setOpen] = useState(false);
  const all = files.value;
  return (
    <details class="file-list" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <strong>{texts.files(all.length)}</strong>, {bytes(fileBytes.value)}
      </summary>
      {open && (
        <ul>
          {all.slice(0, SHOWN).map(({ path, size, state, records }, number) => (
            <li key={number} class={state}>
              <span class="path">{visible(path)}</span> <span class="size">{bytes(size)}</span>{" "}
              <span class="state">{texts.fileStates[state]}</span>{" "}
              {records > 0 && <span class="count">{count(records)}</span>}
            </li>
          ))}
          {all.length > SHOWN && <li>{texts.problemsMore(all.length - SHOWN)}</li>}
        </ul>
      )}
    </details>
  );
}
