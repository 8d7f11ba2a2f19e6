// The conversation module in workerd, which gives it compiled.
import { initSync } from "conversation";
import module from "./conversation.wasm";

initSync({ module });
