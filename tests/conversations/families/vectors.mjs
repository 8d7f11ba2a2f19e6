// What gives numbers rather than text: embeddings, ranks, moderation.

const floats = (values) => Buffer.from(new Float32Array(values).buffer).toString("base64");

export default {
  "embeddings-openai": {
    source: "openai 7.59.0, CreateEmbeddingResponse",
    provider: "openai",
    endpoint: "embeddings",
    model: "text-embedding-3-small",
    request: { model: "text-embedding-3-small", input: ["harbour", "lighthouse"] },
    response: {
      object: "list",
      data: [
        { object: "embedding", index: 0, embedding: [0.0023, -0.0091, 0.0153] },
        { object: "embedding", index: 1, embedding: [-0.0071, 0.0044, 0.0028] },
      ],
      model: "text-embedding-3-small",
      usage: { prompt_tokens: 5, total_tokens: 5 },
    },
    expected: {
      family: "embeddings",
      model: "text-embedding-3-small",
      inputs: ["harbour", "lighthouse"],
      usage: { input: 5 },
    },
  },

  "embeddings-base64": {
    source: "openai 7.59.0, encoding_format base64",
    provider: "openai",
    endpoint: "embeddings",
    model: "text-embedding-3-large",
    request: { model: "text-embedding-3-large", input: "harbour", encoding_format: "base64" },
    response: {
      object: "list",
      data: [{ object: "embedding", index: 0, embedding: floats([0.5, -0.25, 0.125]) }],
      model: "text-embedding-3-large",
      usage: { prompt_tokens: 2, total_tokens: 2 },
    },
    expected: { family: "embeddings", model: "text-embedding-3-large", inputs: ["harbour"], usage: { input: 2 } },
  },

  "embeddings-workers-ai": {
    source: "developers.cloudflare.com/workers-ai, bge-m3",
    provider: "workers-ai",
    endpoint: "@cf/baai/bge-m3",
    model: "@cf/baai/bge-m3",
    request: { text: ["harbour", "lighthouse"] },
    response: {
      result: {
        shape: [2, 3],
        data: [
          [0.01, 0.02, 0.03],
          [0.04, 0.05, 0.06],
        ],
        pooling: "cls",
      },
      success: true,
      errors: [],
      messages: [],
    },
    expected: { family: "embeddings", inputs: ["harbour", "lighthouse"] },
  },

  "embeddings-cohere": {
    source: "cohere-ai 8.1.0, EmbedByTypeResponse",
    provider: "cohere",
    endpoint: "v2/embed",
    model: "embed-v4.0",
    request: { model: "embed-v4.0", input_type: "search_query", embedding_types: ["float"], texts: ["harbour"] },
    response: {
      id: "e1",
      texts: ["harbour"],
      embeddings: { float: [[0.016, -0.008]] },
      meta: { api_version: { version: "2" }, billed_units: { input_tokens: 2 } },
      response_type: "embeddings_by_type",
    },
    expected: { family: "embeddings", model: "embed-v4.0", inputs: ["harbour"], usage: { input: 2 } },
  },

  "embeddings-gemini": {
    source: "@google/genai 3.3.0, embedContent",
    provider: "google-ai-studio",
    endpoint: "v1beta/models/gemini-embedding-001:embedContent",
    model: "gemini-embedding-001",
    request: { model: "models/gemini-embedding-001", content: { parts: [{ text: "harbour" }] } },
    response: { embedding: { values: [0.013, -0.008, 0.021] } },
    expected: { family: "embeddings", model: "models/gemini-embedding-001", inputs: ["harbour"] },
  },

  "embeddings-gemini-batch": {
    source: "@google/genai 3.3.0, batchEmbedContents",
    provider: "google-ai-studio",
    endpoint: "v1beta/models/gemini-embedding-2:batchEmbedContents",
    model: "gemini-embedding-2",
    request: { requests: [{ model: "models/gemini-embedding-2", content: { parts: [{ text: "harbour" }] } }] },
    response: { embeddings: [{ values: [0.013, -0.008] }], usageMetadata: { promptTokenCount: 3 } },
    expected: { family: "embeddings", inputs: ["harbour"], usage: { input: 3 } },
  },

  "embeddings-vertex": {
    source: "cloud.google.com/vertex-ai, text embeddings",
    provider: "google-vertex-ai",
    endpoint: "v1/projects/p/locations/us-central1/publishers/google/models/text-embedding-005:predict",
    model: "google/text-embedding-005",
    request: { instances: [{ content: "harbour", task_type: "RETRIEVAL_QUERY" }] },
    response: {
      predictions: [{ embeddings: { values: [0.01, 0.02], statistics: { token_count: 2, truncated: false } } }],
    },
    expected: { family: "embeddings", inputs: ["harbour"] },
  },

  "rerank-cohere": {
    source: "cohere-ai 8.1.0, V2RerankResponse",
    provider: "cohere",
    endpoint: "v2/rerank",
    model: "rerank-v3.5",
    request: {
      model: "rerank-v3.5",
      query: "Where do ships lie?",
      documents: ["In a harbour.", "On a hill."],
      top_n: 1,
    },
    response: {
      id: "r1",
      results: [{ index: 0, relevance_score: 0.981 }],
      meta: { api_version: { version: "2" }, billed_units: { search_units: 1 } },
    },
    expected: {
      family: "rerank",
      model: "rerank-v3.5",
      inputs: ["Where do ships lie?", "In a harbour.", "On a hill."],
      usageAlso: { searchUnits: 1 },
    },
  },

  "moderation-openai": {
    source: "openai 7.59.0, ModerationCreateResponse",
    provider: "openai",
    endpoint: "moderations",
    model: "omni-moderation-latest",
    request: { model: "omni-moderation-latest", input: "Sink the boat!" },
    response: {
      id: "modr-1",
      model: "omni-moderation-latest",
      results: [
        { flagged: true, categories: { violence: true, hate: false }, category_scores: { violence: 0.71, hate: 0.01 } },
      ],
    },
    expected: { family: "moderation", model: "omni-moderation-latest", inputs: ["Sink the boat!"] },
  },
};
