// Conversations with everything inside.
import { load } from "./conversation-inline-load.ts";

await load();

export * from "../../package/conversation.ts";
