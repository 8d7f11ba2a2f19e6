// What the gateway puts around bodies: requests of the universal endpoint, `/ai/run`, streams it has put together, errors.
import { chunks, data } from "../bodies.mjs";

const question = "Which knot for a mooring?";
const chat = { messages: [{ role: "user", content: question }] };
const messages = [{ role: "user", text: question }];
const usage = { prompt_tokens: 12, completion_tokens: 6, total_tokens: 18 };
const head = { id: "chatcmpl-K1", object: "chat.completion", created: 1772452800, model: "gpt-5.4-mini-2026-02-01" };
const completion = {
  ...head,
  choices: [{ index: 0, message: { role: "assistant", content: "A bowline, twice." }, finish_reason: "stop" }],
  usage,
};
const completed = {
  family: "openai-chat",
  model: "gpt-5.4-mini-2026-02-01",
  messages,
  output: { text: "A bowline, twice.", stop: "stop", stopKind: "stop" },
  usage: { input: 12, output: 6 },
  created: "2026-03-02T12:00:00Z",
};

const claude = {
  id: "msg_k",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-5-20250929",
  content: [{ type: "text", text: "A bowline." }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 14, output_tokens: 6 },
};
const claudeSaid = {
  family: "anthropic-messages",
  model: "claude-sonnet-4-5-20250929",
  messages,
  parameters: { max_tokens: 99 },
  output: { text: "A bowline.", stop: "end_turn", stopKind: "stop" },
  usage: { input: 14, output: 6 },
};

const toOpenAi = {
  provider: "openai",
  endpoint: "chat/completions",
  headers: { authorization: "Bearer sk-proj-not-a-key", "content-type": "application/json" },
  query: { model: "gpt-5.4-mini", ...chat },
};
const toAnthropic = {
  provider: "anthropic",
  endpoint: "v1/messages",
  headers: { "x-api-key": "sk-ant-not-a-key", "anthropic-version": "2023-06-01" },
  query: { model: "claude-sonnet-4-5", max_tokens: 99, ...chat },
};

const universal = { source: "developers.cloudflare.com/ai-gateway, universal endpoint" };
const run = {
  source: "cloudflare/ai 917c024, gateway-core; developers.cloudflare.com/ai-gateway, /ai/run",
  endpoint: "ai/run",
};
const seen = {
  source: "FORMAT: streams as the gateway stores them (undocumented)",
  endpoint: "chat/completions",
  provider: "openai",
  model: "gpt-5.4-mini",
};

const streamHead = { ...head, object: "chat.completion.chunk" };
const pieces = [
  ...chunks(
    streamHead,
    [{ role: "assistant", content: "" }],
    [{ content: "A bowline," }],
    [{ content: " twice." }],
    [{}, "stop"],
  ),
  { ...streamHead, choices: [], usage },
];
const outer = {
  ...streamHead,
  choices: [{ index: 0, delta: { role: "assistant", content: "A bowline, twice." }, finish_reason: "stop" }],
  usage,
};

const anthropicPieces = [
  {
    type: "message_start",
    message: { ...claude, content: [], stop_reason: null, usage: { input_tokens: 14, output_tokens: 1 } },
  },
  { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "", signature: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "A loop." } },
  { type: "content_block_stop", index: 0 },
  { type: "content_block_start", index: 1, content_block: { type: "text", text: "" } },
  { type: "ping" },
  { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "A bowline." } },
  { type: "content_block_stop", index: 1 },
  { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 6 } },
  { type: "message_stop" },
].map((event) => ({ ...event, nonce: "a1f4" }));

export default {
  // The record's Provider says which step answered.
  "universal-second-step": {
    ...universal,
    provider: "anthropic",
    endpoint: "v1/messages",
    model: "claude-sonnet-4-5",
    request: [toOpenAi, toAnthropic],
    response: claude,
    expected: { ...claudeSaid, steps: 2 },
  },

  // Without a record's fields the first step whose family fits the answer.
  "universal-by-family": {
    ...universal,
    request: [toAnthropic, toOpenAi],
    response: completion,
    expected: { ...completed, steps: 2 },
  },

  "universal-one-step": {
    ...universal,
    provider: "openai",
    endpoint: "chat/completions",
    model: "gpt-5.4-mini",
    request: toOpenAi,
    response: completion,
    expected: { ...completed, steps: 1 },
  },

  "universal-websocket": {
    source: "developers.cloudflare.com/ai-gateway, WebSockets API",
    provider: "openai",
    endpoint: "chat/completions",
    model: "gpt-5.4-mini",
    request: { type: "universal.create", request: { eventId: "ev-1", ...toOpenAi } },
    response: completion,
    expected: { ...completed, steps: 1 },
  },

  "universal-workers-ai": {
    ...universal,
    provider: "workers-ai",
    endpoint: "@cf/meta/llama-3.1-8b-instruct",
    model: "@cf/meta/llama-3.1-8b-instruct",
    request: [
      {
        provider: "workers-ai",
        endpoint: "@cf/meta/llama-3.1-8b-instruct",
        headers: { authorization: "Bearer not-a-token" },
        query: { prompt: question },
      },
    ],
    response: { result: { response: "A bowline." }, success: true, errors: [], messages: [] },
    expected: { family: "workers-ai", messages, output: { text: "A bowline." }, steps: 1 },
  },

  "ai-run-openai": {
    ...run,
    provider: "openai",
    model: "openai/gpt-5.4-mini",
    request: { model: "openai/gpt-5.4-mini", input: { ...chat, temperature: 0 } },
    response: { state: "Completed", result: completion, provider: "openai" },
    expected: { ...completed, parameters: { temperature: 0 } },
  },

  // The catalogue gives Anthropic's models in their own form.
  "ai-run-anthropic": {
    ...run,
    provider: "anthropic",
    model: "anthropic/claude-sonnet-4.5",
    request: { model: "anthropic/claude-sonnet-4.5", input: { max_tokens: 99, ...chat } },
    response: { result: claude, success: true, errors: [], messages: [] },
    expected: claudeSaid,
  },

  // `/compat` answers as chat completions whoever is asked.
  "compat-anthropic": {
    source: "developers.cloudflare.com/ai-gateway, unified API (OpenAI compat)",
    provider: "anthropic",
    endpoint: "compat/chat/completions",
    model: "claude-sonnet-4-5",
    request: { model: "anthropic/claude-sonnet-4-5", ...chat },
    response: { ...completion, model: "claude-sonnet-4-5-20250929" },
    expected: { ...completed, model: "claude-sonnet-4-5-20250929" },
  },

  "streamed-data-openai": {
    ...seen,
    request: { model: "gpt-5.4-mini", stream: true, ...chat },
    response: { ...outer, streamed_data: pieces },
    expected: { ...completed, streamed: true, chunks: 5 },
  },

  "streamed-data-text": {
    ...seen,
    request: { model: "gpt-5.4-mini", stream: true, ...chat },
    response: { ...outer, streamed_data: data(...pieces, "[DONE]") },
    expected: { ...completed, streamed: true, chunks: 5 },
  },

  // What the chunks lack, the outer members have.
  "streamed-data-outer-usage": {
    ...seen,
    request: { model: "gpt-5.4-mini", stream: true, ...chat },
    response: { ...outer, streamed_data: pieces.slice(0, 4) },
    expected: { ...completed, streamed: true, chunks: 4 },
  },

  // The outer `content` is flat text, and has no thinking.
  "streamed-data-anthropic": {
    ...seen,
    provider: "anthropic",
    endpoint: "v1/messages",
    model: "claude-sonnet-4-5",
    request: { model: "claude-sonnet-4-5", max_tokens: 99, stream: true, ...chat },
    response: { ...claude, content: "A bowline.", streamed_data: anthropicPieces },
    expected: {
      ...claudeSaid,
      output: { text: "A bowline.", thinking: "A loop.", stop: "end_turn", stopKind: "stop" },
      streamed: true,
      chunks: 9,
    },
  },

  "gateway-guardrail": {
    source: "developers.cloudflare.com/ai-gateway, guardrails (code 2016, HTTP 424)",
    provider: "openai",
    endpoint: "chat/completions",
    model: "gpt-5.4-mini",
    request: { model: "gpt-5.4-mini", ...chat },
    response: {
      success: false,
      result: [],
      messages: [],
      error: [{ code: 2016, message: "Prompt blocked due to security configurations" }],
    },
    expected: {
      family: "openai-chat",
      model: "gpt-5.4-mini",
      messages,
      error: { type: "2016", message: "Prompt blocked due to security configurations" },
    },
  },

  "gateway-rate-limit": {
    source: "cloudflare-docs, ai-gateway errors (code 2003)",
    provider: "anthropic",
    endpoint: "v1/messages",
    model: "claude-sonnet-4-5",
    request: toAnthropic.query,
    response: {
      success: false,
      error: [{ code: 2003, message: "Rate limited" }],
      name: "AiGatewayError",
      httpCode: 429,
      internalCode: 2003,
    },
    expected: {
      family: "anthropic-messages",
      model: "claude-sonnet-4-5",
      messages,
      parameters: { max_tokens: 99 },
      error: { type: "2003", message: "Rate limited" },
    },
  },

  // A proxy's page in place of an answer stays text.
  "gateway-page": {
    source: "nginx, its page for 502",
    provider: "openai",
    endpoint: "chat/completions",
    model: "gpt-5.4-mini",
    request: { model: "gpt-5.4-mini", ...chat },
    response: "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n</html>\r\n",
    expected: { family: "openai-chat", model: "gpt-5.4-mini", messages, raw: ["response"] },
  },

  "request-alone": {
    source: "records whose answer was not stored",
    provider: "openai",
    endpoint: "chat/completions",
    model: "gpt-5.4-mini",
    request: { model: "gpt-5.4-mini", ...chat },
    expected: { family: "openai-chat", model: "gpt-5.4-mini", messages },
  },

  "response-alone": {
    source: "records whose request was not stored",
    provider: "openai",
    endpoint: "chat/completions",
    model: "gpt-5.4-mini",
    response: completion,
    expected: (({ messages: _, ...rest }) => rest)(completed),
  },

  "unknown-json": {
    source: "no provider: what is in neither table",
    provider: "custom-thing",
    endpoint: "v1/things",
    request: { thing: 4, when: "now" },
    response: { things: [4, 4] },
    expected: { family: "unknown", raw: ["request", "response"] },
  },

  "unknown-text": {
    source: "no provider: bodies that are no JSON",
    provider: "custom-thing",
    request: "name=kelp&page=2",
    response: "OK\n",
    expected: { family: "unknown", raw: ["request", "response"] },
  },
};
