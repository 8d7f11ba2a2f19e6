// Workers AI: its own form, with `/ai/run` around it and without.
import { before, data } from "../bodies.mjs";

const model = "@cf/meta/llama-3.3-70b-instruct-fp8-fast";
const workers = {
  source: "workerd 6552d99, types/defines/ai; developers.cloudflare.com/workers-ai",
  provider: "workers-ai",
  endpoint: model,
  model,
};
const answered = (result) => ({ result, success: true, errors: [], messages: [] });
const usage = { prompt_tokens: 20, completion_tokens: 9, total_tokens: 29 };

const ask = {
  messages: [
    { role: "system", content: "Name birds." },
    { role: "user", content: "Small, red breast?" },
  ],
  max_tokens: 50,
};
const asked = {
  family: "workers-ai",
  messages: [
    { role: "system", text: "Name birds." },
    { role: "user", text: "Small, red breast?" },
  ],
  parameters: { max_tokens: 50 },
};

const stream = data(
  { response: "A robin", p: "abdefghijklmnoprs" },
  { response: ", I think.", p: "abdef" },
  { response: "", usage, p: "abd" },
  "[DONE]",
);

export default {
  "workers-ai-plain": {
    ...workers,
    request: ask,
    response: answered({ response: "A robin, I think.", tool_calls: [], usage }),
    expected: { ...asked, output: { text: "A robin, I think." }, usage: { input: 20, output: 9 } },
  },

  "workers-ai-prompt": {
    ...workers,
    request: { prompt: "Name a small bird.", temperature: 0.4 },
    response: { response: "Wren", usage: { prompt_tokens: 6, completion_tokens: 2, total_tokens: 8 } },
    expected: {
      family: "workers-ai",
      messages: [{ role: "user", text: "Name a small bird." }],
      parameters: { temperature: 0.4 },
      output: { text: "Wren" },
      usage: { input: 6, output: 2 },
    },
  },

  "ai-run-workers": {
    ...workers,
    source: "developers.cloudflare.com/ai-gateway, /ai/run",
    endpoint: "ai/run",
    request: { model, input: ask },
    response: answered({ response: "A robin, I think.", usage }),
    expected: { ...asked, model, output: { text: "A robin, I think." }, usage: { input: 20, output: 9 } },
  },

  "workers-ai-tools": {
    ...workers,
    endpoint: "@hf/nousresearch/hermes-2-pro-mistral-7b",
    model: "@hf/nousresearch/hermes-2-pro-mistral-7b",
    request: {
      messages: [{ role: "user", content: "Play the robin." }],
      tools: [
        {
          name: "play_song",
          description: "Plays a bird's song",
          parameters: { type: "object", properties: { bird: { type: "string" } } },
        },
      ],
    },
    response: answered({ response: null, tool_calls: [{ name: "play_song", arguments: { bird: "robin" } }], usage }),
    expected: {
      family: "workers-ai",
      messages: [{ role: "user", text: "Play the robin." }],
      tools: ["play_song"],
      output: { toolCalls: [{ name: "play_song", arguments: { bird: "robin" } }] },
      usage: { input: 20, output: 9 },
    },
  },

  // Asked for JSON, models answer with an object or a number in place of text.
  "workers-ai-json-mode": {
    ...workers,
    request: { ...ask, response_format: { type: "json_object" } },
    response: answered({ response: { bird: "robin", sure: 0.9 }, usage }),
    expected: { ...asked, output: { text: '{"bird":"robin","sure":0.9}' }, usage: { input: 20, output: 9 } },
  },

  "workers-ai-number": {
    ...workers,
    request: ask,
    response: '{"result":{"response":12345678901234567890},"success":true,"errors":[],"messages":[]}',
    expected: { ...asked, output: { text: "12345678901234567890" } },
  },

  "workers-ai-guardrail-check": {
    ...workers,
    source: "developers.cloudflare.com/ai-gateway, guardrails; llama-guard-3-8b",
    endpoint: "@cf/meta/llama-guard-3-8b",
    model: "@cf/meta/llama-guard-3-8b",
    request: { messages: [{ role: "user", content: "How do robins fight?" }] },
    response: answered({
      response: { safe: true, categories: [] },
      usage: { prompt_tokens: 210, completion_tokens: 4, total_tokens: 214 },
    }),
    expected: {
      family: "workers-ai",
      messages: [{ role: "user", text: "How do robins fight?" }],
      output: { text: '{"safe":true,"categories":[]}' },
      usage: { input: 210, output: 4 },
    },
  },

  // Newer models answer as chat completions do.
  "workers-ai-chat-model": {
    ...workers,
    endpoint: "@cf/openai/gpt-oss-120b",
    model: "@cf/openai/gpt-oss-120b",
    request: ask,
    response: answered({
      id: "id-1",
      object: "chat.completion",
      created: 1772452800,
      model: "@cf/openai/gpt-oss-120b",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "A robin.", reasoning_content: "Red breast." },
          finish_reason: "stop",
        },
      ],
      usage: { prompt_tokens: 30, completion_tokens: 12, total_tokens: 42 },
    }),
    expected: {
      ...asked,
      family: "openai-chat",
      model: "@cf/openai/gpt-oss-120b",
      output: { text: "A robin.", thinking: "Red breast.", stop: "stop", stopKind: "stop" },
      usage: { input: 30, output: 12 },
      created: "2026-03-02T12:00:00Z",
    },
  },

  "workers-ai-stream": {
    ...workers,
    request: { ...ask, stream: true },
    response: stream,
    expected: {
      ...asked,
      output: { text: "A robin, I think." },
      usage: { input: 20, output: 9 },
      streamed: true,
      chunks: 3,
    },
  },

  "workers-ai-stream-cut": {
    ...workers,
    request: { ...ask, stream: true },
    response: before(stream, ", I think"),
    expected: { ...asked, output: { text: "A robin", complete: false }, streamed: true, chunks: 1 },
  },

  "workers-ai-error": {
    ...workers,
    request: ask,
    response: {
      result: {},
      success: false,
      errors: [{ message: "AiError: Capacity temporarily exceeded, please try again.", code: 3040 }],
      messages: [],
    },
    expected: {
      ...asked,
      error: { type: "3040", message: "AiError: Capacity temporarily exceeded, please try again." },
    },
  },
};
