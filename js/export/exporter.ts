// From batches of opened lines to the bytes of a form.

import { freeBytes } from "../pool/free-bytes.ts";
import { ChatForm } from "./chat.ts";
import { type Column, columnsNamed, FieldColumn, PARQUET_COLUMNS, SHORT_COLUMNS, textsOf } from "./columns.ts";
import { CsvForm } from "./csv.ts";
import { type Content, type Form, joined, NOTHING, piecesOf, type TableForm } from "./form.ts";
import { MarkdownForm } from "./markdown.ts";
import { LinesForm, ObjectsForm } from "./ndjson.ts";
import { OtlpForm } from "./otlp.ts";
import { ParquetForm } from "./parquet.ts";
import { ExportedRecord, type Parts, type Reader, type WantedParts } from "./record.ts";

export const FORMS = ["ndjson", "csv", "parquet", "otlp", "chat-jsonl", "markdown"] as const;
export type FormName = (typeof FORMS)[number];

/** Forms that have columns. */
export const WITH_COLUMNS: readonly FormName[] = ["ndjson", "csv", "parquet"];

/** Opened lines, each with its number in the file. */
export interface OpenedLines {
  /** Each with its line feed. */
  output: Uint8Array;
  /** Where each ends in `output`. */
  ends: readonly number[];
  lines: readonly number[];
  /** What columns are made of, if that is known: as `BatchTable.wanted` asks for it. */
  parts?: Parts | undefined;
}

/** What a form with columns makes of a batch. */
export interface MadeBatch {
  records: number;
  content: Content;
  /** Names of columns of fields that some record had, of this batch or of one before. */
  found: string[];
}

/** Bytes that are handed on at once. */
const ENOUGH = 1 << 18;
const LINE_FEED = 10;

/** The columns of a form, if it has some. */
function columnsOf(name: FormName, names: readonly string[] | undefined): readonly Column[] | undefined {
  if (names) return columnsNamed(names);
  return name === "csv" ? SHORT_COLUMNS : name === "parquet" ? PARQUET_COLUMNS : undefined;
}

async function tableOf(name: FormName, columns: readonly Column[], { snappy }: Reader): Promise<TableForm> {
  if (name === "ndjson") return new ObjectsForm(columns);
  if (name === "csv") return new CsvForm(columns);
  if (!snappy) throw new Error("Parquet needs Snappy");
  return new ParquetForm(columns, { library: await import("./parquet-writer.ts"), snappy });
}

function formOf(name: FormName): Form {
  switch (name) {
    case "otlp":
      return new OtlpForm();
    case "chat-jsonl":
      return new ChatForm();
    case "markdown":
      return new MarkdownForm();
    default:
      return new LinesForm();
  }
}

/** Opened lines one by one. */
function* eachLine({ output, ends, lines }: OpenedLines): Generator<[line: Uint8Array, number: number]> {
  let begin = 0;
  for (const [at, end] of ends.entries()) {
    yield [output.subarray(begin, output[end - 1] === LINE_FEED ? end - 1 : end), lines[at] ?? 0];
    begin = end;
  }
}

/** What makes batches of a form with columns, in any thread. */
export class BatchTable {
  readonly form: TableForm;
  /** What is wanted of records, if that is all that the columns need. */
  readonly wanted: WantedParts | undefined;
  readonly #reader: Reader;
  readonly #fields: FieldColumn[];

  private constructor(name: FormName, columns: readonly Column[], form: TableForm, reader: Reader) {
    [this.form, this.#reader] = [form, reader];
    this.#fields = columns.filter((column) => column instanceof FieldColumn);
    const texts = textsOf(columns);
    this.wanted = texts && { texts, areCompressed: name === "parquet" };
  }

  /** For a form and the names of its columns, if they were chosen; `undefined` for one without columns. */
  static async of(
    name: FormName,
    names: readonly string[] | undefined,
    reader: Reader,
  ): Promise<BatchTable | undefined> {
    const columns = columnsOf(name, names);
    return columns && new BatchTable(name, columns, await tableOf(name, columns, reader), reader);
  }

  /** Names of columns of fields. */
  get fields(): string[] {
    return this.#fields.map(({ name }) => name);
  }

  make(opened: OpenedLines, file: string): MadeBatch {
    const parts = opened.parts ?? (this.wanted && this.#reader.columnParts?.(opened.output, opened.ends, this.wanted));
    const content = this.form.make(this.#records(opened, file, parts), parts);
    const found = this.#fields.filter((field) => field.found).map(({ name }) => name);
    return { records: opened.lines.length, content, found };
  }

  *#records(opened: OpenedLines, file: string, parts: Parts | undefined): Generator<ExportedRecord> {
    if (parts) {
      let at = 0;
      for (const each of parts)
        yield new ExportedRecord(each.line, opened.lines[at++] ?? 0, file, this.#reader, true, each);
      return;
    }
    const isForColumns = this.wanted !== undefined;
    for (const [line, number] of eachLine(opened))
      yield new ExportedRecord(line, number, file, this.#reader, isForColumns);
  }
}

export class Exporter {
  readonly #table: BatchTable | undefined;
  readonly #form: Form;
  readonly #reader: Reader;
  #found = new Set<string>();
  #records = 0;

  private constructor(form: Form, table: BatchTable | undefined, reader: Reader) {
    [this.#form, this.#table, this.#reader] = [form, table, reader];
  }

  /** For a form and the names of its columns, if it has some and they were chosen. */
  static async of(name: FormName, names: readonly string[] | undefined, reader: Reader): Promise<Exporter> {
    return new Exporter(formOf(name), await BatchTable.of(name, names, reader), reader);
  }

  /** What is wanted of records for `BatchTable.make` in another thread, if that is all that is needed. */
  get wanted(): WantedParts | undefined {
    return this.#table?.wanted;
  }

  /** The bytes that opened lines of a file make. All lines pass here before anything is made of them. */
  async *take(opened: OpenedLines, file: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    if (this.#table) {
      yield* this.takeMade(this.#table.make(opened, file));
      return;
    }
    const pieces = new Pieces();
    for (const [line, number] of eachLine(opened)) {
      const made = this.#form.add(new ExportedRecord(line, number, file, this.#reader));
      this.#records++;
      // Most forms are ready at once.
      for (const piece of piecesOf(made instanceof Promise ? await made : made)) yield* pieces.add(piece);
    }
    yield* pieces.end();
  }

  /** The bytes that a batch makes, which a `BatchTable` of the same form and columns made. */
  *takeMade({ records, content, found }: MadeBatch): Generator<Uint8Array<ArrayBuffer>> {
    this.#records += records;
    for (const name of found) this.#found.add(name);
    const pieces = new Pieces();
    for (const piece of piecesOf(this.#table?.form.take(content) ?? NOTHING)) yield* pieces.add(piece);
    yield* pieces.end();
  }

  /** The last bytes, in pieces. */
  async end(): Promise<readonly Uint8Array<ArrayBuffer>[]> {
    return piecesOf(await (this.#table?.form ?? this.#form).end());
  }

  /** Columns that no record has, once all records were taken. */
  neverFound(): string[] {
    return this.#records === 0 ? [] : (this.#table?.fields.filter((name) => !this.#found.has(name)) ?? []);
  }

  /** What is not in the export, in sentences. */
  remarks(): string[] {
    return this.#form.remarks();
  }
}

/** Pieces that are joined to larger ones. */
class Pieces {
  #pieces: Uint8Array<ArrayBuffer>[] = [];
  #length = 0;

  *add(piece: Uint8Array<ArrayBuffer>): Generator<Uint8Array<ArrayBuffer>> {
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length >= ENOUGH) yield* this.end();
  }

  *end(): Generator<Uint8Array<ArrayBuffer>> {
    const [pieces, length] = [this.#pieces, this.#length];
    [this.#pieces, this.#length] = [[], 0];
    if (length === 0) return;
    const whole = joined(pieces);
    // Of a row group there are thousands, which would stay until the last of them is written.
    freeBytes(...pieces.filter(({ buffer }) => buffer !== whole.buffer));
    yield whole;
  }
}
