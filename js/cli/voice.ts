// Messages for people on the standard error, where a line of progress may have to be removed first.
import { escaped, writeLines } from "./terminal.ts";

/** Clears the terminal's current line. */
const ERASE = "\r\x1b[2K";

const COLUMNS = 80;

/** As much of a stream of this process as is used here. */
export interface Screen {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
  on(event: "error", listener: () => void): unknown;
}

/** How wide a terminal is. Some do not know it, and say 0. */
export const columnsOf = ({ columns = 0 }: Screen): number => (columns > 0 ? columns : COLUMNS);

export class Voice {
  readonly quiet: boolean;
  /** Records are written to the terminal on which this is read. */
  readonly #mixed: boolean;
  readonly #screen: Screen;
  /** A line of progress is on the screen. */
  #standing = false;

  constructor(
    quiet: boolean,
    recordsToStdout: boolean,
    { stdout, stderr }: Record<"stdout" | "stderr", Screen> = process,
  ) {
    this.quiet = quiet;
    this.#mixed = recordsToStdout && stdout.isTTY === true;
    this.#screen = stderr;
    // Its reader may have gone; the work goes on.
    stderr.on("error", () => {});
  }

  /** Whether a line of progress makes sense: a terminal shows it, and no records are written to the same one. */
  get showsProgress(): boolean {
    return !this.quiet && this.#screen.isTTY === true && !this.#mixed;
  }

  /** Prints lines, unless it is quiet. */
  say(...lines: string[]): void {
    if (!this.quiet) this.insist(...lines);
  }

  /** Prints lines in any case. */
  insist(...lines: string[]): void {
    this.erase();
    writeLines(this.#screen, lines);
  }

  /** Shows a line in place of the one before. */
  show(line: string): void {
    const width = columnsOf(this.#screen) - 1;
    this.#screen.write(ERASE + [...escaped(line)].slice(0, width).join(""));
    this.#standing = true;
  }

  erase(): void {
    if (this.#standing) this.#screen.write(ERASE);
    this.#standing = false;
  }
}
