// The columns of an export: names, types, and where each value comes from. docs/exports.md has the same table.
import { memberAt, textOf } from "./json-text.ts";
import { paired } from "./one-line.ts";
import type { ExportedRecord, LongText, Text } from "./record.ts";

/** `time` is RFC 3339 in UTC, `json` the text of a JSON value. */
export type ColumnType = "text" | "integer" | "number" | "boolean" | "time" | "json";

export type Value = Text | number | boolean | undefined;

export interface Column {
  name: string;
  type: ColumnType;
  /** Its texts are long, and differ from record to record. */
  isLong?: boolean;
  /** Its values are this long text of records. */
  text?: LongText;
  value(record: ExportedRecord): Value;
}

const column = (name: string, type: ColumnType, value: Column["value"]): Column => ({ name, type, value });

const long = (...given: Parameters<typeof column>): Column => ({ ...column(...given), isLong: true });

/** A column of a long text, which has its name. */
const text = (name: LongText): Column => ({ ...long(name, "text", (record) => record[name]), text: name });

const json = (value: unknown) => (value === undefined ? undefined : paired(JSON.stringify(value)));

/** The columns that every export can have; `about.ts` says what they are. */
export const COLUMNS: readonly Column[] = [
  column("file", "text", ({ file }) => file),
  column("line", "integer", ({ line }) => line),
  column("time", "time", ({ time }) => time),
  column("provider", "text", (record) => record.text("Provider")),
  column("model", "text", (record) => record.conversation.model ?? record.text("Model")),
  column("endpoint", "text", (record) => record.text("Endpoint")),
  column("status", "integer", ({ status }) => status),
  column("cached", "boolean", (record) => isTrue(record.text("Cached"))),
  column("error", "text", ({ conversation }) => errorOf(conversation.error)),
  column("stop", "text", ({ conversation: { output } }) => output?.stop ?? output?.stopKind),
  column("family", "text", ({ conversation }) => conversation.family),
  column("inputTokens", "integer", ({ conversation: { usage } }) => usage?.input),
  column("cachedInput", "integer", ({ conversation: { usage } }) => usage?.cachedInput),
  column("cacheWrite", "integer", ({ conversation: { usage } }) => usage?.cacheWrite),
  column("outputTokens", "integer", ({ conversation: { usage } }) => usage?.output),
  column("reasoning", "integer", ({ conversation: { usage } }) => usage?.reasoning),
  column("costUsd", "number", ({ conversation }) => conversation.cost),
  column("tools", "json", ({ conversation }) => json(conversation.tools)),
  column("toolCalls", "json", ({ conversation: { output } }) => json(output?.toolCalls)),
  text("question"),
  text("answer"),
  long("messages", "json", ({ conversation }) => json(conversation.messages)),
  long("output", "json", ({ conversation }) => json(conversation.output)),
  text("request"),
  text("response"),
  column("metadata", "json", ({ metadata }) => (metadata === undefined ? undefined : paired(metadata))),
];

const isTrue = (text: string | undefined) => (text === "true" ? true : text === "false" ? false : undefined);

export const errorOf = (error: { type?: string; message?: string } | undefined): string | undefined =>
  error && [error.type, error.message].filter((part) => part !== undefined).join(": ");

/** Columns of all that a conversation says. */
const WHOLE = ["messages", "output"];
/** Columns whose values are long: they are in an export of CSV when they are asked for. */
const LONG = [...WHOLE, "request", "response"];

/** The columns of CSV where none are named. */
export const SHORT_COLUMNS: readonly Column[] = COLUMNS.filter(({ name }) => !LONG.includes(name));

/** The columns of Parquet where none are named: bodies too, for a reader loads only the columns it needs. */
export const PARQUET_COLUMNS: readonly Column[] = COLUMNS.filter(({ name }) => !WHOLE.includes(name));

/** The long texts that these columns are made of; `undefined` if parts of records are not enough for them. */
export function textsOf(columns: readonly Column[]): Set<LongText> | undefined {
  if (columns.some(({ name }) => WHOLE.includes(name))) return undefined;
  return new Set(columns.flatMap(({ text }) => text ?? []));
}

/** Fields that have a column of another name, in which credentials are masked. */
const BODIES: ReadonlyMap<string, string> = new Map([
  ["RequestBody", "request"],
  ["ResponseBody", "response"],
  ["Metadata", "metadata"],
]);
const METADATA = "metadata.";

/** A column of a plain field, or of a member of the metadata. It remembers whether a record had it. */
export class FieldColumn implements Column {
  readonly name: string;
  readonly type = "text";
  found = false;

  constructor(name: string) {
    this.name = name;
  }

  value(record: ExportedRecord): Value {
    const { name } = this;
    const value = name.startsWith(METADATA)
      ? memberAt(record.metadata ?? "", name.slice(METADATA.length))
      : record.plain(name);
    this.found ||= value !== undefined;
    return value === undefined || value === "null" ? undefined : textOf(value);
  }
}

/** The columns of these names. */
export const columnsNamed = (names: readonly string[]): Column[] =>
  names.map((name) => {
    const known = COLUMNS.find((column) => column.name === (BODIES.get(name) ?? name));
    return known ? { ...known, name } : new FieldColumn(name);
  });
