// Makes `prices.json`: answers with usage, and what they cost by genai-prices' own calculation.
//
//     npm ci && node prices.mjs
//
// The price list of this project is made from the same package (`cargo xtask prices`): run both for a new version.
import fs from "node:fs";
import path from "node:path";
import { calcPrice } from "@pydantic/genai-prices";

const providers = {
  "aws-bedrock": "aws",
  "azure-openai": "azure",
  "google-ai-studio": "google",
  "google-vertex-ai": "google",
  grok: "x-ai",
  "perplexity-ai": "perplexity",
  "workers-ai": "cloudflare",
};
const at = "2026-09-20T12:00:00Z";

/** Tokens in the names of genai-prices: all of the input, and its parts. */
const cases = [
  ["openai", "gpt-4.1", { input_tokens: 1000, output_tokens: 500 }],
  ["openai", "gpt-4.1-2025-04-14", { input_tokens: 90_000, cache_read_tokens: 80_000, output_tokens: 1 }],
  ["openai", "gpt-4o-mini-2024-07-18", { input_tokens: 123_457, output_tokens: 7_919 }],
  ["openai", "o3", { input_tokens: 5000, output_tokens: 2000 }, "2025-06-09T23:59:59Z"],
  ["openai", "o3", { input_tokens: 5000, output_tokens: 2000 }, "2025-06-10T00:00:00Z"],
  [
    "openai",
    "gpt-5.6-sol",
    { input_tokens: 271_999, cache_read_tokens: 1000, cache_write_tokens: 500, output_tokens: 100 },
  ],
  [
    "openai",
    "gpt-5.6-sol",
    { input_tokens: 272_000, cache_read_tokens: 1000, cache_write_tokens: 500, output_tokens: 100 },
  ],
  ["openai", "gpt-5.6-luna-2026-06-01", { input_tokens: 300, output_tokens: 40 }, "2026-07-01T00:00:00Z"],
  ["openai", "text-embedding-3-small", { input_tokens: 8192 }],
  ["openai", "gpt-audio", { input_tokens: 120, input_audio_tokens: 100, output_tokens: 90, output_audio_tokens: 70 }],
  ["azure-openai", "gpt-4o", { input_tokens: 1000, output_tokens: 1000 }],
  [
    "anthropic",
    "claude-sonnet-4-6",
    {
      input_tokens: 12_319,
      cache_read_tokens: 10_240,
      cache_write_tokens: 2048,
      cache_write_1h_tokens: 2000,
      output_tokens: 11,
    },
  ],
  [
    "anthropic",
    "claude-sonnet-4-6",
    { input_tokens: 250_000, cache_write_tokens: 100_000, output_tokens: 1000 },
    "2026-03-12T00:00:00Z",
  ],
  ["anthropic", "claude-sonnet-4-6", { input_tokens: 250_000, cache_write_tokens: 100_000, output_tokens: 1000 }],
  ["anthropic", "claude-haiku-4-5-20251001", { input_tokens: 14, output_tokens: 3 }],
  [
    "anthropic",
    "claude-opus-4-6",
    { input_tokens: 203_600, cache_read_tokens: 500, cache_write_tokens: 100, output_tokens: 4500, web_searches: 3 },
  ],
  ["google-ai-studio", "gemini-2.5-pro", { input_tokens: 200_000, output_tokens: 10 }],
  ["google-ai-studio", "gemini-2.5-pro", { input_tokens: 200_001, cache_read_tokens: 100_000, output_tokens: 10 }],
  ["google-ai-studio", "gemini-2.5-flash", { input_tokens: 3000, input_audio_tokens: 2500, output_tokens: 200 }],
  ["google-vertex-ai", "claude-sonnet-4-5@20250929", { input_tokens: 900, output_tokens: 50 }],
  [
    "aws-bedrock",
    "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
    { input_tokens: 2070, cache_read_tokens: 2000, cache_write_tokens: 50, output_tokens: 9 },
  ],
  [
    "aws-bedrock",
    "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
    { input_tokens: 2070, cache_read_tokens: 2000, cache_write_tokens: 50, output_tokens: 9 },
  ],
  ["aws-bedrock", "amazon.nova-pro-v1:0", { input_tokens: 401, output_tokens: 66 }],
  [
    "deepseek",
    "deepseek-v4-flash",
    { input_tokens: 1000, cache_read_tokens: 400, output_tokens: 100 },
    "2026-09-20T03:59:00Z",
  ],
  [
    "deepseek",
    "deepseek-v4-flash",
    { input_tokens: 1000, cache_read_tokens: 400, output_tokens: 100 },
    "2026-09-20T04:00:00Z",
  ],
  [
    "deepseek",
    "deepseek-v4-flash",
    { input_tokens: 1000, cache_read_tokens: 400, output_tokens: 100 },
    "2026-08-16T11:00:00Z",
  ],
  ["grok", "grok-4-0709", { input_tokens: 690, cache_read_tokens: 679, output_tokens: 321 }],
  ["groq", "openai/gpt-oss-20b", { input_tokens: 72, output_tokens: 24 }],
  ["groq", "llama-3.3-70b-versatile", { input_tokens: 39, output_tokens: 8 }],
  ["mistral", "mistral-medium-latest", { input_tokens: 66, output_tokens: 13 }],
  ["perplexity-ai", "sonar", { input_tokens: 1000, output_tokens: 50 }],
  ["cohere", "command-a-03-2025", { input_tokens: 431, output_tokens: 12 }],
  ["cerebras", "gpt-oss-120b", { input_tokens: 1000, output_tokens: 1000 }],
  ["workers-ai", "@cf/meta/llama-3.3-70b-instruct-fp8-fast", { input_tokens: 20, output_tokens: 9 }],
  ["workers-ai", "@cf/baai/bge-m3", { input_tokens: 4096 }],
  ["workers-ai", "@cf/nobody/no-model", { input_tokens: 1, output_tokens: 1 }],
  ["openai", "gpt-that-never-was", { input_tokens: 1, output_tokens: 1 }],
  ["groq", "gpt-4.1", { input_tokens: 1, output_tokens: 1 }],
];

const fixtures = cases.map(([provider, model, usage, time = at]) => {
  const price = calcPrice(usage, model, { providerId: providers[provider] ?? provider, timestamp: new Date(time) });
  // Sums in floating point: the last digits are theirs, not the price's.
  const cost = price && { usd: Number(price.total_price.toFixed(12)), model: price.model.id };
  return { provider, model, at: time, response: answer(model, usage), ...(cost && { cost }) };
});
const lines = fixtures.map((fixture) => JSON.stringify(fixture)).join(",\n");
fs.writeFileSync(path.join(import.meta.dirname, "prices.json"), `[\n${lines}\n]\n`);
console.log(`${fixtures.length} answers, ${fixtures.filter(({ cost }) => cost).length} with a price`);

/** An answer with this usage, in a family that can say it. */
function answer(model, usage) {
  const { input_tokens, output_tokens, cache_read_tokens: read = 0, cache_write_tokens: written = 0 } = usage;
  if (usage.cache_write_1h_tokens || usage.web_searches) {
    const hour = usage.cache_write_1h_tokens ?? 0;
    return {
      type: "message",
      role: "assistant",
      model,
      content: [{ type: "text", text: "." }],
      stop_reason: "end_turn",
      usage: {
        input_tokens: input_tokens - read - written,
        cache_read_input_tokens: read,
        cache_creation_input_tokens: written,
        cache_creation: { ephemeral_5m_input_tokens: written - hour, ephemeral_1h_input_tokens: hour },
        output_tokens,
        server_tool_use: { web_search_requests: usage.web_searches ?? 0 },
      },
    };
  }
  if (output_tokens === undefined) {
    return {
      object: "list",
      data: [{ object: "embedding", index: 0, embedding: [0.5] }],
      model,
      usage: { prompt_tokens: input_tokens, total_tokens: input_tokens },
    };
  }
  return {
    object: "chat.completion",
    model,
    choices: [{ index: 0, message: { role: "assistant", content: "." }, finish_reason: "stop" }],
    usage: {
      prompt_tokens: input_tokens,
      completion_tokens: output_tokens,
      total_tokens: input_tokens + output_tokens,
      prompt_tokens_details: {
        cached_tokens: read,
        cache_write_tokens: written,
        audio_tokens: usage.input_audio_tokens ?? 0,
      },
      completion_tokens_details: { audio_tokens: usage.output_audio_tokens ?? 0 },
    },
  };
}
