// While files are held over the window, the shell takes what is dropped in the place of the page's frame.
import { fromDrop, type Given } from "./dropped.ts";

const frame = () => document.querySelector("iframe");

/** Lets pointers, and so what is dropped, through to the shell, or to the page again. */
function letThrough(isWanted: boolean): void {
  const found = frame();
  if (found) found.style.pointerEvents = isWanted ? "none" : "";
}

/** Files are held over the page. */
export const startDragging = () => letThrough(true);

/** Calls these when files that were held over the page are gone, and with what was dropped. */
export function listenToDrops(gone: () => void, dropped: (given: Given) => void): void {
  const end = () => {
    letThrough(false);
    gone();
  };
  addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  addEventListener("dragleave", ({ relatedTarget }) => {
    if (relatedTarget === null) end();
  });
  addEventListener("drop", (event) => {
    end();
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    void fromDrop(event.dataTransfer).then(dropped);
  });
  // A drag that is given up somewhere else tells nobody, but a pointer that moves without one does.
  addEventListener("pointermove", end);
}
