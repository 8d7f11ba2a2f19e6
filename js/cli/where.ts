// `--where`: which records are wanted.
import type { Selection } from "../conversation/selection.ts";
import { FilterProblem } from "../filter-problem.ts";
import { CommandError } from "./failure.ts";

const HINT = "Such as --where 'status:>=400 provider:openai'. The README lists the filter language.";

/** What is wrong with a filter is said as such. */
export async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof FilterProblem ? new CommandError(`--where: ${error.message}`, HINT) : error;
  }
}

/** Records that a filter lets through. The module that understands it is loaded only if there is one. */
export async function selectionOf(where: string | undefined): Promise<Selection | undefined> {
  if (where === undefined) return undefined;
  const module = await import("../entries/node/conversation-load.ts");
  return explained((async () => module.selectionOf(where))());
}
