// Streams of Anthropic's messages.
import { before, named } from "../bodies.mjs";

const anthropic = {
  source: "@anthropic-ai/sdk 1.14.0, MessageStreamEvent",
  provider: "anthropic",
  endpoint: "v1/messages",
  model: "claude-sonnet-4-6",
};

const request = {
  model: "claude-sonnet-4-6",
  max_tokens: 2048,
  stream: true,
  system: "You are a pilot.",
  messages: [{ role: "user", content: "Bring us in." }],
};
const asked = {
  family: "anthropic-messages",
  model: "claude-sonnet-4-6",
  messages: [
    { role: "system", text: "You are a pilot." },
    { role: "user", text: "Bring us in." },
  ],
  parameters: { max_tokens: 2048 },
};

const start = (usage) => ({
  type: "message_start",
  message: {
    id: "msg_01Xw",
    type: "message",
    role: "assistant",
    model: "claude-sonnet-4-6",
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: {
      input_tokens: 25,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 400,
      output_tokens: 2,
      ...usage,
    },
  },
});
const open = (index, content_block) => ({ type: "content_block_start", index, content_block });
const delta = (index, type, value) => ({
  type: "content_block_delta",
  index,
  delta: { type: `${type}_delta`, [type === "input_json" ? "partial_json" : type]: value },
});
const close = (index) => ({ type: "content_block_stop", index });
const end = (stop_reason, usage) => [
  { type: "message_delta", delta: { stop_reason, stop_sequence: null }, usage },
  { type: "message_stop" },
];

const thinking = named(
  start(),
  open(0, { type: "thinking", thinking: "", signature: "" }),
  { type: "ping" },
  delta(0, "thinking", "Depth is 9 m;"),
  delta(0, "thinking", " we draw 6."),
  delta(0, "signature", "EqQBCgIYAhIM"),
  close(0),
  open(1, { type: "text", text: "" }),
  delta(1, "text", "Half ahead,"),
  delta(1, "text", " steer 045°."),
  close(1),
  ...end("end_turn", { output_tokens: 48, output_tokens_details: { thinking_tokens: 30 } }),
);

const tools = named(
  start({ cache_read_input_tokens: 0 }),
  open(0, { type: "text", text: "" }),
  delta(0, "text", "Sounding."),
  close(0),
  open(1, { type: "tool_use", id: "toolu_01", name: "sound_depth", input: {} }),
  delta(1, "input_json", ""),
  delta(1, "input_json", '{"side": "po'),
  delta(1, "input_json", 'rt", "times": 2}'),
  close(1),
  open(2, { type: "tool_use", id: "toolu_02", name: "blow_horn", input: {} }),
  close(2),
  ...end("tool_use", { output_tokens: 61 }),
);

export default {
  "anthropic-stream-thinking": {
    ...anthropic,
    client: "anthropic",
    request,
    response: thinking,
    expected: {
      ...asked,
      output: {
        text: "Half ahead, steer 045°.",
        thinking: "Depth is 9 m; we draw 6.",
        stop: "end_turn",
        stopKind: "stop",
      },
      usage: { input: 425, cachedInput: 400, cacheWrite: 0, output: 48, reasoning: 30 },
      streamed: true,
      chunks: 12,
    },
  },

  // Without `message_delta` nobody knows how much came out; what went in is known.
  "anthropic-stream-cut": {
    ...anthropic,
    request,
    response: before(thinking, " steer"),
    expected: {
      ...asked,
      output: { text: "Half ahead,", thinking: "Depth is 9 m; we draw 6.", complete: false },
      usage: { input: 425, cachedInput: 400, cacheWrite: 0 },
      streamed: true,
      chunks: 8,
    },
  },

  // No fragment at all is an empty object.
  "anthropic-stream-tools": {
    ...anthropic,
    client: "anthropic",
    request,
    response: tools,
    expected: {
      ...asked,
      output: {
        text: "Sounding.",
        toolCalls: [
          { id: "toolu_01", name: "sound_depth", arguments: { side: "port", times: 2 } },
          { id: "toolu_02", name: "blow_horn", arguments: {} },
        ],
        stop: "tool_use",
        stopKind: "tool",
      },
      usage: { input: 25, cachedInput: 0, cacheWrite: 0, output: 61 },
      streamed: true,
      chunks: 13,
    },
  },

  "anthropic-stream-tools-cut": {
    ...anthropic,
    request,
    response: before(tools, 'rt\\", \\"times'),
    expected: {
      ...asked,
      output: {
        text: "Sounding.",
        toolCalls: [{ id: "toolu_01", name: "sound_depth", arguments: '{"side": "po' }],
        complete: false,
      },
      usage: { input: 25, cachedInput: 0, cacheWrite: 0 },
      streamed: true,
      chunks: 7,
    },
  },

  // `message_delta.usage` replaces member by member; it does not add.
  "anthropic-stream-search": {
    ...anthropic,
    client: "anthropic",
    request,
    response: named(
      start({ input_tokens: 2679, cache_read_input_tokens: 0, output_tokens: 3 }),
      open(0, { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} }),
      delta(0, "input_json", '{"query":"buoy 7"}'),
      close(0),
      open(1, { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [] }),
      close(1),
      open(2, { type: "text", text: "", citations: [] }),
      {
        type: "content_block_delta",
        index: 2,
        delta: {
          type: "citations_delta",
          citation: {
            type: "char_location",
            cited_text: "green",
            document_index: 0,
            document_title: null,
            start_char_index: 0,
            end_char_index: 5,
          },
        },
      },
      delta(2, "text", "Buoy 7 is green."),
      close(2),
      ...end("end_turn", {
        input_tokens: 10682,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
        output_tokens: 510,
        server_tool_use: { web_search_requests: 1 },
      }),
    ),
    expected: {
      ...asked,
      output: {
        text: "Buoy 7 is green.",
        serverTools: ["web_search"],
        citations: [
          {
            type: "char_location",
            cited_text: "green",
            document_index: 0,
            document_title: null,
            start_char_index: 0,
            end_char_index: 5,
          },
        ],
        stop: "end_turn",
        stopKind: "stop",
      },
      usage: { input: 10682, cachedInput: 0, cacheWrite: 0, output: 510 },
      usageAlso: { webSearchRequests: 1 },
      streamed: true,
      chunks: 12,
    },
  },

  "anthropic-stream-error": {
    ...anthropic,
    request,
    response: `${before(thinking, `event: content_block_delta\ndata: ${JSON.stringify(delta(1, "text", " steer 045°."))}`)}event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n`,
    expected: {
      ...asked,
      output: { text: "Half ahead,", thinking: "Depth is 9 m; we draw 6.", complete: false },
      usage: { input: 425, cachedInput: 400, cacheWrite: 0 },
      error: { type: "overloaded_error", message: "Overloaded" },
      streamed: true,
      chunks: 9,
    },
  },
};
