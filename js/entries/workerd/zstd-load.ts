// The module for Zstandard in workerd, which gives it compiled.
import { initSync } from "zstd";
import module from "./zstd.wasm";

initSync({ module });

export { unzstd } from "../../archive/zstd.ts";
