// `logpush-decrypt conversations`: what was said, a line of JSON a record; on a terminal a form for people.
import "../entries/node/conversation-load.ts";
import { conversationLines } from "conversation";
import type { Arguments, Option } from "./arguments.ts";
import { type Shown, shownConversation } from "./conversation-text.ts";
import { isToFile, open, openingOptions } from "./decrypt.ts";
import { readPrices } from "./prices.ts";
import { readable } from "./terminal.ts";
import { columnsOf } from "./voice.ts";

export const options: Record<string, Option> = {
  ...openingOptions,
  json: { type: "boolean" },
  prices: { type: "string" },
};

export function run(args: Arguments): Promise<number> {
  const prices = readPrices(args.one("prices"));
  const forPeople = process.stdout.isTTY === true && !isToFile(args) && !args.has("json");
  const [decoder, encoder] = [new TextDecoder(), new TextEncoder()];
  return open(args, "text", (output) => ({
    async take({ output: text, ends, lines }, { path }) {
      const [numbers, places] = [Float64Array.from(lines), Uint32Array.from(ends)];
      const made = conversationLines(text, places, numbers, readable(path), forPeople, prices);
      if (!forPeople) return output.write(made);
      const shown = decoder
        .decode(made)
        .split("\n")
        .filter((line) => line !== "")
        .flatMap((line) => shownConversation(JSON.parse(line) as Shown, columnsOf(process.stdout)));
      await output.write(encoder.encode(shown.map((line) => `${line}\n`).join("")));
    },
  }));
}
