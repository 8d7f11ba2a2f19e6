// A worker of the pool: opens lines with the keys that it was given.
import init, { type ColumnTest, type DirectCrypto, Opener } from "core";
import { loadKernel } from "../kernel.ts";
import type { FilePart, FromWorker, Lines, Modules, ToWorker } from "./messages.ts";

/** Lets messages in that came meanwhile. A timer would wait for some milliseconds each time. */
export function breathe(): Promise<void> {
  // Not every runtime without workers has channels.
  if (typeof MessageChannel === "undefined") return new Promise((resolve) => setTimeout(resolve));
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** How files are indexed, by those workers that do that: shows each part, and stops early once `wanted` says no. */
export type IndexFiles = (files: Blob[], show: (part: FilePart) => void, wanted: () => boolean, maxRecordBytes?: number) => Promise<void>;

/** What not every worker can do. */
export interface Abilities {
  indexFiles?: IndexFiles;
  /** The platform's cryptography, if it answers at once. */
  directCrypto?: DirectCrypto;
}

/** Serves the pool at the other end of this port until the worker is ended. */
export async function serve(port: MessagePort, modules: Modules, { indexFiles, directCrypto }: Abilities = {}): Promise<void> {
  const say = (message: FromWorker, moved: Transferable[] = []) => port.postMessage(message, moved);
  // Whatever is thrown here leaves the core in an unknown state: the pool starts another worker.
  const broken = (error: unknown) => say({ type: "broken", why: error instanceof Error ? error.message : String(error) });
  try {
    await init({ module_or_path: modules.core });
    const opener = new Opener({});
    const kernel = await loadKernel(modules.kernels);
    // A race that is known to be lost costs a third of a second: in V8 without relaxed SIMD the first of its operations
    // takes 100 ms.
    if (kernel) opener.useKernel(kernel.kernel, modules.fastNative === true && kernel.name === "simd");
    if (directCrypto) opener.useDirectCrypto(directCrypto);
    /** Longer records of files that are indexed are rejects. */
    let maxRecordBytes: number | undefined;
    /** Jobs that were sent, are not done, and are still wanted. */
    const wanted = new Set<number>();
    /** Messages are worked off one by one: the opener can do one thing at a time. */
    let last: Promise<void> = Promise.resolve();
    const inTurn = (action: () => Promise<void>) => {
      last = last.then(action).catch(broken);
    };

    /** Lets others have their turn, and says whether a job is still wanted. */
    const pause = (job: number) => async () => {
      await breathe();
      return wanted.has(job);
    };

    const open = async (job: number, { bytes, ends, numbers, cutOff, contentKeys }: Lines) => {
      const begin = performance.now();
      const opened = await opener.open(bytes, ends, numbers, cutOff, pause(job), contentKeys);
      if (opened.stopped) return;
      const moved = [opened.output.buffer, opened.rejects.buffer, opened.contentKeys.buffer];
      say({ type: "opened", job, opened: { ...opened, took: performance.now() - begin } }, moved);
    };

    const search = async (job: number, { bytes, ends, numbers, contentKeys = new Uint8Array() }: Lines, tests: ColumnTest[]) => {
      const begin = performance.now();
      const searched = await opener.search(tests, bytes, ends, numbers, pause(job), contentKeys);
      if (searched.stopped) return;
      const moved = [searched.passed.buffer, searched.undecided.buffer, searched.contentKeys.buffer];
      say({ type: "searched", job, searched: { ...searched, took: performance.now() - begin } }, moved);
    };

    const index = async (job: number, files: Blob[]) => {
      const show = (part: FilePart) => say({ type: "part", job, part }, part.indexed ? [part.indexed.chunk.buffer] : []);
      await indexFiles?.(files, show, () => wanted.has(job), maxRecordBytes);
      if (wanted.has(job)) say({ type: "indexed", job });
    };

    port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
      if (data.type === "stop") return void wanted.delete(data.job);
      if ("job" in data) wanted.add(data.job);
      inTurn(async () => {
        if (data.type === "end") return opener.free();
        if (data.type === "choose") {
          opener.choose(data.choices.engine, data.choices.strict, data.choices.body);
          ({ maxRecordBytes } = data.choices);
        }
        if (data.type === "keys") {
          opener.clear();
          for (const key of data.keys) {
            opener.add(key);
            key.fill(0);
          }
        }
        if (!("job" in data && wanted.has(data.job))) return;
        if (data.type === "open") await open(data.job, data.lines);
        else if (data.type === "search") await search(data.job, data.lines, data.tests);
        else await index(data.job, data.files);
        if (data.type !== "index") data.lines.contentKeys?.fill(0);
        wanted.delete(data.job);
      });
    };
    say({ type: "ready", kernel: kernel?.name });
  } catch (error) {
    broken(error);
  }
}
