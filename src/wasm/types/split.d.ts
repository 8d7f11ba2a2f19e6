import type { Fault, Warning } from "./fault.d.ts";

/** What is wrong with a file that was split. */
export interface SplitFindings {
  faults: Fault[];
  warnings: Warning[];
}
