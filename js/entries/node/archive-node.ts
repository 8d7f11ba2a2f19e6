// Archives in Node.js, Deno and Bun.
import "./platform.ts";
import { useZstd } from "../../package/unpackers.ts";

useZstd(async () => (await import("./zstd-load.ts")).unzstd);

export * from "../../package/archive.ts";
