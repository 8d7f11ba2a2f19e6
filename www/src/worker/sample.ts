// A key pair and a sealed file made on the spot, so that a visitor without either sees the whole way.
import { generateKeyPair, seal } from "core";

/** Not 4096, as AI Gateway's keys usually have: the sample is for being quick. */
const SAMPLE_BITS = 2048;

const QUESTIONS = [
  ["openai", "gpt-4o-mini", "Name three uses of a paper clip.", "1. A bookmark.\n2. A tiny hook.\n3. A SIM card tool."],
  ["anthropic", "claude-sonnet-4", "Translate “good morning” into Japanese.", "おはようございます (ohayō gozaimasu)."],
  [
    "workers-ai",
    "@cf/meta/llama-3.1-8b-instruct",
    "Is 1,009 a prime number?",
    "Yes. No whole number from 2 to 31 divides it.",
  ],
  [
    "openai",
    "gpt-4o",
    "Write a haiku about logs.",
    "Lines fall one by one,\nsealed until the right key turns:\nnow they speak again.",
  ],
  ["google-ai-studio", "gemini-2.0-flash", "What is the capital of Mongolia?", "Ulaanbaatar."],
] as const;

const RECORDS = 24;

/** One record, as AI Gateway seals it. */
function record(index: number, pem: Uint8Array): string {
  const [provider, model, question, answer] = QUESTIONS[index % QUESTIONS.length] ?? QUESTIONS[0];
  const limited = index % 11 === 7;
  const sealed = (value: unknown) => seal(JSON.stringify(value), pem.slice());
  const response = limited
    ? { error: { type: "rate_limit_error", message: "Too many requests: try again in 20 s." } }
    : {
        id: `chatcmpl-sample-${index}`,
        choices: [{ index: 0, message: { role: "assistant", content: answer }, finish_reason: "stop" }],
        usage: {
          prompt_tokens: 14 + index,
          completion_tokens: 20 + (index % 7),
          total_tokens: 34 + index + (index % 7),
        },
      };
  const plain = {
    Cached: index % 6 === 3,
    Endpoint: "v1/chat/completions",
    Gateway: "sample",
    Model: model,
    Provider: provider,
  };
  const fields = [
    JSON.stringify(plain).slice(1, -1),
    `"RateLimited":${limited}`,
    `"Metadata":${sealed({ user: `user-${index % 4}`, test: true })}`,
    `"RequestBody":${sealed({ model, messages: [{ role: "user", content: question }] })}`,
    `"ResponseBody":${sealed(response)}`,
    `"StatusCode":${limited ? 429 : 200}`,
  ];
  return `{${fields.join(",")}}\n`;
}

export async function makeSample(): Promise<{ key: File; logs: File }> {
  const pair = await generateKeyPair(SAMPLE_BITS);
  const pem = new TextEncoder().encode(pair.privatePem);
  const lines = Array.from({ length: RECORDS }, (_, index) => record(index, pem)).join("");
  return {
    key: new File([pair.privatePem], "sample-private.pem"),
    logs: new File([await gzip(lines)], "20260418T000210Z_20260418T000243Z_sample.log.gz"),
  };
}

async function gzip(text: string): Promise<ArrayBuffer> {
  const stream = new CompressionStream("gzip");
  const writer = stream.writable.getWriter();
  const written = writer.write(new TextEncoder().encode(text)).then(() => writer.close());
  const [bytes] = await Promise.all([new Response(stream.readable).arrayBuffer(), written]);
  return bytes;
}
