// The page is being printed: the record is then shown in full, with everything that is folded on the screen.
import { signal } from "@preact/signals";

export const printing = signal(false);

// What this changes is drawn before the browser lays the pages out: in the microtasks after the event.
addEventListener("beforeprint", () => {
  printing.value = true;
});
addEventListener("afterprint", () => {
  printing.value = false;
});

// Browsers print the document that is asked to. By their own menu that is the shell, which has nothing to print.
addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "p") return;
  event.preventDefault();
  print();
});
