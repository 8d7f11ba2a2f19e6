// What the page says about the forms of exports, and about what is hidden in them.
import type { LeftOut, MaskCounts, MaskKind } from "core";
import type { Recipient } from "../protocol/keys.ts";
import type { MaskedRecord, SaveForm } from "../protocol/saves.ts";
import { enumerated, fingerprint, plural, shortFingerprint } from "./format.ts";

const KINDS: Record<keyof MaskCounts, [one: string, many: string]> = {
  email: ["e-mail address", "e-mail addresses"],
  secret: ["key or token", "keys or tokens"],
  card: ["card number", "card numbers"],
  iban: ["IBAN", "IBANs"],
  masked: ["match of your patterns", "matches of your patterns"],
};

const countsOf = (counts: MaskCounts) =>
  (Object.keys(KINDS) as (keyof MaskCounts)[]).flatMap((kind) =>
    counts[kind] > 0 ? plural(counts[kind], ...KINDS[kind]) : [],
  );

const WHY: Record<LeftOut, (records: number) => string> = {
  sealed: (records) => `${records} with a field that could not be decrypted`,
  plain: (records) => `${records} in which nothing was encrypted`,
  clear: (records) => `${records} with a body in the clear beside encrypted fields`,
  unlike: (records) => `${records} that cannot be written again`,
};

export const exportTexts = {
  format: "Format",
  forms: {
    ndjson: ["Records (NDJSON)", "Lines of JSON, for scripts, jq and other tools."],
    csv: ["Table (CSV)", "A row a record, for Excel and other spreadsheets."],
    parquet: ["Parquet", "A table for DuckDB, pandas and data warehouses."],
    markdown: ["Conversations (Markdown)", "To read, to print and to paste."],
    otlp: ["OpenTelemetry spans (OTLP/JSON)", "For collectors and tools for traces, such as Langfuse."],
    "chat-jsonl": ["Fine-tuning examples (chat JSONL)", "Complete answers, in the form of OpenAI."],
    resealed: ["Encrypted for another key", "To hand records to somebody whose public key you have."],
    sealed: ["Encrypted, unchanged", "Byte for byte as exported."],
  } satisfies Record<SaveForm, [name: string, what: string]>,
  /** Who can read the file. */
  readers: (form: SaveForm, isMasking: boolean, recipient: Recipient | null) => {
    if (form === "sealed") return "Only holders of the private key can read the messages.";
    if (form === "resealed") {
      const holders = recipient
        ? `Only holders of the private half of ${shortFingerprint(recipient.fingerprint)}`
        : "Only holders of the other private key";
      return `${holders} can read the messages. Fields that are not encrypted, such as the model, stay readable.`;
    }
    return `Anyone with the file can read the messages${isMasking ? ", but for what is hidden" : ""}.`;
  },
  /** Of records for another key: those that cannot be decrypted. */
  notResealed: (records: number) =>
    `${plural(records, "record", "records")} that cannot be decrypted ${records === 1 ? "is" : "are"} left out.`,
  /** Tables and texts have no place for what is encrypted. */
  sealedAbsent: "Fields that stay encrypted are not in the file.",

  columns: "Columns",
  chosen: (columns: number, isLines: boolean) =>
    isLines && columns === 0 ? "Whole records" : plural(columns, "column", "columns"),
  wholeRecords: "Without a column, each line is the whole record.",
  noColumn: "Choose a column.",
  all: "All",
  none: "None",
  usual: "Usual",

  hide: "Hide",
  kinds: {
    email: "E-mail addresses",
    secret: "Keys and tokens",
    card: "Card numbers",
    iban: "IBANs",
  } satisfies Record<MaskKind, string>,
  patterns: "Own patterns",
  patternsHint: "A regular expression a line, such as EMP-[0-9]{6}.",
  patternProblem: (line: number, message: string) => `Line ${line}: ${message}`,
  notFound:
    "Names, postal addresses, phone numbers and passwords are not found. Look through the file before you share it.",
  show: "Show what is hidden",
  shown: (place: number, counts: MaskCounts) => {
    const found = countsOf(counts);
    return found.length === 0
      ? `Nothing is hidden in record ${place + 1}, the selected one.`
      : `In record ${place + 1}, the selected one: ${enumerated(found)}.`;
  },
  shownOf: (field: string) => `Hidden in ${field}`,
  cut: ({ isCut }: MaskedRecord) => (isCut ? "There is more." : ""),
  /** After an export. */
  hidden: (counts: MaskCounts) => {
    const found = countsOf(counts);
    return found.length === 0 ? "Nothing was found to hide." : `Hidden: ${enumerated(found)}.`;
  },

  publicKey: "Public key",
  publicKeyWhat: "The other person makes a pair, and sends you the public half. Their private key stays with them.",
  choose: "Choose public key file…",
  paste: "Or paste it",
  pasteHint: "-----BEGIN PUBLIC KEY-----",
  use: "Use key",
  change: "Change",
  key: ({ bits, fingerprint: hex }: Recipient) => `RSA, ${bits} bits, ${fingerprint(hex)}`,
  compare: "Compare the fingerprint if the key came over an open channel.",

  resealed: (records: number) => `${records === 1 ? "It is" : "They are"} encrypted for the other key.`,
  leftOut: (leftOut: Partial<Record<LeftOut, number>>) => {
    const all = (Object.keys(WHY) as LeftOut[]).flatMap((why) => {
      const records = leftOut[why] ?? 0;
      return records > 0 ? [[records, WHY[why](records)] as const] : [];
    });
    const sum = all.reduce((total, [records]) => total + records, 0);
    return sum === 0
      ? ""
      : `${plural(sum, "record is", "records are")} not in the file: ${enumerated(all.map(([, why]) => why))}.`;
  },
  neverFound: (names: readonly string[]) =>
    names.length === 0
      ? ""
      : `No record has ${enumerated(names)}: ${names.length === 1 ? "its column is" : "their columns are"} empty.`,
};
