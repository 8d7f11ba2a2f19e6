// A record on its way out: the opened line, and what is known of it. Each form asks for what it needs, once.
import type { Conversation } from "../package/conversation.ts";
import { beside, type Fields, fieldAt, fieldsOf, isSealed } from "./fields.ts";
import type { ColumnPart } from "./form.ts";
import { isJson, textOf } from "./json-text.ts";

/** What the conversation module knows of records. */
export interface Reader {
  /**
   * The conversation of an opened line as JSON, or nothing for a line that is not a record. `forColumns` leaves out what only the
   * columns of whole conversations have.
   */
  conversation(line: Uint8Array, number: number, file: string, forColumns: boolean): Uint8Array;
  /** A request's text without the credentials in it. */
  withoutCredentials(request: string): string;
  /** What the columns of opened lines are made of, with these long texts; nothing if one of them is not a record. */
  columnParts?(lines: Uint8Array, ends: readonly number[], wanted: WantedParts): Parts | undefined;
  /** Bytes in Snappy, for Parquet. */
  snappy?(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
}

export type LongText = "request" | "response" | "question" | "answer";

/** What is wanted of records for columns that are no whole conversations. */
export interface WantedParts {
  texts: ReadonlySet<LongText>;
  /** In Snappy. */
  areCompressed: boolean;
}

/** The parts of a record: its line without bodies, what these say as JSON, and its long texts. */
export type RecordParts = { line: Uint8Array; said: Uint8Array } & { [Text in LongText]?: Uint8Array | undefined };

/** The parts of each record of a batch. Long texts that are compressed are those of all, in a column. */
export interface Parts extends Iterable<RecordParts> {
  compressed(text: LongText): ColumnPart | undefined;
}

/** A text, or its UTF-8: long ones are not decoded where they are only written. */
export type Text = string | Uint8Array;

/** A line of `conversations`: the conversation, the place of its record, its plain fields, and perhaps its thread. */
export type Line = Conversation & {
  file: string;
  line: number;
  cost?: number;
  thread?: number;
  continues?: { file: string; line: number };
} & { [field: string]: unknown };

const decoder = new TextDecoder();

export const decoded = (text: Text): string => (typeof text === "string" ? text : decoder.decode(text));

/** The time in a file's name, as Logpush writes it. */
const STAMP = /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/;

export class ExportedRecord {
  /** The opened line, without its line feed. */
  readonly bytes: Uint8Array;
  readonly file: string;
  /** Its line in the file, from 1. */
  readonly line: number;
  readonly #reader: Reader;
  readonly #isForColumns: boolean;
  readonly #parts: RecordParts | undefined;
  #fields: { root: Fields; fields: Fields } | undefined;
  #conversation: Line | undefined;

  /** With `forColumns` its conversation has of its messages the last question at most. With parts they are all that is read. */
  constructor(bytes: Uint8Array, line: number, file: string, reader: Reader, forColumns = false, parts?: RecordParts) {
    [this.bytes, this.line, this.file, this.#reader] = [bytes, line, file, reader];
    [this.#isForColumns, this.#parts] = [forColumns, parts];
  }

  /** What its bodies say. */
  get conversation(): Line {
    this.#conversation ??= this.#read();
    return this.#conversation;
  }

  #read(): Line {
    const { file, line } = this;
    const known = this.#parts?.said;
    const json = decoder.decode(known ?? this.#reader.conversation(this.bytes, line, file, this.#isForColumns));
    return json === "" ? { file, line, family: "unknown" } : (JSON.parse(json) as Line);
  }

  get #members(): { root: Fields; fields: Fields } {
    this.#fields ??= fieldsOf(decoder.decode(this.bytes));
    return this.#fields;
  }

  /** The plain field of this name, as JSON. */
  plain(name: string): string | undefined {
    const { root, fields } = this.#members;
    return fieldAt(fields, name) ?? beside(root, name);
  }

  /** The plain field of this name as text. */
  text(name: string): string | undefined {
    const value = this.plain(name);
    return value === undefined || value === "null" ? undefined : textOf(value);
  }

  /** The last text of the user, else the last input. */
  get question(): Text | undefined {
    if (this.#parts) return this.#parts.question;
    const { messages, inputs } = this.conversation;
    return messages?.findLast(({ role, text }) => role === "user" && text !== undefined)?.text ?? inputs?.at(-1);
  }

  /** The text of the answer, or of its refusal. */
  get answer(): Text | undefined {
    if (this.#parts) return this.#parts.answer;
    const { output } = this.conversation;
    return output?.text ?? output?.refusal;
  }

  /** The request's body as text, without the credentials in it. */
  get request(): Text | undefined {
    if (this.#parts) return this.#parts.request;
    const body = this.#body("RequestBody");
    return body === undefined ? undefined : this.#reader.withoutCredentials(body);
  }

  /** The response's body as text. */
  get response(): Text | undefined {
    return this.#parts ? this.#parts.response : this.#body("ResponseBody");
  }

  /** The metadata as JSON: a text that is not JSON is a string. */
  get metadata(): string | undefined {
    const text = this.#body("Metadata");
    return text === undefined || isJson(text) ? text : JSON.stringify(text);
  }

  #body(name: string): string | undefined {
    const value = this.#members.fields.get(name);
    return value === undefined || value === "null" || isSealed(value) ? undefined : textOf(value);
  }

  /** When it happened (RFC 3339, UTC): the answer says so, or the file's name says when its window begins. */
  get time(): string | undefined {
    return this.conversation.created ?? this.window;
  }

  /** When the window in the file's name begins. */
  get window(): string | undefined {
    const [, year, month, day, hour, minute, second] = STAMP.exec(this.name) ?? [];
    const time = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
    return Number.isNaN(Date.parse(time)) ? undefined : time;
  }

  /** The file's name without its folders. */
  get name(): string {
    return this.file.slice(Math.max(this.file.lastIndexOf("/"), this.file.lastIndexOf("\\")) + 1);
  }

  /** The HTTP status of the answer. */
  get status(): number | undefined {
    const status = this.text("StatusCode");
    return status !== undefined && /^\d{1,9}$/.test(status) ? Number(status) : undefined;
  }
}
