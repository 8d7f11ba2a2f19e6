// What a row of the table shows of a conversation: who asked, the last question, and what came back.
import type { Json, Media, Message, RecordConversation } from "./model.ts";

/** A conversation in a few words. */
export interface Summary {
  /** Short members of the metadata, by their names. */
  who: [name: string, value: string][];
  /** What the last question begins with; empty if nobody asked. */
  question: string;
  /** What the answer begins with, or what went wrong. */
  answer: string;
  /** It went wrong. */
  failed: boolean;
  /** The answer ends before its end: the body, or its stream, was cut off, or the model had used the tokens that it may. */
  cutOff?: "body" | "limit";
  /** Tokens of input and output together. */
  tokens?: number;
}

/** Characters of a text, of a name, and members of the metadata. */
const TEXT = 200;
const NAME = 60;
const MEMBERS = 12;

export function summaryOf(conversation: RecordConversation): Summary {
  const { messages = [], inputs = [], output, error, usage } = conversation;
  const asked = messages.findLast(({ role }) => role === "user") ?? messages.findLast(({ role }) => role === "tool");
  const tokens =
    usage?.input === undefined && usage?.output === undefined ? undefined : (usage.input ?? 0) + (usage.output ?? 0);
  return {
    who: whoOf(conversation),
    question: beginning(asked ? saidIn(asked) : (inputs[0] ?? "")),
    answer: beginning(error ? (error.message ?? error.type ?? "") || saidBy(output) : saidBy(output)),
    failed: error !== undefined,
    ...(output?.complete === false
      ? { cutOff: "body" as const }
      : output?.stopKind === "length" && { cutOff: "limit" as const }),
    ...(tokens !== undefined && { tokens }),
  };
}

/** What a text begins with, in one line. */
export function beginning(text: string, most = TEXT): string {
  const line = text
    .slice(0, 2 * most)
    .replace(/\s+/g, " ")
    .trim();
  const isCut = line.length > most || (line !== "" && text.length > 2 * most);
  return isCut ? `${line.slice(0, most - 1)}…` : line;
}

function whoOf({ Metadata = {} }: RecordConversation): [string, string][] {
  const found: [string, string][] = [];
  for (const [name, value] of Object.entries(Metadata)) {
    if (found.length === MEMBERS) break;
    const text = typeof value === "object" ? "" : beginning(String(value), NAME);
    if (text !== "" && name.length <= NAME) found.push([name, text]);
  }
  return found;
}

function saidIn({ text, toolResult, media }: Message): string {
  return text ?? (toolResult === undefined ? named(media) : written(toolResult));
}

function saidBy(output: RecordConversation["output"]): string {
  if (!output) return "";
  const { text, refusal, toolCalls = [], media, thinking } = output;
  const calls = toolCalls.map(
    ({ name = "", arguments: given }) => `${name}(${given === undefined ? "" : beginning(written(given))})`,
  );
  return text || refusal || calls.join(", ") || named(media) || (thinking ?? "");
}

const named = (media: readonly Media[] = []) => media.map(({ type }) => `[${type}]`).join(" ");

const written = (value: Json) => (typeof value === "string" ? value : JSON.stringify(value));

/** The member of the metadata that tells who asked: `user`, or else the most frequent one. */
export function whoName(summaries: Iterable<Summary>): string | null {
  const counts = new Map<string, number>();
  for (const { who } of summaries) for (const [name] of who) counts.set(name, (counts.get(name) ?? 0) + 1);
  let most: string | null = null;
  for (const [name, count] of counts) {
    if (/^user$/i.test(name)) return name;
    if (most === null || count > (counts.get(most) ?? 0)) most = name;
  }
  return most;
}
