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
  page: {
    filter: "go to the filter",
    help: "show the shortcuts",
    facets: "show or hide the filters",
    usage: "show or hide usage",
  },
  table: {
    previous: "previous record",
    next: "next record",
    pageUp: "a screen up",
    pageDown: "a screen down",
    first: "first record",
    last: "last record",
    cells: "from cell to cell",
    open: "read the record",
    nextHit: "next hit of the filter in the record, then the next record",
    previousHit: "previous hit",
    mark: "select the record, or clear it",
    markSeveral: "select several",
    close: "close the record",
  },
  record: {
    previous: "previous record",
    next: "next record",
    nextHit: "next hit of the filter, then the next record",
    previousHit: "previous hit",
    back: "back to the table",
  },
  usage: {
    previous: "previous group or bar",
    next: "next group or bar",
    ends: "first and last group",
    enter: "filter by the group",
    close: "back to the records",
  },
  filterField: {
    offers: "move through suggestions",
    take: "accept the suggestion",
    search: "otherwise: search encrypted text too, with a key",
    back: "close the suggestions, then back to the table",
  },
  heads: {
    sort: "sort ascending, descending, off",
    go: "next column",
    ends: "first and last column",
    move: "move the column",
    resize: "narrower and wider",
  },
};

export const shortcutTexts = {
  title: "Keyboard shortcuts",
  show: "Keyboard shortcuts",
  close: "Close",
  places: {
    page: "Anywhere",
    table: "In the table",
    record: "In the record",
    usage: "In usage",
    filterField: "In the filter",
    heads: "On column headers",
  } satisfies Record<Place, string>,
  does,
  or: "or",
  pageKeys: "Enable the shortcuts that work anywhere",
};
