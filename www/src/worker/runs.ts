// Runs of the pool over chosen records: opening all of them to see whether the keys fit, looking for words in them,
// and saving them.
import { type ContentKeys, Sha256 } from "core";
import { aborted, LogpushError, toFailure } from "../../../js/errors.ts";
import { freeBytes } from "../../../js/pool/free-bytes.ts";
import type { Opened, Searched } from "../../../js/pool/messages.ts";
import { Pipeline } from "../../../js/pool/pipeline.ts";
import type { Pool } from "../../../js/pool/pool.ts";
import { sealedLines } from "../../../js/pool/sealed-lines.ts";
import type { RunKind, RunNews, Which } from "../protocol/runs.ts";
import type { Made, SavePlan } from "../protocol/saves.ts";
import type { Chosen } from "./chosen.ts";
import type { Explorer } from "./explorer.ts";
import { type FileEnd, type TakePiece, toFile } from "./file-end.ts";
import { Maker, type MakerNews, type MakerPlan, NO_NEWS } from "./maker.ts";
import type { Outcomes } from "./outcomes.ts";
import { RunAccount } from "./run-account.ts";

/** Notes what came of records. */
type NoteOpened = (records: Uint32Array, opened: Opened) => void;

export class Runs {
  readonly #pool: Pool;
  readonly #explorer: Explorer;
  readonly #kept: ContentKeys;
  readonly #outcomes: Outcomes;
  readonly #tell: (kind: RunKind, news: RunNews) => void;
  /** The run of each kind that goes on. */
  readonly #going = new Map<RunKind, AbortController>();

  constructor(
    pool: Pool,
    explorer: Explorer,
    kept: ContentKeys,
    outcomes: Outcomes,
    tell: (kind: RunKind, news: RunNews) => void,
  ) {
    this.#pool = pool;
    this.#explorer = explorer;
    this.#kept = kept;
    this.#outcomes = outcomes;
    this.#tell = tell;
  }

  /** Ends a run soon, or all. It rejects with `ERR_ABORTED`. */
  cancel(kind?: RunKind): void {
    for (const [each, controller] of this.#going) if (kind === undefined || each === kind) controller.abort();
  }

  /** Opens all records, and keeps of them only what came of it. */
  check(): Promise<RunNews> {
    return this.#open("check", { which: "all" });
  }

  /** Opens the records that match the filter and whose bodies were not read: what they say is noted. */
  readBodies(): Promise<RunNews> {
    return this.#open("usage", { which: "unread" });
  }

  #open(kind: RunKind, which: Which): Promise<RunNews> {
    return this.#run(kind, which, async (chosen, account, signal) => {
      const opening = Pipeline.opening(this.#pool);
      const note = this.#noting();
      const unreadable = (file: number, error: unknown) => account.addFault(file, toFailure(error));
      await opening.run(
        chosen.batches(this.#pool, this.#kept, unreadable),
        ({ opened, file = 0, records }) => this.#took(opened, file, records, account, note),
        signal,
      );
      this.#explorer.linkThreads();
      return account.end();
    });
  }

  /** Asks the filter's tests of records that have to be opened for that. */
  search(): Promise<RunNews> {
    return this.#run("search", { which: "unknown" }, async (chosen, account, signal) => {
      const tests = this.#explorer.tests();
      const note = this.#explorer.noting();
      const searching = new Pipeline<Searched>(this.#pool, (lines, stop) => this.#pool.search(lines, tests, stop));
      const unreadable = (file: number, error: unknown) => account.addFault(file, toFailure(error));
      try {
        await searching.run(
          chosen.batches(this.#pool, this.#kept, unreadable),
          ({ opened: searched, records }) => {
            if (!searched || !records) return;
            this.#kept.put(records, searched.contentKeys);
            searched.contentKeys.fill(0);
            // What is known of members decides before what was found in texts.
            note(records, searched.memberNotes);
            this.#explorer.takeAnswers(records, searched.matched, searched.undecided);
            account.addSearched(records.length, searched);
          },
          signal,
        );
      } finally {
        // The page has the last hits before it hears that this is over: else it would say that they were not searched.
        this.#explorer.publish();
      }
      return account.end();
    });
  }

  /** Makes a file of records. */
  save(which: Which, plan: SavePlan, take: TakePiece): Promise<Made> {
    return this.#run("save", which, async (chosen, account, signal) => {
      const hash = new Sha256();
      let bytes = 0;
      const file = toFile(plan.gzip, async (piece) => {
        if (signal.aborted) throw aborted();
        hash.update(piece);
        bytes += piece.length;
        await take(piece);
      });
      try {
        const { form } = plan;
        const rest =
          form === "sealed"
            ? await this.#copy(chosen, account, file, signal)
            : await this.#make({ ...plan, form }, chosen, account, file, signal);
        await file.close();
        const { records, opened, sealed, sealedRecords } = account.end();
        return { records, opened, sealed, sealedRecords, bytes, sha256: hash.hex(), ...rest };
      } finally {
        file.cancel();
        hash.free();
      }
    });
  }

  /** Writes lines as they are. */
  async #copy(chosen: Chosen, account: RunAccount, file: FileEnd, signal: AbortSignal): Promise<MakerNews> {
    const nothingToDo = new Pipeline<Uint8Array<ArrayBuffer>>(this.#pool, async ({ bytes: lines, ends }) =>
      withLineFeeds(lines, ends),
    );
    await nothingToDo.run(
      chosen.batches(this.#pool),
      async ({ opened: lines, rejects, rejected, records }) => {
        account.addCopied(Math.max(records?.length ?? 0, rejected));
        if (lines) await file.write(lines);
        if (rejects.length > 0) await file.write(rejects);
      },
      signal,
    );
    return NO_NEWS;
  }

  /** Writes what a form makes of opened records. */
  async #make(
    plan: MakerPlan,
    chosen: Chosen,
    account: RunAccount,
    file: FileEnd,
    signal: AbortSignal,
  ): Promise<MakerNews> {
    const note = this.#noting();
    const maker = await Maker.of(plan, this.#pool.pricesVersion);
    const opening = new Pipeline(this.#pool, async (lines, stop, file = 0) => {
      const making = maker.making(this.#explorer.pathOf(file));
      const opened = await this.#pool.open(making ? { ...lines, making } : lines, stop);
      if (plan.form === "resealed") return { ...opened, sealedLines: sealedLines(lines, opened) };
      freeBytes(lines.bytes);
      return opened;
    });
    try {
      await opening.run(
        chosen.batches(this.#pool, this.#kept),
        async ({ opened, file: number = 0, records }) => {
          this.#took(opened, number, records, account, note);
          if (!opened) return;
          // Workers stopped over these records again and again: a file without them would seem to be whole.
          const [fault] = opened.faults;
          if (opened.rejected > 0 && fault) throw new LogpushError({ code: fault.code, message: fault.message });
          for await (const piece of maker.take(opened, this.#explorer.pathOf(number))) await file.write(piece);
          freeBytes(opened.output);
        },
        signal,
      );
      for (const piece of await maker.end()) if (piece.length > 0) await file.write(piece);
      return maker.news();
    } finally {
      maker.free();
    }
  }

  /** What notes what comes of records that are opened from now on: only as long as it is of the keys and records of now. */
  #noting(): NoteOpened {
    const [noteMembers, noteOutcome] = [this.#explorer.noting(), this.#outcomes.noting()];
    return (records, { sealedRecords, memberNotes }) => {
      noteOutcome(records, sealedRecords);
      noteMembers(records, memberNotes);
    };
  }

  /** Counts what came of opened lines, keeps their content keys, and notes their metadata. */
  #took(
    opened: Opened | undefined,
    file: number,
    records: Uint32Array | undefined,
    account: RunAccount,
    note: NoteOpened,
  ): void {
    if (!opened) return;
    // One that was taken for a record when it was indexed is one.
    if (records && records.length === opened.lines.length) {
      this.#kept.put(records, opened.contentKeys);
      note(records, opened);
    }
    opened.contentKeys.fill(0);
    opened.memberNotes.fill(0);
    account.addOpened(opened, file);
  }

  /** Runs one thing of its kind at a time: a new one takes the place of the one before. */
  async #run<T>(
    kind: RunKind,
    which: Which,
    work: (chosen: Chosen, account: RunAccount, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    this.cancel(kind);
    const controller = new AbortController();
    this.#going.set(kind, controller);
    try {
      const toUnwrap = kind === "save" && which.which === "rejected" ? 0 : this.#explorer.cost(which);
      const chosen = this.#explorer.choose(which);
      const account = new RunAccount(this.#pool, chosen.lines.count, toUnwrap, (news) => {
        if (!controller.signal.aborted) this.#tell(kind, news);
      });
      return await work(chosen, account, controller.signal);
    } finally {
      if (this.#going.get(kind) === controller) this.#going.delete(kind);
    }
  }
}

/**
 * Records that lie one after the other, each on one line that ends with a line feed. Line breaks within a record stand
 * between its tokens, where JSON needs none.
 */
function withLineFeeds(records: Uint8Array, ends: Uint32Array): Uint8Array<ArrayBuffer> {
  const text = new Uint8Array(records.length + ends.length);
  let [begin, length] = [0, 0];
  for (const end of ends) {
    let record = records.subarray(begin, end);
    if (record.includes(LINE_FEED) || record.includes(CARRIAGE_RETURN))
      record = record.filter((byte) => byte !== LINE_FEED && byte !== CARRIAGE_RETURN);
    text.set(record, length);
    text[length + record.length] = LINE_FEED;
    length += record.length + 1;
    begin = end;
  }
  return text.slice(0, length);
}

const [LINE_FEED, CARRIAGE_RETURN] = [0x0a, 0x0d];
