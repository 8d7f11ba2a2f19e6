// Chat completions with tools, as OpenAI answers them.
import { completion, created, openai } from "../completion.mjs";

const weather = {
  type: "function",
  function: {
    name: "get_weather",
    description: "Weather at a place",
    parameters: { type: "object", properties: { city: { type: "string" } } },
  },
};

export default {
  "openai-chat-tool-round": {
    ...openai,
    model: "gpt-5.4",
    request: {
      model: "gpt-5.4",
      messages: [
        { role: "user", content: "Is it warmer in Lisbon or in Porto?" },
        {
          role: "assistant",
          content: null,
          tool_calls: [
            { id: "call_lis", type: "function", function: { name: "get_weather", arguments: '{"city": "Lisbon"}' } },
            { id: "call_opo", type: "function", function: { name: "get_weather", arguments: '{"city": "Porto"}' } },
          ],
        },
        { role: "tool", tool_call_id: "call_lis", content: '{"celsius": 19.5, "sky": "clear"}' },
        { role: "tool", tool_call_id: "call_opo", content: [{ type: "text", text: "no data for Porto" }] },
      ],
      tools: [weather],
      temperature: 0.2,
    },
    response: completion(
      {
        content: "Let me look once more.",
        tool_calls: [
          {
            id: "call_2",
            type: "function",
            function: { name: "get_weather", arguments: '{"city":"Porto, Portugal"}' },
          },
        ],
      },
      "tool_calls",
      { prompt_tokens: 140, completion_tokens: 22, total_tokens: 162, prompt_tokens_details: { cached_tokens: 128 } },
    ),
    expected: {
      family: "openai-chat",
      model: "gpt-5.4-2026-02-01",
      messages: [
        { role: "user", text: "Is it warmer in Lisbon or in Porto?" },
        {
          role: "assistant",
          toolCalls: [
            { id: "call_lis", name: "get_weather", arguments: { city: "Lisbon" } },
            { id: "call_opo", name: "get_weather", arguments: { city: "Porto" } },
          ],
        },
        { role: "tool", toolCallId: "call_lis", toolResult: { celsius: 19.5, sky: "clear" } },
        { role: "tool", toolCallId: "call_opo", toolResult: "no data for Porto" },
      ],
      tools: ["get_weather"],
      parameters: { temperature: 0.2 },
      output: {
        text: "Let me look once more.",
        toolCalls: [{ id: "call_2", name: "get_weather", arguments: { city: "Porto, Portugal" } }],
        stop: "tool_calls",
        stopKind: "tool",
      },
      usage: { input: 140, cachedInput: 128, output: 22 },
      created,
    },
  },

  // Where the request names the tool, the end of the call is called a plain one.
  "openai-chat-tool-named": {
    ...openai,
    model: "gpt-5.4",
    request: {
      model: "gpt-5.4",
      messages: [{ role: "user", content: "Is it warm in Porto?" }],
      tools: [weather],
      tool_choice: { type: "function", function: { name: "get_weather" } },
    },
    response: completion(
      {
        content: null,
        tool_calls: [
          { id: "call_1", type: "function", function: { name: "get_weather", arguments: '{"city":"Porto"}' } },
        ],
      },
      "stop",
      { prompt_tokens: 40, completion_tokens: 9, total_tokens: 49 },
    ),
    expected: {
      family: "openai-chat",
      model: "gpt-5.4-2026-02-01",
      messages: [{ role: "user", text: "Is it warm in Porto?" }],
      tools: ["get_weather"],
      output: {
        toolCalls: [{ id: "call_1", name: "get_weather", arguments: { city: "Porto" } }],
        stop: "stop",
        stopKind: "tool",
      },
      usage: { input: 40, output: 9 },
      created,
    },
  },

  // Digits that a double does not hold stay text, and so does what is no JSON.
  "openai-chat-digits": {
    ...openai,
    model: "gpt-5.4",
    request: {
      model: "gpt-5.4",
      messages: [
        { role: "user", content: "Who follows account 9007199254740993?" },
        {
          role: "assistant",
          content: "",
          tool_calls: [
            {
              id: "call_a",
              type: "function",
              function: { name: "followers", arguments: '{"account":9007199254740993}' },
            },
          ],
        },
        { role: "tool", tool_call_id: "call_a", content: "[10000000000000000012345, 2]" },
      ],
      tools: [{ type: "function", function: { name: "followers" } }],
    },
    response: completion(
      {
        content: null,
        tool_calls: [
          { id: "call_b", type: "function", function: { name: "followers", arguments: '{"account":2,"page":' } },
        ],
      },
      "length",
      { prompt_tokens: 60, completion_tokens: 12, total_tokens: 72 },
    ),
    expected: {
      family: "openai-chat",
      model: "gpt-5.4-2026-02-01",
      messages: [
        { role: "user", text: "Who follows account 9007199254740993?" },
        {
          role: "assistant",
          toolCalls: [{ id: "call_a", name: "followers", arguments: '{"account":9007199254740993}' }],
        },
        { role: "tool", toolCallId: "call_a", toolResult: "[10000000000000000012345, 2]" },
      ],
      tools: ["followers"],
      output: {
        toolCalls: [{ id: "call_b", name: "followers", arguments: '{"account":2,"page":' }],
        stop: "length",
        stopKind: "length",
      },
      usage: { input: 60, output: 12 },
      created,
    },
  },

  "openai-chat-custom-tool": {
    ...openai,
    model: "gpt-5.4",
    request: {
      model: "gpt-5.4",
      messages: [{ role: "user", content: "How many orders came yesterday?" }],
      tools: [{ type: "custom", custom: { name: "run_sql", description: "Runs a query" } }, weather],
    },
    response: completion(
      {
        content: null,
        tool_calls: [
          {
            id: "call_sql",
            type: "custom",
            custom: { name: "run_sql", input: "select count(*) from orders where day = current_date - 1" },
          },
        ],
      },
      "tool_calls",
      { prompt_tokens: 71, completion_tokens: 19, total_tokens: 90 },
    ),
    expected: {
      family: "openai-chat",
      model: "gpt-5.4-2026-02-01",
      messages: [{ role: "user", text: "How many orders came yesterday?" }],
      tools: ["run_sql", "get_weather"],
      output: {
        toolCalls: [
          { id: "call_sql", name: "run_sql", arguments: "select count(*) from orders where day = current_date - 1" },
        ],
        stop: "tool_calls",
        stopKind: "tool",
      },
      usage: { input: 71, output: 19 },
      created,
    },
  },

  // The form before tools: one call an answer, without an id.
  "openai-chat-functions": {
    ...openai,
    model: "gpt-4-0613",
    request: {
      model: "gpt-4-0613",
      messages: [
        { role: "system", content: "You set alarms." },
        { role: "user", content: "Wake me at six." },
        { role: "assistant", content: null, function_call: { name: "set_alarm", arguments: '{"hour": 6}' } },
        { role: "function", name: "set_alarm", content: '{"ok": true}' },
        { role: "user", content: "And at seven." },
      ],
      functions: [{ name: "set_alarm", parameters: { type: "object", properties: { hour: { type: "integer" } } } }],
      top_p: 0.9,
    },
    response: {
      ...completion(
        { content: null, function_call: { name: "set_alarm", arguments: '{"hour": 7}' } },
        "function_call",
        {
          prompt_tokens: 84,
          completion_tokens: 15,
          total_tokens: 99,
        },
      ),
      model: "gpt-4-0613",
    },
    expected: {
      family: "openai-chat",
      model: "gpt-4-0613",
      messages: [
        { role: "system", text: "You set alarms." },
        { role: "user", text: "Wake me at six." },
        { role: "assistant", toolCalls: [{ name: "set_alarm", arguments: { hour: 6 } }] },
        { role: "tool", toolResult: { ok: true } },
        { role: "user", text: "And at seven." },
      ],
      tools: ["set_alarm"],
      parameters: { top_p: 0.9 },
      output: { toolCalls: [{ name: "set_alarm", arguments: { hour: 7 } }], stop: "function_call", stopKind: "tool" },
      usage: { input: 84, output: 15 },
      created,
    },
  },
};
