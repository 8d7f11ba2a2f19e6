import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { focusTable } from "../../keys.ts";
import { recordOnTop } from "../../layout/layout.ts";
import { inBackground } from "../../session/background.ts";
import { fromDrop, type Given } from "../../session/files.ts";
import { give } from "../../session/give.ts";
import { restart } from "../../session/restart.ts";
import { askShell, dragging, onDropped } from "../../session/shell.ts";
import { broken, busy, canRestart, files, listing, readingAnew } from "../../session/state.ts";
import { pageTexts as texts } from "../../texts/page.ts";
import { ProofDialog } from "../proof/Proof.tsx";
import { FileInputs } from "../sources/Picker.tsx";
import { Welcome } from "../sources/Welcome.tsx";
import { TopBar } from "./TopBar.tsx";
import { Workspace } from "./Workspace.tsx";

export function App() {
  const dropping = useDrop();
  const working = files.value.length > 0 || readingAnew.value;
  const main = useRef<HTMLElement>(null);
  const shown = useRef(working);
  useLayoutEffect(() => {
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
      <ProofDialog />
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
        <button type="button" onClick={() => inBackground(askShell("reload", null))}>
          {texts.reload}
        </button>
      </div>
    </div>
  );
}

/** Takes files dropped anywhere on the page, for which the shell steps in. Tells whether some are held over it. */
function useDrop(): boolean {
  useEffect(() => {
    const enter = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files") || dragging.peek()) return;
      dragging.value = true;
      inBackground(askShell("dragging", null));
    };
    const over = (event: DragEvent) => {
      enter(event);
      if (dragging.peek()) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      dragging.value = false;
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      take(fromDrop(event.dataTransfer));
    };
    const take = (given: Given) => {
      listing.value = 0;
      inBackground(give(given));
    };
    onDropped(take);
    addEventListener("dragenter", enter);
    addEventListener("dragover", over);
    addEventListener("drop", drop);
  }, []);
  return dragging.value;
}
