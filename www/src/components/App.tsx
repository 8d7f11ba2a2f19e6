import { useEffect, useState } from "preact/hooks";
import { fromDrop } from "../session/files.ts";
import { files, give, keys, opening, store } from "../session/session.ts";
import { texts } from "../texts.ts";
import { Header } from "./Header.tsx";
import { Welcome } from "./Welcome.tsx";
import { Workspace } from "./Workspace.tsx";

export function App() {
  const dropping = useDrop();
  const working = opening.value || store.value.count > 0 || (files.value.length > 0 && keys.value.length > 0);
  return (
    <>
      <Header compact={working} />
      <main class={working ? "working" : "welcoming"}>{working ? <Workspace /> : <Welcome />}</main>
      {dropping && <div class="drop-overlay">{texts.dropNow}</div>}
    </>
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
      void fromDrop(event.dataTransfer).then(give);
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
