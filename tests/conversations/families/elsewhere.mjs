// Forms of few providers: completions, interactions, Ollama, Replicate, realtime.
import { before, data, lines, sound } from "../bodies.mjs";

const created = "2026-03-02T12:00:00Z";
const ollama = {
  source: "ollama 0.6.4, ChatResponse",
  provider: "custom-ollama",
  endpoint: "api/chat",
  model: "qwen3:8b",
};
const ollamaPart = (content, thinking) => ({
  model: "qwen3:8b",
  created_at: "2026-03-02T12:00:00.25Z",
  message: { role: "assistant", content, ...(thinking && { thinking }) },
  done: false,
});
const ollamaLines = lines(ollamaPart("", "Herons wade."), ollamaPart("A"), ollamaPart(" heron."), {
  ...ollamaPart(""),
  done: true,
  done_reason: "stop",
  total_duration: 5043500667,
  load_duration: 5025959,
  prompt_eval_count: 26,
  prompt_eval_duration: 325953000,
  eval_count: 31,
  eval_duration: 4709213000,
});
const ollamaAsked = {
  family: "ollama",
  model: "qwen3:8b",
  messages: [{ role: "user", text: "Grey, tall, in water?" }],
  parameters: { temperature: 0.1, num_predict: 40 },
};
const ollamaRequest = {
  model: "qwen3:8b",
  messages: [{ role: "user", content: "Grey, tall, in water?" }],
  options: { temperature: 0.1, num_predict: 40 },
};

const interactions = {
  source: "@google/genai 3.3.0, interactions",
  provider: "google-ai-studio",
  endpoint: "v1beta/interactions",
  model: "gemini-3-flash",
};
const interaction = { id: "v1_abc", object: "interaction", model: "gemini-3-flash", created };
const interactionUsage = {
  total_tokens: 66,
  total_input_tokens: 20,
  total_cached_tokens: 8,
  total_output_tokens: 6,
  total_thought_tokens: 30,
  total_tool_use_tokens: 10,
};
const interactionCounted = {
  usage: { input: 30, cachedInput: 8, output: 36, reasoning: 30 },
  usageAlso: { totalToolUseTokens: 10 },
};

export default {
  "completions-plain": {
    source: "openai 7.59.0, Completion",
    provider: "openai",
    endpoint: "completions",
    model: "gpt-3.5-turbo-instruct",
    request: { model: "gpt-3.5-turbo-instruct", prompt: "The tide comes", max_tokens: 6, temperature: 0 },
    response: {
      id: "cmpl-1",
      object: "text_completion",
      created: 1772452800,
      model: "gpt-3.5-turbo-instruct:20230824-v2",
      choices: [{ text: " in twice a day, and", index: 0, logprobs: null, finish_reason: "length" }],
      usage: { prompt_tokens: 3, completion_tokens: 6, total_tokens: 9 },
    },
    expected: {
      family: "openai-completions",
      model: "gpt-3.5-turbo-instruct:20230824-v2",
      messages: [{ role: "user", text: "The tide comes" }],
      parameters: { max_tokens: 6, temperature: 0 },
      output: { text: " in twice a day, and", stop: "length", stopKind: "length" },
      usage: { input: 3, output: 6 },
      created,
    },
  },

  "completions-stream": {
    source: "openai 7.59.0, Completion (stream)",
    provider: "openai",
    endpoint: "completions",
    model: "gpt-3.5-turbo-instruct",
    request: { model: "gpt-3.5-turbo-instruct", prompt: "The tide comes", stream: true },
    response: data(
      ...[
        [" in", null],
        [".", "stop"],
      ].map(([text, finish_reason]) => ({
        id: "cmpl-1",
        object: "text_completion",
        created: 1772452800,
        choices: [{ text, index: 0, logprobs: null, finish_reason }],
        model: "gpt-3.5-turbo-instruct",
      })),
      "[DONE]",
    ),
    expected: {
      family: "openai-completions",
      model: "gpt-3.5-turbo-instruct",
      messages: [{ role: "user", text: "The tide comes" }],
      output: { text: " in.", stop: "stop", stopKind: "stop" },
      created,
      streamed: true,
      chunks: 2,
    },
  },

  "interactions-plain": {
    ...interactions,
    request: {
      model: "gemini-3-flash",
      previous_interaction_id: "v1_aaa",
      system_instruction: "Be brief.",
      input: [
        { type: "user_input", content: [{ type: "text", text: "Weather in Brest?" }] },
        { type: "function_call", id: "c0", name: "weather", arguments: { city: "Brest" } },
        { type: "function_result", call_id: "c0", name: "weather", result: '{"sky":"rain"}' },
      ],
      tools: [{ type: "function", name: "weather" }, { type: "google_search" }],
      generation_config: { temperature: 0.7 },
    },
    response: {
      ...interaction,
      status: "completed",
      steps: [
        { type: "thought", summary: [{ type: "text", text: "Rain, then." }], signature: "Eq8" },
        {
          type: "model_output",
          content: [
            { type: "text", text: "Rain" },
            { type: "text", text: " all day." },
          ],
        },
      ],
      usage: interactionUsage,
    },
    expected: {
      family: "gemini-interactions",
      model: "gemini-3-flash",
      messages: [
        { role: "system", text: "Be brief." },
        { role: "user", text: "Weather in Brest?" },
        { role: "assistant", toolCalls: [{ id: "c0", name: "weather", arguments: { city: "Brest" } }] },
        { role: "tool", toolCallId: "c0", toolResult: { sky: "rain" } },
      ],
      tools: ["weather", "google_search"],
      parameters: { temperature: 0.7 },
      output: { text: "Rain all day.", thinking: "Rain, then.", stop: "completed", stopKind: "stop" },
      ...interactionCounted,
      created,
    },
  },

  "interactions-stream": {
    ...interactions,
    request: { model: "gemini-3-flash", previous_interaction_id: "v1_aaa", input: "Weather in Brest?", stream: true },
    response: data(
      { event_type: "interaction.created", interaction: { ...interaction, status: "in_progress" } },
      { event_type: "step.start", index: 0, step: { type: "thought" } },
      {
        event_type: "step.delta",
        index: 0,
        delta: { type: "thought_summary", content: { type: "text", text: "I ask." } },
      },
      { event_type: "step.stop", index: 0 },
      { event_type: "step.start", index: 1, step: { type: "model_output" } },
      { event_type: "step.delta", index: 1, delta: { type: "text", text: "Let me" } },
      { event_type: "step.delta", index: 1, delta: { type: "text", text: " see." } },
      { event_type: "step.stop", index: 1 },
      { event_type: "step.start", index: 2, step: { type: "function_call", id: "c1", name: "weather", arguments: {} } },
      { event_type: "step.delta", index: 2, delta: { type: "arguments_delta", arguments: '{"city":' } },
      { event_type: "step.delta", index: 2, delta: { type: "arguments_delta", arguments: '"Brest"}' } },
      { event_type: "step.stop", index: 2 },
      {
        event_type: "interaction.completed",
        interaction: { ...interaction, status: "requires_action", usage: interactionUsage },
      },
    ),
    expected: {
      family: "gemini-interactions",
      model: "gemini-3-flash",
      messages: [{ role: "user", text: "Weather in Brest?" }],
      output: {
        text: "Let me see.",
        thinking: "I ask.",
        toolCalls: [{ id: "c1", name: "weather", arguments: { city: "Brest" } }],
        stop: "requires_action",
        stopKind: "tool",
      },
      ...interactionCounted,
      created,
      streamed: true,
      chunks: 13,
    },
  },

  "ollama-lines": {
    ...ollama,
    client: "ollama",
    request: ollamaRequest,
    response: ollamaLines,
    expected: {
      ...ollamaAsked,
      output: { text: "A heron.", thinking: "Herons wade.", stop: "stop", stopKind: "stop" },
      usage: { input: 26, output: 31 },
      durationMs: 5044,
      created: "2026-03-02T12:00:00.25Z",
      streamed: true,
      chunks: 4,
    },
  },

  "ollama-lines-cut": {
    ...ollama,
    request: ollamaRequest,
    response: before(ollamaLines, " heron"),
    expected: {
      ...ollamaAsked,
      output: { text: "A", thinking: "Herons wade.", complete: false },
      created: "2026-03-02T12:00:00.25Z",
      streamed: true,
      chunks: 2,
    },
  },

  "ollama-tools": {
    ...ollama,
    request: {
      ...ollamaRequest,
      stream: false,
      options: { num_predict: 40, temperature: 0.1 },
      tools: [{ type: "function", function: { name: "spot", parameters: {} } }],
    },
    response: {
      ...ollamaPart(""),
      created_at: "2026-03-02T13:00:00.5+01:00",
      message: {
        role: "assistant",
        content: "",
        tool_calls: [{ function: { name: "spot", arguments: { bird: "heron" } } }],
      },
      done: true,
      done_reason: "stop",
      total_duration: 812000000,
      prompt_eval_count: 90,
      eval_count: 12,
    },
    expected: {
      ...ollamaAsked,
      tools: ["spot"],
      output: { toolCalls: [{ name: "spot", arguments: { bird: "heron" } }], stop: "stop", stopKind: "tool" },
      usage: { input: 90, output: 12 },
      durationMs: 812,
      created: "2026-03-02T12:00:00.5Z",
    },
  },

  "replicate-plain": {
    source: "replicate.com/docs, predictions",
    provider: "replicate",
    endpoint: "predictions",
    model: "meta/meta-llama-3-8b-instruct",
    request: {
      version: "5a6809ca",
      input: { prompt: "Grey, tall, in water?", system_prompt: "Name birds.", temperature: 0.6 },
    },
    response: {
      id: "gm3qorzdhgbfurvjtvhg6dckhu",
      model: "meta/meta-llama-3-8b-instruct",
      version: "5a6809ca",
      input: { prompt: "Grey, tall, in water?", system_prompt: "Name birds.", temperature: 0.6 },
      logs: "",
      output: ["A", " heron", "."],
      error: null,
      status: "succeeded",
      created_at: "2026-03-02T12:00:00.128Z",
    },
    expected: {
      family: "replicate",
      model: "meta/meta-llama-3-8b-instruct",
      messages: [
        { role: "system", text: "Name birds." },
        { role: "user", text: "Grey, tall, in water?" },
      ],
      parameters: { temperature: 0.6 },
      output: { text: "A heron.", stop: "succeeded", stopKind: "stop" },
      created: "2026-03-02T12:00:00.128Z",
    },
  },

  "replicate-invalid": {
    source: "replicate.com/docs, predictions",
    provider: "replicate",
    endpoint: "predictions",
    model: "meta/meta-llama-3-8b-instruct",
    request: { version: "5a6809ca", input: { prompt: "" } },
    response: {
      title: "Input validation failed",
      detail: "- input: prompt is required\n",
      status: 422,
      invalid_fields: [{ type: "required", field: "input", description: "prompt is required" }],
    },
    expected: {
      family: "replicate",
      error: { type: "422", message: "- input: prompt is required\n" },
    },
  },

  // A session's events, a line each: what the client sent, and what the server sent.
  "realtime-events": {
    source: "openai 7.59.0, resources/realtime",
    provider: "openai",
    endpoint: "realtime?model=gpt-realtime",
    model: "gpt-realtime",
    request: lines(
      {
        type: "session.update",
        session: { type: "realtime", instructions: "Greet people.", tools: [{ type: "function", name: "hang_up" }] },
      },
      {
        type: "conversation.item.create",
        item: { type: "message", role: "user", content: [{ type: "input_text", text: "Hello" }] },
      },
      { type: "response.create" },
    ),
    response: lines(
      {
        type: "response.created",
        event_id: "ev_1",
        response: { id: "resp_1", object: "realtime.response", status: "in_progress", output: [] },
      },
      {
        type: "response.output_audio_transcript.delta",
        event_id: "ev_2",
        response_id: "resp_1",
        item_id: "item_1",
        output_index: 0,
        content_index: 0,
        delta: "Good morning",
      },
      {
        type: "response.output_audio.delta",
        event_id: "ev_3",
        response_id: "resp_1",
        item_id: "item_1",
        output_index: 0,
        content_index: 0,
        delta: sound,
      },
      {
        type: "response.done",
        event_id: "ev_4",
        response: {
          id: "resp_1",
          object: "realtime.response",
          status: "completed",
          output: [
            {
              id: "item_1",
              type: "message",
              status: "completed",
              role: "assistant",
              content: [{ type: "output_audio", transcript: "Good morning!" }],
            },
          ],
          usage: {
            total_tokens: 253,
            input_tokens: 132,
            output_tokens: 121,
            input_token_details: { text_tokens: 119, audio_tokens: 13, image_tokens: 0, cached_tokens: 64 },
            output_token_details: { text_tokens: 30, audio_tokens: 91 },
          },
        },
      },
    ),
    expected: {
      family: "realtime",
      messages: [
        { role: "system", text: "Greet people." },
        { role: "user", text: "Hello" },
      ],
      tools: ["hang_up"],
      output: { text: "Good morning!", media: [{ type: "audio", bytes: 24 }], stop: "completed", stopKind: "stop" },
      usage: { input: 132, cachedInput: 64, output: 121 },
      usageAlso: {
        inputTextTokens: 119,
        inputAudioTokens: 13,
        inputImageTokens: 0,
        outputTextTokens: 30,
        outputAudioTokens: 91,
      },
      streamed: true,
      chunks: 4,
    },
  },
};
