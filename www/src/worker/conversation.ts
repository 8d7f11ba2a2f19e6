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

/** The conversation of an opened record, also as its JSON; `null` if its bodies say nothing that is known. */
export function conversationOf(line: Uint8Array): { json: string; conversation: RecordConversation } | null {
  if (!works) return null;
  try {
    const json = read(line);
    const conversation = json === undefined ? null : readConversation(json);
    return json !== undefined && conversation && saysSomething(conversation) ? { json, conversation } : null;
  } catch (error) {
    // A body that is too large for its memory is shown without a conversation; the module is of no use after that.
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    works = false;
    return null;
  }
}
