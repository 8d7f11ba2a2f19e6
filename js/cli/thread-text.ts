// Threads as people read them on a terminal: the first question, the last answer, tokens and cost of all requests.
import { counted } from "../format.ts";
import type { Usage } from "../package/conversation.ts";
import { amounts, linesOf, type Parts, partsOf, type Shown, shownConversation } from "./conversation-text.ts";

/** A line of `conversations --threads`. */
export type ThreadedShown = Shown & { thread: number };

/**
 * Threads that are held until they are shown, each with a few lines of text. Where there are more, the one that was
 * continued least recently is shown at once.
 */
const MOST_THREADS = 10_000;

interface Thread {
  number: number;
  requests: number;
  /** How its only request is shown. */
  alone: string[];
  first: Parts;
  last: Parts;
  usage: Usage;
  cost: number | undefined;
}

/** Groups conversations by thread. */
export class ThreadGroups {
  /** By number; the one that was continued least recently is the first. */
  readonly #threads = new Map<number, Thread>();
  readonly #most: number;

  constructor(most = MOST_THREADS) {
    this.#most = most;
  }

  /** Adds a conversation, for a terminal of so many columns. Gives back lines to show now. */
  add(shown: ThreadedShown, width: number): string[] {
    const { thread: number, usage = {}, cost } = shown;
    const parts = partsOf(shown, width);
    const known = this.#threads.get(number);
    this.#threads.delete(number);
    this.#threads.set(number, {
      number,
      requests: (known?.requests ?? 0) + 1,
      alone: known ? [] : shownConversation(shown, width),
      first: known?.first ?? parts,
      last: parts,
      usage: sumOf(known?.usage ?? {}, usage),
      cost: plus(known?.cost, cost),
    });
    const [oldest] = this.#threads.values();
    if (oldest === undefined || this.#threads.size <= this.#most) return [];
    this.#threads.delete(oldest.number);
    return shownThread(oldest);
  }

  /** The lines of all threads that are held, in the order in which they begin. */
  end(): string[] {
    return [...this.#threads.values()].sort((a, b) => a.number - b.number).flatMap(shownThread);
  }
}

function shownThread({ requests, alone, first, last, usage, cost }: Thread): string[] {
  if (requests === 1) return alone;
  const until = last.time === undefined || last.time === first.time ? "" : ` until ${last.time}`;
  const end = last.file === first.file ? `-${last.line}` : ` to ${last.file}:${last.line}`;
  const places = `${first.file}:${first.line}${end}`;
  const head = [first.time, ...last.who, `${counted(requests, "request")}${until}`, places];
  return linesOf(head, { question: first.question, answer: last.answer }, [...amounts(usage, cost), ...last.remarks]);
}

const plus = (a: number | undefined, b: number | undefined) =>
  a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);

/** @returns the sums of the counts that are shown */
function sumOf(a: Usage, b: Usage): Usage {
  const sums: Usage = {};
  for (const name of ["input", "cachedInput", "output"] as const) {
    const sum = plus(a[name], b[name]);
    if (sum !== undefined) sums[name] = sum;
  }
  return sums;
}
