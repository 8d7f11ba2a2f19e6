// Conversations in browsers, by themselves or by way of a bundler: importing this waits for the module.
import { load } from "./conversation-load.ts";

await load();

export * from "../../package/conversation.ts";
