// The page out of its parts: in the package its WebAssembly modules lie beside it (js/npm/page-parts.mjs).
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliDecompress, gzip } from "node:zlib";
import { ownModule } from "../entries/node/own-module.ts";
import { base85 } from "../npm/base85.mjs";

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
  // It stands in an attribute of the shell (www/src/shell/document.ts).
  const script = SCRIPT.exec(filled)?.[1]?.replace(/&(amp|#39);/g, (_, name) => (name === "amp" ? "&" : "'")) ?? "";
  const hash = createHash("sha256").update(script).digest("base64");
  return Buffer.from(filled.replaceAll(SCRIPT_HASH, () => hash));
}

/** A module in gzip and base 85, as the page unpacks it. */
async function embedded(name: string): Promise<string> {
  const module = await readFile(partUrl(name)).catch(() => ownModule(name));
  return base85(await promisify(gzip)(module, { level: 9 }));
}

const unpacked = async (name: string) => promisify(brotliDecompress)(await readFile(partUrl(`${name}.br`)));

const partUrl = (name: string) => new URL(`./${name}`, import.meta.url);
