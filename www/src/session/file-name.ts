// Names of files that are saved. Each part of a name is true when it is given: the browser may ask for the place, and so
// for the name, before the first record is decrypted.

import type { SaveForm } from "../protocol/saves.ts";
import { withoutControls } from "../visible.ts";
import type { Choices } from "./saving/save-records.ts";
import { timeOf } from "./triage.ts";

/** What a name tells of. */
export interface Named extends Choices {
  /** The paths of all files. */
  paths: readonly string[];
  /** Records that are saved. */
  count: number;
  /** The part of the filter that asks nothing of bodies; empty without a filter. */
  filter: string;
  /** Every file is whole. */
  complete: boolean;
  /** It is known that every record is decrypted in full. */
  decrypted: boolean;
}

/** Characters of a filter in a name. */
const FILTER = 40;
/** Digits of a fingerprint in a name. */
const FINGERPRINT = 8;

/** `ai-gateway_2026-04-18_status-429_758.ndjson`; of one file that file's name, and of all records neither filter nor count. */
export function fileName(named: Named): string {
  const { paths, records, form, gzip, count, filter, complete } = named;
  const [first, ...others] = paths;
  const alone = first !== undefined && others.length === 0;
  const some = records === "view" || records === "selected";
  const parts = [
    alone ? lastName(first).replace(/(\.log)?(\.gz)?$/i, "") : "ai-gateway",
    alone ? "" : days(paths),
    records === "view" ? slug(filter) || "filtered" : records === "selected" ? "selected" : "",
    some ? String(count) : "",
    contentOf(named),
    complete || records === "selected" || records === "rejected" ? "" : "incomplete",
  ];
  return `${parts.filter((part) => part !== "").join("_")}${EXTENSIONS[form]}${gzip ? ".gz" : ""}`;
}

const EXTENSIONS: Record<SaveForm, string> = {
  ndjson: ".ndjson",
  csv: ".csv",
  parquet: ".parquet",
  markdown: ".md",
  otlp: ".otlp.jsonl",
  "chat-jsonl": ".chat.jsonl",
  resealed: ".ndjson",
  sealed: ".ndjson",
};

/** What the records of the file are: decrypted, masked, or sealed, and for whom. */
function contentOf({ records, form, decrypted, masks, recipient }: Named): string {
  if (records === "rejected") return "not-records";
  if (form === "sealed") return "as-exported";
  const isMasked = masks.kinds.length + masks.patterns.length > 0;
  const content =
    form === "resealed" ? `for-${recipient?.fingerprint.slice(0, FINGERPRINT) ?? ""}` : decrypted ? "decrypted" : "";
  return [content, isMasked ? "masked" : ""].filter((part) => part !== "").join("_");
}

const lastName = (path: string) => withoutControls(path.slice(path.lastIndexOf("/") + 1));

/** The days that the files' names tell, the first and the last: `2026-04-18_2026-04-30`. */
function days(paths: readonly string[]): string {
  const all = paths.flatMap((path) => {
    const time = timeOf(path);
    return time && !Number.isNaN(time.getTime()) ? [time.toISOString().slice(0, 10)] : [];
  });
  const [first, last] = [
    all.reduce((a, b) => (a < b ? a : b), all[0] ?? ""),
    all.reduce((a, b) => (a > b ? a : b), ""),
  ];
  return first === last ? first : `${first}_${last}`;
}

const SIGNS: readonly [RegExp, string][] = [
  [/(^|\s)-(?=\S)/g, "$1not-"],
  [/>=/g, "-from-"],
  [/<=/g, "-to-"],
  [/>/g, "-above-"],
  [/</g, "-below-"],
  [/\.\./g, "-to-"],
];

/** A filter as a part of a name, in characters that every system has in names. */
function slug(filter: string): string {
  const said = SIGNS.reduce((text, [sign, word]) => text.replace(sign, word), filter);
  return said
    .replace(/[^A-Za-z0-9.-]+/g, "-")
    .replace(/-{2,}/g, "-")
    .slice(0, FILTER)
    .replace(/^[-.]+|[-.]+$/g, "");
}
