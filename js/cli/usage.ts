// `logpush-decrypt usage`: tokens and estimated costs, by fields of the records.
import "../entries/node/conversation-load.ts";
import { UsageTally } from "conversation";
import type { Arguments, Option } from "./arguments.ts";
import { isToFile, open, openingOptions } from "./decrypt.ts";
import { CommandError } from "./failure.ts";
import { readPrices } from "./prices.ts";
import { escapedLines, readable } from "./terminal.ts";
import { type UsageSums, usageTable } from "./usage-table.ts";
import { columnsOf } from "./voice.ts";

export const options: Record<string, Option> = {
  ...openingOptions,
  by: { type: "string", multiple: true },
  json: { type: "boolean" },
};

/** How the sums come from the module. */
interface Sums {
  by: string[];
  groups: ({ key: (string | null)[] } & UsageSums)[];
  others?: UsageSums;
  total: UsageSums;
}

export function run(args: Arguments): Promise<number> {
  const prices = readPrices(args.one("prices"));
  const tally = new UsageTally(args.all("by"));
  const forPeople = process.stdout.isTTY === true && !isToFile(args) && !args.has("json");
  return open(args, "text", (output) => ({
    async take({ output: text, ends }, { path }) {
      tally.add(text, Uint32Array.from(ends), readable(path), prices);
    },
    async end(sealed) {
      const sums = JSON.parse(tally.toJson()) as Sums;
      // Members of metadata may be in what stayed sealed.
      const [missing] = tally.neverFound().filter((name) => sealed === 0 || !/^metadata\./i.test(name));
      if (missing !== undefined && sums.total.records > 0)
        throw new CommandError(
          `--by: no record has a field called '${missing}'.`,
          "Give the name of a plain field, such as Model, or metadata.NAME, tool, stop, error, family, day or hour. 'logpush-decrypt inspect' lists the plain fields.",
        );
      const text = forPeople
        ? `${usageTable(sums, prices.generated, columnsOf(process.stdout)).join("\n")}\n`
        : `${JSON.stringify(asJson(sums, prices.generated), null, 2)}\n`;
      await output.write(new TextEncoder().encode(escapedLines(text)));
    },
  }));
}

/** The sums with named keys, and of which day the prices are. */
function asJson({ by, groups, others, total }: Sums, generated: string): object {
  return {
    by,
    groups: groups.map(({ key, ...sums }) => ({
      key: Object.fromEntries(by.map((name, at) => [name, key[at] ?? null])),
      ...sums,
    })),
    ...(others && { others }),
    total,
    prices: { generated, estimate: true },
  };
}
