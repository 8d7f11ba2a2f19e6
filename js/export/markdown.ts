// Conversations as Markdown (CommonMark 0.31 and GitHub's tables, strike-through and links), to read and to print.
//
// Texts are shown as they were written. What could make a heading, a link, a picture, a table or HTML out of them is escaped;
// code between fences stays code, in a fence that is longer than any in it.
import { partsOf } from "../fences.ts";
import { grouped } from "../format.ts";
import type { Media, Message, Output, ToolCall } from "../package/conversation.ts";
import { errorOf } from "./columns.ts";
import { TextForm } from "./form.ts";
import { decoded, type ExportedRecord } from "./record.ts";

export class MarkdownForm extends TextForm {
  protected override text(record: ExportedRecord): string {
    const { messages = [], inputs = [], output, family, error, raw } = record.conversation;
    const blocks = [
      `## ${titleOf(record)}`,
      factsOf(record),
      ...messages.flatMap((message) => [`### ${ROLES[message.role]}`, ...saidIn(message)]),
      ...inputs.flatMap((input) => ["### Input", prose(input)]),
      ...(output ? ["### Answer", ...saidIn(output), ...restOf(output)] : []),
      ...(error ? ["### Error", prose(errorOf(error) ?? "")] : []),
      ...(family === "unknown" || raw ? rawOf(record) : []),
    ];
    return `${blocks.filter((block) => block !== "").join("\n\n")}\n\n`;
  }
}

const ROLES = { system: "System", user: "User", assistant: "Assistant", tool: "Tool" };

function titleOf(record: ExportedRecord): string {
  const { conversation, time } = record;
  const parts = [conversation.model ?? record.text("Model") ?? conversation.family];
  if (time !== undefined) parts.push(time.slice(0, 19).replace("T", " "));
  if (record.status !== undefined) parts.push(`status ${record.status}`);
  return parts.map(inline).join(" · ");
}

/** Where a record lies, and what is known of it. */
function factsOf(record: ExportedRecord): string {
  const { conversation, file, line } = record;
  const { usage = {}, cost, output, tools } = conversation;
  const tokens = [
    ...(usage.input === undefined ? [] : [`${grouped(usage.input)} in`]),
    ...(usage.cachedInput ? [`${grouped(usage.cachedInput)} of them cached`] : []),
    ...(usage.output === undefined ? [] : [`${grouped(usage.output)} out`]),
    ...(usage.reasoning ? [`${grouped(usage.reasoning)} of them thinking`] : []),
  ];
  const facts: [string, string | undefined][] = [
    ["Record", `${file}:${line}`],
    ["Provider", record.text("Provider")],
    ["Tokens", tokens.length > 0 ? tokens.join(", ") : undefined],
    ["Cost", cost === undefined ? undefined : `${amount(cost)} USD, an estimate`],
    ["Cached", record.text("Cached") === "true" ? "yes" : undefined],
    ["Stop", output?.complete === false ? "cut off" : output?.stop],
    ["Tools", tools?.join(", ")],
    ["Metadata", record.metadata],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [`- ${name}: ${inline(value)}`])).join("\n");
}

function saidIn({ thinking, text, toolCalls, toolResult, media }: Partial<Message>): string[] {
  return [
    ...(thinking === undefined ? [] : ["*Thinking*", prose(thinking)]),
    ...(text === undefined ? [] : [prose(text)]),
    ...(toolCalls ?? []).flatMap(callOf),
    ...(toolResult === undefined ? [] : [shownValue(toolResult)]),
    ...(media ?? []).map(mediaOf),
  ];
}

const restOf = ({ refusal, serverTools = [] }: Output) => [
  ...(refusal === undefined ? [] : ["*Refusal*", prose(refusal)]),
  ...serverTools.map((name) => `*Tool of the provider:* ${inline(name)}`),
];

const callOf = ({ name, arguments: given }: ToolCall) => [
  `*Tool call:* ${inline(name ?? "a tool")}`,
  ...(given === undefined ? [] : [shownValue(given)]),
];

const mediaOf = ({ type, bytes, url }: Media) =>
  `*File:* ${[type, bytes === undefined ? undefined : `${grouped(bytes)} bytes`, url]
    .filter((part) => part !== undefined)
    .map(inline)
    .join(", ")}`;

/** Bodies of a form that is not known, as they are. */
function rawOf(record: ExportedRecord): string[] {
  const { raw } = record.conversation;
  return (["request", "response"] as const).flatMap((name) => {
    const body = raw?.includes(name) === false ? undefined : record[name];
    return body === undefined ? [] : [`### ${name === "request" ? "Request" : "Response"}`, code(decoded(body), "")];
  });
}

const shownValue = (value: unknown) =>
  typeof value === "string" ? code(value, "") : code(JSON.stringify(value, null, 2), "json");

/** A block of code whose fence is longer than any in it. */
function code(text: string, language: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 2);
  const fence = "`".repeat(longest + 1);
  const word = /^[\w+#-]{1,20}$/.test(language) ? language : "";
  return `${fence}${word}\n${text.replace(/\n$/, "")}\n${fence}`;
}

/** A text with the blocks of code in it. */
const prose = (text: string): string =>
  partsOf(text.replace(/\r\n?/g, "\n"))
    .map(({ text, language }) => (language === undefined ? escaped(text) : code(text, language)))
    .join("\n\n");

/** Each of these stands for itself after a backslash. Within words `_` does so anyway. */
const MARKS = /[\\`*[\]<>&|~$]|(?<![a-z\d])_|_(?![a-z\d])|:(?=\/\/)|(?<=mailto|xmpp):|(?<=www)\./gi;
/** What begins a heading, a list, a line or a table where a line begins. */
const BEGINS = /^(\d{0,9})([#+=.)-])/;

const inline = (text: string): string => text.replace(/\s+/g, " ").trim().replace(MARKS, "\\$&");

/** Lines stay lines, and their indentation does not make code of them. */
function escaped(text: string): string {
  const lines = text.split("\n").map((line) => {
    const [space = ""] = /^[ \t]*/.exec(line) ?? [];
    const rest = line.slice(space.length).trimEnd();
    if (rest === "") return "";
    const marked = rest.replace(MARKS, "\\$&").replace(BEGINS, "$1\\$2");
    return "&nbsp;".repeat(space.replaceAll("\t", "    ").length) + marked;
  });
  return lines.map((line, at) => (line !== "" && (lines[at + 1] ?? "") !== "" ? `${line}\\` : line)).join("\n");
}

/** An amount: of less than a cent two digits that are not zero, of more four places. */
const amount = (usd: number) =>
  usd > 0 && usd < 0.01 ? new Intl.NumberFormat("en", { maximumSignificantDigits: 2 }).format(usd) : usd.toFixed(4);
