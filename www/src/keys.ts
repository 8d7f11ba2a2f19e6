// The shortcuts of the page, its table, the record, usage, the filter and the heads of columns; the help lists them from here.
// Edges, tabs, menus, the timeline and printing have the keys that such things have everywhere.
import { signal } from "@preact/signals";

/** Keys by where they work and by what they do there. With a modifier as `Shift+ArrowUp`, else as the event's `key`. */
export const KEYS = {
  page: { filter: ["/"], facets: ["["], usage: ["u"], help: ["?"] },
  table: {
    previous: ["ArrowUp", "k"],
    next: ["ArrowDown", "j"],
    pageUp: ["PageUp"],
    pageDown: ["PageDown"],
    first: ["Home"],
    last: ["End"],
    cells: ["ArrowLeft", "ArrowRight"],
    open: ["Enter"],
    nextHit: ["n"],
    previousHit: ["Shift+n"],
    mark: ["Space"],
    markSeveral: ["Shift+ArrowUp", "Shift+ArrowDown", "Shift+PageUp", "Shift+PageDown", "Shift+Home", "Shift+End"],
    close: ["Escape"],
  },
  record: { previous: ["k"], next: ["j"], nextHit: ["n"], previousHit: ["Shift+n"], back: ["Escape"] },
  usage: {
    previous: ["ArrowUp", "ArrowLeft", "k"],
    next: ["ArrowDown", "ArrowRight", "j"],
    ends: ["Home", "End"],
    enter: ["Enter", "Space"],
    close: ["Escape"],
  },
  filterField: { offers: ["ArrowUp", "ArrowDown"], take: ["Enter", "Tab"], search: ["Enter"], back: ["Escape"] },
  heads: {
    sort: ["Enter"],
    go: ["ArrowLeft", "ArrowRight"],
    ends: ["Home", "End"],
    move: ["Alt+ArrowLeft", "Alt+ArrowRight", "Alt+Home", "Alt+End"],
    resize: ["Shift+ArrowLeft", "Shift+ArrowRight"],
  },
} as const satisfies Record<string, Record<string, readonly string[]>>;

export type Place = keyof typeof KEYS;
export type ActionOf<At extends Place> = keyof (typeof KEYS)[At];

/** The keys of the whole page are listened to. Dictation to the computer may speak them by accident, so they can be turned off. */
export const pageKeys = signal(true);

/**
 * The key that was pressed, as the keys above are written. Shift counts with letters and with keys that have a name: what
 * it makes of others is a key of its own, as `?` is.
 */
export function pressed(event: KeyboardEvent): string {
  const named = event.key.length > 1 || event.key === " ";
  const key = event.key === " " ? "Space" : named ? event.key : event.key.toLowerCase();
  const held = [
    event.ctrlKey || event.metaKey ? "Ctrl" : [],
    event.altKey ? "Alt" : [],
    event.shiftKey && (named || /^[a-z]$/.test(key)) ? "Shift" : [],
  ].flat();
  return [...held, key].join("+");
}

/** What a key asks for in a place, if anything: the first thing that it can ask for there. */
export function actionOf<At extends Place>(place: At, key: string): ActionOf<At> | undefined {
  const actions = Object.entries(KEYS[place]) as [ActionOf<At>, readonly string[]][];
  const find = (wanted: string) => actions.find(([, keys]) => keys.includes(wanted))?.[0];
  return find(key) ?? (LETTER.test(key) ? find(key.slice(-1)) : undefined);
}

/** A capital letter, which counts as the small one where it has no meaning of its own. */
const LETTER = /^Shift\+[a-z]$/;

/** What a key asks for anywhere on the page, unless somebody is typing or something lies over the page. */
export function pageAction(event: KeyboardEvent): ActionOf<"page"> | undefined {
  const idle =
    !pageKeys.value || event.defaultPrevented || isTyping(event.target) || document.querySelector("dialog[open]");
  return idle ? undefined : actionOf("page", pressed(event));
}

/** Whether keys are text there. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const ticked = target instanceof HTMLInputElement && /^(checkbox|radio|button|file|range)$/.test(target.type);
  return target.isContentEditable || (!ticked && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Gives the focus to the table, or to what lies over it. */
export const focusTable = () =>
  (document.querySelector<HTMLElement>(".usage") ?? document.querySelector<HTMLElement>(".table-scroller"))?.focus();

/** Gives the focus to the filter. */
export const focusFilter = () => document.querySelector<HTMLElement>("input[name='filter']")?.focus();

/** Gives the focus to the record that is shown in full. */
export const focusRecord = () => document.querySelector<HTMLElement>(".record-view")?.focus();
