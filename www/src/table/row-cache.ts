// The rows near those on the screen. They come from the worker in blocks, some time after they were asked for; until
// then, what an older view had in their place stays, so that the table does not flash while it is filtered or sorted.
import type { Row } from "../protocol/records.ts";

/** Rows that are asked for at once: some more than fit on a screen. */
export const BLOCK = 64;
/** Blocks that are kept. */
const KEPT = 96;
/** Requests under way. More would only wait in the worker, and be out of date when their turn comes. */
const REQUESTS = 2;
/** Blocks that are asked for beyond those on the screen, in the direction of scrolling. */
const AHEAD = 3;
/** A person who goes further than so many rows at once is on the way to somewhere else, and nothing is asked for ahead. */
const JUMP = 2 * BLOCK;

/** What `noted` never is: the rows of a block are to be asked for. */
const OUT_OF_DATE = -1;

/** Rows that lie one after the other. */
export interface Block {
  /** The place of its first row in the view. */
  readonly first: number;
  readonly rows: readonly Row[];
  /** Which columns the cells of its rows belong to. */
  readonly columns: readonly number[];
}

/** What is on the screen, and of which view. */
export interface Wanted {
  version: number;
  /** Rows of the view. */
  total: number;
  /** New rows can come between the ones that are there, and not only behind them. */
  between: boolean;
  /** Grows when cells of rows that are there may say something else. */
  noted?: number;
  /** Grows when what rows said must be forgotten. */
  forgotten?: number;
  columns: readonly number[];
  /** From the row `first` to before `last`. */
  first: number;
  last: number;
}

/** Rows that are on their way, and what is known of them meanwhile: it is of that view, and lacks what came since. */
export type ComingRows = Promise<readonly Row[]> & { meanwhile?: readonly Row[] };

/** Gives the rows of a view from `first` to before `last`: at once if they are there already. */
export type FetchRows = (
  version: number,
  first: number,
  last: number,
  columns: readonly number[],
) => readonly Row[] | ComingRows;

/** A block as it is kept. */
interface Kept extends Block {
  /** Version, how often all was forgotten, and columns, as a text. */
  of: string;
  /** Rows of the view when it was asked for, if new ones can come between. */
  among: number;
  noted: number;
  /** Up to before which row it was asked for. */
  upTo: number;
}

/** Keeps rows, and asks for those that are wanted. `onRows` is called whenever some came. */
export class RowCache {
  /** By number; the one that was wanted longest ago comes first. */
  readonly #blocks = new Map<number, Kept>();
  /** The blocks that were asked for. */
  readonly #asked = new Set<number>();
  /** Blocks that failed. They are asked for anew with the next thing that is wanted. */
  readonly #failed = new Set<number>();
  #wanted: Wanted = { version: -1, total: 0, between: false, columns: [], first: 0, last: 0 };
  #of = "";
  #among = 0;
  #noted = 0;
  #down = true;
  #ahead = AHEAD;
  #closed = false;

  constructor(
    readonly fetch: FetchRows,
    readonly onRows: () => unknown,
  ) {}

  /** Takes over what is on the screen now, and asks for what of it is missing. */
  want(wanted: Wanted): void {
    const moved = wanted.first - this.#wanted.first;
    if (moved !== 0) this.#down = moved > 0;
    this.#ahead = Math.abs(moved) > JUMP ? 0 : AHEAD;
    if (wanted.forgotten !== this.#wanted.forgotten) this.#blocks.clear();
    this.#wanted = wanted;
    this.#of = `${wanted.version}:${wanted.forgotten ?? 0}:${wanted.columns.join()}`;
    this.#among = wanted.between ? wanted.total : 0;
    this.#noted = wanted.noted ?? 0;
    this.#failed.clear();
    for (const number of this.#urgent()) {
      const block = this.#blocks.get(number);
      if (block) this.#keep(number, block);
    }
    this.#ask();
  }

  /** The block with the row at this place of the view, if there is one. */
  at(position: number): Block | undefined {
    if (position >= this.#wanted.total) return undefined;
    const block = this.#blocks.get(Math.floor(position / BLOCK));
    if (!block || position - block.first >= block.rows.length) return undefined;
    return block;
  }

  /** The row at this place of the view as it is now, if it is there. */
  row(position: number): Row | undefined {
    const block = this.#blocks.get(Math.floor(position / BLOCK));
    return block && this.#isCurrent(block) ? block.rows[position - block.first] : undefined;
  }

  /** The row that is drawn at this place, if it is of this view: others may have come in before it since. */
  drawn(position: number): Row | undefined {
    const block = this.#blocks.get(Math.floor(position / BLOCK));
    return block?.of === this.#of ? block.rows[position - block.first] : undefined;
  }

  /** Nothing is asked for or told from now on. */
  close(): void {
    this.#closed = true;
  }

  /** Whether a block is there, of the view as it is, and whole. */
  #has(number: number): boolean {
    const block = this.#blocks.get(number);
    return (
      block !== undefined && this.#isCurrent(block) && block.upTo >= Math.min(block.first + BLOCK, this.#wanted.total)
    );
  }

  #isCurrent(block: Kept): boolean {
    return block.of === this.#of && block.among === this.#among && block.noted === this.#noted;
  }

  /** The numbers of the blocks that should be there, the most urgent ones first. */
  *#urgent(): Generator<number> {
    const { first, last, total } = this.#wanted;
    if (last <= first) return;
    const [from, to] = [Math.floor(first / BLOCK), Math.floor((last - 1) / BLOCK)];
    for (let number = from; number <= to; number++) yield number;
    for (let step = 1; step <= this.#ahead; step++) {
      const number = this.#down ? to + step : from - step;
      if (number >= 0 && number * BLOCK < total) yield number;
    }
  }

  /** Asks for what is missing. Returns whether some of it was there at once. */
  #ask(): boolean {
    let came = false;
    for (const number of this.#urgent()) {
      if (this.#closed || this.#asked.size >= REQUESTS) break;
      // One at a time for each block: when the table grows, its last block would be asked for again and again.
      if (this.#has(number) || this.#asked.has(number) || this.#failed.has(number)) continue;
      if (this.#fetchBlock(number)) came = true;
    }
    return came;
  }

  /** Asks for a block. Returns whether rows of it were there at once. */
  #fetchBlock(number: number): boolean {
    const { version, total, columns } = this.#wanted;
    const first = number * BLOCK;
    const upTo = Math.min(total, first + BLOCK);
    const block = { first, columns, of: this.#of, among: this.#among, noted: this.#noted, upTo };
    const rows = this.fetch(version, first, upTo, columns);
    if (!(rows instanceof Promise)) {
      this.#keep(number, { ...block, rows });
      return true;
    }
    // In place of rows of another view, which say what is not so, and never of newer ones of this view.
    const { meanwhile } = rows;
    const isBetter = meanwhile !== undefined && this.#blocks.get(number)?.of !== this.#of;
    if (isBetter) this.#keep(number, { ...block, rows: meanwhile, noted: OUT_OF_DATE });
    void this.#await(number, block, rows);
    return isBetter;
  }

  async #await(number: number, block: Omit<Kept, "rows">, coming: Promise<readonly Row[]>): Promise<void> {
    const { of } = block;
    this.#asked.add(number);
    try {
      const rows = await coming;
      // Answers of an older view are of no use; one that only lacks what came meanwhile is better than none.
      if (this.#closed || of !== this.#of) return;
      this.#keep(number, { ...block, rows });
      this.onRows();
    } catch {
      // Told where the view came from; the rows stay empty.
      if (of === this.#of) this.#failed.add(number);
    } finally {
      this.#asked.delete(number);
      // Nobody draws now, as who wants rows does.
      if (this.#ask()) this.onRows();
    }
  }

  #keep(number: number, block: Kept): void {
    this.#blocks.delete(number);
    this.#blocks.set(number, block);
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= KEPT) break;
      this.#blocks.delete(oldest);
    }
  }
}
