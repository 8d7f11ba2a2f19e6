// What the benchmarks, and the tests that they borrow from, keep in the pages that they open.
interface Window {
  /** Files that the page saved. */
  saved: { blob: Blob; name?: string }[];
  showSaveFilePicker?: unknown;
  /** How many records the page must have, as it writes the number. */
  records: string;
  /** Times of `performance.now`. */
  begun: number;
  ended: number;
  rows: number;
  progress: number;
  /** Beginning and end of each task that took more than 50 ms. */
  tasks: [begin: number, end: number][];
  /** The number of the animation frame that is asked for, and the times of those that came. */
  frame: number;
  times: number[];
}
