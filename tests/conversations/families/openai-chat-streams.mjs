// Streams of chat completions, as OpenAI and Azure send them.
import { before, chunks, cut, data } from "../bodies.mjs";

const openai = {
  source: "openai 7.59.0, ChatCompletionChunk",
  provider: "openai",
  endpoint: "chat/completions",
  model: "gpt-5.4-mini",
};
const created = "2026-03-02T12:00:00Z";
const head = {
  id: "chatcmpl-DFa1",
  object: "chat.completion.chunk",
  created: 1772452800,
  model: "gpt-5.4-mini-2026-02-01",
  service_tier: "default",
};

/** The last chunk of a stream that was asked for its usage. */
const usage = (prompt_tokens, completion_tokens, more = {}) => ({
  ...head,
  choices: [],
  usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens, ...more },
});

const request = (content, more = {}) => ({
  model: "gpt-5.4-mini",
  stream: true,
  stream_options: { include_usage: true },
  messages: [{ role: "user", content }],
  ...more,
});

const haiku = data(
  ...chunks(
    head,
    [{ role: "assistant", content: "", refusal: null }],
    [{ content: "Cold tide," }],
    [{ content: " warm harbour –" }],
    [{ content: "\nropes" }],
    [{ content: " creak in “moonlight”." }],
    [{}, "stop"],
  ).map((chunk, at) => ({ ...chunk, obfuscation: "xK2pQ9".slice(at) })),
  { ...usage(12, 19, { prompt_tokens_details: { cached_tokens: 0 } }), obfuscation: "" },
  "[DONE]",
);
const haikuText = "Cold tide, warm harbour –\nropes creak in “moonlight”.";

const calls = data(
  ...chunks(
    head,
    [
      {
        role: "assistant",
        content: null,
        tool_calls: [{ index: 0, id: "call_lis", type: "function", function: { name: "get_weather", arguments: "" } }],
      },
    ],
    [{ tool_calls: [{ index: 0, function: { arguments: '{"ci' } }] }],
    [{ tool_calls: [{ index: 0, function: { arguments: 'ty":"Lisbon"}' } }] }],
    [
      {
        tool_calls: [{ index: 1, id: "call_opo", type: "function", function: { name: "get_weather", arguments: "" } }],
      },
    ],
    [{ tool_calls: [{ index: 1, function: { arguments: '{"city":"Porto"}' } }] }],
    [{}, "tool_calls"],
  ),
  usage(60, 34),
  "[DONE]",
);

export default {
  "openai-chat-stream": {
    ...openai,
    client: "openai chat",
    request: request("A haiku about a harbour.", { temperature: 1 }),
    response: haiku,
    expected: {
      family: "openai-chat",
      model: "gpt-5.4-mini-2026-02-01",
      messages: [{ role: "user", text: "A haiku about a harbour." }],
      parameters: { temperature: 1 },
      output: { text: haikuText, stop: "stop", stopKind: "stop" },
      usage: { input: 12, cachedInput: 0, output: 19 },
      usageAlso: { serviceTier: "default" },
      created,
      streamed: true,
      chunks: 7,
    },
  },

  // Lines may end in CR LF, and data may lack the space; comments are no events.
  "openai-chat-stream-crlf": {
    ...openai,
    source: "WHATWG HTML, 9.2.6 Interpreting an event stream",
    request: request("A haiku about a harbour."),
    response: `: a comment\n\n${haiku}`.replaceAll("data: ", "data:").replaceAll("\n", "\r\n"),
    expected: {
      family: "openai-chat",
      model: "gpt-5.4-mini-2026-02-01",
      messages: [{ role: "user", text: "A haiku about a harbour." }],
      output: { text: haikuText, stop: "stop", stopKind: "stop" },
      usage: { input: 12, cachedInput: 0, output: 19 },
      usageAlso: { serviceTier: "default" },
      created,
      streamed: true,
      chunks: 7,
    },
  },

  // The fifth event ends within its JSON: four are whole.
  "openai-chat-stream-cut": {
    ...openai,
    request: request("A haiku about a harbour."),
    response: before(haiku, "moonlight"),
    expected: {
      family: "openai-chat",
      model: "gpt-5.4-mini-2026-02-01",
      messages: [{ role: "user", text: "A haiku about a harbour." }],
      output: { text: "Cold tide, warm harbour –\nropes", complete: false },
      usageAlso: { serviceTier: "default" },
      created,
      streamed: true,
      chunks: 4,
    },
  },

  "openai-chat-stream-tools": {
    ...openai,
    client: "openai chat",
    request: request("Weather in Lisbon and Porto?", {
      tools: [{ type: "function", function: { name: "get_weather", parameters: {} } }],
    }),
    response: calls,
    expected: {
      family: "openai-chat",
      model: "gpt-5.4-mini-2026-02-01",
      messages: [{ role: "user", text: "Weather in Lisbon and Porto?" }],
      tools: ["get_weather"],
      output: {
        toolCalls: [
          { id: "call_lis", name: "get_weather", arguments: { city: "Lisbon" } },
          { id: "call_opo", name: "get_weather", arguments: { city: "Porto" } },
        ],
        stop: "tool_calls",
        stopKind: "tool",
      },
      usage: { input: 60, output: 34 },
      usageAlso: { serviceTier: "default" },
      created,
      streamed: true,
      chunks: 7,
    },
  },

  // Cut off within the arguments of a call: they are no JSON, so their text stays.
  "openai-chat-stream-tools-cut": {
    ...openai,
    request: request("Weather in Lisbon and Porto?"),
    response: before(calls, 'ty\\":'),
    expected: {
      family: "openai-chat",
      model: "gpt-5.4-mini-2026-02-01",
      messages: [{ role: "user", text: "Weather in Lisbon and Porto?" }],
      output: { toolCalls: [{ id: "call_lis", name: "get_weather", arguments: '{"ci' }], complete: false },
      usageAlso: { serviceTier: "default" },
      created,
      streamed: true,
      chunks: 2,
    },
  },

  // An error behind the text: both are kept.
  "openai-chat-stream-error": {
    ...openai,
    request: request("A haiku about a harbour."),
    response: data(...chunks(head, [{ role: "assistant", content: "Cold" }], [{ content: " tide," }]), {
      error: {
        message: "The server had an error while processing your request.",
        type: "server_error",
        param: null,
        code: null,
      },
    }),
    expected: {
      family: "openai-chat",
      model: "gpt-5.4-mini-2026-02-01",
      messages: [{ role: "user", text: "A haiku about a harbour." }],
      output: { text: "Cold tide,", complete: false },
      usageAlso: { serviceTier: "default" },
      error: { type: "server_error", message: "The server had an error while processing your request." },
      created,
      streamed: true,
      chunks: 3,
    },
  },

  "openai-chat-stream-refusal": {
    ...openai,
    request: request("How do I pick this lock?"),
    response: data(
      ...chunks(
        head,
        [{ role: "assistant", content: "", refusal: null }],
        [{ refusal: "I can't" }],
        [{ refusal: " help with that." }],
        [{}, "stop"],
      ),
      "[DONE]",
    ),
    expected: {
      family: "openai-chat",
      model: "gpt-5.4-mini-2026-02-01",
      messages: [{ role: "user", text: "How do I pick this lock?" }],
      output: { refusal: "I can't help with that.", stop: "stop", stopKind: "stop" },
      usageAlso: { serviceTier: "default" },
      created,
      streamed: true,
      chunks: 4,
    },
  },

  // Azure begins with a chunk that has no choices and an empty model, and ends what its filter stops.
  "azure-chat-stream-filter": {
    source: "learn.microsoft.com/azure/ai-foundry/openai/concepts/content-streaming",
    provider: "azure-openai",
    endpoint: "research/gpt-4o/chat/completions?api-version=2025-01-01-preview",
    model: "gpt-4o",
    request: { stream: true, max_tokens: 100, messages: [{ role: "user", content: "Tell me about the siege." }] },
    response: data(
      {
        choices: [],
        created: 0,
        id: "",
        model: "",
        object: "",
        prompt_filter_results: [
          { prompt_index: 0, content_filter_results: { violence: { filtered: false, severity: "low" } } },
        ],
      },
      ...chunks(
        {
          id: "chatcmpl-DFz9",
          object: "chat.completion.chunk",
          created: 1772452800,
          model: "gpt-4o-2024-11-20",
          system_fingerprint: "fp_ee1d74bde0",
        },
        [{ role: "assistant", content: "" }],
        [{ content: "The siege began" }],
        [{}, "content_filter"],
      ),
      "[DONE]",
    ),
    expected: {
      family: "openai-chat",
      model: "gpt-4o-2024-11-20",
      messages: [{ role: "user", text: "Tell me about the siege." }],
      parameters: { max_tokens: 100 },
      output: { text: "The siege began", stop: "content_filter", stopKind: "filter" },
      created,
      streamed: true,
      chunks: 4,
    },
  },

  // No finish reason, but the stream's own end: not cut off.
  "openai-chat-stream-no-reason": {
    ...openai,
    source: "openai-compatible servers that send no finish_reason",
    provider: "custom-vllm",
    model: "local",
    request: { model: "local", stream: true, messages: [{ role: "user", content: "ping" }] },
    response: data(
      { choices: [{ index: 0, delta: { role: "assistant", content: "po" } }] },
      { choices: [{ index: 0, delta: { content: "ng" } }] },
      "[DONE]",
    ),
    expected: {
      family: "openai-chat",
      model: "local",
      messages: [{ role: "user", text: "ping" }],
      output: { text: "pong" },
      streamed: true,
      chunks: 2,
    },
  },

  // A request that was cut off too: its whole elements count.
  "openai-chat-request-cut": {
    ...openai,
    request: cut(
      JSON.stringify({
        model: "gpt-5.4-mini",
        stream: true,
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Explain the whole of it" },
        ],
      }),
      12,
    ),
    response: data(...chunks(head, [{ role: "assistant", content: "No." }], [{}, "stop"]), "[DONE]"),
    expected: {
      family: "openai-chat",
      model: "gpt-5.4-mini-2026-02-01",
      messages: [{ role: "system", text: "Be brief." }, { role: "user" }],
      output: { text: "No.", stop: "stop", stopKind: "stop" },
      usageAlso: { serviceTier: "default" },
      created,
      streamed: true,
      chunks: 2,
    },
  },
};
