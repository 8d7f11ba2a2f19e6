// A record's conversation as the worker gives it: what the package's `readConversation` gives, with the metadata and the
// estimated cost of the record beside it.
import type { Conversation, Json } from "../../../js/package/conversation.ts";

export type { Conversation, Json, Media, Message, Output, ToolCall, Usage } from "../../../js/package/conversation.ts";

/** What a record says. */
export interface RecordConversation extends Conversation {
  /** An estimate, in US dollars. */
  cost?: number;
  Metadata?: { [name: string]: Json };
}

/** Reads what the worker gave. */
export const readConversation = (json: string): RecordConversation => JSON.parse(json) as RecordConversation;

/** Whether there is something to show: messages, an answer, or why there is none. */
export const saysSomething = ({ messages, inputs, output, error }: RecordConversation): boolean =>
  messages !== undefined || inputs !== undefined || output !== undefined || error !== undefined;
