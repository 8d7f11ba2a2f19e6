// Cohere's chat, second and first version.
import { before, named } from "../bodies.mjs";

const cohere = {
  source: "cohere-ai 8.1.0, V2ChatResponse",
  provider: "cohere",
  endpoint: "v2/chat",
  model: "command-a-03-2025",
};
const stream = { ...cohere, source: "cohere-ai 8.1.0, V2ChatStreamResponse", client: "cohere" };
const usage = {
  billed_units: { input_tokens: 431, output_tokens: 12 },
  tokens: { input_tokens: 2190, output_tokens: 40 },
  cached_tokens: 64,
};
const counted = {
  usage: { input: 431, output: 12 },
  usageAlso: { inputTokens: 2190, outputTokens: 40, cachedTokens: 64 },
};
const citation = {
  start: 0,
  end: 6,
  text: "Salmon",
  sources: [{ type: "document", id: "doc:0", document: { id: "doc:0", text: "Salmon return." } }],
  type: "TEXT_CONTENT",
};

const ask = {
  model: "command-a-03-2025",
  stream: true,
  messages: [{ role: "user", content: "Which fish return?" }],
  safety_mode: "NONE",
  p: 0.8,
  k: 40,
};
const asked = {
  family: "cohere-chat",
  model: "command-a-03-2025",
  messages: [{ role: "user", text: "Which fish return?" }],
  parameters: { p: 0.8, k: 40 },
};

const events = named(
  {
    type: "message-start",
    id: "29f14a5a",
    delta: { message: { role: "assistant", content: [], tool_plan: "", tool_calls: [], citations: [] } },
  },
  { type: "content-start", index: 0, delta: { message: { content: { type: "thinking", thinking: "" } } } },
  { type: "content-delta", index: 0, delta: { message: { content: { thinking: "They spawn upstream." } } } },
  { type: "content-end", index: 0 },
  { type: "content-start", index: 1, delta: { message: { content: { type: "text", text: "" } } } },
  { type: "content-delta", index: 1, delta: { message: { content: { text: "Salmon" } } } },
  { type: "content-delta", index: 1, delta: { message: { content: { text: " do." } } } },
  { type: "citation-start", index: 0, delta: { message: { citations: citation } } },
  { type: "citation-end", index: 0 },
  { type: "content-end", index: 1 },
  { type: "message-end", id: "29f14a5a", delta: { finish_reason: "COMPLETE", usage } },
);

export default {
  "cohere-plain": {
    ...cohere,
    request: {
      model: "command-a-03-2025",
      messages: [
        { role: "system", content: "You know fish." },
        { role: "user", content: [{ type: "text", text: "Which fish return?" }] },
        {
          role: "assistant",
          tool_plan: "I search.",
          tool_calls: [{ id: "search_0", type: "function", function: { name: "search", arguments: '{"q":"fish"}' } }],
        },
        { role: "tool", tool_call_id: "search_0", content: "nothing" },
      ],
      documents: ["Salmon return."],
      citation_options: { mode: "ACCURATE" },
      temperature: 0.3,
      tools: [{ type: "function", function: { name: "search", parameters: {} } }],
    },
    response: {
      id: "29f14a5a",
      message: {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "They spawn upstream." },
          { type: "text", text: "Salmon do." },
        ],
        citations: [citation],
      },
      finish_reason: "COMPLETE",
      usage,
    },
    expected: {
      family: "cohere-chat",
      model: "command-a-03-2025",
      messages: [
        { role: "system", text: "You know fish." },
        { role: "user", text: "Which fish return?" },
        {
          role: "assistant",
          thinking: "I search.",
          toolCalls: [{ id: "search_0", name: "search", arguments: { q: "fish" } }],
        },
        { role: "tool", toolCallId: "search_0", toolResult: "nothing" },
      ],
      tools: ["search"],
      parameters: { temperature: 0.3 },
      output: {
        text: "Salmon do.",
        thinking: "They spawn upstream.",
        citations: [citation],
        stop: "COMPLETE",
        stopKind: "stop",
      },
      ...counted,
    },
  },

  "cohere-tokens-alone": {
    ...cohere,
    request: { ...ask, stream: false, max_tokens: 4 },
    response: {
      id: "29f14a5a",
      message: { role: "assistant", content: [{ type: "text", text: "Salmon do, and" }] },
      finish_reason: "MAX_TOKENS",
      usage: { tokens: { input_tokens: 70, output_tokens: 4 }, cached_tokens: 16 },
    },
    expected: {
      ...asked,
      parameters: { p: 0.8, k: 40, max_tokens: 4 },
      output: { text: "Salmon do, and", stop: "MAX_TOKENS", stopKind: "length" },
      usage: { input: 70, cachedInput: 16, output: 4 },
    },
  },

  "cohere-stream": {
    ...stream,
    request: ask,
    response: events,
    expected: {
      ...asked,
      output: {
        text: "Salmon do.",
        thinking: "They spawn upstream.",
        citations: [citation],
        stop: "COMPLETE",
        stopKind: "stop",
      },
      ...counted,
      streamed: true,
      chunks: 11,
    },
  },

  // `tool_calls` is an object here, one call an event.
  "cohere-stream-tools": {
    ...stream,
    request: { ...ask, tools: [{ type: "function", function: { name: "search" } }] },
    response: named(
      {
        type: "message-start",
        id: "a1",
        delta: { message: { role: "assistant", content: [], tool_plan: "", tool_calls: [], citations: [] } },
      },
      { type: "tool-plan-delta", delta: { message: { tool_plan: "I search" } } },
      { type: "tool-plan-delta", delta: { message: { tool_plan: " twice." } } },
      {
        type: "tool-call-start",
        index: 0,
        delta: {
          message: { tool_calls: { id: "search_1", type: "function", function: { name: "search", arguments: "" } } },
        },
      },
      {
        type: "tool-call-delta",
        index: 0,
        delta: { message: { tool_calls: { function: { arguments: '{"q":"sal' } } } },
      },
      { type: "tool-call-delta", index: 0, delta: { message: { tool_calls: { function: { arguments: 'mon"}' } } } } },
      { type: "tool-call-end", index: 0 },
      {
        type: "tool-call-start",
        index: 1,
        delta: {
          message: {
            tool_calls: { id: "search_2", type: "function", function: { name: "search", arguments: '{"q":"eel"}' } },
          },
        },
      },
      { type: "tool-call-end", index: 1 },
      {
        type: "message-end",
        id: "a1",
        delta: { finish_reason: "TOOL_CALL", usage: { billed_units: { input_tokens: 30, output_tokens: 22 } } },
      },
    ),
    expected: {
      ...asked,
      tools: ["search"],
      output: {
        thinking: "I search twice.",
        toolCalls: [
          { id: "search_1", name: "search", arguments: { q: "salmon" } },
          { id: "search_2", name: "search", arguments: { q: "eel" } },
        ],
        stop: "TOOL_CALL",
        stopKind: "tool",
      },
      usage: { input: 30, output: 22 },
      streamed: true,
      chunks: 10,
    },
  },

  "cohere-stream-cut": {
    ...cohere,
    request: ask,
    response: before(events, " do."),
    expected: {
      ...asked,
      output: { text: "Salmon", thinking: "They spawn upstream.", complete: false },
      streamed: true,
      chunks: 6,
    },
  },

  "cohere-first-version": {
    ...cohere,
    source: "cohere-ai 8.1.0, NonStreamedChatResponse",
    endpoint: "v1/chat",
    model: "command-r",
    request: {
      model: "command-r",
      message: "And eels?",
      preamble: "You know fish.",
      chat_history: [
        { role: "USER", message: "Which fish return?" },
        { role: "CHATBOT", message: "Salmon do." },
      ],
      temperature: 0,
    },
    response: {
      response_id: "r1",
      text: "They do, once.",
      generation_id: "g1",
      chat_history: [],
      finish_reason: "COMPLETE",
      meta: {
        api_version: { version: "1" },
        billed_units: { input_tokens: 19, output_tokens: 6 },
        tokens: { input_tokens: 85, output_tokens: 6 },
      },
    },
    expected: {
      family: "cohere-chat",
      model: "command-r",
      messages: [
        { role: "system", text: "You know fish." },
        { role: "user", text: "Which fish return?" },
        { role: "assistant", text: "Salmon do." },
        { role: "user", text: "And eels?" },
      ],
      parameters: { temperature: 0 },
      output: { text: "They do, once.", stop: "COMPLETE", stopKind: "stop" },
      usage: { input: 19, output: 6 },
      usageAlso: { inputTokens: 85, outputTokens: 6 },
    },
  },

  "cohere-error": {
    ...cohere,
    request: { ...ask, stream: false },
    response: { id: "e1", message: "invalid request: p must be between 0.01 and 0.99" },
    expected: { ...asked, error: { message: "invalid request: p must be between 0.01 and 0.99" } },
  },
};
