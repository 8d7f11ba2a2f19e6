// What opened records say, by a module of its own.
import { initSync, conversationOf as read } from "page-conversation";
import { type RecordConversation, readConversation, saysSomething } from "../conversation/model.ts";

/** Whether the module is there, and did not give up. */
let works = false;

/** Starts the module that reads conversations. */
export function startConversations(module: WebAssembly.Module): void {
  initSync({ module });
  works = true;
}

/** What an opened record says, with its metadata; `json` is that as a text, and `null` if it is nothing that is known. */
export interface Said {
  conversation: RecordConversation;
  json: string | null;
}

/** What an opened record says; `null` if that cannot be read. */
export function conversationOf(line: Uint8Array): Said | null {
  if (!works) return null;
  try {
    const bytes = read(line);
    if (bytes === undefined) return null;
    const json = new TextDecoder().decode(bytes);
    const conversation = readConversation(json);
    return { conversation, json: saysSomething(conversation) ? json : null };
  } catch (error) {
    // A body that is too large for its memory is shown without a conversation; the module is of no use after that.
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    works = false;
    return null;
  }
}
