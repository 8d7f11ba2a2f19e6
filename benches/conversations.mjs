// Conversations to read: opened records of about 4 KB, the same sealed, and a long stream of small deltas.
import fs from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import zlib from "node:zlib";
import { sealer, top } from "./data.mjs";

const MODELS = ["gpt-4o-mini", "gpt-5.4", "claude-sonnet-4-6", "gemini-2.5-pro"];
const QUESTION = "Which knot holds a line to a mooring ring, and which one comes undone with a single pull? ";
const ANSWER = 'A bowline holds and never slips.\n\t"Draw" hitches come undone with one pull on the free end. ';

const repeated = (length, sentence) => sentence.repeat(Math.ceil(length / sentence.length)).slice(0, length);

/** The bodies of a chat, of about so many bytes together. */
function bodies(number, bytes, textOf) {
  const model = MODELS[number % MODELS.length];
  const text = (sentence, length) => textOf(length, sentence);
  const half = bytes / 2 - 300;
  const messages = [
    { role: "system", content: text("Answer as a bosun would. ", half / 4) },
    { role: "user", content: text(QUESTION, half / 4) },
    { role: "assistant", content: text(ANSWER, half / 4) },
    { role: "user", content: text(QUESTION, half / 4) },
  ];
  const response = {
    id: `chatcmpl-${number}`,
    object: "chat.completion",
    created: 1_776_470_530 + number,
    model,
    choices: [{ index: 0, message: { role: "assistant", content: text(ANSWER, half) }, finish_reason: "stop" }],
    usage: {
      prompt_tokens: 400 + (number % 100),
      completion_tokens: 300,
      total_tokens: 700 + (number % 100),
      prompt_tokens_details: { cached_tokens: number % 50 },
    },
  };
  return { request: JSON.stringify({ model, temperature: 0.2, messages }), response: JSON.stringify(response), model };
}

const record = (number, bytes, put, textOf = repeated, putMetadata = put) => {
  const { request, response, model } = bodies(number, bytes, textOf);
  // Each of 2,500 users asks each model.
  const user = `u${Math.floor(number / MODELS.length) % 2500}`;
  const metadata = JSON.stringify({ team: `t${number % 20}`, user });
  return `{"Cached":false,"Endpoint":"v1/chat/completions","Gateway":"bench","Metadata":${putMetadata(metadata)},"Model":"${model}","Provider":"openai","RateLimited":false,"RequestBody":${put(request)},"ResponseBody":${put(response)},"StatusCode":200}\n`;
};

/** Opened records, in the batches of about 256 KB in which they come from workers: bytes, and where each line ends. */
export function opened(records, bytes) {
  const batches = [];
  /** @type {Buffer[]} */
  let lines = [];
  let size = 0;
  const flush = () => {
    let end = 0;
    const ends = Uint32Array.from(lines, (line) => (end += line.length));
    batches.push({ bytes: Buffer.concat(lines), ends, numbers: Float64Array.from(lines.keys(), (at) => at + 1) });
    lines = [];
    size = 0;
  };
  for (let number = 0; number < records; number++) {
    const line = Buffer.from(record(number, bytes, JSON.stringify));
    lines.push(line);
    size += line.length;
    if (size >= 256 * 1024) flush();
  }
  if (lines.length > 0) flush();
  return batches;
}

/**
 * A file of so many records of about 4 KB with opened bodies, whose texts are made of words in an order of their own, so that they
 * compress about as what people write does, and with metadata sealed for one key. Made once. With its bytes before compression.
 */
export async function varied(records) {
  const made = path.join(top, `target/bench/varied-${records}.log.gz`);
  if (!fs.existsSync(made)) {
    fs.mkdirSync(path.dirname(made), { recursive: true });
    await pipeline(
      function* () {
        const sealed = sealer();
        for (let number = 0; number < records; number++)
          yield record(number, 4096, JSON.stringify, wordsOf(number), sealed);
      },
      zlib.createGzip({ level: 1 }),
      fs.createWriteStream(`${made}.new`),
    );
    fs.renameSync(`${made}.new`, made);
  }
  let bytes = 0;
  await pipeline(fs.createReadStream(made), zlib.createGunzip(), async (chunks) => {
    for await (const chunk of chunks) bytes += chunk.length;
  });
  return { file: made, bytes };
}

/** Words of the project's own documents. */
const WORDS = [
  ...new Set(fs.readFileSync(path.join(top, "ARCHITECTURE.md"), "utf8").match(/[A-Za-z][a-z]+[,.;]?(?=\s)/g) ?? []),
];

/** Texts of so many letters, other ones for each record. */
function wordsOf(number) {
  // Xorshift (Marsaglia 2003).
  let state = (number + 1) * 0x9e3779b9;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  return (length) => {
    let text = "";
    while (text.length < length) text += `${WORDS[Math.floor(next() * WORDS.length)]}${next() < 0.02 ? "\n" : " "}`;
    return text.slice(0, length);
  };
}

/** A file of the same records, sealed: each record has a content key and a wrapped key of its own. Made once. */
export function sealed(records, bytes) {
  const made = path.join(top, `target/bench/conversations-${records}-${bytes}.log.gz`);
  if (!fs.existsSync(made)) {
    fs.mkdirSync(path.dirname(made), { recursive: true });
    const lines = Array.from({ length: records }, (_, number) => record(number, bytes, sealer()));
    fs.writeFileSync(made, zlib.gzipSync(lines.join(""), { level: 1 }));
  }
  return made;
}

/** A response of so many bytes as a stream of server-sent events, a few letters each. */
export function stream(bytes) {
  const event = (delta, more = {}) =>
    `data: ${JSON.stringify({ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1_776_470_530, model: "gpt-4o-mini", choices: [{ index: 0, delta, finish_reason: null }], ...more })}\n\n`;
  const parts = [event({ role: "assistant", content: "" })];
  const one = event({ content: " knot" });
  parts.push(...Array(Math.floor(bytes / one.length)).fill(one));
  parts.push(
    event({}, { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }),
    event(
      {},
      { choices: [], usage: { prompt_tokens: 9, completion_tokens: parts.length, total_tokens: parts.length + 9 } },
    ),
    "data: [DONE]\n\n",
  );
  return parts.join("");
}
