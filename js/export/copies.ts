// One record as a text to paste: to read, as messages for an API, or as the request that it was.
import type { Message, Output } from "../package/conversation.ts";
import { asText, type ChatMessage, messagesOf } from "./chat.ts";
import { errorOf } from "./columns.ts";
import { decoded, type ExportedRecord } from "./record.ts";

export type Copy = "text" | "openai" | "anthropic" | "curl";

/** The text of a record; empty where it has nothing of the kind. */
export const copyOf = (record: ExportedRecord, copy: Copy): string => MAKERS[copy](record);

const MAKERS: Record<Copy, (record: ExportedRecord) => string> = {
  text: ({ conversation: { messages = [], inputs = [], output, error } }) =>
    [
      ...messages.map((message) => said(ROLES[message.role], message)),
      ...inputs.map((text) => said("Input", { text })),
      ...(output ? [said("Answer", output)] : []),
      ...(error ? [`Error:\n${errorOf(error) ?? ""}`] : []),
    ].join("\n\n"),
  openai: ({ conversation }) => listed(messagesOf(conversation)),
  anthropic: ({ conversation }) => anthropic(messagesOf(conversation)),
  curl,
};

const ROLES = { system: "System", user: "User", assistant: "Assistant", tool: "Tool" };

function said(who: string, { text, toolCalls = [], toolResult, refusal }: Partial<Message & Output>): string {
  const calls = toolCalls.map(({ name = "", arguments: given = {} }) => `${name}(${asText(given)})`);
  const parts = [text, ...calls, toolResult === undefined ? undefined : asText(toolResult), refusal];
  return `${who}:\n${parts.filter((part) => part !== undefined).join("\n")}`;
}

const listed = (messages: readonly unknown[]) => (messages.length > 0 ? JSON.stringify(messages, null, 2) : "");

type Block = Record<string, unknown>;

/** Messages as Anthropic takes them: instructions apart, results of tools from the user, and the roles in turn. */
function anthropic(all: readonly ChatMessage[]): string {
  const messages: { role: string; content: Block[] }[] = [];
  const system: string[] = [];
  for (const { role, content, tool_calls = [], tool_call_id } of all) {
    if (role === "system") {
      if (content) system.push(content);
      continue;
    }
    const blocks: Block[] =
      role === "tool"
        ? [{ type: "tool_result", tool_use_id: tool_call_id, content }]
        : [
            ...(content ? [{ type: "text", text: content }] : []),
            ...tool_calls.map(({ id, function: { name, arguments: given } }) => ({
              type: "tool_use",
              id,
              name,
              input: objectOf(given),
            })),
          ];
    const speaker = role === "assistant" ? role : "user";
    const last = messages.at(-1);
    if (last?.role === speaker) last.content.push(...blocks);
    else messages.push({ role: speaker, content: blocks });
  }
  if (messages.length === 0) return "";
  return JSON.stringify({ ...(system.length > 0 && { system: system.join("\n\n") }), messages }, null, 2);
}

/** Arguments of a tool, which are an object. */
function objectOf(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Cut off, or words.
  }
  return { input: text };
}

/** Where the gateway's names of providers lead, and how a key is sent there. What is not here has an address of its own. */
const APIS: ReadonlyMap<string, { base: string; headers?: string[] }> = new Map([
  ["openai", { base: "https://api.openai.com/v1" }],
  [
    "anthropic",
    { base: "https://api.anthropic.com", headers: ["x-api-key: $API_KEY", "anthropic-version: 2023-06-01"] },
  ],
  ["google-ai-studio", { base: "https://generativelanguage.googleapis.com", headers: ["x-goog-api-key: $API_KEY"] }],
  ["groq", { base: "https://api.groq.com/openai/v1" }],
  ["mistral", { base: "https://api.mistral.ai" }],
  ["cohere", { base: "https://api.cohere.com" }],
  ["deepseek", { base: "https://api.deepseek.com" }],
  ["grok", { base: "https://api.x.ai" }],
  ["openrouter", { base: "https://openrouter.ai/api" }],
  ["perplexity-ai", { base: "https://api.perplexity.ai" }],
]);

/** The request of a record, for a POSIX shell that has the key in `API_KEY`. */
function curl(record: ExportedRecord): string {
  if (record.request === undefined) return "";
  const request = decoded(record.request);
  const provider = record.text("Provider") ?? "";
  const { endpoint = record.text("Endpoint") ?? "", body = request } = stepOf(request, provider) ?? {};
  const { base, headers = ["Authorization: Bearer $API_KEY"] } = APIS.get(provider) ?? { base: "$API_URL" };
  const way = endpoint.replace(/^\/+/, "").replace(base.endsWith("/v1") ? /^v1\// : "", "");
  const lines = [
    `curl ${expanded(`${base}/`)}${quoted(way)}`,
    ...[...headers, "Content-Type: application/json"].map((header) => `-H ${expanded(header)}`),
    body.length <= LONGEST_ARGUMENT ? `--data-raw ${quoted(body)}` : `--data-binary @- <<'${END}'\n${body}\n${END}`,
  ];
  return lines.join(" \\\n  ");
}

/** Linux takes 128 KiB in one argument of a command; characters may have three bytes. */
const LONGEST_ARGUMENT = 40_000;
/** Ends a longer body, which has no such line: it is JSON. */
const END = "END-OF-REQUEST";

/** The step of a universal request that went to a provider. */
function stepOf(request: string, provider: string): { endpoint?: string; body: string } | undefined {
  try {
    const steps = [JSON.parse(request)].flat() as { provider?: unknown; endpoint?: unknown; query?: unknown }[];
    const asked = steps.filter(({ provider, query }) => typeof provider === "string" && typeof query === "object");
    const step = asked.find((each) => each.provider === provider) ?? asked[0];
    if (!step) return undefined;
    const body = JSON.stringify(step.query);
    return typeof step.endpoint === "string" ? { endpoint: step.endpoint, body } : { body };
  } catch {
    return undefined;
  }
}

/** A text of ours in which the shell puts variables in. */
const expanded = (text: string) => `"${text}"`;
/** A text of the record, as it is. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
