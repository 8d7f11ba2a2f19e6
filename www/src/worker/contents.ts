// What the rows of opened records show.

import type { RecordConversation } from "../conversation/model.ts";
import { summaryOf } from "../conversation/summary.ts";
import { members, textStart } from "../json/tokens.ts";
import type { ReadRecord, RowContents } from "../protocol/records.ts";

/** Members of a record that are looked at, and characters of a text. */
const MEMBERS = 256;
const TEXT = 200;

/** What its row shows of an opened record; `hidden` are the names of fields that the index does not show in full. */
export function contentsOf(
  { record, text, faults }: Pick<ReadRecord, "record" | "text" | "faults">,
  conversation: RecordConversation | null,
  hidden: ReadonlySet<string>,
): RowContents {
  const sealed = new Set(faults.map(({ field }) => field));
  const fields = members(text, MEMBERS).members.flatMap(({ name, value }): [string, string][] =>
    hidden.has(name) && !sealed.has(name) && value.startsWith('"')
      ? [[name, textStart(value, TEXT).replace(/\s+/g, " ")]]
      : [],
  );
  return { record, fields, summary: conversation && summaryOf(conversation) };
}
