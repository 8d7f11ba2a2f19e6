// Streams of OpenAI's Responses.
import { before, named } from "../bodies.mjs";
import { answer, call, created, message, openai } from "../response.mjs";

let sequence_number = 0;
const numbered = (event) => ({ ...event, sequence_number: sequence_number++ });
const begun = { ...answer, status: "in_progress", output: [], usage: null, completed_at: null };
const stream = named(
  ...[
    { type: "response.created", response: begun },
    { type: "response.output_item.added", output_index: 0, item: { type: "reasoning", id: "rs_1", summary: [] } },
    {
      type: "response.reasoning_summary_part.added",
      item_id: "rs_1",
      output_index: 0,
      summary_index: 0,
      part: { type: "summary_text", text: "" },
    },
    {
      type: "response.reasoning_summary_text.delta",
      item_id: "rs_1",
      output_index: 0,
      summary_index: 0,
      delta: "**Finding kelp**",
      obfuscation: "aX",
    },
    {
      type: "response.reasoning_summary_text.done",
      item_id: "rs_1",
      output_index: 0,
      summary_index: 0,
      text: "**Finding kelp**",
    },
    {
      type: "response.output_item.done",
      output_index: 0,
      item: { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "**Finding kelp**" }] },
    },
    {
      type: "response.output_item.added",
      output_index: 1,
      item: { ...message(""), status: "in_progress", content: [] },
    },
    {
      type: "response.content_part.added",
      item_id: "msg_1",
      output_index: 1,
      content_index: 0,
      part: { type: "output_text", text: "", annotations: [] },
    },
    {
      type: "response.output_text.delta",
      item_id: "msg_1",
      output_index: 1,
      content_index: 0,
      delta: "I count",
      logprobs: [],
    },
    {
      type: "response.output_text.delta",
      item_id: "msg_1",
      output_index: 1,
      content_index: 0,
      delta: " them.",
      logprobs: [],
    },
    {
      type: "response.output_item.added",
      output_index: 2,
      item: { ...call("call_9", "count_kelp", ""), status: "in_progress" },
    },
    { type: "response.function_call_arguments.delta", item_id: "fc_call_9", output_index: 2, delta: '{"bay":' },
    { type: "response.function_call_arguments.delta", item_id: "fc_call_9", output_index: 2, delta: '"north"}' },
    {
      type: "response.function_call_arguments.done",
      item_id: "fc_call_9",
      output_index: 2,
      arguments: '{"bay":"north"}',
    },
  ].map(numbered),
);
const ended = named(
  numbered({
    type: "response.completed",
    response: {
      ...answer,
      output: [
        { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "**Finding kelp**" }] },
        message("I count them."),
        answer.output[1],
      ],
    },
  }),
);
const request = {
  model: "gpt-5.4",
  stream: true,
  instructions: "Dive.",
  input: "How much kelp?",
  tools: [{ type: "function", name: "count_kelp" }],
};
const asked = {
  family: "openai-responses",
  model: "gpt-5.4-2026-02-01",
  messages: [
    { role: "system", text: "Dive." },
    { role: "user", text: "How much kelp?" },
  ],
  tools: ["count_kelp"],
};

export default {
  "responses-stream": {
    ...openai,
    client: "openai responses",
    request,
    response: stream + ended,
    expected: {
      ...asked,
      output: {
        text: "I count them.",
        thinking: "**Finding kelp**",
        toolCalls: [{ id: "call_9", name: "count_kelp", arguments: { bay: "north" } }],
        stop: "completed",
        stopKind: "tool",
      },
      usage: { input: 80, cachedInput: 0, output: 40, reasoning: 24 },
      durationMs: 3000,
      created,
      streamed: true,
      chunks: 15,
    },
  },

  // The last event would have said it all.
  "responses-stream-cut": {
    ...openai,
    request,
    response: before(stream, '\\"north\\"}"'),
    expected: {
      ...asked,
      output: {
        text: "I count them.",
        thinking: "**Finding kelp**",
        toolCalls: [{ id: "call_9", name: "count_kelp", arguments: '{"bay":' }],
        complete: false,
      },
      created,
      streamed: true,
      chunks: 12,
    },
  },

  "responses-stream-error": {
    ...openai,
    request,
    response: `${before(stream, "event: response.output_item.added\ndata: " + '{"type":"response.output_item.added","output_index":2')}${named({ type: "error", code: "rate_limit_exceeded", message: "Slow down.", param: null, sequence_number: 10 })}`,
    expected: {
      ...asked,
      output: { text: "I count them.", thinking: "**Finding kelp**", complete: false },
      error: { type: "rate_limit_exceeded", message: "Slow down." },
      created,
      streamed: true,
      chunks: 11,
    },
  },

  // The error event comes in two forms: its members beside the type, or within `error`.
  "responses-stream-error-nested": {
    ...openai,
    request,
    response: `${named({ type: "response.created", response: begun, sequence_number: 0 })}${named({ type: "error", error: { type: "server_error", code: null, message: "Something broke.", param: null }, sequence_number: 1 })}`,
    expected: {
      ...asked,
      output: { complete: false },
      error: { type: "server_error", message: "Something broke." },
      created,
      streamed: true,
      chunks: 2,
    },
  },
};
