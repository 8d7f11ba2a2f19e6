// The index of all files: built by the pool, put together and looked at here.
import {
  type ColumnTest,
  type Completion,
  type ContentKeys,
  type Facet,
  type FilterChoice,
  type FilterHint,
  type Histogram,
  RecordTable,
  type Sort,
} from "core";
import { type Failure, toFailure } from "../../../js/errors.ts";
import { NOTHING_SEALED } from "../../../js/package/remarks.ts";
import { indexAll } from "../../../js/pool/indexing.ts";
import type { FilePart } from "../../../js/pool/messages.ts";
import type { Pool } from "../../../js/pool/pool.ts";
import {
  type FileState,
  type FilesReport,
  type Filtered,
  type FilterRequest,
  type IndexChanges,
  LogpushError,
  type Outlook,
  QUICK_TERMS,
  type QuickTerm,
  type ReadRecord,
  type Row,
  type RowContents,
  type SearchedTexts,
  type Told,
  type Which,
} from "../session/messages.ts";
import { Chosen, type OnUnreadable, type Source } from "./chosen.ts";
import { foreignFormat, isProof, PROOF_TOLD } from "./foreign.ts";
import type { KeyStore } from "./key-store.ts";
import { type NoteMembers, Opening } from "./opening.ts";
import type { Outcomes } from "./outcomes.ts";
import { mergedFacet, mergedHistogram } from "./same-text.ts";

/** Milliseconds between two pieces of news: of what is indexed, and of hits, which the page looks up its place by. */
const PACE = 60;
const HITS_PACE = 250;
/** Values of a facet, and bins of a histogram. */
const VALUES = 12;
const BINS = 96;
/** Rows that a screen shows beside one that is selected. */
const SCREEN = 40;
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

type Tell = (told: Told) => void;

export class Explorer {
  readonly #pool: Pool;
  readonly #opening: Opening;
  readonly #kept: ContentKeys;
  readonly #outcomes: Outcomes;
  readonly #tell: Tell;
  #table = new RecordTable();
  /** The most bytes of a record, as for the pool. Other files are to be indexed anew when it changes. */
  maxRecordBytes: number | undefined;
  /** The files of the table, by their number in it. */
  #files: IndexedFile[] = [];
  #news = { ...NOTHING };
  #changed = new Set<number>();
  #changes = noChanges();
  /** Files of which it is found out what they are. */
  readonly #judging: Promise<void>[] = [];
  /** Files with records, but without an encrypted field, that was not told of yet. */
  readonly #unsealed: number[] = [];
  #last: Promise<unknown> = Promise.resolve();
  /** Grows when the index is let go. What still comes of before is dropped. */
  #era = 0;
  #indexing = new AbortController();
  /** Names of columns with values that the index does not show. */
  #hidden: ReadonlySet<string> = new Set();
  /** How often something was noted of members of opened fields, or forgotten; and how often it was forgotten. */
  #noted = 0;
  #forgotten = 0;
  /** Of how many records, and after how many notes, columns were reported last. */
  #toldColumnsOf = "";
  #telling: ReturnType<typeof setTimeout> | undefined;

  constructor(pool: Pool, keys: KeyStore, kept: ContentKeys, outcomes: Outcomes, tell: Tell) {
    this.#pool = pool;
    this.#opening = new Opening(keys, kept, outcomes);
    this.#kept = kept;
    this.#outcomes = outcomes;
    this.#tell = tell;
  }

  /** Indexes files behind those that were added before. */
  add(files: Source[]): Promise<void> {
    const era = this.#era;
    const added = this.#last.then(async () => {
      if (era === this.#era) await this.#index(files, era);
    });
    this.#last = added.catch(() => {});
    return added;
  }

  /** Lets go of everything. */
  clear(): void {
    this.#era++;
    this.#indexing.abort();
    this.#indexing = new AbortController();
    this.#table.free();
    this.#table = new RecordTable();
    this.#kept.clear();
    this.#outcomes.clear();
    this.#files = [];
    this.#unsealed.length = 0;
    this.#toldColumnsOf = "";
    this.#news = { ...NOTHING };
    this.#changed.clear();
    this.#changes = noChanges();
    this.publish();
  }

  sort(sort: Sort | null): void {
    this.#table.sort(sort?.by ?? null, sort?.descending ?? false);
  }

  /** Puts a filter in force and answers with the rows that are seen first. */
  filter({ filter, isTyping, record, columns, block }: FilterRequest): Filtered {
    if (!isTyping) {
      const problem = this.#table.filter(filter);
      if (problem) return { problem };
    } else {
      const came = this.#table.filterWhileTyping(filter);
      if (came !== "inForce") return came;
    }
    const place = record === null ? null : this.rowOf(record);
    const around = place ?? 0;
    const first = Math.floor(Math.max(0, around - SCREEN) / block) * block;
    const last = (Math.floor((around + SCREEN) / block) + 1) * block;
    return { problem: null, told: this.#told(), place, first, rows: this.rows(first, last, columns) };
  }

  /** Why no record matches the filter, and what would. */
  hint(): FilterHint | null {
    return this.#table.hint();
  }

  complete(filter: string, cursor: number): Completion[] {
    return this.#table.complete(filter, cursor);
  }

  withValue(filter: string, column: number, value: string, choice: FilterChoice | null): string {
    return this.#table.withValue(filter, column, value, choice);
  }

  withTerm(filter: string, term: QuickTerm, asked: boolean): string {
    return this.#table.withTerm(filter, term, asked);
  }

  withTime(filter: string, range: [start: string, end: string] | null): string {
    return this.#table.withTime(filter, ...(range ?? []));
  }

  rows(first: number, last: number, columns: number[]): Row[] {
    return this.#table.rows(first, last, Uint32Array.from(columns));
  }

  facets(columns: number[]): Facet[] {
    // Each text can be there as a number too.
    return columns.map((column) => mergedFacet(this.#table.facet(column, 2 * VALUES), VALUES));
  }

  histogram(split: number | null): Histogram | null {
    const histogram = this.#table.histogram(split ?? undefined, BINS);
    return histogram && mergedHistogram(histogram);
  }

  /** The record in this line of a file, if that is one. */
  find(file: number, line: number): number | null {
    return this.#table.find(file, line) ?? null;
  }

  /** Reads the record in this place of the table, and opens what the keys open. */
  async read(place: number): Promise<ReadRecord> {
    const [row] = this.#table.rows(place, place + 1, new Uint32Array());
    if (row) for await (const read of this.#opened([row.record])) return read;
    throw new LogpushError(NO_RECORD);
  }

  /** Opens records for their rows. Those of files that cannot be read are left out. */
  async contents(records: number[]): Promise<RowContents[]> {
    const found: RowContents[] = [];
    for await (const { contents } of this.#opened(records, () => {})) found.push(contents);
    return found;
  }

  /** Reads records and opens what the keys open. */
  #opened(records: number[], onUnreadable?: OnUnreadable): AsyncGenerator<ReadRecord> {
    const chosen = this.choose({ which: "these", records });
    return this.#opening.open(chosen.held(onUnreadable), this.#hidden, this.noting());
  }

  /** Chooses records, or lines that are none. */
  choose(which: Which): Chosen {
    return new Chosen(this.#table, this.#files, which, this.maxRecordBytes);
  }

  /** How many sealed fields have to be unwrapped to open these records, or what the filter asks of in them. */
  cost(which: Which): number {
    const { lines } = this.choose(which);
    const fields = this.#table.cost(lines, this.#kept, which.which === "unknown");
    lines.free();
    return fields;
  }

  /** What is known of these records: how many are decrypted, and how many stay encrypted. */
  outlook(which: Which): Outlook {
    // Who knows nothing need not go over a million records to say so.
    if (this.#outcomes.isEmpty) {
      const { lines } = this.choose(which);
      const unknown = lines.count;
      lines.free();
      return { decrypted: 0, encrypted: 0, unknown };
    }
    return this.#outcomes.of(this.choose(which).records());
  }

  /** The filter's tests, to be asked of opened records. */
  tests(): ColumnTest[] {
    return this.#table.filterTests();
  }

  /** Takes what was found in opened records. */
  takeAnswers(records: Uint32Array, matched: Uint32Array, undecided: Uint32Array): void {
    this.#table.takeAnswers(records, matched, undecided);
    this.#telling ??= setTimeout(() => this.publish(), HITS_PACE);
  }

  /**
   * A function that notes what opened records say in their metadata, as long as the table is this one and nothing was
   * forgotten: to be had before they are opened.
   */
  noting(): NoteMembers {
    const [era, forgotten] = [this.#era, this.#forgotten];
    return (records, notes) => {
      const isNew =
        notes.length > 0 &&
        era === this.#era &&
        forgotten === this.#forgotten &&
        this.#table.noteMembers(records, notes);
      notes.fill(0);
      if (!isNew) return;
      this.#noted++;
      this.#telling ??= setTimeout(() => this.publish(), HITS_PACE);
    };
  }

  /** Forgets what opened records said, and what was found in them. */
  forgetOpened(): void {
    this.#forgotten++;
    this.#noted++;
    this.#table.forgetOpened();
    this.publish();
  }

  /** Where texts of records have what the filter in force looks for. */
  hits(records: SearchedTexts[]): Uint32Array<ArrayBuffer>[][] {
    return records.map(({ record, parts, fields }) => this.#table.hits(record, parts, fields));
  }

  /** The place of a record among the rows, if it is one of them. */
  rowOf(record: number): number | null {
    return this.#table.rowOf(record) ?? null;
  }

  report(): FilesReport {
    return {
      members: this.#files.reduce((sum, { members }) => sum + members, 0),
      duplicates: this.#table.duplicates(),
      gaps: this.#table.gaps(),
      damaged: this.#files.flatMap(({ path, damage, state }) =>
        damage === undefined || state === "foreign" ? [] : [{ path, why: damage }],
      ),
      foreign: this.#files
        .filter(
          ({ state, records, path, file }) =>
            state === "foreign" || (state === "read" && records === 0 && !isProof(path, file.size)),
        )
        .map(({ path }) => path),
      proofs: this.#files
        .filter(({ records, path, file }) => records === 0 && isProof(path, file.size))
        .map(({ path }) => path),
      untimed: this.#table.untimedFiles,
      unlisted: this.#table.unlisted,
      notHeld: this.#table.notHeld,
    };
  }

  async #index(files: Source[], era: number): Promise<void> {
    const base = this.#files.length;
    const blobs = files.map(({ file }) => file);
    try {
      await indexAll(
        this.#pool,
        blobs,
        (part) => {
          const source = files[part.file];
          if (era === this.#era && source) this.#take(base + part.file, source, part);
        },
        this.#indexing.signal,
      );
    } catch (error) {
      if (toFailure(error).code !== "ERR_ABORTED") throw error;
    } finally {
      await Promise.all(this.#judging.splice(0));
      if (era === this.#era) {
        this.#tellUnsealed();
        this.publish();
      }
    }
  }

  #take(number: number, source: Source, { indexed, failure, last }: FilePart): void {
    let file = this.#files[number];
    if (!file) {
      file = { ...source, state: "reading", read: 0, records: 0, sealed: 0, members: 0, held: [] };
      this.#files[number] = file;
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
    this.#telling ??= setTimeout(() => this.publish(), PACE);
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
    const era = this.#era;
    const format = file.records === 0 ? await foreignFormat(file.file).catch(() => undefined) : undefined;
    if (era !== this.#era) return;
    for (const fault of file.held.splice(0))
      this.#note(number, format ? { code: fault.code, message: notALog(format) } : fault);
    if (format && file.state === "damaged") {
      file.state = "foreign";
      this.#news.damaged--;
      this.#news.foreign++;
      this.#changed.add(number);
    }
    this.#telling ??= setTimeout(() => this.publish(), PACE);
  }

  #warn(file: number, message: string): void {
    if (++this.#changes.warningsInAll <= TOLD) this.#changes.warnings.push({ file, message });
  }

  #note(file: number, fault: Failure): void {
    if (++this.#changes.faultsInAll <= TOLD) this.#changes.faults.push({ file, fault });
  }

  /** Tells the page now what came since the last time. */
  publish(): void {
    this.#tell(this.#told());
  }

  /** What came since the last time. */
  #told(): Told {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    const { records, rowCount: rows, unknown, publicFilter, looksForText } = this.#table;
    const of = `${records} ${this.#noted}`;
    const columns = of === this.#toldColumnsOf ? null : this.#table.columns();
    this.#toldColumnsOf = of;
    if (columns)
      this.#hidden = new Set(columns.filter(({ sealed, long }) => sealed + long > 0).map(({ name }) => name));
    const quickTerms = QUICK_TERMS.filter((term) => this.#table.asksFor(term));
    const [noted, forgotten] = [this.#noted, this.#forgotten];
    const index = { records, rows, unknown, publicFilter, looksForText, quickTerms, columns, noted, forgotten };
    const news = { ...this.#news, ...index };
    const files = [...this.#changed].flatMap((number) => {
      const file = this.#files[number];
      return file ? [{ file: number, state: file.state, records: file.records }] : [];
    });
    const told = { era: this.#era, news, changes: { ...this.#changes, files } };
    this.#changed.clear();
    this.#changes = { ...this.#changes, faults: [], warnings: [] };
    return told;
  }
}

const NOTHING = { rejected: 0, files: 0, damaged: 0, failed: 0, foreign: 0, read: 0 };

const notALog = (format: string) =>
  `This is ${format}, not a log. Leave it out, or choose the .log.gz file in its place.`;

const noChanges = (): Omit<IndexChanges, "files"> => ({ faults: [], faultsInAll: 0, warnings: [], warningsInAll: 0 });

const TOO_MANY = (records: number) =>
  `The page holds no more records: the table has the first ${records.toLocaleString("en")}, and ends within this file. Close all files and open fewer of them, or use the command line tool, which holds none.`;

/** Of many files without an encrypted field: said of the first, with how many others. */
const nothingSealedInMany = (others: number) =>
  `No record of this file and of ${others.toLocaleString("en")} others holds an encrypted field, so nothing was decrypted in them: encryption was off when they were exported, they were decrypted before, or they are another dataset.`;

const NO_RECORD = { code: "ERR_IO", message: "There is no such record any more." };
