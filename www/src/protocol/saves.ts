// Exports and copies: what is to be made of records, and what was made.

import type { LeftOut, MaskCounts, MaskKind } from "core";
import type { Copy } from "../../../js/export/copies.ts";
import type { FormName } from "../../../js/export/exporter.ts";

/** Forms of files, as exports have them; byte for byte as they were exported; or sealed again for another key. */
export type SaveForm = FormName | "sealed" | "resealed";

/** What is made of records that are saved. */
export interface SavePlan {
  form: SaveForm;
  gzip: boolean;
  /** Names of columns; `null` for the usual ones, or a form without any. */
  columns: readonly string[] | null;
  masks: Masks;
  /** The public key, in PEM, for which records are sealed again. */
  recipient: string | null;
}

/** Values that are masked: these kinds, and what regular expressions match. */
export interface Masks {
  kinds: readonly MaskKind[];
  patterns: readonly string[];
}

/** Columns that exports can have, and which of them each form has unless others are chosen. */
export interface ExportColumn {
  name: string;
  about: string;
  isUsual: { csv: boolean; parquet: boolean };
}

/** Forms in which a record is copied. */
export type CopyForm = Copy | "markdown";

/** An opened line, where it lies, and in which form it is copied. */
export interface CopiedRecord {
  text: string;
  path: string;
  line: number;
  form: CopyForm;
  masks: Masks;
}

/** A file that was made of records. */
export interface Made {
  records: number;
  bytes: number;
  /** Of its bytes, in hexadecimal. */
  sha256: string;
  /** Fields that were opened, and that stayed sealed. */
  opened: number;
  sealed: number;
  /** Records with fields that stayed sealed. */
  sealedRecords: number;
  /** Values that were masked, by kind; `null` if none were to be. */
  masked: MaskCounts | null;
  /** Records that were not sealed again, by why. */
  leftOut: Partial<Record<LeftOut, number>>;
  /** What is not in the file, in sentences. */
  remarks: string[];
  /** Columns that no record has. */
  neverFound: string[];
}

/** The texts of a record in which something is masked, with the masks in place, and how many of each kind there are. */
export interface MaskedRecord {
  counts: MaskCounts;
  texts: { field: string; parts: { text: string; isMask: boolean }[] }[];
  /** There is more than what is shown. */
  isCut: boolean;
}
