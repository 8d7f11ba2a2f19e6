// The module with what the command line tool alone needs, masks and Snappy: read and compiled at once, for it is small.
import { readFileSync } from "node:fs";
import { initSync } from "masks";

initSync({ module: readFileSync(new URL("./masks.wasm", import.meta.url)) });

export { Masker, resealLines, snappy } from "masks";
