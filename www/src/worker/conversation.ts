// What opened records say, by a module of its own.
import init, { conversationOf as read } from "page-conversation";
import { unpack } from "../../../js/entries/web/unpack.ts";
import { type RecordConversation, readConversation, saysSomething } from "../conversation/model.ts";

/** Whether the module is there, and did not give up. */
let works = false;
/** Resolves when it is there, or cannot be. */
let ready: Promise<void> = Promise.resolve();

/** Starts the module that reads conversations, in gzip and base64. Nothing waits for it but the first record that is opened. */
export function startConversations(packed: string): void {
  ready = unpack(packed)
    .then((bytes) => init({ module_or_path: bytes }))
    .then(
      () => {
        works = true;
      },
      // Records are shown without conversations.
      () => {},
    );
}

/** What an opened record says, with its metadata; `json` is that as a text, and `null` if it is nothing that is known. */
export interface Said {
  conversation: RecordConversation;
  json: string | null;
}

/** What an opened record says; `null` if that cannot be read. */
export async function conversationOf(line: Uint8Array): Promise<Said | null> {
  await ready;
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
