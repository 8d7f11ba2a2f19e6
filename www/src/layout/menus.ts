// Which menu is open: one at a time.
import { signal } from "@preact/signals";

export type MenuName =
  | "files"
  | "keys"
  | "promise"
  | "more"
  | "time"
  | "settings"
  | "columns"
  | "copy"
  | `facet ${number}`;

export const openMenu = signal<MenuName | null>(null);
