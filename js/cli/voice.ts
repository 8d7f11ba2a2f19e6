// What is said to people: on the standard error, where a line of progress may stand that has to go first.
import { escaped, writeLines } from "./terminal.ts";

/** Takes what is on the terminal's current line away. */
const ERASE = "\r\x1b[2K";

const COLUMNS = 80;

/** How wide a terminal is. Some do not know it, and say 0. */
export const columnsOf = ({ columns }: NodeJS.WriteStream): number => (columns > 0 ? columns : COLUMNS);

export class Voice {
  readonly quiet: boolean;
  /** Records are written to the terminal on which this is read. */
  readonly #mixed: boolean;
  /** A line of progress is on the screen. */
  #standing = false;

  constructor(quiet: boolean, recordsToStdout: boolean) {
    this.quiet = quiet;
    this.#mixed = recordsToStdout && process.stdout.isTTY === true;
    // Whoever listened may have gone; the work goes on.
    process.stderr.on("error", () => {});
  }

  /** The line of progress makes sense: somebody sees it, and no records come between. */
  get showsProgress(): boolean {
    return !this.quiet && process.stderr.isTTY === true && !this.#mixed;
  }

  /** Says something in lines, unless nothing is to be said. */
  say(...lines: string[]): void {
    if (!this.quiet) this.insist(...lines);
  }

  /** Says something in any case. */
  insist(...lines: string[]): void {
    this.erase();
    writeLines(process.stderr, lines);
  }

  /** Shows a line in place of the one before. */
  show(line: string): void {
    const width = columnsOf(process.stderr) - 1;
    process.stderr.write(ERASE + [...escaped(line)].slice(0, width).join(""));
    this.#standing = true;
  }

  erase(): void {
    if (this.#standing) process.stderr.write(ERASE);
    this.#standing = false;
  }
}

/** A whole number as people write it. `toLocaleString` would load the tables of all languages first. */
export const grouped = (number: number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

/** A number and what it counts. */
export const counted = (number: number, one: string, many = `${one}s`) =>
  `${grouped(number)} ${number === 1 ? one : many}`;

/** Bytes as people read them. */
export function size(bytes: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A span of time as people read it. */
export function span(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
