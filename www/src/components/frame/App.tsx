import { useEffect, useRef, useState } from "preact/hooks";
import { focusTable } from "../../keys.ts";
import { recordOnTop } from "../../layout/layout.ts";
import { inBackground } from "../../session/background.ts";
import { fromDrop } from "../../session/files.ts";
import { give, restart } from "../../session/session.ts";
import { broken, busy, canRestart, files, listing, readingAnew } from "../../session/state.ts";
import { pageTexts as texts } from "../../texts/page.ts";
import { FileInputs } from "../sources/Picker.tsx";
import { Welcome } from "../sources/Welcome.tsx";
import { TopBar } from "./TopBar.tsx";
import { Workspace } from "./Workspace.tsx";

export function App() {
  const dropping = useDrop();
  const working = files.value.length > 0 || readingAnew.value;
  const main = useRef<HTMLElement>(null);
  const shown = useRef(working);
  useEffect(() => {
    // What had the focus is gone with the other view.
    if (shown.current !== working) main.current?.focus({ preventScroll: true });
    shown.current = working;
  }, [working]);
  return (
    <>
      {working && !recordOnTop.value && (
        <button type="button" class="skip" onClick={focusTable}>
          {texts.skip}
        </button>
      )}
      <div class="through" inert={working && recordOnTop.value}>
        <TopBar working={working} />
      </div>
      <main ref={main} tabIndex={-1} aria-busy={busy.value} class={working ? "working" : "welcoming"}>
        {working ? <Workspace /> : <Welcome />}
      </main>
      <FileInputs />
      <Broken />
      {listing.value !== null && (
        <p role="status" class="listing">
          {texts.listing(listing.value)}
        </p>
      )}
      {dropping && <div class="drop-overlay">{texts.dropNow}</div>}
    </>
  );
}

/** Why the page cannot go on: the one place for it. */
function Broken() {
  if (broken.value === null) return null;
  return (
    <div role="alert" class="broken">
      <p>{broken.value}</p>
      <div class="buttons">
        {canRestart.value && (
          <button type="button" class="primary" onClick={() => inBackground(restart())}>
            {texts.restart}
          </button>
        )}
        <button type="button" onClick={() => location.reload()}>
          {texts.reload}
        </button>
      </div>
    </div>
  );
}

/** Takes files dropped anywhere on the page. Tells whether some are held over it. */
function useDrop(): boolean {
  const [dropping, setDropping] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setDropping(true);
    };
    const leave = (event: DragEvent) => {
      // Leaving an element for another is not leaving the page.
      if (event.relatedTarget === null) setDropping(false);
    };
    const drop = (event: DragEvent) => {
      setDropping(false);
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      listing.value = 0;
      inBackground(fromDrop(event.dataTransfer).then(give));
    };
    addEventListener("dragover", over);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", over);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  }, []);
  return dropping;
}
