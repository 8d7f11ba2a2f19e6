// Chat completions as others answer them: DeepSeek, Mistral, xAI, Perplexity, OpenRouter, Groq, Kimi, Gemini.
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
    response: plain("deepseek-chat", {}, { prompt_tokens: 140, completion_tokens: 8, total_tokens: 148, prompt_cache_hit_tokens: 128, prompt_cache_miss_tokens: 12 }),
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
          { type: "thinking", thinking: [{ type: "text", text: "13 × 17" }, { type: "text", text: " = 221." }], closed: true },
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
    source: "mistral client-ts b14b3b9, ToolCall (id defaults to \"null\")",
    provider: "mistral",
    endpoint: "v1/chat/completions",
    model: "mistral-large-latest",
    request: asked({ model: "mistral-large-latest", stream: true, tools: [{ type: "function", function: { name: "factor" } }] }),
    response: data(
      ...chunks(
        head("mistral-large-2512"),
        [{ role: "assistant", content: "" }],
        [{ tool_calls: [{ index: 0, id: "D681PevKs", type: "function", function: { name: "factor", arguments: '{"n":' } }], p: "abcd" }],
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
      output: { toolCalls: [{ id: "D681PevKs", name: "factor", arguments: { n: 221 } }], stop: "tool_calls", stopKind: "tool" },
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
          message: { role: "assistant", content: "", tool_calls: [{ id: "Zz1", function: { name: "factor", arguments: { n: 221 } }, index: 0 }] },
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
      output: { toolCalls: [{ id: "Zz1", name: "factor", arguments: { n: 221 } }], stop: "model_length", stopKind: "length" },
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
    response: { object: "error", message: "Invalid model: mistral-tiny-x", type: "invalid_model", param: null, code: "1500" },
    expected: { family: "openai-chat", model: "mistral-tiny-x", messages, error: { type: "invalid_model", message: "Invalid model: mistral-tiny-x" } },
  },

  // xAI's completion tokens leave the reasoning out; its total has it.
  "xai-reasoning": {
    source: "docs.x.ai, chat completions; genai-prices dataset",
    provider: "grok",
    endpoint: "v1/chat/completions",
    model: "grok-4",
    request: asked({ model: "grok-4", temperature: 0 }),
    response: plain(
      "grok-4-0709",
      { reasoning_content: "Try 13.", refusal: null },
      {
        prompt_tokens: 690,
        completion_tokens: 9,
        total_tokens: 1011,
        prompt_tokens_details: { text_tokens: 690, audio_tokens: 0, image_tokens: 0, cached_tokens: 679 },
        completion_tokens_details: { reasoning_tokens: 312, audio_tokens: 0 },
        num_sources_used: 0,
        cost_in_usd_ticks: 37756000,
      },
    ),
    expected: {
      family: "openai-chat",
      model: "grok-4-0709",
      messages,
      parameters: { temperature: 0 },
      output: { ...said, thinking: "Try 13." },
      usage: { input: 690, cachedInput: 679, output: 321, reasoning: 312 },
      usageAlso: {
        inputTextTokens: 690,
        inputAudioTokens: 0,
        inputImageTokens: 0,
        outputAudioTokens: 0,
        numSourcesUsed: 0,
        costInUsdTicks: 37756000,
      },
      created,
    },
  },

  // `message` grows beside `delta`, and `usage` is in every chunk: neither is added up.
  "perplexity-stream": {
    source: "docs.perplexity.ai, chat completions streaming",
    provider: "perplexity-ai",
    endpoint: "chat/completions",
    model: "sonar",
    request: asked({ model: "sonar", stream: true }),
    response: data(
      ...[["No:", null], [" 13 × 17.", null], ["", "stop"]].map(([content, finish_reason], at) => ({
        id: "p1",
        model: "sonar",
        created: 1772452800,
        usage: { prompt_tokens: 5, completion_tokens: 3 * (at + 1), total_tokens: 5 + 3 * (at + 1), search_context_size: "low", num_search_queries: 1, cost: { total_cost: 0.005 } },
        citations: ["https://example.org/221", "https://example.com/primes"],
        search_results: [{ title: "221", url: "https://example.org/221", date: null }],
        object: finish_reason ? "chat.completion.done" : "chat.completion.chunk",
        choices: [{ index: 0, finish_reason, message: { role: "assistant", content: answer.slice(0, at ? undefined : 3) }, delta: { role: "assistant", content } }],
      })),
      "[DONE]",
    ),
    expected: {
      family: "openai-chat",
      model: "sonar",
      messages,
      output: { ...said, citations: ["https://example.org/221", "https://example.com/primes"] },
      usage: { input: 5, output: 9 },
      usageAlso: { numSearchQueries: 1, totalCost: 0.005 },
      created,
      streamed: true,
      chunks: 3,
    },
  },

  "openrouter-stream": {
    source: "openrouter.ai/docs, streaming, usage accounting, reasoning tokens",
    provider: "openrouter",
    endpoint: "v1/chat/completions",
    model: "anthropic/claude-sonnet-4.5",
    client: "openai chat",
    request: asked({ model: "anthropic/claude-sonnet-4.5", stream: true, reasoning: { effort: "low" } }),
    response: `: OPENROUTER PROCESSING\n\n${data(
      ...chunks(
        { ...head("anthropic/claude-sonnet-4.5"), provider: "Anthropic" },
        [{ role: "assistant", content: "", reasoning: "Try 13.", reasoning_details: [{ type: "reasoning.text", text: "Try 13.", format: "anthropic-claude-v1", index: 0 }] }],
        [{ role: "assistant", content: "No:" }],
        [{ role: "assistant", content: " 13 × 17." }],
        [{ role: "assistant", content: "" }, "stop"],
      ),
      {
        ...head("anthropic/claude-sonnet-4.5"),
        provider: "Anthropic",
        choices: [],
        usage: {
          prompt_tokens: 11,
          completion_tokens: 30,
          total_tokens: 41,
          cost: 0.000483,
          is_byok: false,
          prompt_tokens_details: { cached_tokens: 0 },
          cost_details: { upstream_inference_cost: null },
          completion_tokens_details: { reasoning_tokens: 15 },
        },
      },
      "[DONE]",
    )}`,
    expected: {
      family: "openai-chat",
      model: "anthropic/claude-sonnet-4.5",
      messages,
      parameters: { reasoning: { effort: "low" } },
      output: { ...said, thinking: "Try 13." },
      usage: { input: 11, cachedInput: 0, output: 30, reasoning: 15 },
      usageAlso: { cost: 0.000483 },
      created,
      streamed: true,
      chunks: 5,
    },
  },

  "groq-plain": {
    source: "console.groq.com/docs, chat completions",
    provider: "groq",
    endpoint: "chat/completions",
    model: "openai/gpt-oss-20b",
    request: asked({ model: "openai/gpt-oss-20b" }),
    response: plain(
      "openai/gpt-oss-20b",
      { reasoning: "Try 13." },
      { queue_time: 0.0375, prompt_tokens: 72, prompt_time: 0.0036, completion_tokens: 24, completion_time: 0.2464, total_tokens: 96, total_time: 0.25, completion_tokens_details: { reasoning_tokens: 14 } },
      { x_groq: { id: "req_01k" }, service_tier: "on_demand" },
    ),
    expected: {
      family: "openai-chat",
      model: "openai/gpt-oss-20b",
      messages,
      output: { ...said, thinking: "Try 13." },
      usage: { input: 72, output: 24, reasoning: 14 },
      usageAlso: { serviceTier: "on_demand" },
      durationMs: 250,
      created,
    },
  },

  "groq-stream": {
    source: "console.groq.com/docs, chat completions streaming",
    provider: "groq",
    endpoint: "chat/completions",
    model: "llama-3.3-70b-versatile",
    client: "openai chat",
    request: asked({ model: "llama-3.3-70b-versatile", stream: true }),
    response: data(
      { ...chunks(head("llama-3.3-70b-versatile"), [{ role: "assistant", content: "" }])[0], x_groq: { id: "req_01k" } },
      ...chunks(head("llama-3.3-70b-versatile"), [{ content: answer }]),
      {
        ...chunks(head("llama-3.3-70b-versatile"), [{}, "stop"])[0],
        x_groq: { id: "req_01k", usage: { queue_time: 0.05, prompt_tokens: 39, prompt_time: 0.002, completion_tokens: 8, completion_time: 0.0286, total_tokens: 47, total_time: 0.0306 } },
      },
      "[DONE]",
    ),
    expected: {
      family: "openai-chat",
      model: "llama-3.3-70b-versatile",
      messages,
      output: said,
      usage: { input: 39, output: 8 },
      durationMs: 31,
      created,
      streamed: true,
      chunks: 3,
    },
  },

  // Calls are numbered from one here, and have no number at all in the last: its id says which it is.
  "kimi-stream-tools": {
    source: "platform.moonshot.ai, chat completions; cached_tokens in usage",
    provider: "custom-moonshot",
    endpoint: "v1/chat/completions",
    model: "kimi-k2-0905-preview",
    request: asked({ model: "kimi-k2-0905-preview", stream: true }),
    response: data(
      ...chunks(
        head("kimi-k2-0905-preview"),
        [{ tool_calls: [{ index: 1, id: "factor:1", type: "function", function: { name: "factor", arguments: '{"n":22' } }] }],
        [{ tool_calls: [{ index: 1, function: { arguments: "1}" } }] }],
        [{ tool_calls: [{ id: "is_prime:2", type: "function", function: { name: "is_prime", arguments: '{"n":' } }] }],
        [{ tool_calls: [{ id: "is_prime:2", function: { arguments: "13}" } }] }],
      ),
      {
        ...chunks(head("kimi-k2-0905-preview"), [{}, "tool_calls"])[0],
        usage: { prompt_tokens: 90, completion_tokens: 20, total_tokens: 110, cached_tokens: 64 },
      },
      "[DONE]",
    ),
    expected: {
      family: "openai-chat",
      model: "kimi-k2-0905-preview",
      messages,
      output: {
        toolCalls: [
          { id: "factor:1", name: "factor", arguments: { n: 221 } },
          { id: "is_prime:2", name: "is_prime", arguments: { n: 13 } },
        ],
        stop: "tool_calls",
        stopKind: "tool",
      },
      usage: { input: 90, cachedInput: 64, output: 20 },
      created,
      streamed: true,
      chunks: 5,
    },
  },

  // Gemini's compat form leaves thoughts out of the completion, and has no details: the total tells. Its own figure stays.
  "gemini-compat-total": {
    source: "ai.google.dev, OpenAI compatibility; genai-prices dataset",
    provider: "google-ai-studio",
    endpoint: "v1beta/openai/chat/completions",
    model: "gemini-2.5-flash",
    request: asked({ model: "gemini-2.5-flash", reasoning_effort: "low" }),
    response: plain("gemini-2.5-flash", {}, { prompt_tokens: 8, completion_tokens: 11, total_tokens: 519 }),
    expected: {
      family: "openai-chat",
      model: "gemini-2.5-flash",
      messages,
      parameters: { reasoning_effort: "low" },
      output: said,
      usage: { input: 8, output: 511 },
      usageAlso: { completionTokens: 11 },
      created,
    },
  },
};
