// Batches of exports, made where the records are opened: in workers of the pool.
import { snappy } from "core";
import { BatchTable } from "../../../js/export/exporter.ts";
import { NOTHING } from "../../../js/export/form.ts";
import { PartsOfCore } from "../../../js/export/parts.ts";
import type { Reader } from "../../../js/export/record.ts";
import { freeBytes } from "../../../js/pool/free-bytes.ts";
import type { Making } from "../../../js/pool/messages.ts";
import type { Make } from "../../../js/pool/worker.ts";

/** All of a record that columns ask for is in its parts. */
const READER: Reader = {
  conversation: () => NOTHING,
  withoutCredentials: (request) => request,
  snappy: (bytes) => snappy(bytes) as Uint8Array<ArrayBuffer>,
};

/** What makes the batches of the export that goes on, and its form with the columns. */
let current: { plan: string; table: BatchTable } | undefined;

async function tableFor({ form, columns }: Making): Promise<BatchTable> {
  const plan = JSON.stringify([form, columns]);
  if (current?.plan === plan) return current.table;
  const table = await BatchTable.of(form, columns, READER);
  if (!table) throw new Error(`${form} has no columns`);
  current = { plan, table };
  return table;
}

/** Makes a batch of what the records of a file are made of. */
export const makeBatch: Make = async (opened, making, moved) => {
  const { parts, lines } = opened;
  if (!parts || !making) return;
  const table = await tableFor(making);
  const known = new PartsOfCore(parts, making.parts);
  opened.made = table.make({ output: NOTHING, ends: [], lines, parts: known }, making.path);
  delete opened.parts;
  const { content } = opened.made;
  const buffers =
    content instanceof Uint8Array
      ? [content.buffer]
      : content.flatMap((part) => ("texts" in part ? [part.texts.buffer] : []));
  moved.push(...buffers);
  freeBytes(parts.plain, parts.present, ...parts.texts.filter(({ buffer }) => !buffers.includes(buffer)));
};
