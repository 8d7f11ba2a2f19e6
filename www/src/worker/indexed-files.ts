// The files of the table: how far each of them is, what is wrong with it, and what of that the page was not told yet.
import type { RecordTable } from "core";
import type { Failure } from "../../../js/errors.ts";
import { NOTHING_SEALED } from "../../../js/package/remarks.ts";
import type { FilePart } from "../../../js/pool/messages.ts";
import type { FileState, FilesReport } from "../protocol/files.ts";
import type { IndexChanges, IndexNews } from "../protocol/news.ts";
import type { Source } from "./chosen.ts";
import { foreignFormat, isProof, PROOF_TOLD } from "./foreign.ts";

/** Faults and warnings that are told; the others are counted. */
const TOLD = 1000;
/** Files without an encrypted field that are told of one by one. */
const UNSEALED_TOLD = 10;

/** A file of the table, and how far it is. */
interface IndexedFile extends Source {
  state: FileState;
  /** Bytes read. */
  read: number;
  records: number;
  /** Encrypted fields of these records. */
  sealed: number;
  members: number;
  /** Why it is not whole. */
  damage?: string;
  /** Faults of a file without a record: what they are called depends on what it is. */
  held: Failure[];
}

/** What is counted of files. */
type FileNews = Pick<IndexNews, "rejected" | "files" | "damaged" | "failed" | "foreign" | "read">;

export class IndexedFiles {
  readonly #table: RecordTable;
  readonly #judged: () => void;
  /** By their number in the table. */
  readonly #all: IndexedFile[] = [];
  readonly #news: FileNews = { rejected: 0, files: 0, damaged: 0, failed: 0, foreign: 0, read: 0 };
  readonly #changed = new Set<number>();
  #changes: Omit<IndexChanges, "files"> = { faults: [], faultsInAll: 0, warnings: [], warningsInAll: 0 };
  /** Files of which it is found out what they are. */
  readonly #judging: Promise<void>[] = [];
  /** Files with records, but without an encrypted field, that was not told of yet. */
  readonly #unsealed: number[] = [];

  /** `judged` is called when it was found out what a file is. */
  constructor(table: RecordTable, judged: () => void) {
    this.#table = table;
    this.#judged = judged;
  }

  get sources(): readonly Source[] {
    return this.#all;
  }

  /** What the files tell of their completeness. */
  report(): FilesReport {
    return {
      members: this.#all.reduce((sum, { members }) => sum + members, 0),
      duplicates: this.#table.duplicates(),
      gaps: this.#table.gaps(),
      damaged: this.#all.flatMap(({ path, damage, state }) =>
        damage === undefined || state === "foreign" ? [] : [{ path, why: damage }],
      ),
      foreign: this.#all
        .filter(
          ({ state, records, path, file }) =>
            state === "foreign" || (state === "read" && records === 0 && !isProof(path, file.size)),
        )
        .map(({ path }) => path),
      proofs: this.#all
        .filter(({ records, path, file }) => records === 0 && isProof(path, file.size))
        .map(({ path }) => path),
      untimed: this.#table.untimedFiles,
      unlisted: this.#table.unlisted,
      notHeld: this.#table.notHeld,
    };
  }

  /** Takes the next part of a file; files come one after the other. */
  take(number: number, source: Source, { indexed, failure, last }: FilePart): void {
    let file = this.#all[number];
    if (!file) {
      file = { ...source, state: "reading", read: 0, records: 0, sealed: 0, members: 0, held: [] };
      this.#all[number] = file;
      this.#table.addFile(source.path);
    }
    this.#changed.add(number);
    // It stands for something in an archive that cannot be read: it is empty, which is not what is wrong with it.
    const unread = source.failure !== undefined && source.file.size === 0;
    if (indexed) {
      const { notHeld } = this.#table;
      this.#table.append(indexed.chunk);
      if (notHeld === 0 && this.#table.notHeld > 0) this.#warn(number, TOO_MANY(this.#table.records));
      const proves = indexed.records === 0 && isProof(source.path, source.file.size);
      if (proves) this.#warn(number, PROOF_TOLD);
      this.#news.rejected += proves ? 0 : indexed.rejected;
      this.#news.read += indexed.offset - file.read;
      file.read = indexed.offset;
      file.records += indexed.records;
      file.sealed += indexed.sealed;
      file.members = indexed.members;
      for (const fault of proves || unread ? [] : indexed.faults) {
        if (fault.line === undefined && file.records === 0) file.held.push(fault);
        else this.#note(number, fault);
        // A fault of no line is one of the file.
        if (fault.line === undefined) file.damage ??= fault.message;
      }
      this.#changes.faultsInAll += proves ? 0 : indexed.moreFaults;
      for (const { message } of indexed.warnings) this.#warn(number, message);
      this.#changes.warningsInAll += indexed.moreWarnings;
    }
    if (failure) {
      this.#note(number, failure);
      file.damage ??= failure.message;
    }
    if (last && source.failure) {
      this.#note(number, source.failure);
      file.damage ??= source.failure.message;
    }
    if (last && file.records > 0 && file.sealed === 0) this.#unsealed.push(number);
    if (last && file.held.length > 0) this.#judging.push(this.#judge(number, file));
    if (last) {
      this.#news.files++;
      this.#news.read += source.file.size - file.read;
      file.read = source.file.size;
      file.state = failure || unread ? "failed" : file.damage === undefined ? "read" : "damaged";
      if (file.state === "failed") this.#news.failed++;
      if (file.state === "damaged") this.#news.damaged++;
    }
  }

  /** Waits until it is said of each file what it is, and what is wrong with all together. */
  async settle(): Promise<void> {
    await Promise.all(this.#judging.splice(0));
    this.#tellUnsealed();
  }

  /** Says which files have nothing that is encrypted: each of a few, and many with the first of them. */
  #tellUnsealed(): void {
    const files = this.#unsealed.splice(0);
    const [first] = files;
    if (files.length <= UNSEALED_TOLD) for (const file of files) this.#warn(file, NOTHING_SEALED);
    else if (first !== undefined) this.#warn(first, nothingSealedInMany(files.length - 1));
  }

  /** Says what is wrong with a file that has no record and is not whole: it may be no log at all. */
  async #judge(number: number, file: IndexedFile): Promise<void> {
    const format = file.records === 0 ? await foreignFormat(file.file).catch(() => undefined) : undefined;
    for (const fault of file.held.splice(0))
      this.#note(number, format ? { code: fault.code, message: notALog(format) } : fault);
    if (format && file.state === "damaged") {
      file.state = "foreign";
      this.#news.damaged--;
      this.#news.foreign++;
      this.#changed.add(number);
    }
    this.#judged();
  }

  #warn(file: number, message: string): void {
    if (++this.#changes.warningsInAll <= TOLD) this.#changes.warnings.push({ file, message });
  }

  #note(file: number, fault: Failure): void {
    if (++this.#changes.faultsInAll <= TOLD) this.#changes.faults.push({ file, fault });
  }

  /** What came since the last time. */
  takeNews(): { news: FileNews; changes: IndexChanges } {
    const files = [...this.#changed].flatMap((number) => {
      const file = this.#all[number];
      return file ? [{ file: number, state: file.state, records: file.records }] : [];
    });
    const changes = { ...this.#changes, files };
    this.#changed.clear();
    this.#changes = { ...this.#changes, faults: [], warnings: [] };
    return { news: { ...this.#news }, changes };
  }
}

const notALog = (format: string) =>
  `This is ${format}, not a log. Leave it out, or choose the .log.gz file in its place.`;

const TOO_MANY = (records: number) =>
  `The page holds no more records: the table has the first ${records.toLocaleString("en")}, and ends within this file. Close all files and open fewer of them, or use the command line tool, which holds none.`;

/** Of many files without an encrypted field: said of the first, with how many others. */
const nothingSealedInMany = (others: number) =>
  `No record of this file and of ${others.toLocaleString("en")} others holds an encrypted field, so nothing was decrypted in them: encryption was off when they were exported, they were decrypted before, or they are another dataset.`;
