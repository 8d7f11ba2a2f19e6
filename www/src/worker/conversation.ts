// What opened records say.
import { conversationOf as read } from "core";
import { type RecordConversation, readConversation, saysSomething } from "../conversation/model.ts";
import { pricesInUse } from "./prices.ts";

/** What an opened record says, with its metadata; `json` is that as a text, and `null` if it is nothing that is known. */
export interface Said {
  conversation: RecordConversation;
  json: string | null;
}

/** What an opened record says; `null` if that cannot be read. */
export function conversationOf(line: Uint8Array): Said | null {
  const bytes = read(line, pricesInUse());
  if (bytes === undefined) return null;
  const json = new TextDecoder().decode(bytes);
  const conversation = readConversation(json);
  return { conversation, json: saysSomething(conversation) ? json : null };
}
