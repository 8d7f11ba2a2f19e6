// A key pair and sealed files made on the spot, so that a visitor without either sees the whole way.
import { generateKeyPair, seal } from "core";
import { FILES, type SampleRecord } from "./records.ts";
import { tar } from "./tar.ts";

/** Not 4096, as AI Gateway's keys usually have: the sample is for being quick. */
const SAMPLE_BITS = 2048;
/** Seconds of a file's window. */
const WINDOW = 33;

/** One record, as AI Gateway seals it. */
function lineOf(record: SampleRecord, pem: Uint8Array): string {
  const { provider, model, endpoint, user, team, session, status, cached, request, response } = record;
  const sealed = (value: unknown) => seal(typeof value === "string" ? value : JSON.stringify(value), pem.slice());
  const plain = {
    Cached: cached,
    Endpoint: endpoint,
    Gateway: "sample",
    Model: model,
    Provider: provider,
    RateLimited: status === 429,
  };
  const fields = [
    JSON.stringify(plain).slice(1, -1),
    `"Metadata":${sealed({ user, team, session })}`,
    `"RequestBody":${sealed(request)}`,
    `"ResponseBody":${sealed(response)}`,
    `"StatusCode":${status}`,
  ];
  return `{${fields.join(",")}}\n`;
}

/** A key, and an archive with the files that are sealed with it. */
export async function makeSample(): Promise<{ key: File; logs: File }> {
  const pair = await generateKeyPair(SAMPLE_BITS);
  const pem = new TextEncoder().encode(pair.privatePem);
  const files = FILES.map(async ({ start, records }) => {
    const seconds = start.getTime() / 1000 + WINDOW;
    const lines = records.map((record) => lineOf(record, pem)).join("");
    return { path: pathOf(start, seconds), bytes: new Uint8Array(await gzip(lines)), seconds };
  });
  return {
    key: new File([pair.privatePem], "sample-private.pem"),
    logs: new File([tar(await Promise.all(files))], "sample-logs.tar"),
  };
}

/** As Logpush names its files: a folder for each day, and the window. */
function pathOf(start: Date, end: number): string {
  const stamp = (time: Date) => time.toISOString().replace(/[-:]|\.\d+/g, "");
  const from = stamp(start);
  return `${from.slice(0, 8)}/${from}_${stamp(new Date(end * 1000))}_sample.log.gz`;
}

async function gzip(text: string): Promise<ArrayBuffer> {
  const stream = new CompressionStream("gzip");
  const writer = stream.writable.getWriter();
  const written = writer.write(new TextEncoder().encode(text)).then(() => writer.close());
  const [bytes] = await Promise.all([new Response(stream.readable).arrayBuffer(), written]);
  return bytes;
}
