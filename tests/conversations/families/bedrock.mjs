// Amazon Bedrock: Converse, and Invoke with the models' own bodies.
import { lines, png, pngBytes, sound } from "../bodies.mjs";
import { binary, event, exception, invoked } from "../frames.mjs";

const model = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0";
const at = (path) => `bedrock-runtime/eu-west-1/model/${model}/${path}`;
const converse = {
  source: "@aws-sdk/client-bedrock-runtime 3.1164.0, Converse",
  provider: "aws-bedrock",
  endpoint: at("converse"),
  model,
};
const converseStream = {
  ...converse,
  source: "@aws-sdk/client-bedrock-runtime 3.1164.0, ConverseStream",
  endpoint: at("converse-stream"),
};
const invoke = {
  source: "@aws-sdk/client-bedrock-runtime 3.1164.0, InvokeModelWithResponseStream; @anthropic-ai/sdk 1.14.0",
  provider: "aws-bedrock",
  endpoint: at("invoke-with-response-stream"),
  model,
};

const ask = {
  messages: [{ role: "user", content: [{ text: "Is the pass open?" }] }],
  inferenceConfig: { maxTokens: 300, temperature: 0.3 },
};
const asked = {
  family: "bedrock-converse",
  messages: [{ role: "user", text: "Is the pass open?" }],
  parameters: { maxTokens: 300, temperature: 0.3 },
};

const events = [
  ["messageStart", { p: "abcdefgh", role: "assistant" }],
  ["contentBlockDelta", { contentBlockIndex: 0, delta: { reasoningContent: { text: "Snow fell" } }, p: "abc" }],
  ["contentBlockDelta", { contentBlockIndex: 0, delta: { reasoningContent: { text: " at night." } }, p: "abcd" }],
  ["contentBlockDelta", { contentBlockIndex: 0, delta: { reasoningContent: { signature: "EpkC" } }, p: "a" }],
  ["contentBlockStop", { contentBlockIndex: 0, p: "abcdef" }],
  ["contentBlockDelta", { contentBlockIndex: 1, delta: { text: "I ask" }, p: "abcdefghij" }],
  ["contentBlockDelta", { contentBlockIndex: 1, delta: { text: " the road service." }, p: "ab" }],
  ["contentBlockStop", { contentBlockIndex: 1, p: "abc" }],
  [
    "contentBlockStart",
    { contentBlockIndex: 2, p: "abcde", start: { toolUse: { name: "road", toolUseId: "tooluse_1" } } },
  ],
  ["contentBlockDelta", { contentBlockIndex: 2, delta: { toolUse: { input: '{"pass":' } }, p: "abcdefghi" }],
  ["contentBlockDelta", { contentBlockIndex: 2, delta: { toolUse: { input: ' "Furka"}' } }, p: "ab" }],
  ["contentBlockStop", { contentBlockIndex: 2, p: "abcdefgh" }],
  ["messageStop", { p: "abcdefghijkl", stopReason: "tool_use" }],
  [
    "metadata",
    { metrics: { latencyMs: 1450 }, p: "abc", usage: { inputTokens: 401, outputTokens: 66, totalTokens: 467 } },
  ],
];
const frames = events.map(([name, payload]) => event(name, payload));
const streamed = {
  ...asked,
  output: {
    text: "I ask the road service.",
    thinking: "Snow fell at night.",
    toolCalls: [{ id: "tooluse_1", name: "road", arguments: { pass: "Furka" } }],
    stop: "tool_use",
    stopKind: "tool",
  },
  usage: { input: 401, output: 66 },
  durationMs: 1450,
  streamed: true,
  chunks: 14,
};

const anthropicEvents = [
  {
    type: "message_start",
    message: {
      id: "msg_bdrk_1",
      type: "message",
      role: "assistant",
      model: "claude-sonnet-4-5-20250929",
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 12, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 },
    },
  },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Closed until" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: " May." } },
  { type: "content_block_stop", index: 0 },
  { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 7 } },
  {
    type: "message_stop",
    "amazon-bedrock-invocationMetrics": {
      inputTokenCount: 12,
      outputTokenCount: 7,
      invocationLatency: 812,
      firstByteLatency: 340,
    },
  },
];
const invokeRequest = {
  anthropic_version: "bedrock-2023-05-31",
  max_tokens: 100,
  messages: [{ role: "user", content: "Is the pass open?" }],
};
const invokedAs = {
  family: "anthropic-messages",
  model: "claude-sonnet-4-5-20250929",
  messages: [{ role: "user", text: "Is the pass open?" }],
  parameters: { max_tokens: 100 },
  output: { text: "Closed until May.", stop: "end_turn", stopKind: "stop" },
  usage: { input: 12, cachedInput: 0, cacheWrite: 0, output: 7 },
  streamed: true,
  chunks: 7,
};

export default {
  "bedrock-converse-plain": {
    ...converse,
    request: {
      system: [{ text: "You guide walkers." }, { cachePoint: { type: "default" } }],
      messages: [
        {
          role: "user",
          content: [
            { text: "Where is this?" },
            { image: { format: "png", source: { bytes: png } } },
            { document: { format: "pdf", name: "map", source: { bytes: sound } } },
            { video: { format: "mp4", source: { s3Location: { uri: "s3://walks/pass.mp4" } } } },
          ],
        },
        {
          role: "assistant",
          content: [
            { reasoningContent: { reasoningText: { text: "A pass.", signature: "x" } } },
            { toolUse: { toolUseId: "t1", name: "road", input: { pass: "Furka" } } },
          ],
        },
        {
          role: "user",
          content: [
            { toolResult: { toolUseId: "t1", content: [{ json: { open: false } }], status: "success" } },
            { text: "Hurry." },
          ],
        },
      ],
      toolConfig: { tools: [{ toolSpec: { name: "road", inputSchema: { json: {} } } }] },
      inferenceConfig: { maxTokens: 300, topP: 0.9, stopSequences: ["END"] },
    },
    response: {
      metrics: { latencyMs: 2104 },
      output: {
        message: {
          role: "assistant",
          content: [
            { reasoningContent: { reasoningText: { text: "Closed.", signature: "y" } } },
            { text: "The Furka, closed." },
          ],
        },
      },
      stopReason: "end_turn",
      usage: {
        inputTokens: 20,
        outputTokens: 9,
        totalTokens: 2079,
        cacheReadInputTokens: 2000,
        cacheReadInputTokenCount: 2000,
        cacheWriteInputTokens: 50,
        cacheWriteInputTokenCount: 50,
        serverToolUsage: {},
      },
    },
    expected: {
      family: "bedrock-converse",
      messages: [
        { role: "system", text: "You guide walkers." },
        {
          role: "user",
          text: "Where is this?",
          media: [
            { type: "image/png", bytes: pngBytes },
            { type: "application/pdf", bytes: 24 },
            { type: "video/mp4", url: "s3://walks/pass.mp4" },
          ],
        },
        {
          role: "assistant",
          thinking: "A pass.",
          toolCalls: [{ id: "t1", name: "road", arguments: { pass: "Furka" } }],
        },
        { role: "tool", toolCallId: "t1", toolResult: { open: false } },
        { role: "user", text: "Hurry." },
      ],
      tools: ["road"],
      parameters: { maxTokens: 300, topP: 0.9, stopSequences: ["END"] },
      output: { text: "The Furka, closed.", thinking: "Closed.", stop: "end_turn", stopKind: "stop" },
      usage: { input: 2070, cachedInput: 2000, cacheWrite: 50, output: 9 },
      durationMs: 2104,
    },
  },

  "bedrock-converse-guardrail": {
    ...converse,
    request: ask,
    response: {
      metrics: { latencyMs: 310 },
      output: { message: { role: "assistant", content: [{ text: "Sorry, blocked." }] } },
      stopReason: "guardrail_intervened",
      usage: { inputTokens: 0, outputTokens: 0, totalTokens: 0 },
    },
    expected: {
      ...asked,
      output: { text: "Sorry, blocked.", stop: "guardrail_intervened", stopKind: "filter" },
      usage: { input: 0, output: 0 },
      durationMs: 310,
    },
  },

  "bedrock-error": {
    ...converse,
    source: "docs.aws.amazon.com, Bedrock common errors",
    request: ask,
    response: { message: "Too many requests, please wait before trying again." },
    expected: { ...asked, error: { message: "Too many requests, please wait before trying again." } },
  },

  "bedrock-error-type": {
    ...converse,
    source: "smithy.io, AWS JSON and REST JSON error shapes",
    request: ask,
    response: {
      __type: "com.amazon.coral.validate#ValidationException",
      message: "The provided model identifier is invalid.",
    },
    expected: {
      ...asked,
      error: { type: "ValidationException", message: "The provided model identifier is invalid." },
    },
  },

  "bedrock-converse-stream-frames": {
    ...converseStream,
    client: "bedrock converse",
    request: ask,
    response: binary(frames),
    expected: streamed,
  },

  // Within the eleventh frame.
  "bedrock-converse-stream-frames-cut": {
    ...converseStream,
    request: ask,
    response: binary(frames.slice(0, 11), 30),
    expected: {
      ...asked,
      output: {
        text: "I ask the road service.",
        thinking: "Snow fell at night.",
        toolCalls: [{ id: "tooluse_1", name: "road", arguments: '{"pass":' }],
        complete: false,
      },
      streamed: true,
      chunks: 10,
    },
  },

  "bedrock-converse-stream-lines": {
    ...converseStream,
    request: ask,
    response: lines(...events.map(([name, payload]) => ({ [name]: payload }))),
    expected: streamed,
  },

  "bedrock-converse-stream-exception": {
    ...converseStream,
    request: ask,
    response: binary([
      ...frames.slice(0, 6),
      exception("throttlingException", { message: "Too many tokens, please wait." }),
    ]),
    expected: {
      ...asked,
      output: { text: "I ask", thinking: "Snow fell at night.", complete: false },
      error: { type: "throttlingException", message: "Too many tokens, please wait." },
      streamed: true,
      chunks: 7,
    },
  },

  // The metrics of the last event repeat the usage, and say how long it took.
  "bedrock-invoke-stream-frames": {
    ...invoke,
    client: "bedrock invoke anthropic",
    request: invokeRequest,
    response: binary(anthropicEvents.map((payload) => event("chunk", invoked(payload)))),
    expected: { ...invokedAs, durationMs: 812 },
  },

  "bedrock-invoke-stream-lines": {
    ...invoke,
    request: invokeRequest,
    response: lines(...anthropicEvents.map((payload) => invoked(payload))),
    expected: { ...invokedAs, durationMs: 812 },
  },
};
