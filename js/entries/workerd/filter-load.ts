// The filter module in workerd, which gives it compiled.
import { initSync } from "filter";
import module from "./filter.wasm";

initSync({ module });

export { selectionOf } from "../../conversation/filter-module.ts";
