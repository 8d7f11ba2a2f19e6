// An answer of OpenAI's Responses.

export const openai = {
  source: "openai 7.59.0, resources/responses",
  provider: "openai",
  endpoint: "responses",
  model: "gpt-5.4",
};
export const created = "2026-03-02T12:00:00Z";

export function response(output, usage, more = {}) {
  return {
    id: "resp_68a1",
    object: "response",
    created_at: 1772452800,
    completed_at: 1772452803,
    status: "completed",
    error: null,
    incomplete_details: null,
    instructions: null,
    model: "gpt-5.4-2026-02-01",
    output,
    usage,
    ...more,
  };
}

export const message = (text, annotations = []) => ({
  type: "message",
  id: "msg_1",
  status: "completed",
  role: "assistant",
  content: [{ type: "output_text", text, annotations, logprobs: [] }],
});
export const call = (call_id, name, args) => ({
  type: "function_call",
  id: `fc_${call_id}`,
  call_id,
  name,
  arguments: args,
  status: "completed",
});
export const usage = (input_tokens, cached_tokens, output_tokens, reasoning_tokens, more = {}) => ({
  input_tokens,
  input_tokens_details: { cached_tokens, ...more },
  output_tokens,
  output_tokens_details: { reasoning_tokens },
  total_tokens: input_tokens + output_tokens,
});

export const answer = response(
  [
    {
      type: "reasoning",
      id: "rs_1",
      summary: [
        { type: "summary_text", text: "**Finding kelp**" },
        { type: "summary_text", text: "It needs light." },
      ],
    },
    call("call_9", "count_kelp", '{"bay":"north"}'),
  ],
  usage(80, 0, 40, 24),
);
