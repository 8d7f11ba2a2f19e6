// The page is being printed: the record is then shown in full, with everything that is folded on the screen.
import { signal } from "@preact/signals";

export const printing = signal(false);
