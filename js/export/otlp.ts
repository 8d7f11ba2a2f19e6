// OTLP/JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding): an `ExportTraceServiceRequest` a line, as
// OpenTelemetry's file exporters write it, with one span. A line is then no longer than its record is large.
import { counted } from "../format.ts";
import { errorOf } from "./columns.ts";
import { TextForm } from "./form.ts";
import { type Attribute, attributesOf, Double, hasFailed, operationOf } from "./gen-ai.ts";
import { idOf } from "./hash.ts";
import { members, textOf } from "./json-text.ts";
import { oneLine, paired } from "./one-line.ts";
import type { ExportedRecord } from "./record.ts";

/** `SPAN_KIND_CLIENT` and `STATUS_CODE_ERROR` of opentelemetry/proto/trace/v1/trace.proto. */
const [CLIENT, ERROR] = [3, 2];
/** Threads whose trace is remembered. One that is continued later gets another trace. */
const MOST_THREADS = 100_000;
const NANOSECONDS = 1_000_000n;
/** Times are `fixed64`. */
const LATEST = 2n ** 64n - 1n;

const smaller = (a: bigint, b: bigint) => (a < b ? a : b);
/** The name of a log, as Logpush gives it: no two have the same. */
const LOG_NAME = /^\d{8}T\d{6}Z_\d{8}T\d{6}Z_\w+/;

export class OtlpForm extends TextForm {
  /** The trace of each thread; the one that was continued least recently is the first. */
  readonly #traces = new Map<number, string>();
  #withoutTime = 0;
  /** The place of the record before, and how many were there before it. */
  #before = { place: "", more: 0 };

  protected override text(record: ExportedRecord): string {
    const { conversation, time } = record;
    const began = time === undefined ? 0 : Math.max(0, Date.parse(time) || 0);
    if (began === 0) this.#withoutTime++;
    const start = BigInt(began) * NANOSECONDS;
    const end = smaller(start + BigInt(conversation.durationMs ?? 0) * NANOSECONDS, LATEST);
    const place = this.#placeOf(record);
    const traceId = this.#trace(conversation.thread, place);
    const attributes = [...attributesOf(record), ...ownAttributes(record)];
    const span = {
      traceId,
      spanId: idOf(place, 64),
      name: [operationOf(conversation), record.text("Model")].filter((word) => word !== undefined).join(" "),
      kind: CLIENT,
      startTimeUnixNano: String(start),
      endTimeUnixNano: String(end),
      attributes: attributes.map(([key, value]) => ({ key, value: anyValue(value) })),
      ...(conversation.continues && { links: [{ traceId, spanId: idOf(placeOf(conversation.continues), 64) }] }),
      ...(hasFailed(record) && { status: { code: ERROR, message: errorOf(conversation.error) ?? "" } }),
    };
    const resourceSpans = [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "cloudflare-ai-gateway" } }] },
        scopeSpans: [{ scope: { name: "logpush-decrypt" }, spans: [span] }],
      },
    ];
    return `${oneLine(paired(JSON.stringify({ resourceSpans })))}\n`;
  }

  /** The place of a record, and of several on one line the number there. */
  #placeOf(record: ExportedRecord): string {
    const place = placeOf(record);
    this.#before = { place, more: this.#before.place === place ? this.#before.more + 1 : 0 };
    return this.#before.more === 0 ? place : `${place}:${this.#before.more}`;
  }

  /** A thread is a trace, whose id is made of the place of its first record. */
  #trace(thread: number | undefined, place: string): string {
    const known = thread === undefined ? undefined : this.#traces.get(thread);
    const trace = known ?? idOf(place, 128);
    if (thread !== undefined) {
      this.#traces.delete(thread);
      this.#traces.set(thread, trace);
    }
    const [oldest] = this.#traces.keys();
    if (oldest !== undefined && this.#traces.size > MOST_THREADS) this.#traces.delete(oldest);
    return trace;
  }

  override remarks(): string[] {
    return this.#withoutTime === 0
      ? []
      : [
          `${counted(this.#withoutTime, "span has", "spans have")} no time: neither the answer nor the name of the file says one.`,
        ];
  }
}

/** What a record is known by: its line and the name of its log, wherever the log lies. */
function placeOf({ file, line }: { file: string; line: number }): string {
  const name = file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
  return `${line}:${LOG_NAME.test(name) ? name : file}`;
}

/** What the conventions have no name for. */
function ownAttributes(record: ExportedRecord): [string, Attribute][] {
  const { conversation, file, line } = record;
  const found: [string, Attribute | undefined][] = [
    ["ai_gateway.file", file],
    ["ai_gateway.line", line],
    ["ai_gateway.time_from", conversation.created ? "answer" : record.window ? "file name" : undefined],
    ["ai_gateway.gateway", record.text("Gateway")],
    ["ai_gateway.endpoint", record.text("Endpoint")],
    ["ai_gateway.cached", record.text("Cached") === "true" ? true : undefined],
    ["ai_gateway.cost_usd", conversation.cost === undefined ? undefined : new Double(conversation.cost)],
  ];
  const metadata = record.metadata?.startsWith("{") ? members(record.metadata) : new Map<string, string>();
  for (const [name, value] of metadata) found.push([`ai_gateway.metadata.${name}`, textOf(value)]);
  return found.filter((pair): pair is [string, Attribute] => pair[1] !== undefined);
}

/** An `AnyValue`. Integers of 64 bits are texts. */
function anyValue(value: Attribute): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return { intValue: String(value) };
  if (value instanceof Double) return { doubleValue: value.value };
  return { arrayValue: { values: value.map((text) => ({ stringValue: text })) } };
}
