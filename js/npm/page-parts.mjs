// The page as the package has it: without the WebAssembly modules inside, which are files of the package (own-modules.mjs).
// `serve` puts it together (js/cli/page.ts).
import fs from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { base85 } from "./base85.mjs";
import { brotli } from "./brotli.mjs";

/**
 * Takes the built page apart into `out`. `modules` are those inside, by the name of the file and the path of its module.
 * @type {(page: string, out: string, modules: Record<string, string>) => void}
 */
export function takeApart(page, out, modules) {
  let text = fs.readFileSync(page, "utf8");
  for (const [name, file] of Object.entries(modules)) {
    // As the page's build packs it (www/build/embedded.ts).
    const packed = base85(gzipSync(fs.readFileSync(file), { level: 9 }));
    text = replaceOnce(text, packed, `%${name}%`);
  }
  // In the policy of the shell, and in that of the page within it.
  text = text.replaceAll(scriptHash(text), "%script%");
  fs.writeFileSync(path.join(out, "page.html.br"), brotli(Buffer.from(text)));
}

/** The hash of the script that holds the modules: of those in the shell's policy the one that the page's has too. @param {string} text */
function scriptHash(text) {
  const hashes = [...(/script-src ([^;]+)/.exec(text)?.[1] ?? "").matchAll(/'sha256-([^']+)'/g)].map(
    ([, hash]) => hash,
  );
  const [hash, ...others] = hashes.filter((hash) => hash !== undefined && text.split(hash).length === 3);
  if (!hash || others.length > 0) throw new Error("the policies do not have the hash of one script together");
  return hash;
}

/** @type {(text: string, part: string, mark: string) => string} */
function replaceOnce(text, part, mark) {
  const [before, after, ...more] = text.split(part);
  if (before === undefined || after === undefined || more.length > 0 || text.includes(mark))
    throw new Error(`the page does not hold ${mark} exactly once`);
  return before + mark + after;
}
