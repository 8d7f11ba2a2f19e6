// Chat completions as OpenAI answers them: plain answers, media, errors.
import { cut, png, pngBytes, sound } from "../bodies.mjs";
import { completion, created, openai } from "../completion.mjs";

export default {
  "openai-chat-plain": {
    ...openai,
    model: "gpt-5.4",
    request: {
      model: "gpt-5.4",
      messages: [
        { role: "developer", content: "Answer in one sentence." },
        {
          role: "user",
          content: [
            { type: "text", text: "Why is the sea " },
            { type: "text", text: "salty?" },
          ],
        },
      ],
      max_completion_tokens: 400,
      reasoning_effort: "low",
      seed: 7,
    },
    response: completion(
      {
        content: "Rivers carry salts from rock into the sea, and only the water evaporates.",
        refusal: null,
        annotations: [],
      },
      "stop",
      {
        prompt_tokens: 23,
        completion_tokens: 81,
        total_tokens: 104,
        prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
        completion_tokens_details: {
          reasoning_tokens: 64,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        },
      },
      { service_tier: "default", system_fingerprint: null },
    ),
    expected: {
      family: "openai-chat",
      model: "gpt-5.4-2026-02-01",
      messages: [
        { role: "system", text: "Answer in one sentence." },
        { role: "user", text: "Why is the sea salty?" },
      ],
      parameters: { max_completion_tokens: 400, reasoning_effort: "low", seed: 7 },
      output: {
        text: "Rivers carry salts from rock into the sea, and only the water evaporates.",
        stop: "stop",
        stopKind: "stop",
      },
      usage: { input: 23, cachedInput: 0, output: 81, reasoning: 64 },
      usageAlso: {
        inputAudioTokens: 0,
        outputAudioTokens: 0,
        outputAcceptedPredictionTokens: 0,
        outputRejectedPredictionTokens: 0,
        serviceTier: "default",
      },
      created,
    },
  },

  "openai-chat-media-refusal": {
    ...openai,
    model: "gpt-5.4",
    request: {
      model: "gpt-5.4",
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "Who is this?" },
            { type: "image_url", image_url: { url: `data:image/png;base64,${png}` } },
            { type: "image_url", image_url: { url: "https://example.com/face.jpg", detail: "low" } },
            { type: "input_audio", input_audio: { data: sound, format: "wav" } },
            { type: "file", file: { filename: "id.pdf", file_data: `data:application/pdf;base64,${sound}` } },
            { type: "file", file: { file_id: "file-9aX" } },
          ],
        },
      ],
    },
    response: completion({ content: null, refusal: "I can't say who a real person in a picture is." }, "stop", {
      prompt_tokens: 1210,
      completion_tokens: 14,
      total_tokens: 1224,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 12, image_tokens: 1140 },
    }),
    expected: {
      family: "openai-chat",
      model: "gpt-5.4-2026-02-01",
      messages: [
        {
          role: "user",
          text: "Who is this?",
          media: [
            { type: "image/png", bytes: pngBytes },
            { type: "image", url: "https://example.com/face.jpg" },
            { type: "audio/wav", bytes: 24 },
            { type: "application/pdf", bytes: 24 },
            { type: "file" },
          ],
        },
      ],
      output: { refusal: "I can't say who a real person in a picture is.", stop: "stop", stopKind: "stop" },
      usage: { input: 1210, cachedInput: 0, output: 14 },
      usageAlso: { inputAudioTokens: 12, inputImageTokens: 1140 },
      created,
    },
  },

  "openai-chat-audio": {
    ...openai,
    model: "gpt-audio",
    request: {
      model: "gpt-audio",
      modalities: ["text", "audio"],
      audio: { voice: "alloy", format: "wav" },
      messages: [{ role: "user", content: "Say good morning." }],
    },
    response: {
      ...completion(
        {
          content: null,
          refusal: null,
          audio: { id: "audio_1", data: sound, expires_at: 1772456400, transcript: "Good morning!" },
        },
        "stop",
        {
          prompt_tokens: 12,
          completion_tokens: 35,
          total_tokens: 47,
          prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0, text_tokens: 12 },
          completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 28, text_tokens: 7 },
        },
      ),
      model: "gpt-audio-2025-08-28",
    },
    expected: {
      family: "openai-chat",
      model: "gpt-audio-2025-08-28",
      messages: [{ role: "user", text: "Say good morning." }],
      output: { text: "Good morning!", media: [{ type: "audio", bytes: 24 }], stop: "stop", stopKind: "stop" },
      usage: { input: 12, cachedInput: 0, output: 35, reasoning: 0 },
      usageAlso: { inputAudioTokens: 0, inputTextTokens: 12, outputAudioTokens: 28, outputTextTokens: 7 },
      created,
    },
  },

  // Only the first of several choices is the output.
  "openai-chat-two-choices": {
    ...openai,
    model: "gpt-4.1-mini",
    request: {
      model: "gpt-4.1-mini",
      n: 2,
      max_tokens: 5,
      stop: ["\n"],
      messages: [{ role: "user", content: "Name a colour, at length." }],
    },
    response: {
      id: "chatcmpl-DEq2",
      object: "chat.completion",
      created: 1772452800,
      model: "gpt-4.1-mini-2025-04-14",
      choices: [
        { index: 0, message: { role: "assistant", content: "Cerulean, which is a" }, finish_reason: "length" },
        { index: 1, message: { role: "assistant", content: "Red." }, finish_reason: "stop" },
      ],
      usage: { prompt_tokens: 14, completion_tokens: 7, total_tokens: 21 },
    },
    expected: {
      family: "openai-chat",
      model: "gpt-4.1-mini-2025-04-14",
      messages: [{ role: "user", text: "Name a colour, at length." }],
      parameters: { n: 2, max_tokens: 5, stop: ["\n"] },
      output: { text: "Cerulean, which is a", stop: "length", stopKind: "length" },
      usage: { input: 14, output: 7 },
      created,
    },
  },

  "openai-chat-web-citations": {
    ...openai,
    model: "gpt-5-search-api",
    request: {
      model: "gpt-5-search-api",
      web_search_options: {},
      messages: [{ role: "user", content: "When did the comet pass?" }],
    },
    response: {
      ...completion(
        {
          content: "It passed on 29 October (example.org).",
          refusal: null,
          annotations: [
            {
              type: "url_citation",
              url_citation: { url: "https://example.org/comet", title: "The comet", start_index: 24, end_index: 37 },
            },
          ],
        },
        "stop",
        { prompt_tokens: 9, completion_tokens: 40, total_tokens: 49 },
      ),
      model: "gpt-5-search-api-2025-10-14",
    },
    expected: {
      family: "openai-chat",
      model: "gpt-5-search-api-2025-10-14",
      messages: [{ role: "user", text: "When did the comet pass?" }],
      output: {
        text: "It passed on 29 October (example.org).",
        stop: "stop",
        stopKind: "stop",
        citations: [
          {
            type: "url_citation",
            url_citation: { url: "https://example.org/comet", title: "The comet", start_index: 24, end_index: 37 },
          },
        ],
      },
      usage: { input: 9, output: 40 },
      created,
    },
  },

  // The body ends in the middle of a member's name: what is whole counts.
  "openai-chat-cut": {
    ...openai,
    model: "gpt-5.4",
    request: { model: "gpt-5.4", messages: [{ role: "user", content: "Name three rivers." }] },
    response: cut(
      '{"id":"chatcmpl-DEq3","object":"chat.completion","created":1772452800,"model":"gpt-5.4-2026-02-01","choices":[{"index":0,"message":{"role":"assistant","content":"Loire, Po, Tagus."},"finish_reason":"stop"}]}',
      14,
    ),
    expected: {
      family: "openai-chat",
      model: "gpt-5.4-2026-02-01",
      messages: [{ role: "user", text: "Name three rivers." }],
      output: { text: "Loire, Po, Tagus.", complete: false },
      created,
    },
  },

  "openai-chat-error": {
    ...openai,
    model: "gpt-5.4",
    request: { model: "gpt-5.4", messages: [{ role: "user", content: "Summarise the attached book." }] },
    response: {
      error: {
        message: "This model's maximum context length is 400000 tokens.",
        type: "invalid_request_error",
        param: "messages",
        code: "context_length_exceeded",
      },
    },
    expected: {
      family: "openai-chat",
      model: "gpt-5.4",
      messages: [{ role: "user", text: "Summarise the attached book." }],
      error: { type: "context_length_exceeded", message: "This model's maximum context length is 400000 tokens." },
    },
  },
};
