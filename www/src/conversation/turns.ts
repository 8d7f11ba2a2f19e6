// A conversation in the order in which it is read: what is shown at first, what is folded, and each tool call with its
// result beside it.
import type { Json, Media, Message, RecordConversation, ToolCall } from "./model.ts";

/** A call of a tool, with what came of it as far as that was sent back. */
export interface Call {
  call: ToolCall;
  result?: Message;
}

/** A message as it is shown. */
export interface Turn {
  role: Message["role"];
  text?: string | undefined;
  thinking?: string | undefined;
  calls: readonly Call[];
  media: readonly Media[];
  /** The result of a tool whose call is not in the conversation. */
  result?: Json | undefined;
}

/** A conversation, by what is shown of it at first. */
export interface Turns {
  system: readonly Turn[];
  /** Before the last question. */
  earlier: readonly Turn[];
  question?: Turn | undefined;
  /** Between the last question and the answer: what an agent did. */
  steps: readonly Turn[];
}

/** Sorts the messages of a conversation. Linear in their number. */
export function turnsOf({ messages = [] }: RecordConversation): Turns {
  const [system, others]: [Turn[], Turn[]] = [[], []];
  /** Calls without a result yet, by their id. */
  const open = new Map<string, Call>();
  /** The calls of the last message that has some. */
  let latest: readonly Call[] = [];
  for (const message of messages) {
    if (message.role === "tool") {
      const call = callOf(message, open, latest);
      if (call) {
        call.result = message;
        if (call.call.id !== undefined) open.delete(call.call.id);
        continue;
      }
    }
    const turn = turnOf(message);
    if (turn.calls.length > 0) latest = turn.calls;
    for (const call of turn.calls) if (call.call.id !== undefined) open.set(call.call.id, call);
    (message.role === "system" ? system : others).push(turn);
  }
  const last = others.findLastIndex(({ role }) => role === "user");
  if (last < 0) return { system, earlier: [], steps: others };
  return { system, earlier: others.slice(0, last), question: others[last], steps: others.slice(last + 1) };
}

/** The call that a result belongs to: by its id or, where providers have none, the first without a result. */
function callOf({ toolCallId }: Message, open: ReadonlyMap<string, Call>, latest: readonly Call[]): Call | undefined {
  const named = toolCallId === undefined ? undefined : open.get(toolCallId);
  return named ?? latest.find(({ call, result }) => result === undefined && (!call.id || toolCallId === undefined));
}

const turnOf = ({ role, text, thinking, toolCalls = [], media = [], toolResult }: Message): Turn => ({
  role,
  text,
  thinking,
  calls: toolCalls.map((call): Call => ({ call })),
  media,
  result: toolResult,
});
