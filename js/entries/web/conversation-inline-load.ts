// The conversation module with everything inside.
import { packedConversation } from "virtual:inline-conversation";
import init from "conversation";
import { unpack } from "./unpack.ts";

let loading: Promise<unknown> | undefined;

/** Makes the module ready, once. */
export async function load(): Promise<void> {
  loading ??= unpack(packedConversation).then((bytes) => init({ module_or_path: bytes }));
  await loading;
}

export { selectionOf } from "../../conversation/module.ts";
