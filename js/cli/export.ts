// `logpush-decrypt export`: opened records in forms that other programs read.
import "../entries/node/conversation-load.ts";
import { conversationLines, maskCredentials, ThreadedLines } from "conversation";
import { COLUMNS } from "../export/columns.ts";
import { Exporter, FORMS, type FormName, WITH_COLUMNS } from "../export/exporter.ts";
import { readerOf } from "../export/reader.ts";
import type { Arguments, Option } from "./arguments.ts";
import { isToFile, open, openingOptions } from "./decrypt.ts";
import { CommandError } from "./failure.ts";
import { nearest } from "./nearest.ts";
import { readPrices } from "./prices.ts";
import { readable } from "./terminal.ts";

export const options: Record<string, Option> = {
  ...openingOptions,
  to: { type: "string" },
  columns: { type: "string" },
};

export async function run(args: Arguments): Promise<number> {
  const form = args.choice("to", FORMS);
  if (form === undefined)
    throw new CommandError("It is not said what to export to.", `Give one of these: --to ${FORMS.join(", ")}`);
  const { snappy } = form === "parquet" ? await import("../entries/node/masks-load.ts") : { snappy: undefined };
  const module = { conversationLines, maskCredentials, ThreadedLines, ...(snappy && { snappy }) };
  const exporter = await Exporter.of(
    form,
    columnsOf(args, form),
    readerOf(module, readPrices(args.one("prices")), form),
  );
  if (form === "parquet") checkParquet(args);
  return open(args, "text", (output) => ({
    async take(opened, { path }) {
      for await (const bytes of exporter.take(opened, readable(path))) await output.write(bytes);
    },
    async end(sealed) {
      refuseUnknown(exporter, sealed);
      for (const bytes of await exporter.end()) await output.write(bytes);
    },
    remarks: () => exporter.remarks(),
  }));
}

/** The names after `--columns`. */
function columnsOf(args: Arguments, form: FormName): string[] | undefined {
  const given = args.one("columns");
  if (given === undefined) return undefined;
  if (!WITH_COLUMNS.includes(form))
    throw new CommandError(`--columns is for ${WITH_COLUMNS.join(", ")}; ${form} has a form of its own.`);
  const names = given.split(",").map((name) => name.trim());
  if (names.includes("")) throw new CommandError(`--columns '${given}' has an empty name.`, listed());
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw new CommandError(`--columns names '${twice}' twice.`);
  return names;
}

function checkParquet(args: Arguments): void {
  if (/\.gz$/i.test(args.one("output") ?? ""))
    throw new CommandError(
      "A Parquet file is compressed within; no program reads it as gzip.",
      "Name it without .gz: -o logs.parquet",
    );
  if (process.stdout.isTTY === true && !isToFile(args))
    throw new CommandError("Parquet is not text for a terminal.", "Name a file: -o logs.parquet");
}

/** Refuses columns that no record has. A file does not appear then. Members of metadata may be in what stayed sealed. */
function refuseUnknown(exporter: Exporter, sealed: number): void {
  const [missing] = exporter.neverFound().filter((name) => sealed === 0 || !name.startsWith("metadata."));
  if (missing === undefined) return;
  const meant = nearest(
    missing,
    COLUMNS.map(({ name }) => name),
  );
  throw new CommandError(
    `--columns: no record has a column or a field called '${missing}'.`,
    `${meant ? `Did you mean '${meant}'? ` : ""}${listed()}`,
  );
}

const listed = () =>
  `There are ${COLUMNS.map(({ name }) => name).join(", ")}, metadata.NAME, and each plain field by its name; 'logpush-decrypt inspect' lists those.`;
