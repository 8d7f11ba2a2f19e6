// Archives in browsers.
import "./web.ts";
import { useZstd } from "../../package/unpackers.ts";

useZstd(async () => {
  const { load, unzstd } = await import("./zstd-load.ts");
  await load();
  return unzstd;
});

export * from "../../package/archive.ts";
