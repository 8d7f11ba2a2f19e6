// workerd (Cloudflare Workers): modules come compiled, for none may be compiled here; and there are no workers. It has
// relaxed SIMD, so one kernel does.

import { usePlatform } from "../../package/platform.ts";
import core from "./core.wasm";
import relaxedSimd from "./kernel-relaxed-simd.wasm";

usePlatform({
  parallelism: () => 1,
  separate: true,
  load: async () => ({ core, kernels: { relaxedSimd } }),
  selection: async (where) => (await import("./filter-load.ts")).selectionOf(where),
});

export * from "../../package/index.ts";
