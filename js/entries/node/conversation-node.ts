// Conversations in Node.js, Deno and Bun.
import "./conversation-load.ts";

export * from "../../package/conversation.ts";
