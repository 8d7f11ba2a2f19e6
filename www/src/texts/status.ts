// What the foot says: how far reading and checking are, what came of them, and the settings of speed.
import type { EngineInfo } from "core";
import { bytes, count, duration, plural } from "./format.ts";

const records = (all: number) => plural(all, "record", "records");

export const statusTexts = {
  indexing: "Reading the files",
  progress: (read: number, total: number, all: number) => `${bytes(read)} of ${bytes(total)} · ${records(all)}`,
  left: (seconds: number) => `${duration(seconds)} left`,
  cancel: "Cancel",

  checking: "Checking all records",
  checkingProgress: (done: number, total: number) => `${count(done)} of ${records(total)} checked`,
  checkAll: (seconds: number) => `Check all records (${duration(seconds)})`,
  checkWhat: "Decrypts every record to see whether the keys match. Searching and exporting are faster afterwards.",

  records: (all: number) => `${records(all)}.`,
  keyNeeded: "Add your private key to decrypt the messages.",
  keyDoesNotFit: "Add the matching private key.",
  decryptedWhenNeeded: "Records are decrypted when you view, search or export them.",
  allDecrypted: (all: number) => (all === 1 ? "1 record decrypted." : `All ${count(all)} records decrypted.`),
  someDecrypted: (decrypted: number, all: number) =>
    decrypted === 0
      ? `None of ${records(all)} could be decrypted.`
      : `${count(decrypted)} of ${records(all)} decrypted, ${count(all - decrypted)} could not be.`,
  nothingEncrypted: "Nothing in them is encrypted.",
  noRecords: "These files have no records.",
  stopped: (done: number, total: number) => `Check stopped: ${count(done)} of ${records(total)} checked.`,

  settings: "Settings",
  speed: (workers: number, engine?: EngineInfo) => {
    const milliseconds = engine?.name === "native" ? engine.nativeMilliseconds : engine?.kernelMilliseconds;
    const time = milliseconds === undefined ? "" : ` · ${milliseconds.toFixed(1)} ms per key`;
    return `${plural(workers, "worker", "workers")}${time}`;
  },
  by: (engine: EngineInfo) => `RSA is done by ${engine.name === "native" ? "the browser" : "WebAssembly"}.`,
  workers: "Workers that decrypt",
  engine: "RSA is done by",
  notNative: "This browser offers no crypto.subtle to the page's workers, so WebAssembly does it.",
  engines: { auto: "whichever is faster", native: "the browser (crypto.subtle)", wasm: "WebAssembly" },
  strict: "Verify every wrapped key (slower)",
  strictWhat:
    "The fields of a record often share one AES key. The key of one field is tried on the others, which saves RSA operations; the tag of each field decides. Verifying every wrapped key also reports those that are damaged.",
  largestRecord: "Largest record",
  largestRecordWhat:
    "Longer records are not read, and count as unreadable lines. Your files are read again when you change this.",
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
};
