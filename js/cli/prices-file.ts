// The file that `--prices` names.
import fs from "node:fs";
import { textOf } from "../text.ts";
import { CommandError, systemReason } from "./failure.ts";
import { onDisk } from "./paths.ts";

/** What a module makes of the list of prices in a file. */
export function readPricesFile<T>(file: string, read: (text: string) => T): T {
  let text: string;
  try {
    text = textOf(fs.readFileSync(onDisk(file)));
  } catch (error) {
    throw new CommandError(`--prices '${file}' cannot be read: ${systemReason(error)}.`);
  }
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof WebAssembly.RuntimeError) throw error;
    throw new CommandError(
      `--prices '${file}': ${error.message}.`,
      "Its form is that of src/conversation/prices.json.",
    );
  }
}
