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
  type RecordThread,
  type Sort,
  type UsageBy,
  type UsageOfRows,
} from "core";
import { LogpushError, toFailure } from "../../../js/errors.ts";
import { indexAll } from "../../../js/pool/indexing.ts";
import type { Pool } from "../../../js/pool/pool.ts";
import type { FilesReport } from "../protocol/files.ts";
import type { Filtered, FilterRequest } from "../protocol/filter.ts";
import type { Told } from "../protocol/news.ts";
import { QUICK_TERMS } from "../protocol/quick-terms.ts";
import type { ReadRecord, Row, RowContents, SearchedTexts } from "../protocol/records.ts";
import type { Outlook, Which } from "../protocol/runs.ts";
import { Chosen, type OnUnreadable, type Source } from "./chosen.ts";
import { IndexedFiles } from "./indexed-files.ts";
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
  #files = this.#filesOf(this.#table);
  #last: Promise<unknown> = Promise.resolve();
  /** Another one when the index is let go: the page counts them, also over its workers. What still comes of before is dropped. */
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
  clear(era: number): void {
    this.#era = era;
    this.#indexing.abort();
    this.#indexing = new AbortController();
    this.#table.free();
    this.#table = new RecordTable();
    this.#kept.clear();
    this.#outcomes.clear();
    this.#files = this.#filesOf(this.#table);
    this.#toldColumnsOf = "";
    this.publish();
  }

  sort(sort: Sort | null): void {
    this.#table.sort(sort?.by ?? null, sort?.descending ?? false);
  }

  /** Puts a filter in force and answers with the rows that are seen first. */
  filter({ filter, isTyping, record, columns, block }: FilterRequest): Filtered {
    if (/thread/i.test(filter)) this.linkThreads();
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

  withTerm(filter: string, term: string, asked: boolean): string {
    return this.#table.withTerm(filter, term, asked);
  }

  withTime(filter: string, range: [start: string, end: string] | null): string {
    return this.#table.withTime(filter, ...(range ?? []));
  }

  rows(first: number, last: number, columns: number[]): Row[] {
    return this.#table.rows(first, last, Uint32Array.from(columns));
  }

  /** The thread of a record, among those whose bodies were read. */
  thread(record: number): RecordThread | null {
    this.linkThreads();
    return this.#table.threadOf(record);
  }

  /** Links the records whose bodies were read, for the column that filters and orders ask. */
  linkThreads(): void {
    if (!this.#table.linkThreads()) return;
    this.#noted++;
    this.#publishIn(PACE);
  }

  /** Usage of the rows, as far as their bodies were read. */
  usage(first: UsageBy, within: UsageBy | undefined): UsageOfRows {
    return this.#table.usage(first, within);
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
    const era = this.#era;
    const isStill = () => era === this.#era;
    return this.#opening.open(chosen.held(onUnreadable), { hidden: this.#hidden, isStill, note: this.noting() });
  }

  /** The path of a file, by its number. */
  pathOf(file: number): string {
    return this.#files.sources[file]?.path ?? "";
  }

  /** Chooses records, or lines that are none. */
  choose(which: Which): Chosen {
    return new Chosen(this.#table, this.#files.sources, which, this.maxRecordBytes);
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
    this.#publishIn(HITS_PACE);
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
      this.#publishIn(HITS_PACE);
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

  /** What the files tell of their completeness. */
  report(): FilesReport {
    return this.#files.report();
  }

  #filesOf(table: RecordTable): IndexedFiles {
    const files = new IndexedFiles(table, () => {
      if (files === this.#files) this.#publishIn(PACE);
    });
    return files;
  }

  async #index(files: Source[], era: number): Promise<void> {
    const indexed = this.#files;
    const base = indexed.sources.length;
    const blobs = files.map(({ file }) => file);
    try {
      await indexAll(
        this.#pool,
        blobs,
        (part) => {
          const source = files[part.file];
          if (era !== this.#era || !source) return;
          indexed.take(base + part.file, source, part);
          this.#publishIn(PACE);
        },
        this.#indexing.signal,
      );
    } catch (error) {
      if (toFailure(error).code !== "ERR_ABORTED") throw error;
    } finally {
      await indexed.settle();
      if (era === this.#era) this.publish();
    }
  }

  /** Tells the page soon, and what comes until then with it. */
  #publishIn(milliseconds: number): void {
    this.#telling ??= setTimeout(() => this.publish(), milliseconds);
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
    const { news, changes } = this.#files.takeNews();
    return { era: this.#era, news: { ...news, ...index }, changes };
  }
}

const NO_RECORD = { code: "ERR_IO", message: "There is no such record any more." };
