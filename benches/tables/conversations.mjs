// What bodies say: how long it takes to read it, and what it adds to decrypting.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { opened, sealed, stream } from "../conversations.mjs";
import { keyFile, top } from "../data.mjs";
import { alternate, median, range, round } from "../measure.mjs";

const RECORDS = 10_000;
const RECORD_BYTES = 4096;
const STREAM_BYTES = 10e6;
const ROUNDS = 5;

const timed = (work) => {
  const begin = performance.now();
  work();
  return performance.now() - begin;
};

const build = (name) => path.join(top, "target/wasm", name);
const wasmFile = (name) => path.join(build(name), "logpush_decrypt_bg.wasm");

/** The module, instantiated anew: its memory never shrinks. */
async function instance(number, name = "conversation") {
  const glue = await import(`${pathToFileURL(path.join(build(name), "logpush_decrypt.js"))}?${number}`);
  const { memory } = glue.initSync({ module: fs.readFileSync(wasmFile(name)) });
  return { ...glue, memory };
}

export async function measure(print) {
  const batches = opened(RECORDS, RECORD_BYTES);
  const { conversationLines, ThreadedLines, UsageTally, Prices } = await instance(0);
  const { RecordFilter, Prices: FilterPrices } = await instance(0, "filter");
  const { Masker } = await instance(0, "masks");
  const [prices, filterPrices] = [new Prices(), new FilterPrices()];
  const came = await alternate(
    {
      "conversations, as lines of JSON": () =>
        timed(() => {
          for (const { bytes, ends, numbers } of batches) conversationLines(bytes, ends, numbers, "a", false, prices);
        }),
      "conversations with their threads": () =>
        timed(() => {
          const threads = new ThreadedLines();
          for (const { bytes, ends, numbers } of batches) threads.lines(bytes, ends, numbers, "a", false, prices);
        }),
      "usage, by model and team": () =>
        timed(() => {
          const tally = new UsageTally(["Model", "metadata.team"]);
          for (const { bytes, ends } of batches) tally.add(bytes, ends, "", prices);
          JSON.parse(tally.toJson());
        }),
      "a filter of plain fields": () => timed(() => filter("status:>=400 or model:gemini*")),
      "a filter of tokens": () => timed(() => filter("tokens:>700")),
      "masks of all kinds": () => timed(() => mask([])),
      "masks of all kinds, and a pattern": () => timed(() => mask(["EMP-[0-9]{6}"])),
    },
    ROUNDS,
  );
  function mask(patterns) {
    const masker = new Masker(["email", "secret", "card", "iban"], patterns);
    for (const { bytes, ends } of batches) masker.lines(bytes, ends);
    masker.free();
  }
  function filter(text) {
    const filter = new RecordFilter(text);
    for (const { bytes, ends, numbers } of batches) filter.after(bytes, ends, numbers, "a", filterPrices);
  }
  const megabytes = batches.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1e6;
  print(
    "conversations",
    `${RECORDS} opened records of 4 KB (${round(megabytes, 0)} MB), one thread, wasm: ms, median of ${ROUNDS} runs`,
    Object.entries(came).map(([work, ms]) => ({ work, ms: round(median(ms), 0), range: range(ms, 0) })),
  );

  const response = stream(STREAM_BYTES);
  const runs = [];
  let peak = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    const { readConversation, memory } = await instance(round);
    const before = memory.buffer.byteLength;
    runs.push(
      timed(() =>
        // As the package does it.
        readConversation("openai", "v1/chat/completions", "gpt-4o-mini", undefined, new TextEncoder().encode(response)),
      ),
    );
    peak = Math.max(peak, memory.buffer.byteLength - before);
  }
  print("conversations-stream", "A streamed response of small deltas, in a new instance of the module", [
    {
      MB: round(response.length / 1e6, 1),
      events: response.split("\n\n").length - 1,
      "ms, median": round(median(runs), 0),
      range: range(runs, 0),
      "memory, times its size": round(peak / response.length),
    },
  ]);

  const sizes = ["conversation", "filter", "masks"].map((name) => {
    const module = fs.readFileSync(wasmFile(name));
    return {
      module: name,
      KB: round(module.length / 1e3, 0),
      "KB as gzip": round(gzipSync(module, { level: 9 }).length / 1e3, 1),
    };
  });
  print("conversations-size", "The modules that read bodies, prices included", sizes);

  const log = sealed(RECORDS, RECORD_BYTES);
  const tool = (...args) =>
    timed(() => {
      const { status } = spawnSync(
        process.execPath,
        [path.join(top, "dist/npm/cli.js"), ...args, "--quiet", "-k", keyFile, log],
        { stdio: ["ignore", "ignore", "inherit"] },
      );
      if (status !== 0) throw new Error(`${args[0]} ended with ${status}`);
    }) / 1e3;
  const tools = await alternate(
    {
      decrypt: () => tool("decrypt"),
      usage: () => tool("usage", "--by", "Model", "--by", "metadata.team"),
      conversations: () => tool("conversations"),
    },
    ROUNDS,
  );
  const [base] = Object.values(tools).map(median);
  print(
    "conversations-tool",
    `The tool on ${RECORDS} records of 4 KB (RSA-4096, one wrapped key a record), one worker a core: seconds`,
    Object.entries(tools).map(([command, seconds]) => ({
      command,
      "seconds, median": round(median(seconds)),
      range: range(seconds),
      "beyond decrypt, %": round((median(seconds) / base - 1) * 100, 1),
    })),
  );
}
