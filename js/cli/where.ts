// `--where`: which records are wanted.
import type { Selection } from "../conversation/selection.ts";
import { FilterProblem } from "../filter-problem.ts";
import { CommandError } from "./failure.ts";
import { readPricesFile } from "./prices-file.ts";
import type { Voice } from "./voice.ts";

const HINT = "Such as --where 'status:>=400 provider:openai'. FILTER.md, beside the README, has the filter language.";

/** What is wrong with a filter is said as such. */
export async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof FilterProblem ? new CommandError(`--where: ${error.message}`, HINT) : error;
  }
}

/** Says why a filter matched nothing, and what would match. */
export function sayHint(selection: Selection | undefined, voice: Voice): void {
  const hint = selection?.hint();
  if (hint !== undefined) voice.say(`--where matches nothing. ${hint}`);
}

/**
 * Records that a filter lets through, with costs by the list in a file, if one is named. The module that understands the filter is
 * loaded only if there is one.
 */
export async function selectionOf(where: string | undefined, pricesFile?: string): Promise<Selection | undefined> {
  if (where === undefined) return undefined;
  const module = await import("../entries/node/filter-load.ts");
  const prices = pricesFile === undefined ? undefined : readPricesFile(pricesFile, module.pricesOf);
  return explained((async () => module.selectionOf(where, prices))());
}
