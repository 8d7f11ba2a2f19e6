// Anthropic's messages: plain answers, errors, other hosts.

const anthropic = {
  source: "@anthropic-ai/sdk 1.14.0, Message",
  provider: "anthropic",
  endpoint: "v1/messages",
  model: "claude-sonnet-4-6",
};

function message(content, stop_reason, usage, more = {}) {
  return {
    id: "msg_01Aq9w938a90dw8q",
    type: "message",
    role: "assistant",
    model: "claude-sonnet-4-6",
    content,
    stop_reason,
    stop_sequence: null,
    usage,
    ...more,
  };
}

export default {
  "anthropic-plain": {
    ...anthropic,
    request: {
      model: "claude-sonnet-4-6",
      max_tokens: 1024,
      temperature: 0.5,
      system: [
        { type: "text", text: "You are a harbour master.", cache_control: { type: "ephemeral" } },
        { type: "text", text: " Be brief." },
      ],
      messages: [
        { role: "user", content: "May we land?" },
        { role: "assistant", content: [{ type: "text", text: "At berth four." }] },
        { role: "user", content: [{ type: "text", text: "And the fee?" }] },
      ],
    },
    response: message([{ type: "text", text: "Forty a night, water included." }], "end_turn", {
      input_tokens: 31,
      cache_creation_input_tokens: 2048,
      cache_read_input_tokens: 10240,
      cache_creation: { ephemeral_5m_input_tokens: 48, ephemeral_1h_input_tokens: 2000 },
      output_tokens: 11,
      service_tier: "standard",
    }),
    expected: {
      family: "anthropic-messages",
      model: "claude-sonnet-4-6",
      messages: [
        { role: "system", text: "You are a harbour master. Be brief." },
        { role: "user", text: "May we land?" },
        { role: "assistant", text: "At berth four." },
        { role: "user", text: "And the fee?" },
      ],
      parameters: { max_tokens: 1024, temperature: 0.5 },
      output: { text: "Forty a night, water included.", stop: "end_turn", stopKind: "stop" },
      usage: { input: 12319, cachedInput: 10240, cacheWrite: 2048, output: 11 },
      usageAlso: { ephemeral5mInputTokens: 48, ephemeral1hInputTokens: 2000, serviceTier: "standard" },
    },
  },

  // Fits chat completions as well; the response decides.
  "anthropic-plain-text-request": {
    ...anthropic,
    request: {
      model: "claude-haiku-4-5",
      max_tokens: 64,
      messages: [{ role: "user", content: "One word for calm seas?" }],
    },
    response: {
      ...message([{ type: "text", text: "Glassy" }], "stop_sequence", { input_tokens: 14, output_tokens: 3 }),
      model: "claude-haiku-4-5-20251001",
      stop_sequence: ".",
    },
    expected: {
      family: "anthropic-messages",
      model: "claude-haiku-4-5-20251001",
      messages: [{ role: "user", text: "One word for calm seas?" }],
      parameters: { max_tokens: 64 },
      output: { text: "Glassy", stop: "stop_sequence", stopKind: "stop" },
      usage: { input: 14, output: 3 },
    },
  },

  // The top of `usage` leaves out what compaction took; the iterations have both. The summary is no text of the answer.
  "anthropic-compaction": {
    ...anthropic,
    source: "@anthropic-ai/sdk 1.14.0, BetaMessage with context management; platform.claude.com compaction",
    model: "claude-opus-4-6",
    request: {
      model: "claude-opus-4-6",
      max_tokens: 4096,
      system: "Plan voyages.",
      messages: [{ role: "user", content: "Go on." }],
    },
    response: {
      ...message(
        [
          { type: "compaction", content: "Summary: the route to Brest is set." },
          { type: "text", text: "We sail at dawn." },
        ],
        "end_turn",
        {
          input_tokens: 23000,
          cache_creation_input_tokens: 100,
          cache_read_input_tokens: 500,
          output_tokens: 1000,
          iterations: [
            {
              type: "compaction",
              input_tokens: 180000,
              output_tokens: 3500,
              cache_creation_input_tokens: 0,
              cache_read_input_tokens: 0,
            },
            {
              type: "message",
              input_tokens: 23000,
              output_tokens: 1000,
              cache_creation_input_tokens: 100,
              cache_read_input_tokens: 500,
            },
          ],
        },
      ),
      model: "claude-opus-4-6",
    },
    expected: {
      family: "anthropic-messages",
      model: "claude-opus-4-6",
      messages: [
        { role: "system", text: "Plan voyages." },
        { role: "user", text: "Go on." },
      ],
      parameters: { max_tokens: 4096 },
      output: { text: "We sail at dawn.", stop: "end_turn", stopKind: "stop" },
      usage: { input: 203600, cachedInput: 500, cacheWrite: 100, output: 4500 },
    },
  },

  "anthropic-refusal": {
    ...anthropic,
    request: { model: "claude-sonnet-4-6", max_tokens: 100, messages: [{ role: "user", content: "…" }], system: "x" },
    response: message([], "refusal", { input_tokens: 20, output_tokens: 1 }),
    expected: {
      family: "anthropic-messages",
      model: "claude-sonnet-4-6",
      messages: [
        { role: "system", text: "x" },
        { role: "user", text: "…" },
      ],
      parameters: { max_tokens: 100 },
      output: { stop: "refusal", stopKind: "filter" },
      usage: { input: 20, output: 1 },
    },
  },

  // The refusal says why. Another model that takes its place is told in the answer, with the tokens of both attempts.
  "anthropic-refusal-explained": {
    ...anthropic,
    source: "docs.anthropic.com, refusals and fallback",
    request: { model: "claude-sonnet-4-6", max_tokens: 100, system: "x", messages: [{ role: "user", content: "…" }] },
    response: message(
      [],
      "refusal",
      { input_tokens: 412, output_tokens: 0 },
      {
        stop_details: { type: "refusal", category: "cyber", explanation: "This request was declined." },
      },
    ),
    expected: {
      family: "anthropic-messages",
      model: "claude-sonnet-4-6",
      messages: [
        { role: "system", text: "x" },
        { role: "user", text: "…" },
      ],
      parameters: { max_tokens: 100 },
      output: { refusal: "This request was declined.", stop: "refusal", stopKind: "filter" },
      usage: { input: 412, output: 0 },
    },
  },

  "anthropic-fallback": {
    ...anthropic,
    source: "docs.anthropic.com, refusals and fallback",
    request: {
      model: "claude-fable-5",
      max_tokens: 100,
      fallbacks: "default",
      messages: [{ role: "user", content: "Hi" }],
    },
    response: message(
      [
        { type: "fallback", from: { model: "claude-fable-5" }, to: { model: "claude-opus-4-8" } },
        { type: "text", text: "Hi!" },
      ],
      "end_turn",
      {
        input_tokens: 412,
        output_tokens: 264,
        iterations: [
          { type: "message", model: "claude-fable-5", input_tokens: 535, output_tokens: 0 },
          { type: "fallback_message", model: "claude-opus-4-8", input_tokens: 412, output_tokens: 264 },
        ],
      },
      { model: "claude-opus-4-8" },
    ),
    expected: {
      family: "anthropic-messages",
      model: "claude-opus-4-8",
      messages: [{ role: "user", text: "Hi" }],
      parameters: { max_tokens: 100 },
      output: { text: "Hi!", stop: "end_turn", stopKind: "stop" },
      usage: { input: 412, output: 264 },
    },
  },

  "anthropic-error": {
    ...anthropic,
    request: {
      model: "claude-sonnet-4-6",
      max_tokens: 100,
      system: "x",
      messages: [{ role: "user", content: "Hello" }],
    },
    response: {
      type: "error",
      error: { type: "rate_limit_error", message: "This request would exceed your organization's rate limit." },
      request_id: "req_011",
    },
    expected: {
      family: "anthropic-messages",
      model: "claude-sonnet-4-6",
      messages: [
        { role: "system", text: "x" },
        { role: "user", text: "Hello" },
      ],
      parameters: { max_tokens: 100 },
      error: { type: "rate_limit_error", message: "This request would exceed your organization's rate limit." },
    },
  },

  // On Vertex the model stands in the path, and the version in the body.
  "anthropic-vertex": {
    ...anthropic,
    source: "@anthropic-ai/vertex-sdk; docs.anthropic.com Claude on Vertex AI",
    provider: "google-vertex-ai",
    endpoint: "v1/projects/p/locations/europe-west1/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict",
    model: "claude-sonnet-4-5@20250929",
    request: { anthropic_version: "vertex-2023-10-16", max_tokens: 50, messages: [{ role: "user", content: "Wind?" }] },
    response: {
      ...message([{ type: "text", text: "South-west, 5" }], "max_tokens", { input_tokens: 9, output_tokens: 50 }),
      model: "claude-sonnet-4-5-20250929",
    },
    expected: {
      family: "anthropic-messages",
      model: "claude-sonnet-4-5-20250929",
      messages: [{ role: "user", text: "Wind?" }],
      parameters: { max_tokens: 50 },
      output: { text: "South-west, 5", stop: "max_tokens", stopKind: "length" },
      usage: { input: 9, output: 50 },
    },
  },
};
