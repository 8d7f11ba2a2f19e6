// Anthropic's messages with tools, the client's and the server's.
import { png, pngBytes } from "../bodies.mjs";

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
  "anthropic-tool-round": {
    ...anthropic,
    request: {
      model: "claude-sonnet-4-6",
      max_tokens: 16000,
      thinking: { type: "enabled", budget_tokens: 8000 },
      tools: [
        {
          name: "tide_table",
          description: "Tides of a port",
          input_schema: { type: "object", properties: { port: { type: "string" } } },
        },
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
              content: [
                { type: "text", text: "a port is needed" },
                { type: "image", source: { type: "base64", media_type: "image/png", data: png } },
              ],
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
      {
        input_tokens: 812,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
        output_tokens: 96,
        output_tokens_details: { thinking_tokens: 31 },
      },
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
        {
          role: "tool",
          toolCallId: "toolu_02",
          toolResult: "a port is needed",
          media: [{ type: "image/png", bytes: pngBytes }],
        },
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
        {
          type: "server_tool_use",
          id: "srvtoolu_1",
          name: "web_search",
          input: { query: "Eddystone lighthouse height" },
        },
        {
          type: "web_search_tool_result",
          tool_use_id: "srvtoolu_1",
          content: [
            {
              type: "web_search_result",
              url: "https://example.org/eddystone",
              title: "Eddystone",
              encrypted_content: "EqgfCio",
              page_age: null,
            },
          ],
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
            {
              type: "document",
              source: { type: "text", media_type: "text/plain", data: "Depths: 4 m" },
              title: "Depths",
            },
            { type: "document", source: { type: "file", file_id: "file_011" } },
            { type: "text", text: "Is there a chart?" },
          ],
        },
      ],
    },
    response: message(
      [
        {
          type: "mcp_tool_use",
          id: "mcptoolu_1",
          name: "find_chart",
          server_name: "charts",
          input: { area: "Iroise" },
        },
        {
          type: "mcp_tool_result",
          tool_use_id: "mcptoolu_1",
          is_error: false,
          content: [{ type: "text", text: "7066" }],
        },
      ],
      "pause_turn",
      { input_tokens: 300, output_tokens: 25 },
    ),
    expected: {
      family: "anthropic-messages",
      model: "claude-sonnet-4-6",
      messages: [
        { role: "user", text: "Is there a chart?", media: [{ type: "text/plain", bytes: 11 }, { type: "document" }] },
      ],
      tools: ["charts"],
      parameters: { max_tokens: 512 },
      output: { serverTools: ["find_chart"], stop: "pause_turn", stopKind: "pause" },
      usage: { input: 300, output: 25 },
    },
  },
};
