// One RSA private operation by each means there is.
import fs from "node:fs";
import { keyFile, rsaOnly } from "../data.mjs";
import { here, inBrowser } from "../in-engine.mjs";
import { median, range, round } from "../measure.mjs";
import { operations } from "../operations.mjs";

export async function measure(print) {
  // Several at a time: the clocks of browsers tick in tenths of milliseconds, Firefox's in whole ones.
  const lines = Array.from({ length: 8 }, () => rsaOnly(4).join("\n"));
  const key = fs.readFileSync(keyFile);
  const rows = [];
  const add = (where, times) => {
    const [platform, crate] = ["crypto.subtle", "rsa crate in wasm, opt-level 3"].map((who) => median(times[who]));
    for (const [who, milliseconds] of Object.entries(times)) {
      const ms = median(milliseconds);
      rows.push({
        where,
        who,
        "ms, median": round(ms),
        range: range(milliseconds),
        runs: milliseconds.length,
        "times crypto.subtle": round(ms / platform),
        "times faster than the rsa crate": round(crate / ms, 1),
      });
    }
  };
  for (const name of ["chromium", "firefox", "webkit"]) {
    const { came, version } = await inBrowser(name, "operations", { key: key.toString("base64"), lines, seconds: 25 });
    add(version, came);
  }
  add(`Node.js ${process.version}`, await here(operations, { key, lines, seconds: 15 }));
  print("operations", "One RSA-4096 private operation (RSAES-OAEP-DECRYPT of 32 bytes), in alternation", rows);
}
