// Gzip inflated by the core, for archives.
import { Inflater } from "core";
import type { Unpack } from "./entry.ts";
import { unpacked } from "./unpacked.ts";

/** The text of a gzip file that comes in slices. In the end it throws a `LogpushError` if something is wrong with it. */
export const inflate: Unpack = (slices) => unpacked(slices, () => new Inflater());
