// A filter on its way to the worker, and what the page shows of its rows at once.

import type { FilterProblem } from "core";
import type { Told } from "./news.ts";
import type { Row } from "./records.ts";

/** A filter, and what the page shows of its rows at once. */
export interface FilterRequest {
  filter: string;
  /** It may be half of what is meant: one that lets no record pass, or that needs records opened, is not put in force. */
  isTyping: boolean;
  /** The record that is selected: its row comes with the answer, or else the first. */
  record: number | null;
  columns: number[];
  /** Rows come in blocks of so many. */
  block: number;
}

/**
 * A filter that was put in force, or what is wrong with it. What is being typed is not, without a word, if no record matches
 * ("none"), and if it is wrong or records have to be opened to know ("open").
 */
export type Filtered = { problem: FilterProblem } | InForce | "none" | "open";

/** What the page shows of a filter at once. */
export interface InForce {
  problem: null;
  told: Told;
  /** The place of the record that is selected, if it matches. */
  place: number | null;
  /** Rows from this place. */
  first: number;
  rows: Row[];
}
