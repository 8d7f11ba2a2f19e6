// `--prices`: a list of prices other than the built-in one.
import fs from "node:fs";
import "../entries/node/conversation-load.ts";
import { Prices } from "conversation";
import { builtInPrices } from "../conversation/module.ts";
import { textOf } from "../text.ts";
import { CommandError, systemReason } from "./failure.ts";
import { onDisk } from "./paths.ts";

/** The list in a file, else the built-in one. */
export function readPrices(file: string | undefined): Prices {
  if (file === undefined) return builtInPrices();
  let text: string;
  try {
    text = textOf(fs.readFileSync(onDisk(file)));
  } catch (error) {
    throw new CommandError(`--prices '${file}' cannot be read: ${systemReason(error)}.`);
  }
  try {
    return new Prices(text);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof WebAssembly.RuntimeError) throw error;
    throw new CommandError(
      `--prices '${file}': ${error.message}.`,
      "Its form is that of src/conversation/prices.json.",
    );
  }
}
