// The page as the package has it: without the WebAssembly modules inside, of which the package has three anyway. The page's
// own are written as what they have in common with the package's (delta.mjs), and the rest of them in Brotli. `serve` puts it
// together (js/cli/page.ts).
import fs from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { base85 } from "./base85.mjs";
import { deltaOf } from "./delta.mjs";

/** Modules of the package out of which those of the page are written, in this order; js/cli/page.ts has the same. */
const OTHERS = ["core.wasm", "conversation.wasm", "filter.wasm", "masks.wasm"];

/** For deltas: numbers of three kinds, and code. A thousandth smaller. */
const SMALL_BLOCKS = { [constants.BROTLI_PARAM_LGBLOCK]: constants.BROTLI_MIN_INPUT_BLOCK_BITS };

/** @param {Buffer} bytes @param {Record<number, number>} [more] */
const brotli = (bytes, more) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      ...more,
    },
  });

/**
 * Takes the built page apart into `out`. `shared` are the modules that are files of the package, `own` those of the page
 * alone, each by the name of the file and the path of its module.
 * @type {(page: string, out: string, shared: Record<string, string>, own: Record<string, string>) => void}
 */
export function takeApart(page, out, shared, own) {
  let text = fs.readFileSync(page, "utf8");
  for (const [name, file] of Object.entries({ ...shared, ...own })) {
    // As the page's build packs it (www/build/embedded.ts).
    const packed = base85(gzipSync(fs.readFileSync(file), { level: 9 }));
    text = replaceOnce(text, packed, `%${name}%`);
  }
  // In the policy of the shell, and in that of the page within it.
  text = text.replaceAll(scriptHash(text), "%script%");
  fs.writeFileSync(path.join(out, "page.html.br"), brotli(Buffer.from(text)));
  const others = Buffer.concat(OTHERS.map((name) => fs.readFileSync(path.join(out, name))));
  for (const [name, file] of Object.entries(own))
    fs.writeFileSync(path.join(out, `${name}.delta.br`), brotli(deltaOf(fs.readFileSync(file), others), SMALL_BLOCKS));
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
