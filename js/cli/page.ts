// The page out of its parts: in the package its WebAssembly modules lie beside it, those of the page alone in Brotli
// (js/npm/page-parts.mjs).
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliDecompress, gzip } from "node:zlib";

/** What stands in the page in place of a module, and of the hash of its script. */
const MODULE = /%([a-z-]+\.wasm)%/g;
const SCRIPT_HASH = "%script%";
const SCRIPT = /<script type="module">(.*)<\/script>/s;

/** The whole page. */
export async function composePage(): Promise<Buffer> {
  const text = (await unpacked("page.html")).toString();
  const names = [...text.matchAll(MODULE)].map(([, name = ""]) => name);
  const modules = new Map(await Promise.all(names.map(async (name) => [name, await embedded(name)] as const)));
  const filled = text.replace(MODULE, (_, name: string) => modules.get(name) ?? "");
  const script = SCRIPT.exec(filled)?.[1] ?? "";
  const hash = createHash("sha256").update(script).digest("base64");
  return Buffer.from(filled.replace(SCRIPT_HASH, () => hash));
}

/** A module in gzip and base64, as the page unpacks it. */
async function embedded(name: string): Promise<string> {
  const module = await readFile(partUrl(name)).catch(() => unpacked(name));
  return (await promisify(gzip)(module, { level: 9 })).toString("base64");
}

const unpacked = async (name: string) => promisify(brotliDecompress)(await readFile(partUrl(`${name}.br`)));

const partUrl = (name: string) => new URL(`./${name}`, import.meta.url);
