// OpenAI's Responses.
import { png, pngBytes } from "../bodies.mjs";
import { answer, call, created, message, openai, response, usage } from "../response.mjs";

const citation = { type: "url_citation", start_index: 0, end_index: 8, url: "https://example.org/kelp", title: "Kelp" };

export default {
  "responses-plain": {
    ...openai,
    request: {
      model: "gpt-5.4",
      input: "What is kelp?",
      max_output_tokens: 500,
      reasoning: { effort: "low" },
      temperature: 1,
      tools: [{ type: "web_search" }],
    },
    response: response(
      [
        { type: "web_search_call", id: "ws_1", status: "completed", action: { type: "search", query: "kelp" } },
        message("Big algae.", [citation]),
      ],
      usage(320, 256, 70, 0, { cache_write_tokens: 10 }),
    ),
    expected: {
      family: "openai-responses",
      model: "gpt-5.4-2026-02-01",
      messages: [{ role: "user", text: "What is kelp?" }],
      tools: ["web_search"],
      parameters: { max_output_tokens: 500, reasoning: { effort: "low" }, temperature: 1 },
      output: {
        text: "Big algae.",
        serverTools: ["web_search"],
        citations: [citation],
        stop: "completed",
        stopKind: "stop",
      },
      usage: { input: 320, cachedInput: 256, cacheWrite: 10, output: 70, reasoning: 0 },
      durationMs: 3000,
      created,
    },
  },

  // A question alone, to an endpoint of another name: the answer tells what it is.
  "responses-bare-input": {
    ...openai,
    source: "developers.cloudflare.com/workers-ai, gpt-oss-120b",
    provider: "workers-ai",
    endpoint: "@cf/openai/gpt-oss-120b",
    request: { input: "What is kelp?" },
    response: response([message("Big algae.")], usage(12, 0, 3, 0)),
    expected: {
      family: "openai-responses",
      model: "gpt-5.4-2026-02-01",
      messages: [{ role: "user", text: "What is kelp?" }],
      output: { text: "Big algae.", stop: "completed", stopKind: "stop" },
      usage: { input: 12, cachedInput: 0, output: 3, reasoning: 0 },
      durationMs: 3000,
      created,
    },
  },

  // Items of the assistant that follow each other are one message.
  "responses-items": {
    ...openai,
    request: {
      model: "gpt-5.4",
      previous_response_id: "resp_67ff",
      input: [
        { role: "developer", content: "Count things." },
        {
          type: "message",
          role: "user",
          content: [
            { type: "input_text", text: "How much kelp is here?" },
            { type: "input_image", image_url: `data:image/png;base64,${png}` },
            { type: "input_file", file_id: "file-1" },
          ],
        },
        {
          type: "reasoning",
          id: "rs_0",
          summary: [],
          content: [{ type: "reasoning_text", text: "Two bays." }],
          encrypted_content: "gAAAAAB",
        },
        { type: "message", role: "assistant", content: [{ type: "output_text", text: "Counting." }] },
        call("call_1", "count_kelp", '{"bay":"south"}'),
        { type: "custom_tool_call", id: "ctc_1", call_id: "call_2", name: "sketch", input: "a wavy line" },
        { type: "function_call_output", call_id: "call_1", output: '{"plants":112}' },
        { type: "custom_tool_call_output", call_id: "call_2", output: "done" },
      ],
      tools: [
        { type: "function", name: "count_kelp", parameters: {} },
        { type: "custom", name: "sketch" },
        { type: "mcp", server_label: "atlas", server_url: "https://mcp.example.com" },
      ],
    },
    response: answer,
    expected: {
      family: "openai-responses",
      model: "gpt-5.4-2026-02-01",
      messages: [
        { role: "system", text: "Count things." },
        {
          role: "user",
          text: "How much kelp is here?",
          media: [{ type: "image/png", bytes: pngBytes }, { type: "file" }],
        },
        {
          role: "assistant",
          text: "Counting.",
          thinking: "Two bays.",
          toolCalls: [
            { id: "call_1", name: "count_kelp", arguments: { bay: "south" } },
            { id: "call_2", name: "sketch", arguments: "a wavy line" },
          ],
        },
        { role: "tool", toolCallId: "call_1", toolResult: { plants: 112 } },
        { role: "tool", toolCallId: "call_2", toolResult: "done" },
      ],
      tools: ["count_kelp", "sketch", "atlas"],
      output: {
        thinking: "**Finding kelp**\n\nIt needs light.",
        toolCalls: [{ id: "call_9", name: "count_kelp", arguments: { bay: "north" } }],
        stop: "completed",
        stopKind: "tool",
      },
      usage: { input: 80, cachedInput: 0, output: 40, reasoning: 24 },
      durationMs: 3000,
      created,
    },
  },

  "responses-incomplete": {
    ...openai,
    request: { model: "gpt-5.4", input: "Tell it all.", instructions: "At length.", max_output_tokens: 16 },
    response: response([{ ...message("It began"), status: "incomplete" }], usage(18, 0, 16, 13), {
      status: "incomplete",
      incomplete_details: { reason: "max_output_tokens" },
      completed_at: null,
    }),
    expected: {
      family: "openai-responses",
      model: "gpt-5.4-2026-02-01",
      messages: [
        { role: "system", text: "At length." },
        { role: "user", text: "Tell it all." },
      ],
      parameters: { max_output_tokens: 16 },
      output: { text: "It began", stop: "max_output_tokens", stopKind: "length" },
      usage: { input: 18, cachedInput: 0, output: 16, reasoning: 13 },
      created,
    },
  },

  "responses-failed": {
    ...openai,
    request: { model: "gpt-5.4", input: "Hello", instructions: "Greet." },
    response: response([], null, {
      status: "failed",
      completed_at: null,
      error: { code: "server_error", message: "The model failed to answer." },
    }),
    expected: {
      family: "openai-responses",
      model: "gpt-5.4-2026-02-01",
      messages: [
        { role: "system", text: "Greet." },
        { role: "user", text: "Hello" },
      ],
      output: { stop: "failed", stopKind: "error" },
      error: { type: "server_error", message: "The model failed to answer." },
      created,
    },
  },

  "responses-refusal-image": {
    ...openai,
    request: { model: "gpt-5.4", input: "Draw him.", instructions: "Draw.", tools: [{ type: "image_generation" }] },
    response: response(
      [
        { type: "image_generation_call", id: "ig_1", status: "completed", result: png },
        {
          type: "message",
          id: "msg_2",
          status: "completed",
          role: "assistant",
          content: [{ type: "refusal", refusal: "Not the face." }],
        },
      ],
      usage(40, 0, 9, 0),
    ),
    expected: {
      family: "openai-responses",
      model: "gpt-5.4-2026-02-01",
      messages: [
        { role: "system", text: "Draw." },
        { role: "user", text: "Draw him." },
      ],
      tools: ["image_generation"],
      output: {
        refusal: "Not the face.",
        serverTools: ["image_generation"],
        media: [{ type: "image", bytes: pngBytes }],
        stop: "completed",
        stopKind: "stop",
      },
      usage: { input: 40, cachedInput: 0, output: 9, reasoning: 0 },
      durationMs: 3000,
      created,
    },
  },
};
