// `logpush-decrypt conversations`: what was said, a line of JSON a record; on a terminal a form for people.
import "../entries/node/conversation-load.ts";
import { conversationLines, ThreadedLines } from "conversation";
import type { Arguments, Option } from "./arguments.ts";
import { type Shown, shownConversation } from "./conversation-text.ts";
import { isToFile, open, openingOptions } from "./decrypt.ts";
import { readPrices } from "./prices.ts";
import { readable } from "./terminal.ts";
import { type ThreadedShown, ThreadGroups } from "./thread-text.ts";
import { columnsOf } from "./voice.ts";

export const options: Record<string, Option> = {
  ...openingOptions,
  json: { type: "boolean" },
  threads: { type: "boolean" },
};

export function run(args: Arguments): Promise<number> {
  const prices = readPrices(args.one("prices"));
  const threads = args.has("threads") ? new ThreadedLines() : undefined;
  const forPeople = process.stdout.isTTY === true && !isToFile(args) && !args.has("json");
  return open(args, "text", (output) => {
    const groups = new ThreadGroups();
    const [decoder, encoder] = [new TextDecoder(), new TextEncoder()];
    const show = (lines: string[]) => output.write(encoder.encode(lines.map((line) => `${line}\n`).join("")));
    return {
      async take({ output: text, ends, lines }, { path }) {
        const file = readable(path);
        const [places, numbers] = [Uint32Array.from(ends), Float64Array.from(lines)];
        const made = threads
          ? threads.lines(text, places, numbers, file, forPeople, prices)
          : conversationLines(text, places, numbers, file, forPeople, prices);
        if (!forPeople) return output.write(made);
        const width = columnsOf(process.stdout);
        const shown = decoder
          .decode(made)
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => JSON.parse(line) as Shown | ThreadedShown);
        await show(
          shown.flatMap((line) => (isThreaded(line) ? groups.add(line, width) : shownConversation(line, width))),
        );
      },
      end: () => show(groups.end()),
    };
  });
}

const isThreaded = (shown: Shown | ThreadedShown): shown is ThreadedShown => typeof shown.thread === "number";
