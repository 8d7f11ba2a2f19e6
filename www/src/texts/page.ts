// What the frame of the page says: the bar, the welcome, the sample, and what stops it.
import { count } from "./format.ts";

export const pageTexts = {
  title: "logpush-decrypt",
  purpose: "Decrypt and explore AI Gateway logs from Logpush",
  skip: "Skip to the records",
  more: "More",

  promise: "Nothing leaves this tab",
  promiseWhy:
    "Your key and your logs stay in this tab. The page cannot send them anywhere: its policy forbids every connection, its frame can neither lead elsewhere nor keep anything, and your browser enforces both.",
  check: "Check it yourself",
  checks: [
    "Turn off your network now. Everything here keeps working.",
    "Open your browser’s developer tools (F12), choose Network, and use the page: no request appears.",
    "Read the policy: view the page’s source; it is near the top. connect-src 'none' forbids every connection, in the page and in its workers.",
    "Save the page and open it from your disk. It is one file and needs no server.",
  ],
  checkLimits:
    "What this cannot promise: a browser extension that may read every page can read this one, and an altered copy of the page can say the same. Get the page from a source that you trust.",

  logsTitle: "1. Logs",
  logsWhat: "Exported .log.gz files of any size, a folder of them, or a ZIP or tar archive.",
  keyTitle: "2. Private key",
  keyWhat: "The counterpart of the public key in AI Gateway’s settings: PEM, DER or JWK, with or without a passphrase.",
  dropHere: "Drop logs and your private key here",
  dropNow: "Drop to open. Nothing is uploaded.",
  trust: [
    "Files and keys are read in this tab only.",
    "The page’s policy forbids every connection.",
    "It works offline, as one file.",
  ],
  trySample: "Try it with a sample",
  trySampleWhat: "No logs at hand? This makes a key pair and encrypted files here, and decrypts them.",
  /** A conversation as the page shows it. */
  example: [
    ["System", "You are the assistant of the shop. Be short and exact."],
    ["User", "Where is my order 48213?"],
    ["Assistant", "It left the warehouse on Tuesday and arrives tomorrow before noon."],
  ],
  makingSample: "Making a key pair and encrypted files…",
  sampleFailed: "The sample could not be made.",
  sampleNote:
    "This is a sample: invented conversations of three days. Its key and its files were made here a moment ago.",
  saveSampleKey: "Save its key",
  saveSampleLogs: "Save its encrypted files",
  useOwn: "Open my own files",

  listing: (files: number) => `Reading the list of files… ${count(files)}`,
  broken:
    "This browser cannot run the page: it needs WebAssembly and workers. Try another browser, or one without lockdown.",
  /** The worker stopped after it had worked. */
  stoppedWorking: (why: string) =>
    `The part of the page that reads your files and holds your keys stopped (${why}). Nothing was sent anywhere. Restart it to continue: your files are read again, and you add your key again.`,
  restart: "Restart",
  reload: "Reload the page",

  copied: "Copied",
  copyFailed: "Copying failed",
  close: "Close",
  showAll: (size: string) => `Show all (${size})`,
  showPart: (part: string, size: string) => `Show ${part} more (of ${size})`,
};
