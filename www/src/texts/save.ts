// What the page says about exporting records.
import type { Outlook } from "../protocol/runs.ts";
import { bytes, count, duration, plural } from "./format.ts";

/** `known`: what is known of the records; `null` if nothing is, or nothing in them is encrypted. */
function exportRecords(records: number, known: Outlook | null): string {
  const all = (what: string) => `Export ${plural(records, `${what}record`, `${what}records`)}`;
  if (!known || known.unknown > 0) return all("");
  if (known.encrypted === 0) return all("decrypted ");
  return `${all("")}, ${known.decrypted === 0 ? "all" : count(known.encrypted)} still encrypted`;
}

export const saveTexts = {
  open: "Export…",
  /** While an export runs, with how much of it is done, if that is known. */
  now: (percent: number | null) => (percent === null ? "Exporting…" : `Exporting… ${percent} %`),
  title: "Export",

  which: "Records",
  all: (records: number) => (records === 1 ? "The one record" : `All ${count(records)} records`),
  view: (records: number) => `${plural(records, "matching record", "matching records")}`,
  viewWhat: (filter: string) => `Filter: ${filter}`,
  selected: (records: number) => plural(records, "selected record", "selected records"),
  rejected: (lines: number) => plural(lines, "unreadable line", "unreadable lines"),
  rejectedWhat: "Lines that are not records, byte for byte.",

  /** What is known of the records before they are exported. */
  outlook: ({ decrypted, encrypted, unknown }: Outlook) => {
    if (encrypted + unknown === 0)
      return decrypted === 1 ? "It is decrypted." : `All ${count(decrypted)} are decrypted.`;
    if (decrypted + unknown === 0)
      return encrypted === 1
        ? "It stays encrypted: no key here matches it, or it is damaged."
        : `All ${count(encrypted)} stay encrypted: no key here matches them, or they are damaged.`;
    if (decrypted + encrypted === 0) return "Whether the keys match shows during the export.";
    const parts = [
      decrypted > 0 ? `${plural(decrypted, "is", "are")} decrypted` : "",
      encrypted > 0 ? `${plural(encrypted, "stays", "stay")} encrypted` : "",
      unknown > 0 ? `${plural(unknown, "was", "were")} not checked yet` : "",
    ];
    return `${parts.filter((part) => part !== "").join(", ")}.`;
  },
  plain: "Unchanged",
  keyNeeded: "All but unchanged records need your private key.",
  file: "File",
  gzip: "Compress (gzip)",
  incomplete: "Some of the log files are cut off or damaged. The file has what could be read.",

  kept: {
    disk: "Your browser asks for the place. An empty file is there until the export is complete; a file that you replace is emptied at once, even if you cancel later.",
    "private-file": (small: number) =>
      `Saved to Downloads. Beyond ${bytes(small)}, a copy lies in this browser’s storage for some minutes; if the browser ends meanwhile, it may stay until this page is next opened.`,
    memory: (limit: number) =>
      `Saved to Downloads. Until then your browser can only hold it in memory here, up to ${bytes(limit)}.`,
  },
  takes: (seconds: number) => `Decrypting takes about ${duration(seconds)}.`,
  start: exportRecords,
  startRejected: (lines: number) => `Export ${plural(lines, "unreadable line", "unreadable lines")}`,
  close: "Close",
  cancel: "Cancel",

  begun: "Exporting…",
  progress: (records: number, total: number, written: number) =>
    `${total > 0 ? `${count(records)} of ${plural(total, "record", "records")}` : plural(records, "record", "records")} · ${bytes(written)} written`,
  left: (seconds: number) => `${duration(seconds)} left`,

  saved: (records: number, size: number) => `${plural(records, "record", "records")} exported, ${bytes(size)}`,
  savedTo: {
    disk: "It is at the place that you chose.",
    "private-file": "Your browser saves it to your downloads.",
    memory: "Your browser saves it to your downloads.",
  },
  name: "Name",
  exactly: (size: number) => plural(size, "byte", "bytes"),
  size: "Size",
  fields: "Fields",
  fieldsSaved: (opened: number, sealed: number) =>
    [opened > 0 ? `${count(opened)} decrypted` : "", sealed > 0 ? `${count(sealed)} still encrypted` : ""]
      .filter((part) => part !== "")
      .join(", "),
  /** How many records of the file are decrypted. */
  decrypted: (records: number, encrypted: number) => {
    if (encrypted === 0) return records === 1 ? "It is decrypted." : "All of them are decrypted.";
    if (encrypted === records)
      return `None of them is decrypted: ${plural(encrypted, "record stays", "records stay")} encrypted.`;
    return `${plural(records - encrypted, "record is", "records are")} decrypted, ${plural(encrypted, "stays", "stay")} encrypted.`;
  },
  asExported: "They are as they were exported.",
  leftOut: (lines: number) =>
    `${plural(lines, "line is not a record, and is", "lines are not records, and are")} not in the file.`,
  damaged: "Some of the log files are cut off or damaged. This is what could be read of them.",
  sha256: "SHA-256",
  copyHash: "Copy",

  cancelled: "Cancelled. No file was left.",
  failed: (why: string) => `Not exported, and no file was left. ${why}`,

  memoryFull: (limit: number) =>
    `There is more than the ${bytes(limit)} that this browser can hold in memory here. Export fewer records, compress them, or use a browser that writes to the disk, such as Chrome or Edge.`,
  noRoom:
    "There is no room left: the disk is full, or the browser gives this page no more of it. Make room, export fewer records, or compress them.",
  notAllowed: "The browser may not write there. Choose another place.",
  placeGone: "The place was moved or removed meanwhile. Choose it again.",
  notWritten: (why: string) => `The browser could not write it (${why}).`,
  lost: (made: number, written: number) => `${count(made)} bytes were made, and ${count(written)} arrived. Try again.`,
};
