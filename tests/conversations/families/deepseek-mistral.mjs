// Chat completions as DeepSeek and Mistral answer them.
import { chunks, data } from "../bodies.mjs";

const created = "2026-03-02T12:00:00Z";
const question = "Is 221 prime?";
const asked = (more = {}) => ({ messages: [{ role: "user", content: question }], ...more });
const messages = [{ role: "user", text: question }];
const answer = "No: 13 × 17.";

const plain = (model, message, usage, more = {}) => ({
  id: "c1",
  object: "chat.completion",
  created: 1772452800,
  model,
  choices: [{ index: 0, message: { role: "assistant", content: answer, ...message }, finish_reason: "stop" }],
  usage,
  ...more,
});
const head = (model) => ({ id: "c1", object: "chat.completion.chunk", created: 1772452800, model });
const said = { text: answer, stop: "stop", stopKind: "stop" };

export default {
  "deepseek-stream-reasoning": {
    source: "api-docs.deepseek.com, create-chat-completion and reasoning model",
    provider: "deepseek",
    endpoint: "chat/completions",
    model: "deepseek-reasoner",
    client: "openai chat",
    request: asked({ model: "deepseek-reasoner", stream: true }),
    response: `: keep-alive\n\n: keep-alive\n\n${data(
      ...chunks(
        head("deepseek-reasoner"),
        [{ role: "assistant", content: null, reasoning_content: "" }],
        [{ content: null, reasoning_content: "13 × 17" }],
        [{ content: null, reasoning_content: " = 221." }],
        [{ content: "No:", reasoning_content: null }],
        [{ content: " 13 × 17.", reasoning_content: null }],
      ),
      {
        ...chunks(head("deepseek-reasoner"), [{ content: "", reasoning_content: null }, "stop"])[0],
        usage: {
          prompt_tokens: 14,
          completion_tokens: 22,
          total_tokens: 36,
          prompt_tokens_details: { cached_tokens: 0 },
          completion_tokens_details: { reasoning_tokens: 12 },
          prompt_cache_hit_tokens: 0,
          prompt_cache_miss_tokens: 14,
        },
      },
      "[DONE]",
    )}`,
    expected: {
      family: "openai-chat",
      model: "deepseek-reasoner",
      messages,
      output: { ...said, thinking: "13 × 17 = 221." },
      usage: { input: 14, cachedInput: 0, output: 22, reasoning: 12 },
      usageAlso: { promptCacheMissTokens: 14 },
      created,
      streamed: true,
      chunks: 6,
    },
  },

  "deepseek-cache": {
    source: "api-docs.deepseek.com, context caching",
    provider: "deepseek",
    endpoint: "chat/completions",
    model: "deepseek-chat",
    request: {
      model: "deepseek-chat",
      messages: [
        { role: "user", content: "Is 219?" },
        { role: "assistant", content: "No: 3 × 73.", reasoning_content: "Digits sum to 12." },
        { role: "user", content: question },
      ],
    },
    response: plain(
      "deepseek-chat",
      {},
      {
        prompt_tokens: 140,
        completion_tokens: 8,
        total_tokens: 148,
        prompt_cache_hit_tokens: 128,
        prompt_cache_miss_tokens: 12,
      },
    ),
    expected: {
      family: "openai-chat",
      model: "deepseek-chat",
      messages: [
        { role: "user", text: "Is 219?" },
        { role: "assistant", text: "No: 3 × 73.", thinking: "Digits sum to 12." },
        ...messages,
      ],
      output: said,
      usage: { input: 140, cachedInput: 128, output: 8 },
      usageAlso: { promptCacheMissTokens: 12 },
      created,
    },
  },

  "mistral-thinking": {
    source: "mistral client-ts b14b3b9, ContentChunk, ThinkChunk; docs.mistral.ai reasoning",
    provider: "mistral",
    endpoint: "v1/chat/completions",
    model: "magistral-medium-latest",
    request: asked({ model: "magistral-medium-latest", prompt_mode: "reasoning", top_p: 0.95 }),
    response: plain(
      "magistral-medium-2509",
      {
        content: [
          {
            type: "thinking",
            thinking: [
              { type: "text", text: "13 × 17" },
              { type: "text", text: " = 221." },
            ],
            closed: true,
          },
          { type: "text", text: "No:" },
          { type: "text", text: " 13 × 17." },
        ],
        tool_calls: null,
        prefix: false,
      },
      { prompt_tokens: 40, completion_tokens: 31, total_tokens: 71, num_cached_tokens: 16, prompt_audio_seconds: null },
    ),
    expected: {
      family: "openai-chat",
      model: "magistral-medium-2509",
      messages,
      parameters: { top_p: 0.95 },
      output: { ...said, thinking: "13 × 17 = 221." },
      usage: { input: 40, cachedInput: 16, output: 31 },
      created,
    },
  },

  // The second fragment's id is the word null, and its name is empty: neither replaces what is known.
  "mistral-stream-tools": {
    source: 'mistral client-ts b14b3b9, ToolCall (id defaults to "null")',
    provider: "mistral",
    endpoint: "v1/chat/completions",
    model: "mistral-large-latest",
    request: asked({
      model: "mistral-large-latest",
      stream: true,
      tools: [{ type: "function", function: { name: "factor" } }],
    }),
    response: data(
      ...chunks(
        head("mistral-large-2512"),
        [{ role: "assistant", content: "" }],
        [
          {
            tool_calls: [
              { index: 0, id: "D681PevKs", type: "function", function: { name: "factor", arguments: '{"n":' } },
            ],
            p: "abcd",
          },
        ],
        [{ tool_calls: [{ index: 0, id: "null", function: { name: "", arguments: " 221}" } }] }],
      ),
      {
        ...chunks(head("mistral-large-2512"), [{ content: "" }, "tool_calls"])[0],
        usage: { prompt_tokens: 66, total_tokens: 79, completion_tokens: 13 },
        p: "abcdefghijk",
      },
      "[DONE]",
    ),
    expected: {
      family: "openai-chat",
      model: "mistral-large-2512",
      messages,
      tools: ["factor"],
      output: {
        toolCalls: [{ id: "D681PevKs", name: "factor", arguments: { n: 221 } }],
        stop: "tool_calls",
        stopKind: "tool",
      },
      usage: { input: 66, output: 13 },
      created,
      streamed: true,
      chunks: 4,
    },
  },

  "mistral-arguments-object": {
    source: "mistral client-ts b14b3b9, FunctionCall.arguments: object or string",
    provider: "mistral",
    endpoint: "v1/chat/completions",
    model: "mistral-small-latest",
    request: asked({ model: "mistral-small-latest", max_tokens: 30 }),
    response: {
      id: "c1",
      object: "chat.completion",
      created: 1772452800,
      model: "mistral-small-2506",
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: "",
            tool_calls: [{ id: "Zz1", function: { name: "factor", arguments: { n: 221 } }, index: 0 }],
          },
          finish_reason: "model_length",
        },
      ],
      usage: { prompt_tokens: 60, completion_tokens: 30, total_tokens: 90 },
    },
    expected: {
      family: "openai-chat",
      model: "mistral-small-2506",
      messages,
      parameters: { max_tokens: 30 },
      output: {
        toolCalls: [{ id: "Zz1", name: "factor", arguments: { n: 221 } }],
        stop: "model_length",
        stopKind: "length",
      },
      usage: { input: 60, output: 30 },
      created,
    },
  },

  "mistral-error": {
    source: "docs.mistral.ai; errors of api.mistral.ai",
    provider: "mistral",
    endpoint: "v1/chat/completions",
    model: "mistral-tiny-x",
    request: asked({ model: "mistral-tiny-x" }),
    response: {
      object: "error",
      message: "Invalid model: mistral-tiny-x",
      type: "invalid_model",
      param: null,
      code: "1500",
    },
    expected: {
      family: "openai-chat",
      model: "mistral-tiny-x",
      messages,
      error: { type: "invalid_model", message: "Invalid model: mistral-tiny-x" },
    },
  },
};
