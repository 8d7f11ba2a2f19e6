// Every sentence that the page says, in one place.
import type { EngineInfo } from "core";
import type { Outlook } from "./session/messages.ts";

const number = new Intl.NumberFormat("en");
export const plural = (count: number, one: string, many: string) =>
  `${number.format(count)} ${count === 1 ? one : many}`;

/** Bytes for people: `3.2 MB`. */
export function bytes(count: number): string {
  if (count < 1000) return plural(count, "byte", "bytes");
  let value = count;
  let unit = "";
  for (unit of ["KB", "MB", "GB", "TB"]) {
    value /= 1000;
    if (value < 999.5) break;
  }
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`;
}

/** A length of time for people: `about 3 min`. */
export function duration(seconds: number): string {
  if (seconds < 5) return "a few seconds";
  if (seconds < 90) return `about ${Math.ceil(seconds / 5) * 5} s`;
  if (seconds < 90 * 60) return `about ${Math.round(seconds / 60)} min`;
  return `about ${(seconds / 3600).toFixed(1)} h`;
}

/** A time as file names have it, in UTC: `18 April 2026, 00:02 UTC`. */
const dateOf = (time: Date) =>
  `${time.toLocaleString("en-GB", { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC" })} UTC`;

/** The first half of a fingerprint in groups, enough to compare by eye. */
export const fingerprint = (hex: string) => (hex.slice(0, 16).match(/.{4}/g) ?? []).join(" ");

export const count = (value: number) => number.format(value);

export const texts = {
  title: "logpush-decrypt",
  purpose: "Read the AI Gateway logs that Logpush exported",
  promise: "Your key and your logs stay in this tab.",
  promiseWhy:
    "The page cannot send them anywhere: its policy forbids every connection, and your browser enforces that.",
  check: "How can I check that?",
  checks: [
    "Turn your network off now. Everything here goes on working.",
    "Open your browser’s developer tools (F12), choose Network, and use the page: no request appears.",
    "Read the policy: view the page’s source; it stands near the top. connect-src 'none' forbids every connection, in the page and in its workers.",
    "Save the page and open it from your disk. It is one file and needs no server.",
  ],
  checkLimits:
    "What this cannot promise: a browser extension that may read every page can read this one, and a page that somebody has altered can say the same. The policy covers neither WebRTC, which the page’s script takes away before anything else runs, nor leaving the page for another. Take the page from where you trust it.",

  speed: (workers: number, engine?: EngineInfo) => {
    const milliseconds = engine?.name === "native" ? engine.nativeMilliseconds : engine?.kernelMilliseconds;
    const told = engine
      ? ` · RSA by ${engine.name === "native" ? "the browser" : "WebAssembly"}${milliseconds === undefined ? "" : `, ${milliseconds.toFixed(1)} ms`}`
      : "";
    return plural(workers, "worker", "workers") + told;
  },
  workers: "Workers that open records",
  engine: "RSA operations are done by",
  engines: { auto: "whichever is faster", native: "the browser (crypto.subtle)", wasm: "WebAssembly" },
  strict: "Unwrap every key",
  strictWhat:
    "The fields of a record often have one AES key in common. The key of one field is tried on the others, which saves RSA operations; each field’s tag tells whether it fits. Unwrapping every key also reports wrapped keys that were damaged.",
  largestRecord: "Largest record",
  largestRecordWhat:
    "Longer records are not read, and are kept with the rejected lines. A change reads your files again.",
  mebibytes: (count: number) => `${count} MiB`,
  engineTimes: ({ kernelMilliseconds, nativeMilliseconds }: EngineInfo, kernel?: string) =>
    [
      kernelMilliseconds === undefined
        ? ""
        : `WebAssembly (${kernel === "relaxedSimd" ? "relaxed SIMD" : "SIMD"}): ${kernelMilliseconds.toFixed(1)} ms an operation.`,
      nativeMilliseconds === undefined ? "" : `The browser: ${nativeMilliseconds.toFixed(1)} ms.`,
    ]
      .filter((sentence) => sentence !== "")
      .join(" "),

  logsTitle: "1. Your logs",
  logsWhat: "The exported .log.gz files, a whole folder of them, or a ZIP or tar archive. Of any size.",
  chooseFiles: "Choose files",
  chooseFolder: "Choose a folder",
  folderNote: "Your browser may speak of “uploading” the folder. Nothing is uploaded.",
  keyTitle: "2. Your private key",
  keyWhat:
    "The one that belongs to the public key in AI Gateway’s settings: PEM, DER or JWK, with or without a passphrase.",
  chooseKey: "Choose a key file",
  pasteKey: "…or paste it here",
  pasteHint: "-----BEGIN PRIVATE KEY-----",
  useKey: "Use this key",
  passphrase: "Its passphrase",
  passphraseOf: "The passphrase of",
  leaveLocked: "Go on without it",
  moreLocked: (others: number) =>
    others === 1 ? "Then one more key is asked for." : `Then ${others} more keys are asked for.`,
  unlock: "Unlock",
  keyWiped: "What you paste is taken out of the field at once.",
  dropAnywhere: "Drop logs and keys anywhere on this page.",
  dropNow: "Drop to open. Nothing is uploaded.",
  trySample: "Try it with a sample",
  trySampleWhat: "Nothing at hand? This makes a key pair and a sealed file right here, and opens it.",
  makingSample: "Making a key pair and sealing a sample…",
  sampleFailed: "The sample could not be made.",
  sampleNote: "This is a sample. Its key and its file were made here a moment ago.",
  saveSampleKey: "Save its key",
  saveSampleLogs: "Save its sealed file",
  useOwn: "Open my own files",

  makeKeys: "Make a new key pair",
  makeKeysWhat: "For a gateway whose logs are not sealed for a key of yours yet. The pair is made in this browser.",
  keySize: "Size",
  keySizes: (bits: number) => `RSA ${bits}${bits === 4096 ? ", as Cloudflare’s documentation makes them" : ""}`,
  newPassphrase: "A passphrase for the private key, if you like",
  make: "Make the pair",
  making: "Making it. A key of 4096 bits takes some seconds, and in some browsers up to minutes.",
  passed: (seconds: number) => `${seconds} s`,
  made: (bits: number) => `A pair of ${bits} bits was made, and opened what was sealed for it. Fingerprint (SHA-256):`,
  savePrivate:
    "Save the private key, and keep it where you keep passwords: who has it can read the logs, and without it nobody can.",
  savePrivateButton: "Save private.pem",
  uploadPublic:
    "Copy the public key, and paste it in the Cloudflare dashboard: AI Gateway, your gateway, Settings, Logpush. Logs have to be turned on for that gateway.",
  copyPublic: "Copy the public key",
  savePublicButton: "Save public.pem",
  keepPrivate: "From then on the exported logs are sealed for this pair. Keep older private keys for older logs.",
  makeAnother: "Make another pair",
  broken:
    "This browser cannot run the page: it needs WebAssembly and workers. Try another browser, or one without lockdown.",
  /** The worker stopped after it had worked. */
  stoppedWorking: (why: string) =>
    `The part of the page that reads your files and holds your keys stopped (${why}). Nothing was sent anywhere. Restart it to go on: your files are read again, and you add your key again.`,
  restart: "Restart",
  reload: "Reload the page",
  listing: (files: number) => `Reading the list of files… ${count(files)}`,
  logAsKey: (name: string) => `${name} is a log, not a key. It was added to your logs.`,
  nothingGiven: "There are no files in it.",
  emptyArchive: "There are no files in the archive.",
  unreadableFolder: (path: string) => `The browser cannot read the folder ${path}. Choose it with the button instead.`,
  files: (files: number) => plural(files, "file", "files"),
  keyDoesNotFit: "Add the key that these files were sealed for.",
  openWhatever: "Open them anyway",
  fitSize: (bits: number[], sealedFor: number) =>
    `${bits.length === 1 ? "This key has" : "These keys have"} ${[...new Set(bits)].join(" and ")} bits; these files were sealed for ${sealedFor}.`,
  fitRefused: (keys: number, tried: number) =>
    `${keys === 1 ? "This key has the right size but opens" : "Of these keys none opens"} ${keys === 1 ? "none of" : "any of"} the ${plural(tried, "record that was tried", "records that were tried")}: these files were sealed for another key.`,
  fitUntil: (keys: number, time: Date | undefined, path: string) =>
    `${keys === 1 ? "This key opens" : "These keys open"} the records up to ${time ? dateOf(time) : path}; those after it were sealed for another key.`,
  fitFrom: (keys: number, time: Date | undefined, path: string) =>
    `${keys === 1 ? "This key opens" : "These keys open"} the records from ${time ? dateOf(time) : path} on; those before it were sealed for another key.`,
  fitPartly: (keys: number, opened: number, tried: number) =>
    `${keys === 1 ? "This key opens" : "These keys open"} ${count(opened)} of ${count(tried)} records that were tried. The others were sealed for other keys.`,
  keyNeeded: "Now add your private key.",
  filesNeeded: "Now add your logs.",
  key: (bits: number) => `RSA ${bits}`,
  keyFingerprint: (hex: string) => `SHA-256 of its public key: ${hex}`,
  fields: (fields: number) => plural(fields, "field", "fields"),
  noKey: "no key",
  idle: "when idle for",
  idleMinutes: (minutes: number) => (minutes === 0 ? "ever (keep it)" : `${minutes} min`),
  forgottenWhenIdle: "The keys were forgotten after an idle time.",
  addKey: "Add a key",
  forgetKeys: (keys: number) => (keys === 1 ? "Forget key" : "Forget keys"),
  addFiles: "Add files",
  closeFiles: "Close all",
  fileStates: {
    waiting: "waiting",
    reading: "reading…",
    read: "read",
    damaged: "cut off or damaged",
    failed: "cannot be read",
    foreign: "not a log",
  },

  indexing: "Looking through the files",
  indexed: (records: number) => plural(records, "record", "records"),
  saveMarked: (records: number) => `Save ${plural(records, "marked record", "marked records")}`,
  progress: (read: number, total: number, records: number) =>
    `${bytes(read)} of ${bytes(total)} · ${plural(records, "record", "records")}`,
  left: (seconds: number) => `${duration(seconds)} left`,
  cancel: "Cancel",
  opening: "Opening every record",
  openingProgress: (records: number, total: number) =>
    `${count(records)} of ${plural(total, "record", "records")} opened`,
  checkAll: (seconds: number) => `Open every record (${duration(seconds)})`,
  checkWhat:
    "To see whether the keys open everything. What was opened once is then searched and saved without waiting for RSA.",
  openedWhenNeeded: "Each is opened when you look at it, search in it or save it.",
  summary: (records: number, opened: number) =>
    `${plural(records, "record", "records")}, ${plural(opened, "field", "fields")} opened`,
  opensAll: (keys: number, records: number) =>
    `${keys === 1 ? "This key opens" : "These keys open"} ${records === 1 ? "the record" : `all ${count(records)} records`}.`,
  nothingSealed: "Nothing in them was sealed.",
  noRecords: "There are no records in it.",
  damaged: (files: number) =>
    files === 1 ? "1 file is cut off or damaged." : `${number.format(files)} files are cut off or damaged.`,
  failed: (files: number) => `${plural(files, "file", "files")} could not be read.`,
  foreign: (files: number) => `${plural(files, "file is not a log", "files are not logs")}.`,
  stopped: (records: number, total: number) =>
    `Stopped before the end: ${count(records)} of ${plural(total, "record was", "records were")} opened.`,
  sealed: (fields: number) => `${plural(fields, "field", "fields")} stayed sealed`,
  rejected: (lines: number) => `${plural(lines, "line is no record", "lines are no records")}`,
  /** `known`: what is known of them; `null` if nothing is, or nothing in them is encrypted. */
  saveRecords: (records: number, known: Outlook | null) => {
    if (!known || known.unknown > 0) return `Save ${plural(records, "record", "records")}`;
    if (known.encrypted === 0) return `Save ${plural(records, "decrypted record", "decrypted records")}`;
    return `Save ${plural(records, "record", "records")}, ${known.decrypted === 0 ? "all" : count(known.encrypted)} still encrypted`;
  },
  saveRejects: "Save rejected lines",

  problems: (problems: number) => plural(problems, "problem", "problems"),
  /** The files in which many fields went wrong for one reason, and the span of time that their names tell. */
  causeFiles: (files: number, from: Date | undefined, to: Date | undefined, first: string, last: string) =>
    `${plural(files, "file", "files")}, ${from && to ? `${dateOf(from)} to ${dateOf(to)}` : `${first} to ${last}`}`,
  causeFields: (fields: number) => plural(fields, "field", "fields"),
  problemsMore: (more: number) => `…and ${plural(more, "more", "more")}.`,
  problemFile: "File",
  problemLine: "Line",
  problemField: "Field",
  problemReason: "Reason",
  warnings: (warnings: number) => plural(warnings, "remark", "remarks"),
  showRecord: (line: number) => `Show line ${count(line)}`,

  record: (index: number) => `Record ${count(index + 1)}`,
  recordOf: (index: number, total: number) => `Record ${count(index + 1)} of ${count(total)}`,
  recordPlace: (path: string, line: number) => `${path}, line ${count(line)}`,
  previous: "Previous",
  next: "Next",
  copyRecord: "Copy record",
  copyField: "Copy",
  copied: "Copied",
  copyFailed: "Copying failed",
  asText: "Text",
  asJson: "JSON",
  emptyText: "empty",
  sealedField: "sealed",
  showMore: (more: number) => `Show ${count(more)} more`,
  showAll: (size: number) => `Show all (${bytes(size)})`,
  showPart: (part: number, size: number) => `Show ${bytes(part)} more (of ${bytes(size)})`,
  showField: (size: number) => `Show (${bytes(size)})`,
  noSelection: "Choose a record to read it.",
};
