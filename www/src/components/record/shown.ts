import type { RecordConversation } from "../../conversation/model.ts";
import type { ReadRecord } from "../../protocol/records.ts";

/** A record and its place in the table. */
export interface Shown {
  place: number;
  record: ReadRecord;
  /** What it says, if that is known. */
  conversation: RecordConversation | null;
  /** Another one for each other text, also of the same record: what is open is of one text. */
  generation: number;
}
