// `--prices`: a list of prices other than the built-in one.
import "../entries/node/conversation-load.ts";
import { Prices } from "conversation";
import { builtInPrices } from "../conversation/module.ts";
import { readPricesFile } from "./prices-file.ts";

/** The list in a file, else the built-in one. */
export const readPrices = (file: string | undefined): Prices =>
  file === undefined ? builtInPrices() : readPricesFile(file, (text) => new Prices(text));
