// OpenTelemetry's semantic conventions for generative AI, v0.1.0 of open-telemetry/semantic-conventions-genai
// (docs/gen-ai/client-inference.md and client-embeddings.md; all of it has the status 'Development').
import type { Message, Output } from "../package/conversation.ts";
import type { ExportedRecord, Line } from "./record.ts";

/** Values of attributes. A number that is whole is an integer, unless it is in `Double`. */
export type Attribute = string | number | boolean | string[] | Double;

export class Double {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** Words by words. Logs have names such as `constructor`, which every object has. */
function named(words: Record<string, string>): ReadonlyMap<string, string> {
  return new Map(Object.entries(words));
}

/** The gateway's names of providers, and the conventions' names where these differ. */
const PROVIDERS = named({
  "aws-bedrock": "aws.bedrock",
  bedrock: "aws.bedrock",
  "azure-openai": "azure.ai.openai",
  "google-ai-studio": "gcp.gemini",
  "google-vertex-ai": "gcp.vertex_ai",
  grok: "x_ai",
  xai: "x_ai",
  mistral: "mistral_ai",
  "perplexity-ai": "perplexity",
});

/** Families whose operation is not `chat`. */
const OPERATIONS = named({
  gemini: "generate_content",
  "gemini-interactions": "generate_content",
  images: "generate_content",
  embeddings: "embeddings",
  "openai-completions": "text_completion",
  audio: "audio",
  moderation: "moderation",
  rerank: "rerank",
});

/** Families that send instructions apart from the messages. */
const APART = ["anthropic-messages", "bedrock-converse", "gemini", "gemini-interactions", "openai-responses"];

/** Settings of requests under the conventions' names: what providers call them, and what they are. */
const PARAMETERS: [attribute: string, names: string[], read: (value: unknown) => Attribute | undefined][] = [
  [
    "gen_ai.request.max_tokens",
    [
      "max_tokens",
      "max_completion_tokens",
      "max_output_tokens",
      "max_tokens_to_sample",
      "maxOutputTokens",
      "maxTokens",
    ],
    whole,
  ],
  ["gen_ai.request.temperature", ["temperature"], double],
  ["gen_ai.request.top_p", ["top_p", "topP", "p"], double],
  ["gen_ai.request.top_k", ["top_k", "topK", "k"], whole],
  ["gen_ai.request.frequency_penalty", ["frequency_penalty", "frequencyPenalty"], double],
  ["gen_ai.request.presence_penalty", ["presence_penalty", "presencePenalty"], double],
  ["gen_ai.request.seed", ["seed"], whole],
  ["gen_ai.request.choice.count", ["n", "candidateCount"], (value) => (value === 1 ? undefined : whole(value))],
  ["gen_ai.request.stop_sequences", ["stop", "stop_sequences", "stopSequences"], texts],
];

/** What 64 bits hold for sure: receivers refuse a span with a larger one. */
function whole(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
}

function double(value: unknown): Double | undefined {
  return typeof value === "number" ? new Double(value) : undefined;
}

function texts(value: unknown): string[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.length > 0 && list.every((text): text is string => typeof text === "string") ? list : undefined;
}

const FINISH = named({ tool: "tool_call", filter: "content_filter", pause: "stop" });

/** Why an answer ended, in one of the conventions' words. */
function finishReason({ complete, stopKind }: Output): string {
  if (complete === false) return "error";
  return stopKind === undefined ? "stop" : (FINISH.get(stopKind) ?? stopKind);
}

export const operationOf = ({ family }: Line): string => OPERATIONS.get(family) ?? "chat";

/** The attributes of a record's span; those without a value are absent. */
export function attributesOf(record: ExportedRecord): Map<string, Attribute> {
  const { conversation } = record;
  const { family, messages = [], inputs = [], output, usage = {}, parameters = {}, tools } = conversation;
  const provider = record.text("Provider");
  const separate = APART.includes(family) ? messages.findIndex(({ role }) => role !== "system") : 0;
  const [system, others] = separate < 0 ? [messages, []] : [messages.slice(0, separate), messages.slice(separate)];
  const asked: Message[] = [...others, ...inputs.map((text): Message => ({ role: "user", text }))];
  const found: [string, Attribute | undefined][] = [
    ["gen_ai.operation.name", operationOf(conversation)],
    ["gen_ai.provider.name", provider === undefined ? "unknown" : (PROVIDERS.get(provider) ?? provider)],
    ["gen_ai.request.model", record.text("Model")],
    ["gen_ai.request.stream", conversation.streamed],
    ...PARAMETERS.map(([attribute, names, read]): [string, Attribute | undefined] => [
      attribute,
      names.map((name) => read(parameters[name])).find((value) => value !== undefined),
    ]),
    ["gen_ai.response.model", output && conversation.model],
    ["gen_ai.response.finish_reasons", output && [output.stop ?? finishReason(output)]],
    ["gen_ai.usage.input_tokens", whole(usage.input)],
    ["gen_ai.usage.output_tokens", whole(usage.output)],
    ["gen_ai.usage.cache_read.input_tokens", whole(usage.cachedInput)],
    ["gen_ai.usage.cache_write.input_tokens", whole(usage.cacheWrite)],
    ["gen_ai.usage.reasoning.output_tokens", whole(usage.reasoning)],
    ["gen_ai.system_instructions", system.length > 0 ? JSON.stringify(system.flatMap(partsOf)) : undefined],
    ["gen_ai.input.messages", asked.length > 0 ? JSON.stringify(asked.map(messageOf)) : undefined],
    ["gen_ai.output.messages", output && JSON.stringify([answerOf(output)])],
    ["gen_ai.tool.definitions", tools && JSON.stringify(tools.map((name) => ({ type: "function", name })))],
    ["error.type", errorType(record)],
    ["http.response.status_code", whole(record.status)],
  ];
  return new Map(found.filter((pair): pair is [string, Attribute] => pair[1] !== undefined));
}

const FAILED = 400;

/** Whether the request failed, by what the body or the status says. */
export const hasFailed = ({ conversation, status = 0 }: ExportedRecord): boolean =>
  conversation.error !== undefined || status >= FAILED;

function errorType(record: ExportedRecord): string | undefined {
  const { conversation, status } = record;
  if (!hasFailed(record)) return undefined;
  return conversation.error?.type ?? (status !== undefined && status >= FAILED ? String(status) : "_OTHER");
}

type Part = Record<string, unknown> & { type: string };

const messageOf = (message: Message) => ({ role: message.role, parts: partsOf(message) });

const answerOf = (output: Output) => ({
  role: "assistant",
  parts: [
    ...partsOf(output),
    ...(output.refusal === undefined ? [] : [{ type: "refusal", content: output.refusal }]),
    ...(output.serverTools ?? []).map((name) => ({ type: "server_tool_call", name, server_tool_call: { type: name } })),
  ],
  finish_reason: finishReason(output),
});

function partsOf({ thinking, text, toolCalls = [], toolResult, toolCallId, media = [] }: Partial<Message>): Part[] {
  const parts: Part[] = [];
  if (thinking !== undefined) parts.push({ type: "reasoning", content: thinking });
  if (text !== undefined) parts.push({ type: "text", content: text });
  for (const { id, name, arguments: given } of toolCalls)
    parts.push({ type: "tool_call", id, name: name ?? "", arguments: given });
  if (toolResult !== undefined) parts.push({ type: "tool_call_response", id: toolCallId, response: toolResult });
  // What a file holds stays in the body, so that a part without an address is one of no type that is known.
  for (const { type, url, bytes } of media)
    parts.push(
      url === undefined
        ? { type: "media", mime_type: type, bytes }
        : { type: "uri", modality: type.split("/")[0] ?? type, mime_type: type, uri: url },
    );
  return parts;
}
