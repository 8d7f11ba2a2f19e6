// Saving: a blob goes to the browser's own downloads, records by pieces, all without any request.
import { computed, signal } from "@preact/signals";
import { indexed, indexing, marked } from "./explore.ts";
import { toFailure } from "./messages.ts";
import { secondsFor } from "./pace.ts";
import { type Choices, saveRecords, savingWay } from "./saving/save-records.ts";
import { type Way, wayOfSaving, wipeLeftovers } from "./saving/sink.ts";
import { recordSource, whichOf } from "./saving/source.ts";
import { broken, during, files } from "./state.ts";
import { worker } from "./worker.ts";

/** How this browser keeps a file that is being saved; `null` while that is being tried. */
export const way = signal<Way | null>(null);

// What a page that was closed in the middle of a save left behind.
void wipeLeftovers();

/** Finds out how this browser saves. */
export async function findWay(): Promise<void> {
  way.value ??= await wayOfSaving();
}

/** Every file that was given is whole, and all of them are in the table. */
export const complete = computed(() => {
  const { damaged, failed } = indexed.value;
  return files.value.length > 0 && !indexing.value && damaged + failed === 0;
});

/** What the names of files begin with: the name of the one file, if there is one. */
function base(): string {
  const [first, ...others] = files.value;
  return first && others.length === 0 ? first.file.name.replace(/(\.log)?(\.gz)?$/, "") : "logs";
}

const KINDS = { opened: "opened", sealed: "sealed" };

/** The name of a file of these records, which tells if they are not all that there were. */
export function nameOf({ records, form, gzip }: Choices): string {
  const kind = records === "rejected" ? "rejected" : KINDS[form];
  const some = records === "view" ? ".filtered" : records === "selected" ? `.${marked.value.size}-selected` : "";
  const partial = complete.value || records === "selected" ? "" : ".partial";
  return `${base()}.${kind}${some}${partial}.ndjson${gzip ? ".gz" : ""}`;
}

/** Saves records. To be called within a person's gesture. */
export async function save(choices: Choices): Promise<void> {
  await during(() => saveRecords(choices, nameOf(choices), recordSource));
  way.value = savingWay.value ?? way.value;
}

/** Sealed fields that have to be unwrapped for each choice, as far as that is known. */
const costs = signal<ReadonlyMap<Choices["records"], number>>(new Map());

/** Seconds that opening what these choices need takes, about. */
export function secondsOf({ records, form }: Choices): number | null {
  const fields = form === "opened" ? costs.value.get(records) : undefined;
  return fields === undefined || fields === 0 ? null : secondsFor(fields);
}

/** Asks what each choice costs, as it is now. */
export async function askCosts(): Promise<void> {
  try {
    const asked = (["all", "view", "selected"] as const).map(async (records) => {
      const cost = await worker.request("cost", whichOf({ records, form: "opened", gzip: false }));
      return [records, cost] as const;
    });
    costs.value = new Map(await Promise.all(asked));
  } catch (error) {
    broken.value ??= toFailure(error).message;
  }
}
