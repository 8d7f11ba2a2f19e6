// Anthropic's messages: plain answers.
import { png, pngBytes } from "../bodies.mjs";

const anthropic = { source: "@anthropic-ai/sdk 1.14.0, Message", provider: "anthropic", endpoint: "v1/messages", model: "claude-sonnet-4-6" };

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
      system: [{ type: "text", text: "You are a harbour master.", cache_control: { type: "ephemeral" } }, { type: "text", text: " Be brief." }],
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
    request: { model: "claude-haiku-4-5", max_tokens: 64, messages: [{ role: "user", content: "One word for calm seas?" }] },
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

  "anthropic-tool-round": {
    ...anthropic,
    request: {
      model: "claude-sonnet-4-6",
      max_tokens: 16000,
      thinking: { type: "enabled", budget_tokens: 8000 },
      tools: [
        { name: "tide_table", description: "Tides of a port", input_schema: { type: "object", properties: { port: { type: "string" } } } },
        { type: "web_search_20250305", name: "web_search", max_uses: 3 },
      ],
      messages: [
        { role: "user", content: "When is high water at Brest, and what does this sign say?" },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "The table first.", signature: "EqQBCgIYAhIM1gbc" },
            { type: "redacted_thinking", data: "EmwKAhgBEgy3va3p" },
            { type: "text", text: "I look it up." },
            { type: "tool_use", id: "toolu_01", name: "tide_table", input: { port: "Brest" } },
            { type: "tool_use", id: "toolu_02", name: "tide_table", input: {} },
          ],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "toolu_01", content: '{"high": ["04:12", "16:40"]}' },
            {
              type: "tool_result",
              tool_use_id: "toolu_02",
              is_error: true,
              content: [{ type: "text", text: "a port is needed" }, { type: "image", source: { type: "base64", media_type: "image/png", data: png } }],
            },
            { type: "text", text: "The sign:" },
            { type: "image", source: { type: "url", url: "https://example.com/sign.png" } },
          ],
        },
      ],
    },
    response: message(
      [
        { type: "thinking", thinking: "Two high waters.", signature: "EuYBCkQYBSI" },
        { type: "text", text: "At 04:12 and 16:40." },
        { type: "tool_use", id: "toolu_03", name: "tide_table", input: { port: "Le Conquet" } },
      ],
      "tool_use",
      { input_tokens: 812, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 96, output_tokens_details: { thinking_tokens: 31 } },
    ),
    expected: {
      family: "anthropic-messages",
      model: "claude-sonnet-4-6",
      messages: [
        { role: "user", text: "When is high water at Brest, and what does this sign say?" },
        {
          role: "assistant",
          text: "I look it up.",
          thinking: "The table first.",
          toolCalls: [
            { id: "toolu_01", name: "tide_table", arguments: { port: "Brest" } },
            { id: "toolu_02", name: "tide_table", arguments: {} },
          ],
        },
        { role: "tool", toolCallId: "toolu_01", toolResult: { high: ["04:12", "16:40"] } },
        { role: "tool", toolCallId: "toolu_02", toolResult: "a port is needed", media: [{ type: "image/png", bytes: pngBytes }] },
        { role: "user", text: "The sign:", media: [{ type: "image", url: "https://example.com/sign.png" }] },
      ],
      tools: ["tide_table", "web_search"],
      parameters: { max_tokens: 16000, thinking: { type: "enabled", budget_tokens: 8000 } },
      output: {
        text: "At 04:12 and 16:40.",
        thinking: "Two high waters.",
        toolCalls: [{ id: "toolu_03", name: "tide_table", arguments: { port: "Le Conquet" } }],
        stop: "tool_use",
        stopKind: "tool",
      },
      usage: { input: 812, cachedInput: 0, cacheWrite: 0, output: 96, reasoning: 31 },
    },
  },

  // Text is split at citations, and joined by nothing. The server's own searches are no tool calls of the client.
  "anthropic-web-search": {
    ...anthropic,
    request: {
      model: "claude-sonnet-4-6",
      max_tokens: 2048,
      tools: [{ type: "web_search_20250305", name: "web_search" }],
      messages: [{ role: "user", content: "How high is the Eddystone light?" }],
    },
    response: message(
      [
        { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "Eddystone lighthouse height" } },
        {
          type: "web_search_tool_result",
          tool_use_id: "srvtoolu_1",
          content: [{ type: "web_search_result", url: "https://example.org/eddystone", title: "Eddystone", encrypted_content: "EqgfCio", page_age: null }],
        },
        { type: "text", text: "The tower is " },
        {
          type: "text",
          text: "49 m high",
          citations: [
            {
              type: "web_search_result_location",
              url: "https://example.org/eddystone",
              title: "Eddystone",
              encrypted_index: "Eo8BCio",
              cited_text: "Height 49 metres",
            },
          ],
        },
        { type: "text", text: "." },
      ],
      "end_turn",
      { input_tokens: 6039, output_tokens: 93, server_tool_use: { web_search_requests: 1, web_fetch_requests: 0 } },
    ),
    expected: {
      family: "anthropic-messages",
      model: "claude-sonnet-4-6",
      messages: [{ role: "user", text: "How high is the Eddystone light?" }],
      tools: ["web_search"],
      parameters: { max_tokens: 2048 },
      output: {
        text: "The tower is 49 m high.",
        serverTools: ["web_search"],
        citations: [
          {
            type: "web_search_result_location",
            url: "https://example.org/eddystone",
            title: "Eddystone",
            encrypted_index: "Eo8BCio",
            cited_text: "Height 49 metres",
          },
        ],
        stop: "end_turn",
        stopKind: "stop",
      },
      usage: { input: 6039, output: 93 },
      usageAlso: { webSearchRequests: 1, webFetchRequests: 0 },
    },
  },

  // The top of `usage` leaves out what compaction took; the iterations have both. The summary is no text of the answer.
  "anthropic-compaction": {
    ...anthropic,
    source: "@anthropic-ai/sdk 1.14.0, BetaMessage with context management; platform.claude.com compaction",
    model: "claude-opus-4-6",
    request: { model: "claude-opus-4-6", max_tokens: 4096, system: "Plan voyages.", messages: [{ role: "user", content: "Go on." }] },
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
            { type: "compaction", input_tokens: 180000, output_tokens: 3500, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
            { type: "message", input_tokens: 23000, output_tokens: 1000, cache_creation_input_tokens: 100, cache_read_input_tokens: 500 },
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

  "anthropic-pause-mcp": {
    ...anthropic,
    request: {
      model: "claude-sonnet-4-6",
      max_tokens: 512,
      mcp_servers: [{ type: "url", url: "https://mcp.example.com", name: "charts" }],
      tools: [{ type: "mcp_toolset", mcp_server_name: "charts" }],
      messages: [
        {
          role: "user",
          content: [
            { type: "document", source: { type: "text", media_type: "text/plain", data: "Depths: 4 m" }, title: "Depths" },
            { type: "document", source: { type: "file", file_id: "file_011" } },
            { type: "text", text: "Is there a chart?" },
          ],
        },
      ],
    },
    response: message(
      [
        { type: "mcp_tool_use", id: "mcptoolu_1", name: "find_chart", server_name: "charts", input: { area: "Iroise" } },
        { type: "mcp_tool_result", tool_use_id: "mcptoolu_1", is_error: false, content: [{ type: "text", text: "7066" }] },
      ],
      "pause_turn",
      { input_tokens: 300, output_tokens: 25 },
    ),
    expected: {
      family: "anthropic-messages",
      model: "claude-sonnet-4-6",
      messages: [{ role: "user", text: "Is there a chart?", media: [{ type: "text/plain", bytes: 11 }, { type: "document" }] }],
      tools: ["charts"],
      parameters: { max_tokens: 512 },
      output: { serverTools: ["find_chart"], stop: "pause_turn", stopKind: "pause" },
      usage: { input: 300, output: 25 },
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

  "anthropic-error": {
    ...anthropic,
    request: { model: "claude-sonnet-4-6", max_tokens: 100, system: "x", messages: [{ role: "user", content: "Hello" }] },
    response: { type: "error", error: { type: "rate_limit_error", message: "This request would exceed your organization's rate limit." }, request_id: "req_011" },
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
    response: { ...message([{ type: "text", text: "South-west, 5" }], "max_tokens", { input_tokens: 9, output_tokens: 50 }), model: "claude-sonnet-4-5-20250929" },
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
