// Examples for fine-tuning, in OpenAI's form: a line of JSON a record, `{"messages":[…]}`, the answer as the last message
// (https://platform.openai.com/docs/guides/supervised-fine-tuning).
import { counted } from "../format.ts";
import type { Message, Output, ToolCall } from "../package/conversation.ts";
import { TextForm } from "./form.ts";
import { hasFailed } from "./gen-ai.ts";
import { oneLine, paired } from "./one-line.ts";
import type { ExportedRecord, Line } from "./record.ts";

export interface ChatMessage {
  role: string;
  content: string | null;
  tool_calls?: { id: string; type: "function"; function: { name: string; arguments: string } }[];
  tool_call_id?: string;
}

export class ChatForm extends TextForm {
  #kept = 0;
  /** How many records were left out, by why. */
  readonly #left = new Map<string, number>();

  protected override text(record: ExportedRecord): string {
    const reason = unfit(record);
    if (reason !== undefined) {
      this.#left.set(reason, (this.#left.get(reason) ?? 0) + 1);
      return "";
    }
    this.#kept++;
    return `${oneLine(paired(JSON.stringify({ messages: messagesOf(record.conversation) })))}\n`;
  }

  override remarks(): string[] {
    if (this.#left.size === 0) return [];
    const all = [...this.#left].sort(([, a], [, b]) => b - a);
    const sum = all.reduce((total, [, count]) => total + count, 0);
    const reasons = all.map(([reason, count]) => `${reason} (${counted(count, "record")})`);
    return [`${counted(this.#kept, "example")}; ${counted(sum, "record")} left out: ${reasons.join(", ")}.`];
  }
}

/** Why a record is no example, if it is not one. */
function unfit(record: ExportedRecord): string | undefined {
  const { family, messages = [], output } = record.conversation;
  if (family === "unknown") return "bodies of no known form";
  if (hasFailed(record)) return "an error";
  if (!messages.some(({ role, text }) => role === "user" && text !== undefined)) return "no text of a user";
  if (output === undefined || (output.text === undefined && output.toolCalls === undefined)) return "no answer";
  if (!isWhole(output)) return "an answer that is not complete";
  if (messages.some(({ media }) => media) || output.media) return "pictures, sound or files";
  return undefined;
}

const isWhole = ({ complete, stopKind = "stop", refusal }: Output) =>
  complete !== false && refusal === undefined && (stopKind === "stop" || stopKind === "tool");

/** The messages, and the answer if there is one. Calls without an id get one, and results without one that of the next call. */
export function messagesOf({ messages = [], output = {} }: Line): ChatMessage[] {
  let calls = 0;
  /** Ids of calls whose result has not come. */
  const open: string[] = [];
  const callsOf = (given: ToolCall[]): NonNullable<ChatMessage["tool_calls"]> =>
    given.map(({ id = `call_${++calls}`, name = "", arguments: value = {} }) => {
      open.push(id);
      return { id, type: "function", function: { name, arguments: asText(value) } };
    });
  const chatMessage = ({ role, text, toolCalls, toolResult, toolCallId }: Message): ChatMessage => {
    if (role === "tool") {
      const id = toolCallId ?? open[0] ?? `call_${++calls}`;
      if (open.includes(id)) open.splice(open.indexOf(id), 1);
      return { role, content: toolResult === undefined ? (text ?? "") : asText(toolResult), tool_call_id: id };
    }
    return toolCalls ? { role, content: text ?? null, tool_calls: callsOf(toolCalls) } : { role, content: text ?? "" };
  };
  const { text, toolCalls } = output;
  const answer: Message = { role: "assistant", ...(text !== undefined && { text }), ...(toolCalls && { toolCalls }) };
  // A message of nothing but thinking has no place in this form.
  const said = messages.filter(({ role, text, toolCalls }) => role === "tool" || text !== undefined || toolCalls);
  const isAnswered = text !== undefined || toolCalls !== undefined;
  return (isAnswered ? [...said, answer] : said).map(chatMessage);
}

export const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
