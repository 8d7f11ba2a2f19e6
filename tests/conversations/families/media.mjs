// Pictures and sounds: made, and written down.
import { data, png, pngBytes, sound } from "../bodies.mjs";

const openai = { provider: "openai" };
const created = "2026-03-02T12:00:00Z";

const multipart = [
  '--b7\r\nContent-Disposition: form-data; name="model"\r\n\r\ngpt-4o-transcribe\r\n',
  '--b7\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\nRIFF----WAVE\r\n',
  "--b7--\r\n",
].join("");

export default {
  "images-openai": {
    ...openai,
    source: "openai 7.59.0, ImagesResponse",
    endpoint: "images/generations",
    model: "gpt-image-1",
    request: { model: "gpt-image-1", prompt: "A lighthouse, woodcut", size: "1024x1024", n: 1, quality: "low" },
    response: {
      created: 1772452800,
      background: "opaque",
      output_format: "png",
      quality: "low",
      size: "1024x1024",
      data: [{ b64_json: png }],
      usage: {
        input_tokens: 13,
        input_tokens_details: { image_tokens: 0, text_tokens: 13 },
        output_tokens: 272,
        output_tokens_details: { image_tokens: 272, text_tokens: 0 },
        total_tokens: 285,
      },
    },
    expected: {
      family: "images",
      model: "gpt-image-1",
      inputs: ["A lighthouse, woodcut"],
      parameters: { size: "1024x1024", n: 1, quality: "low" },
      output: { media: [{ type: "image", bytes: pngBytes }] },
      usage: { input: 13, output: 272 },
      usageAlso: { inputImageTokens: 0, inputTextTokens: 13, outputImageTokens: 272, outputTextTokens: 0 },
      created,
    },
  },

  "images-url": {
    ...openai,
    source: "openai 7.59.0, Image.url",
    endpoint: "images/generations",
    model: "dall-e-3",
    request: { model: "dall-e-3", prompt: "A lighthouse", size: "1024x1024", n: 1 },
    response: {
      created: 1772452800,
      data: [{ revised_prompt: "A tall lighthouse", url: "https://example.com/img.png" }],
    },
    expected: {
      family: "images",
      model: "dall-e-3",
      inputs: ["A lighthouse"],
      parameters: { size: "1024x1024", n: 1 },
      output: { media: [{ type: "image", url: "https://example.com/img.png" }] },
      created,
    },
  },

  "images-workers-ai": {
    source: "developers.cloudflare.com/workers-ai, flux-1-schnell",
    provider: "workers-ai",
    endpoint: "@cf/black-forest-labs/flux-1-schnell",
    model: "@cf/black-forest-labs/flux-1-schnell",
    request: { prompt: "A lighthouse", seed: 4 },
    response: { result: { image: png }, success: true, errors: [], messages: [] },
    expected: {
      family: "images",
      inputs: ["A lighthouse"],
      parameters: { seed: 4 },
      output: { media: [{ type: "image", bytes: pngBytes }] },
    },
  },

  "images-imagen": {
    source: "@google/genai 3.3.0, generateImages",
    provider: "google-ai-studio",
    endpoint: "v1beta/models/imagen-4.0-generate-001:predict",
    model: "imagen-4.0-generate-001",
    request: { instances: [{ prompt: "A lighthouse" }], parameters: { sampleCount: 1 } },
    response: { predictions: [{ mimeType: "image/png", bytesBase64Encoded: png }] },
    expected: {
      family: "images",
      inputs: ["A lighthouse"],
      parameters: { sampleCount: 1 },
      output: { media: [{ type: "image/png", bytes: pngBytes }] },
    },
  },

  // The answer is sound and nothing else.
  "audio-speech": {
    ...openai,
    source: "openai 7.59.0, audio/speech",
    endpoint: "audio/speech",
    model: "gpt-4o-mini-tts",
    request: { model: "gpt-4o-mini-tts", input: "All aboard!", voice: "coral", speed: 1.1 },
    response: { base64: sound },
    expected: {
      family: "audio",
      model: "gpt-4o-mini-tts",
      inputs: ["All aboard!"],
      parameters: { voice: "coral", speed: 1.1 },
      output: { media: [{ type: "audio", bytes: 24 }] },
    },
  },

  // Forms are no JSON: they stay text.
  "audio-transcription": {
    ...openai,
    source: "openai 7.59.0, Transcription (usage by tokens)",
    endpoint: "audio/transcriptions",
    model: "gpt-4o-transcribe",
    request: multipart,
    response: {
      text: "Cast off the bow line.",
      usage: {
        type: "tokens",
        total_tokens: 41,
        input_tokens: 33,
        input_token_details: { text_tokens: 10, audio_tokens: 23 },
        output_tokens: 8,
      },
    },
    expected: {
      family: "audio",
      output: { text: "Cast off the bow line." },
      usage: { input: 33, output: 8 },
      usageAlso: { inputTextTokens: 10, inputAudioTokens: 23 },
      raw: ["request"],
    },
  },

  "audio-transcription-verbose": {
    ...openai,
    source: "openai 7.59.0, TranscriptionVerbose (usage by duration)",
    endpoint: "audio/transcriptions",
    model: "whisper-1",
    request: multipart,
    response: {
      task: "transcribe",
      language: "english",
      duration: 2.4,
      text: "Cast off.",
      segments: [{ id: 0, start: 0, end: 2.4, text: "Cast off." }],
      usage: { type: "duration", seconds: 3 },
    },
    expected: { family: "audio", output: { text: "Cast off." }, usageAlso: { seconds: 3 }, raw: ["request"] },
  },

  "audio-transcription-stream": {
    ...openai,
    source: "openai 7.59.0, TranscriptionStreamEvent",
    endpoint: "audio/transcriptions",
    model: "gpt-4o-mini-transcribe",
    request: multipart,
    response: data(
      { type: "transcript.text.delta", delta: "Cast" },
      { type: "transcript.text.delta", delta: " off." },
      {
        type: "transcript.text.done",
        text: "Cast off.",
        usage: {
          type: "tokens",
          input_tokens: 20,
          input_token_details: { text_tokens: 0, audio_tokens: 20 },
          output_tokens: 4,
          total_tokens: 24,
        },
      },
    ),
    expected: {
      family: "audio",
      output: { text: "Cast off." },
      usage: { input: 20, output: 4 },
      usageAlso: { inputTextTokens: 0, inputAudioTokens: 20 },
      streamed: true,
      chunks: 3,
      raw: ["request"],
    },
  },

  "audio-workers-ai": {
    source: "developers.cloudflare.com/workers-ai, whisper-large-v3-turbo",
    provider: "workers-ai",
    endpoint: "@cf/openai/whisper-large-v3-turbo",
    model: "@cf/openai/whisper-large-v3-turbo",
    request: { audio: sound, language: "en" },
    response: {
      result: {
        text: "Cast off.",
        word_count: 2,
        segments: [{ start: 0, end: 1.2, text: "Cast off." }],
        vtt: "WEBVTT",
      },
      success: true,
      errors: [],
      messages: [],
    },
    expected: {
      family: "audio",
      messages: [{ role: "user", media: [{ type: "audio", bytes: 24 }] }],
      output: { text: "Cast off." },
    },
  },
};
