import type { Sort } from "core";

/** The records of the table, in an order. */
export interface View {
  /** Grows with each change of the order, and when other records come in place of these. */
  version: number;
  /** New rows can come between the ones that are there, and not only behind them. */
  between: boolean;
  sort: Sort | null;
  rows: number;
  /** Grows when cells of members of the metadata may say something else. */
  noted: number;
  /** Grows when what cells said must be forgotten. */
  forgotten: number;
}
