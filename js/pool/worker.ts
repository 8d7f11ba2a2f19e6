// A worker of the pool: opens lines with the keys that it was given.
import * as core from "core";
import { type ColumnTest, type DirectCrypto, type OpenedLines, Opener } from "core";
import { instantiate } from "../instantiate.ts";
import { loadKernel } from "../kernel.ts";
import { breathe } from "./breathe.ts";
import { freeBytes } from "./free-bytes.ts";
import type { FilePart, FromWorker, Lines, Making, Modules, Opened, ToWorker } from "./messages.ts";
import type { Port } from "./port.ts";

/** How files are indexed, by those workers that do that: shows each part, and stops early once `wanted` says no. */
export type IndexFiles = (
  files: Blob[],
  show: (part: FilePart) => Promise<void>,
  wanted: () => boolean,
  maxRecordBytes?: number,
) => Promise<void>;

/** Bytes of a worker's parts of the index that may wait elsewhere for their turn. */
const AHEAD_BYTES = 32 << 20;

/** Puts a batch of an export in the place of what columns are made of, and its buffers to those that are moved. */
export type Make = (
  opened: OpenedLines & Pick<Opened, "made">,
  making: Making | undefined,
  moved: ArrayBuffer[],
) => Promise<void>;

/** What not every worker can do. */
export interface Abilities {
  indexFiles?: IndexFiles;
  make?: Make;
  /** The platform's cryptography, if it is synchronous. */
  directCrypto?: DirectCrypto;
  /** What is sent is not copied: it is the pool's still, which needs it if this worker breaks. */
  sharesBytes?: boolean;
}

/**
 * Serves the pool at the other end of this port until the worker is ended. Resolves once it is ready, or with the reason
 * why it cannot serve: memory for the modules may be short.
 */
export async function serve(
  port: Port<ToWorker>,
  modules: Modules,
  { indexFiles, make, directCrypto, sharesBytes = false }: Abilities = {},
): Promise<string | undefined> {
  const say = (message: FromWorker, moved: ArrayBuffer[] = []) => port.postMessage(message, moved);
  // An error here leaves the core in an unknown state: the pool starts another worker.
  const broken = (error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    say({ type: "broken", why });
    return why;
  };
  try {
    await instantiate(core, modules.core);
    const opener = new Opener({});
    const kernel = await loadKernel(modules.kernels);
    // A race that is known to be lost costs a third of a second: in V8 without relaxed SIMD the first of its operations
    // takes 100 ms.
    if (kernel) opener.useKernel(kernel.kernel, modules.fastNative === true && kernel.name === "simd");
    if (directCrypto) opener.useDirectCrypto(directCrypto);
    /** Longer records of files that are indexed are rejects. */
    let maxRecordBytes: number | undefined;
    /** Batches that were sent, are not done, and are still wanted. */
    const wanted = new Set<number>();
    /** Messages are processed one by one: the opener can do one thing at a time. */
    let last: Promise<void> = Promise.resolve();
    const inTurn = (action: () => Promise<void>) => {
      last = last.then(action).catch((error: unknown) => void broken(error));
    };

    /** Lets other events have their turn, and returns whether a batch is still wanted. */
    const pause = (batch: number) => async () => {
      await breathe();
      return wanted.has(batch);
    };

    let pricesVersion = 0;

    const open = async (batch: number, { bytes, ends, numbers, cutOff, contentKeys, making }: Lines) => {
      const begin = performance.now();
      const opening = opener.open(
        bytes,
        ends,
        numbers,
        cutOff,
        pause(batch),
        contentKeys,
        making?.pricesVersion === pricesVersion ? making.parts : undefined,
      );
      // The core has them now.
      if (!sharesBytes) freeBytes(bytes);
      const opened = await opening;
      if (opened.stopped) return;
      const { output, rejects, contentKeys: keys, memberNotes } = opened;
      const moved = [output, rejects, keys, memberNotes].map(({ buffer }) => buffer);
      await make?.(opened, making, moved);
      say({ type: "opened", batch, opened: { ...opened, took: performance.now() - begin } }, moved);
    };

    const search = async (
      batch: number,
      { bytes, ends, numbers, contentKeys = new Uint8Array() }: Lines,
      tests: ColumnTest[],
    ) => {
      const begin = performance.now();
      const searched = await opener.search(tests, bytes, ends, numbers, pause(batch), contentKeys);
      if (searched.stopped) return;
      const { matched, undecided, contentKeys: keys, memberNotes } = searched;
      const moved = [matched.buffer, undecided.buffer, keys.buffer, memberNotes.buffer];
      say({ type: "searched", batch, searched: { ...searched, took: performance.now() - begin } }, moved);
    };

    /** Bytes of parts that were handed on and wait, of all batches and of the one that is done now. */
    const waiting = { all: 0, now: 0, batch: 0 };
    let goOn = () => {};

    let isIndexing = false;

    const index = async (batch: number, files: Blob[]) => {
      Object.assign(waiting, { now: 0, batch });
      const show = async (part: FilePart) => {
        const { chunk } = part.indexed ?? {};
        waiting.all += chunk?.length ?? 0;
        waiting.now += chunk?.length ?? 0;
        say({ type: "part", batch, part }, chunk ? [chunk.buffer] : []);
        // A slice of a file can unpack to minutes of work: what comes meanwhile is heard.
        if (part.indexed?.more) await breathe();
        // Only for parts of this batch: those of others may be taken after it only.
        while (waiting.all > AHEAD_BYTES && waiting.now > 0 && wanted.has(batch))
          await new Promise<void>((resolve) => (goOn = resolve));
      };
      isIndexing = true;
      try {
        await indexFiles?.(files, show, () => wanted.has(batch), maxRecordBytes);
      } finally {
        isIndexing = false;
      }
      if (wanted.has(batch)) say({ type: "indexed", batch });
    };

    const takeKeys = (keys: Uint8Array[]) => {
      opener.clear();
      for (const key of keys) {
        opener.add(key);
        key.fill(0);
      }
    };

    port.addEventListener("message", ({ data }) => {
      if (data.type === "took") {
        waiting.all -= data.bytes;
        if (data.batch === waiting.batch) waiting.now -= data.bytes;
        return goOn();
      }
      if (data.type === "stop") {
        wanted.delete(data.batch);
        return goOn();
      }
      // Indexing needs none, and can take minutes: keys that are forgotten do not stay as long.
      if (data.type === "keys" && isIndexing) return takeKeys(data.keys);
      if ("batch" in data) wanted.add(data.batch);
      inTurn(async () => {
        if (data.type === "end") return opener.free();
        if (data.type === "choose") {
          opener.choose(data.choices.engine, data.choices.strict, data.choices.body);
          ({ maxRecordBytes } = data.choices);
        }
        if (data.type === "prices") {
          opener.usePrices(data.prices);
          pricesVersion = data.version;
        }
        if (data.type === "keys") takeKeys(data.keys);
        if (!("batch" in data)) return;
        try {
          if (!wanted.has(data.batch)) return;
          if (data.type === "open") await open(data.batch, data.lines);
          else if (data.type === "search") await search(data.batch, data.lines, data.tests);
          else await index(data.batch, data.files);
          wanted.delete(data.batch);
        } finally {
          if (data.type !== "index") data.lines.contentKeys?.fill(0);
        }
      });
    });
    port.start();
    say({ type: "ready", kernel: kernel?.name });
    return undefined;
  } catch (error) {
    return broken(error);
  }
}
