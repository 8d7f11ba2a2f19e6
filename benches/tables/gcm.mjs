// AES-256-GCM by the platform and in WebAssembly: from which size on the first is faster.
import fs from "node:fs";
import { keyFile, ndjson } from "../data.mjs";
import { inBrowser } from "../in-engine.mjs";
import { round } from "../measure.mjs";

export async function measure(print) {
  const sizes = [1, 4, 8, 16, 32, 64, 256].map((kilobytes) => kilobytes * 1024);
  const lines = sizes.map((size) =>
    ndjson("one-key", 20, size)
      .trimEnd()
      .split("\n")
      .map((line) => `{"Body":${JSON.stringify(JSON.parse(line).RequestBody)}}`)
      .join("\n"),
  );
  const rows = [];
  for (const name of ["chromium", "firefox", "webkit"]) {
    const { came, version } = await inBrowser(name, "gcm", {
      key: fs.readFileSync(keyFile).toString("base64"),
      lines,
      sizes,
    });
    for (const { size, native, wasm } of came)
      rows.push({ where: version, bytes: size, "crypto.subtle µs": round(native, 0), "wasm µs": round(wasm, 0) });
  }
  print(
    "gcm",
    "Opening a field whose content key is known, minimum of 30 runs: AES-256-GCM by crypto.subtle and in wasm",
    rows,
  );
}
