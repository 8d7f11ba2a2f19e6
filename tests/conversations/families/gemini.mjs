// Gemini's generateContent, on AI Studio and Vertex, and its interactions.
import { before, data, png, pngBytes, sound } from "../bodies.mjs";

const gemini = {
  source: "@google/genai 3.3.0, GenerateContentResponse",
  provider: "google-ai-studio",
  endpoint: "v1beta/models/gemini-2.5-flash:generateContent",
  model: "gemini-2.5-flash",
};
const ask = { contents: [{ role: "user", parts: [{ text: "How far is Rigel?" }] }] };
const asked = { family: "gemini", model: "gemini-2.5-flash", messages: [{ role: "user", text: "How far is Rigel?" }] };

const answer = (parts, finishReason, usageMetadata, more = {}) => ({
  candidates: [{ content: { parts, role: "model" }, ...(finishReason && { finishReason }), index: 0 }],
  ...(usageMetadata && { usageMetadata }),
  modelVersion: "gemini-2.5-flash",
  responseId: "kq2laZ",
  ...more,
});

const streamed = [
  answer([{ text: "The parallax says", thought: true }], null, {
    promptTokenCount: 6,
    totalTokenCount: 30,
    thoughtsTokenCount: 24,
  }),
  answer([{ text: "About 860" }], null, {
    promptTokenCount: 6,
    candidatesTokenCount: 3,
    totalTokenCount: 33,
    thoughtsTokenCount: 24,
  }),
  answer([{ text: " light-years.", thoughtSignature: "CiQBjz1rX" }], "STOP", {
    promptTokenCount: 6,
    candidatesTokenCount: 8,
    totalTokenCount: 38,
    thoughtsTokenCount: 24,
  }),
];
const streamOutput = { text: "About 860 light-years.", thinking: "The parallax says", stop: "STOP", stopKind: "stop" };
const streamUsage = { input: 6, output: 32, reasoning: 24 };

export default {
  "gemini-plain": {
    ...gemini,
    request: {
      systemInstruction: { parts: [{ text: "You are an astronomer." }] },
      contents: [
        {
          role: "user",
          parts: [
            { text: "How far is this star?" },
            { inlineData: { mimeType: "image/png", data: png } },
            { fileData: { mimeType: "video/mp4", fileUri: "gs://bucket/sky.mp4" } },
          ],
        },
        {
          role: "model",
          parts: [
            { text: "I think", thought: true },
            { functionCall: { name: "distance", args: { star: "Rigel" } }, thoughtSignature: "Cq8" },
          ],
        },
        { role: "user", parts: [{ functionResponse: { name: "distance", response: { ly: 860 } } }] },
      ],
      tools: [{ functionDeclarations: [{ name: "distance" }, { name: "spectrum" }] }, { googleSearch: {} }],
      generationConfig: { temperature: 0.1, maxOutputTokens: 800, thinkingConfig: { thinkingBudget: 256 } },
    },
    response: answer([{ text: "860 light-years away." }], "STOP", {
      promptTokenCount: 310,
      candidatesTokenCount: 7,
      totalTokenCount: 360,
      cachedContentTokenCount: 200,
      thoughtsTokenCount: 31,
      toolUsePromptTokenCount: 12,
      promptTokensDetails: [
        { modality: "TEXT", tokenCount: 52 },
        { modality: "IMAGE", tokenCount: 258 },
      ],
    }),
    expected: {
      family: "gemini",
      model: "gemini-2.5-flash",
      messages: [
        { role: "system", text: "You are an astronomer." },
        {
          role: "user",
          text: "How far is this star?",
          media: [
            { type: "image/png", bytes: pngBytes },
            { type: "video/mp4", url: "gs://bucket/sky.mp4" },
          ],
        },
        { role: "assistant", thinking: "I think", toolCalls: [{ name: "distance", arguments: { star: "Rigel" } }] },
        { role: "tool", toolResult: { ly: 860 } },
      ],
      tools: ["distance", "spectrum", "googleSearch"],
      parameters: { temperature: 0.1, maxOutputTokens: 800, thinkingConfig: { thinkingBudget: 256 } },
      output: { text: "860 light-years away.", stop: "STOP", stopKind: "stop" },
      usage: { input: 322, cachedInput: 200, output: 38, reasoning: 31 },
      usageAlso: { toolUsePromptTokenCount: 12, inputTextTokens: 52, inputImageTokens: 258 },
    },
  },

  // The same in snake case, as Vertex takes it too.
  "gemini-snake-case-tools": {
    ...gemini,
    provider: "google-vertex-ai",
    endpoint: "v1/projects/p/locations/us-central1/publishers/google/models/gemini-2.5-flash:generateContent",
    model: "google/gemini-2.5-flash",
    request: {
      system_instruction: { role: "system", parts: { text: "Call tools." } },
      contents: { role: "user", parts: { text: "How far is Rigel?" } },
      tools: [{ function_declarations: [{ name: "distance" }] }],
      generation_config: { max_output_tokens: 100 },
    },
    response: answer(
      [{ functionCall: { id: "fc1", name: "distance", args: { star: "Rigel" } } }],
      "STOP",
      { promptTokenCount: 20, candidatesTokenCount: 5, totalTokenCount: 25 },
      { createTime: "2026-03-02T12:00:00.123456Z" },
    ),
    expected: {
      ...asked,
      messages: [{ role: "system", text: "Call tools." }, ...asked.messages],
      tools: ["distance"],
      parameters: { max_output_tokens: 100 },
      output: {
        toolCalls: [{ id: "fc1", name: "distance", arguments: { star: "Rigel" } }],
        stop: "STOP",
        stopKind: "tool",
      },
      usage: { input: 20, output: 5 },
      created: "2026-03-02T12:00:00.123456Z",
    },
  },

  "gemini-stream": {
    ...gemini,
    endpoint: "v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
    request: ask,
    response: data(...streamed).replaceAll("\n", "\r\n"),
    expected: { ...asked, output: streamOutput, usage: streamUsage, streamed: true, chunks: 3 },
  },

  // Without `alt=sse` the chunks come as one JSON array.
  "gemini-stream-array": {
    ...gemini,
    endpoint: "v1beta/models/gemini-2.5-flash:streamGenerateContent",
    request: ask,
    response: streamed,
    expected: { ...asked, output: streamOutput, usage: streamUsage, streamed: true, chunks: 3 },
  },

  "gemini-stream-array-cut": {
    ...gemini,
    endpoint: "v1beta/models/gemini-2.5-flash:streamGenerateContent",
    request: ask,
    response: before(JSON.stringify(streamed), ',{"candidates":[{"content":{"parts":[{"text":" light-years'),
    expected: {
      ...asked,
      output: { text: "About 860", thinking: "The parallax says", complete: false },
      usage: { input: 6, output: 27, reasoning: 24 },
      streamed: true,
      chunks: 2,
    },
  },

  // Arguments by paths, strings in fragments.
  "gemini-stream-partial-arguments": {
    ...gemini,
    source: "@google/genai 3.3.0, FunctionCall.partialArgs, PartialArg",
    provider: "google-vertex-ai",
    endpoint: "v1/projects/p/locations/global/publishers/google/models/gemini-3-pro:streamGenerateContent?alt=sse",
    model: "google/gemini-3-pro",
    request: ask,
    response: data(
      ...[
        answer([{ functionCall: { name: "distance", willContinue: true } }]),
        answer([
          {
            functionCall: {
              partialArgs: [{ jsonPath: "$.star", stringValue: "Ri", willContinue: true }],
              willContinue: true,
            },
          },
        ]),
        answer([
          {
            functionCall: {
              partialArgs: [
                { jsonPath: "$.star", stringValue: "gel" },
                { jsonPath: "$.digits", numberValue: 3 },
              ],
              willContinue: true,
            },
          },
        ]),
        answer([{ functionCall: {} }], "STOP", { promptTokenCount: 9, candidatesTokenCount: 14, totalTokenCount: 23 }),
      ].map((chunk) => ({ ...chunk, modelVersion: "gemini-3-pro" })),
    ),
    expected: {
      ...asked,
      model: "gemini-3-pro",
      output: {
        toolCalls: [{ name: "distance", arguments: { star: "Rigel", digits: 3 } }],
        stop: "STOP",
        stopKind: "tool",
      },
      usage: { input: 9, output: 14 },
      streamed: true,
      chunks: 4,
    },
  },

  "gemini-blocked-prompt": {
    ...gemini,
    request: ask,
    response: {
      promptFeedback: { blockReason: "PROHIBITED_CONTENT" },
      usageMetadata: { promptTokenCount: 6, totalTokenCount: 6 },
      modelVersion: "gemini-2.5-flash",
      responseId: "kq2",
    },
    expected: { ...asked, output: { stop: "PROHIBITED_CONTENT", stopKind: "filter" }, usage: { input: 6 } },
  },

  "gemini-malformed-call": {
    ...gemini,
    request: ask,
    response: {
      candidates: [{ finishReason: "MALFORMED_FUNCTION_CALL", index: 0 }],
      usageMetadata: { promptTokenCount: 6, totalTokenCount: 6 },
      modelVersion: "gemini-2.5-flash",
    },
    expected: { ...asked, output: { stop: "MALFORMED_FUNCTION_CALL", stopKind: "error" }, usage: { input: 6 } },
  },

  "gemini-image": {
    ...gemini,
    model: "gemini-2.5-flash-image",
    request: { ...ask, generationConfig: { responseModalities: ["TEXT", "IMAGE"] } },
    response: answer([{ text: "Here:" }, { inlineData: { mimeType: "image/png", data: png } }], "MAX_TOKENS", {
      promptTokenCount: 6,
      candidatesTokenCount: 1293,
      totalTokenCount: 1299,
      candidatesTokensDetails: [{ modality: "IMAGE", tokenCount: 1290 }],
    }),
    expected: {
      ...asked,
      parameters: { responseModalities: ["TEXT", "IMAGE"] },
      output: {
        text: "Here:",
        media: [{ type: "image/png", bytes: pngBytes }],
        stop: "MAX_TOKENS",
        stopKind: "length",
      },
      usage: { input: 6, output: 1293 },
      usageAlso: { outputImageTokens: 1290 },
    },
  },

  // An error of Google's in an array, as streams without `alt=sse` give it.
  "gemini-error-array": {
    ...gemini,
    endpoint: "v1beta/models/gemini-2.5-flash:streamGenerateContent",
    request: ask,
    response: [{ error: { code: 429, message: "Quota exceeded.", status: "RESOURCE_EXHAUSTED" } }],
    expected: {
      family: "gemini",
      messages: asked.messages,
      error: { type: "RESOURCE_EXHAUSTED", message: "Quota exceeded." },
    },
  },

  "gemini-error": {
    ...gemini,
    request: ask,
    response: { error: { code: 400, message: "API key not valid.", status: "INVALID_ARGUMENT", details: [] } },
    expected: {
      family: "gemini",
      messages: asked.messages,
      error: { type: "INVALID_ARGUMENT", message: "API key not valid." },
    },
  },

  "gemini-speech": {
    ...gemini,
    model: "gemini-2.5-flash-preview-tts",
    request: { ...ask, safetySettings: [] },
    response: answer([{ inlineData: { mimeType: "audio/L16;codec=pcm;rate=24000", data: sound } }], "OTHER"),
    expected: {
      ...asked,
      output: { media: [{ type: "audio/L16;codec=pcm;rate=24000", bytes: 24 }], stop: "OTHER", stopKind: "error" },
    },
  },
};
