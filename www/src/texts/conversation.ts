// What the page says about a conversation.
import type { RecordConversation } from "../conversation/model.ts";
import { bytes, count, plural } from "./format.ts";

const ROLES = { system: "System", user: "User", assistant: "Assistant", tool: "Tool" };
const seconds = new Intl.NumberFormat("en", { maximumSignificantDigits: 2 });
const dollars = new Intl.NumberFormat("en", { style: "currency", currency: "USD", maximumSignificantDigits: 2 });
const wholeDollars = new Intl.NumberFormat("en", { style: "currency", currency: "USD" });

export const conversationTexts = {
  role: (role: keyof typeof ROLES) => ROLES[role],
  copy: "Copy",
  copyCode: "Copy code",
  copyAddress: "Copy the address",
  thinking: "Thinking",
  earlier: (messages: number) => plural(messages, "earlier message", "earlier messages"),
  steps: (messages: number) => plural(messages, "step before the last ones", "steps before the last ones"),
  showEarlier: (messages: number) => `Show ${count(messages)} before`,
  showMore: (more: number) => `Show ${count(more)} more`,
  options: "Options",
  tools: (tools: number) => plural(tools, "tool", "tools"),
  toolsOffered: "Tools on offer",
  call: "Tool call",
  result: "Result",
  noName: "unnamed tool",
  noResult: "no result in this record",
  serverTools: (names: readonly string[]) => `The provider ran ${names.join(", ")}.`,
  refusal: "Refusal",
  error: "Error",
  input: (number: number, all: number) => (all === 1 ? "Input" : `Input ${count(number)} of ${count(all)}`),
  citations: (all: number) => plural(all, "source", "sources"),
  moreCitations: (left: number) => `Show ${plural(left, "more source", "more sources")}`,
  cutOff: "Ends here: the answer was cut off.",
  noAnswer: "This record has no answer.",
  answerEncrypted: "The answer is encrypted.",
  requestEncrypted: "The request is encrypted.",
  requestUnknown: "The request has a form that the page does not know. It is under Request.",
  responseUnknown: "The response has a form that the page does not know. It is under Response.",
  steppedRequest: (steps: number) =>
    `A universal request with ${plural(steps, "step", "steps")}; this is the one that was answered.`,
  /** Why the answer ended, where that is not what one expects. */
  ended: {
    stop: "",
    tool: "",
    length: "Ended at the token limit.",
    filter: "Stopped by a content filter.",
    pause: "Paused: another request continues it.",
    error: "Ended with an error.",
  },

  media: (type: string, size: number | undefined) => (size === undefined ? type : `${type}, ${bytes(size)}`),
  show: "Show",
  hide: "Hide",
  save: "Save",
  notLoaded: "not loaded",
  noContent: "not in this record",
  noPicture: "cannot be shown here",
  picture: (type: string) => `Picture from the record, ${type}`,

  facts: (conversation: RecordConversation) => factsOf(conversation),
};

/** What it used, what that cost, and how it ended: each in few words. */
function factsOf({ usage, cost, output, durationMs, streamed, chunks }: RecordConversation): string[] {
  const { input, cachedInput, output: written, reasoning } = usage ?? {};
  const part = (tokens: number | undefined, what: string) =>
    tokens === undefined || tokens === 0 ? "" : ` (${count(tokens)} ${what})`;
  return [
    input === undefined ? "" : `${count(input)} in${part(cachedInput, "cached")}`,
    written === undefined ? "" : `${count(written)} out${part(reasoning, "reasoning")}`,
    cost === undefined ? "" : `≈ ${amount(cost)} (estimate)`,
    output?.stop === undefined ? "" : `ended: ${output.stop.slice(0, 40)}`,
    durationMs === undefined ? "" : `${seconds.format(durationMs / 1000)} s`,
    streamed && chunks !== undefined ? plural(chunks, "chunk", "chunks") : "",
  ].filter((fact) => fact !== "");
}

/** An amount of dollars: of less than a dollar two digits that are not zero, of more its cents. */
export const amount = (usd: number): string => (usd > 0 && usd < 1 ? dollars : wholeDollars).format(usd);
