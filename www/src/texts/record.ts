// What the pane with one record says.
import { bytes, count } from "./format.ts";

export const recordTexts = {
  record: (place: number) => `Record ${count(place + 1)}`,
  word: "Record",
  placeOf: (place: number, total: number) => `${count(place + 1)} of ${count(total)}`,
  where: (path: string, line: number) => `${path}, line ${count(line)}`,
  previous: "Previous record",
  next: "Next record",
  widen: "Use the whole width",
  narrow: "Back to the side",
  close: "Close the record",
  back: "Back to the list",
  tabs: { fields: "Fields", raw: "Raw" },
  views: "Views of the record",
  copyRecord: "Copy record",
  copyField: "Copy",
  asText: "Text",
  asJson: "JSON",
  emptyText: "empty",
  encrypted: (size: number) => `Encrypted, ${bytes(size)}`,
  notDecrypted: "not decrypted",
  noMatchingKey: "No key here matches",
  showMore: (more: number) => `Show ${count(more)} more`,
  showField: (size: number) => `Show (${bytes(size)})`,
  noSelection: "Select a record.",
};
