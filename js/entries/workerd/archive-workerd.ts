// Archives in workerd.
import "./workerd.ts";
import { useZstd } from "../../package/unpackers.ts";

useZstd(async () => (await import("./zstd-load.ts")).unzstd);

export * from "../../package/archive.ts";
