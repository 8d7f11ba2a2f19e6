// The module with what the command line tool alone needs, masks and Snappy: read and compiled at once, for it is small.
import { initSync } from "masks";
import { ownModule } from "./own-module.ts";

initSync({ module: ownModule("masks.wasm") });

export { Masker, resealLines, snappy } from "masks";
