// The page as the package has it: without the WebAssembly modules inside, of which the package has three anyway, and the
// others in Brotli, which makes them a fifth smaller than the gzip and base64 that a page can unpack. `serve` puts it
// together (js/cli/page.ts).
import fs from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** @param {Buffer} bytes */
const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
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
    const packed = gzipSync(fs.readFileSync(file), { level: 9 }).toString("base64");
    text = replaceOnce(text, packed, `%${name}%`);
  }
  text = replaceOnce(text, scriptHash(text), "%script%");
  fs.writeFileSync(path.join(out, "page.html.br"), brotli(Buffer.from(text)));
  for (const [name, file] of Object.entries(own))
    fs.writeFileSync(path.join(out, `${name}.br`), brotli(fs.readFileSync(file)));
}

/** The hash of the page's script in its policy. @param {string} text */
function scriptHash(text) {
  const hash = /script-src 'sha256-([^']+)'/.exec(text)?.[1];
  if (!hash) throw new Error("the page's policy has no hash of its script");
  return hash;
}

/** @type {(text: string, part: string, mark: string) => string} */
function replaceOnce(text, part, mark) {
  const [before, after, ...more] = text.split(part);
  if (before === undefined || after === undefined || more.length > 0 || text.includes(mark))
    throw new Error(`the page does not hold ${mark} exactly once`);
  return before + mark + after;
}
