// Chat completions as others answer them: xAI, Perplexity, OpenRouter, Groq, Kimi, Gemini.
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
      ...[
        ["No:", null],
        [" 13 × 17.", null],
        ["", "stop"],
      ].map(([content, finish_reason], at) => ({
        id: "p1",
        model: "sonar",
        created: 1772452800,
        usage: {
          prompt_tokens: 5,
          completion_tokens: 3 * (at + 1),
          total_tokens: 5 + 3 * (at + 1),
          search_context_size: "low",
          num_search_queries: 1,
          cost: { total_cost: 0.005 },
        },
        citations: ["https://example.org/221", "https://example.com/primes"],
        search_results: [{ title: "221", url: "https://example.org/221", date: null }],
        object: finish_reason ? "chat.completion.done" : "chat.completion.chunk",
        choices: [
          {
            index: 0,
            finish_reason,
            message: { role: "assistant", content: answer.slice(0, at ? undefined : 3) },
            delta: { role: "assistant", content },
          },
        ],
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
        [
          {
            role: "assistant",
            content: "",
            reasoning: "Try 13.",
            reasoning_details: [{ type: "reasoning.text", text: "Try 13.", format: "anthropic-claude-v1", index: 0 }],
          },
        ],
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
      {
        queue_time: 0.0375,
        prompt_tokens: 72,
        prompt_time: 0.0036,
        completion_tokens: 24,
        completion_time: 0.2464,
        total_tokens: 96,
        total_time: 0.25,
        completion_tokens_details: { reasoning_tokens: 14 },
      },
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
      {
        ...chunks(head("llama-3.3-70b-versatile"), [{ role: "assistant", content: "" }])[0],
        x_groq: { id: "req_01k" },
      },
      ...chunks(head("llama-3.3-70b-versatile"), [{ content: answer }]),
      {
        ...chunks(head("llama-3.3-70b-versatile"), [{}, "stop"])[0],
        x_groq: {
          id: "req_01k",
          usage: {
            queue_time: 0.05,
            prompt_tokens: 39,
            prompt_time: 0.002,
            completion_tokens: 8,
            completion_time: 0.0286,
            total_tokens: 47,
            total_time: 0.0306,
          },
        },
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
        [
          {
            tool_calls: [
              { index: 1, id: "factor:1", type: "function", function: { name: "factor", arguments: '{"n":22' } },
            ],
          },
        ],
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
