// What the help says of each key.
import type { ActionOf, Place } from "../keys.ts";

/** What is on the keys, where that is not their name. */
const CAPS: Record<string, string> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  PageUp: "Page up",
  PageDown: "Page down",
  Escape: "Esc",
};

/** A key with its modifiers as one reads it: `Shift`, `↑`. */
export const caps = (key: string): string[] =>
  key.length === 1 ? [key] : key.split("+").map((each) => CAPS[each] ?? each);

const does: { [At in Place]: Record<ActionOf<At>, string> } = {
  page: { filter: "write a filter", help: "show these keys" },
  table: {
    previous: "previous record",
    next: "next record",
    pageUp: "a screen up",
    pageDown: "a screen down",
    first: "first record",
    last: "last record",
    cells: "from cell to cell",
    open: "read the record",
    mark: "mark the record, or unmark it",
    markSeveral: "mark several",
  },
  record: { previous: "previous record", next: "next record", back: "back to the table" },
  filterField: {
    offers: "choose among what is offered",
    take: "take what is chosen",
    search: "if nothing is: search sealed fields too, with a key",
    back: "close what is offered, then back to the table",
  },
  heads: {
    sort: "sort, the other way round, not at all",
    go: "next column",
    ends: "first and last column",
    move: "move the column",
    resize: "narrower and wider",
  },
};

export const keyTexts = {
  title: "Keys",
  show: "Keys",
  close: "Close",
  places: {
    page: "Anywhere",
    table: "In the table",
    record: "In the record",
    filterField: "In the filter",
    heads: "On the heads of columns",
  } satisfies Record<Place, string>,
  does,
  or: "or",
  pageKeys: "Listen to the keys that work anywhere",
};
