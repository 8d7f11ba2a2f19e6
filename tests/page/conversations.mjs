// Records whose bodies are conversations, sealed, and what of them is to be seen.
import zlib from "node:zlib";
import { sealer, writeLogs } from "./fixtures.mjs";

const sealOwn = sealer("rsa2048.pem");

/** A picture of so many bytes of pixels that cannot be compressed, 64 pixels wide. */
export function png(/** @type {number} */ bytes) {
  const [width, height] = [64, Math.max(1, Math.ceil(bytes / 257))];
  let state = 1;
  const pixels = Buffer.alloc(height * 257);
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    pixels[i] = i % 257 === 0 ? 0 : state >>> 24;
  }
  const chunk = (/** @type {string} */ type, /** @type {Buffer} */ data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits for each of four channels.
  head.set([8, 6], 8);
  const parts = [chunk("IHDR", head), chunk("IDAT", zlib.deflateSync(pixels)), chunk("IEND", Buffer.alloc(0))];
  return { width, height, bytes: Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]) };
}

/** CRC-32 as in PNG; zlib of Node.js 20 has none. */
function crc32(/** @type {Buffer} */ bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

/**
 * @typedef {{ model?: string, status?: number, metadata?: object, request?: unknown, response?: unknown, plain?: object }} Said
 */

/** A record, with what is sealed of it. */
export function record(
  /** @type {Said} */ { model = "gpt-4o-mini", status = 200, metadata, request, response, plain = {} },
  seal = sealOwn,
) {
  const text = (/** @type {unknown} */ body) => (typeof body === "string" ? body : JSON.stringify(body));
  const fields = [
    JSON.stringify({ Provider: /^claude/.test(model) ? "anthropic" : "openai", Model: model, ...plain }).slice(1, -1),
    ...(metadata ? [`"Metadata":${seal(text(metadata))}`] : []),
    ...(request !== undefined ? [`"RequestBody":${seal(text(request))}`] : []),
    ...(response !== undefined ? [`"ResponseBody":${seal(text(response))}`] : []),
    `"StatusCode":${status}`,
  ];
  return `{${fields.join(",")}}`;
}

/** An answer of OpenAI's. */
export const completion = (/** @type {object} */ message, usage = {}, finish_reason = "stop") => ({
  id: "chatcmpl-1",
  object: "chat.completion",
  model: "gpt-4o-mini",
  choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason }],
  usage,
});

export const code = "SELECT c.id\nFROM customers c\nWHERE c.id < 7;";
export const small = png(2000);

const message = (/** @type {string} */ role, /** @type {unknown} */ content) => ({ role, content });
const stream = ["Lines ", "fall ", "one by one"]
  .map(
    (content) =>
      `data: ${JSON.stringify({ object: "chat.completion.chunk", choices: [{ index: 0, delta: { content } }] })}\n\n`,
  )
  .join("");

export const hostile = `<img src=x onerror="window.hit=1"> [link](https://example.com/x) ![](https://example.com/y.png) <b>bold</b>`;

/** Records of one day, and what of each is shown at first. */
export const RECORDS = [
  {
    line: record({
      metadata: { user: "alice", team: "support" },
      request: {
        model: "gpt-4o-mini",
        temperature: 0.2,
        messages: [
          message("system", "Be short and exact."),
          message("user", "first question"),
          message("assistant", "first answer"),
          message("user", "Which customers have a low number?\nWrite SQL."),
        ],
      },
      response: completion(
        { content: `This one:\n\n\`\`\`sql\n${code}\n\`\`\`\n\nIt is fast.` },
        {
          prompt_tokens: 1292,
          completion_tokens: 236,
          prompt_tokens_details: { cached_tokens: 1024 },
        },
      ),
    }),
    shown: {
      folds: ["Options", "System", "2 earlier messages"],
      turns: [
        ["User", ["Which customers have a low number?\nWrite SQL."]],
        ["Assistant", ["This one:", code, "It is fast."]],
      ],
      facts: ["1,292 in (1,024 cached)", "236 out", "ended: stop"],
      row: [
        "alice",
        "Which customers have a low number? Write SQL.",
        `This one: \`\`\`sql ${code.replaceAll("\n", " ")} \`\`\` It is fast.`,
        "1,528",
      ],
    },
  },
  {
    line: record({
      model: "claude-sonnet-4-5",
      metadata: { user: "carol" },
      request: {
        model: "claude-sonnet-4-5",
        max_tokens: 100,
        tools: [{ name: "tide_table", input_schema: {} }],
        messages: [
          message("user", "When is high water?"),
          message("assistant", [
            { type: "thinking", thinking: "The table first.", signature: "x" },
            { type: "tool_use", id: "t1", name: "tide_table", input: { port: "Brest" } },
          ]),
          message("user", [{ type: "tool_result", tool_use_id: "t1", content: '{"high":["04:12","16:40"]}' }]),
        ],
      },
      response: {
        id: "msg_1",
        type: "message",
        role: "assistant",
        model: "claude-sonnet-4-5",
        content: [{ type: "text", text: "At 04:12 and 16:40." }],
        stop_reason: "end_turn",
        usage: { input_tokens: 40, output_tokens: 9 },
      },
    }),
    shown: {
      folds: ["Options", "Thinking"],
      turns: [
        ["User", ["When is high water?"]],
        ["Assistant", []],
        ["Assistant", ["At 04:12 and 16:40."]],
      ],
      calls: [["tide_table", '{"port":"Brest"}', '{"high":["04:12","16:40"]}']],
      facts: ["40 in", "9 out", "ended: end_turn"],
      row: ["carol", "When is high water?", "At 04:12 and 16:40.", "49"],
    },
  },
  {
    line: record({
      metadata: { user: "bob" },
      request: { model: "gpt-4o-mini", stream: true, messages: [message("user", "Write a haiku about logs.")] },
      response: stream,
    }),
    shown: {
      folds: [],
      turns: [
        ["User", ["Write a haiku about logs."]],
        ["Assistant", ["Lines fall one by one"]],
      ],
      ends: "Ends here: the answer was cut off.",
      facts: ["3 chunks"],
      row: ["bob", "Write a haiku about logs.", "Lines fall one by one", ""],
    },
  },
  {
    line: record({
      status: 429,
      metadata: { user: "alice" },
      request: { model: "gpt-4o-mini", messages: [message("user", "Where is my order?")] },
      response: { error: { type: "rate_limit_error", message: "Rate limit reached: try again in 20 s." } },
    }),
    shown: {
      folds: [],
      turns: [
        ["User", ["Where is my order?"]],
        ["Error", ["Rate limit reached: try again in 20 s."]],
      ],
      facts: [],
      row: ["alice", "Where is my order?", "Rate limit reached: try again in 20 s.", ""],
    },
  },
  {
    line: record({
      request: {
        model: "gpt-4o-mini",
        messages: [
          message("user", [
            { type: "text", text: "What is on these?" },
            { type: "image_url", image_url: { url: `data:image/png;base64,${small.bytes.toString("base64")}` } },
            { type: "image_url", image_url: { url: "https://example.com/sign.png" } },
          ]),
        ],
      },
      response: completion({ content: hostile }),
    }),
    shown: {
      folds: [],
      turns: [
        ["User", ["What is on these?"]],
        ["Assistant", [hostile]],
      ],
      facts: ["ended: stop"],
      row: ["", "What is on these?", hostile, ""],
    },
  },
  { line: record({ metadata: { user: "dan" }, request: "ping", response: { answer: 42 } }), shown: null },
  { line: JSON.stringify({ Model: "none", StatusCode: 200 }), shown: null },
];

/** A file of these records. */
export const logs = () =>
  writeLogs(
    "conversations",
    "20260418T000000Z_20260418T000030Z_a.log.gz",
    RECORDS.map(({ line }) => line),
  );

/** Large ones: a body of 1 MB, 5,000 messages, and a picture of 900 KB. */
export const LARGE = {
  text: "A line of an answer that goes on for long.\n".repeat(24_400),
  messages: 5000,
  picture: png(660_000),
};
export const largeLogs = () =>
  writeLogs("conversations", "20260419T000000Z_20260419T000030Z_large.log.gz", [
    record({
      model: "large-text",
      request: { messages: [message("user", "Go on.")] },
      response: completion({ content: LARGE.text }),
    }),
    record({
      model: "many-messages",
      request: {
        messages: Array.from({ length: LARGE.messages }, (_, i) =>
          message(i % 2 ? "assistant" : "user", `message ${i} ${"word ".repeat(30)}`),
        ),
      },
      response: completion({ content: "The last word." }),
    }),
    record({
      model: "large-picture",
      request: {
        messages: [
          message("user", [
            { type: "text", text: "What is this?" },
            {
              type: "image_url",
              image_url: { url: `data:image/png;base64,${LARGE.picture.bytes.toString("base64")}` },
            },
          ]),
        ],
      },
      response: completion({ content: "Noise." }),
    }),
  ]);
