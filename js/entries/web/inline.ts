// One file with everything: for bundlers that copy no files, and for scripts that must be one file.

import { packed, workerSource } from "virtual:inline";
import { compileModules } from "../../kernel-modules.ts";
import { usePlatform } from "../../package/platform.ts";
import { unpack } from "./unpack.ts";
import { webWorker } from "./web-worker.ts";

usePlatform({
  parallelism: () => globalThis.navigator?.hardwareConcurrency ?? 1,
  load: () =>
    compileModules({
      core: () => unpack(packed.core),
      relaxedSimd: () => unpack(packed.kernelRelaxedSimd),
      simd: () => unpack(packed.kernelSimd),
    }),
  // Without workers, or where a page's policy forbids them from a blob, the calling thread does all the work.
  spawn(modules, events) {
    const address = URL.createObjectURL(new Blob([workerSource], { type: "text/javascript" }));
    const letGo = () => URL.revokeObjectURL(address);
    const ready = () => (letGo(), events.ready());
    const broken = (why: string) => (letGo(), events.broken(why));
    try {
      return webWorker(new Worker(address), modules, { ready, broken });
    } catch (error) {
      letGo();
      throw error;
    }
  },
  // The module for filters would add more than half to this file, and most programs do without it.
  selection: () =>
    Promise.reject(
      new TypeError(
        "The inline entry has no filters: import 'logpush-decrypt' instead of 'logpush-decrypt/inline' to use `where`.",
      ),
    ),
});

export * from "../../package/index.ts";
