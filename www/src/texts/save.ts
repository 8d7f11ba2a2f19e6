// What the page says about saving.
import type { Outlook } from "../session/messages.ts";
import { bytes, count, duration, plural } from "../texts.ts";

export const saveTexts = {
  save: "Save…",
  /** While a save goes on, with how much of it is done, if somebody knows. */
  savingNow: (percent: number | null) => (percent === null ? "Saving…" : `Saving… ${percent} %`),
  title: "Save records",

  which: "Records",
  all: (records: number) => (records === 1 ? "The one record" : `All ${count(records)} records`),
  view: (records: number) =>
    records === 1 ? "The one that matches the filter" : `The ${count(records)} that match the filter`,
  selected: (records: number) => (records === 1 ? "The selected one" : `The ${count(records)} selected ones`),

  form: "Sealed fields",
  opened: "Decrypted",
  openedWhat: "Anyone with the file can read the messages.",
  /** What is known of them before they are saved. */
  outlook: ({ decrypted, encrypted, unknown }: Outlook) => {
    if (encrypted + unknown === 0)
      return decrypted === 1 ? "It is decrypted." : `All ${count(decrypted)} are decrypted.`;
    if (decrypted + unknown === 0)
      return encrypted === 1
        ? "It stays encrypted: no key here fits it."
        : `All ${count(encrypted)} stay encrypted: no key here fits them.`;
    if (decrypted + encrypted === 0) return "Whether the keys fit shows when they are saved.";
    const told = [
      decrypted > 0 ? `${plural(decrypted, "is", "are")} decrypted` : "",
      encrypted > 0 ? `${plural(encrypted, "stays", "stay")} encrypted` : "",
      unknown > 0 ? `${plural(unknown, "was", "were")} not checked yet` : "",
    ];
    return `${told.filter((part) => part !== "").join(", ")}.`;
  },
  sealed: "As they are",
  sealedWhat: "Each record byte for byte as it was exported. Reading it takes the private key.",
  keyNeeded: "Opening them takes your private key, which is not here.",
  file: "File",
  gzip: "Compress it (gzip)",

  kept: {
    disk: "Your browser asks for the place. An empty file stands there until the save is complete; a file that you replace is emptied at once, even if you cancel later.",
    "private-file":
      "It goes to your downloads, by way of your browser’s storage for this page, from where it is wiped some minutes later.",
    memory: (limit: number) =>
      `It goes to your downloads. Until it is whole, your browser can only hold it in memory here, up to ${bytes(limit)}.`,
  },
  takes: (seconds: number) => `Opening the fields takes ${duration(seconds)}.`,
  start: "Save",
  close: "Close",
  cancel: "Cancel",

  begun: "Saving…",
  progress: (records: number, total: number, written: number) =>
    `${total > 0 ? `${count(records)} of ${plural(total, "record", "records")}` : plural(records, "record", "records")} · ${bytes(written)} written`,
  left: (seconds: number) => `${duration(seconds)} left`,

  saved: (records: number, size: number) => `${plural(records, "record", "records")} saved, ${bytes(size)}`,
  savedTo: {
    disk: "It is at the place that you chose.",
    "private-file": "Your browser puts it into your downloads.",
    memory: "Your browser puts it into your downloads.",
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
  rejected: (lines: number) => `${plural(lines, "line is no record", "lines are no records")}, and not in the file.`,
  damaged: "Some of the log files are cut off or damaged. This is what could be read of them.",
  sha256: "SHA-256",
  copyHash: "Copy",

  cancelled: "Cancelled. No file was left.",
  failed: (why: string) => `Not saved, and no file was left. ${why}`,

  memoryFull: (limit: number) =>
    `There is more than the ${bytes(limit)} that this browser can hold in memory here. Save fewer records, compress them, or use a browser that saves to the disk, such as Chrome or Edge.`,
  noRoom:
    "There is no room left: the disk is full, or the browser gives this page no more of it. Make room, save fewer records, or compress them.",
  notAllowed: "The browser may not write there. Choose another place.",
  placeGone: "The place is gone: it was moved or removed meanwhile. Choose it again.",
  notWritten: (why: string) => `The browser could not write it (${why}).`,
  lost: (made: number, written: number) => `${count(made)} bytes were made, and ${count(written)} arrived. Try again.`,
};
