// Conversations in workerd.
import "./conversation-load.ts";

export * from "../../package/conversation.ts";
