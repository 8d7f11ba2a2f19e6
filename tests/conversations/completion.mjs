// An answer of chat completions with one choice, as OpenAI gives it.

export const openai = {
  source: "openai 7.59.0, resources/chat/completions",
  provider: "openai",
  endpoint: "chat/completions",
};
export const created = "2026-03-02T12:00:00Z";

export function completion(message, finish_reason, usage, more = {}) {
  return {
    id: "chatcmpl-DEq1",
    object: "chat.completion",
    created: 1772452800,
    model: "gpt-5.4-2026-02-01",
    choices: [{ index: 0, message: { role: "assistant", ...message }, logprobs: null, finish_reason }],
    usage,
    ...more,
  };
}
