import type { Histogram } from "core";

/** A time from the first millisecond to before the second one, since 1970 (UTC). */
export type Range = readonly [from: number, to: number];

/** The bins of a histogram, counted from 0: equally long, one behind the other. */
export class Bins {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Records of each. */
  readonly totals: readonly number[];

  constructor({ from, to, splits }: Histogram) {
    this.from = from;
    this.to = Math.max(to, from + 1);
    this.count = Math.max(1, ...splits.map(({ counts }) => counts.length));
    const totals = new Array<number>(this.count).fill(0);
    for (const { counts } of splits) {
      for (const [bin, records] of counts.entries()) totals[bin] = (totals[bin] ?? 0) + records;
    }
    this.totals = totals;
  }

  /** The first whole millisecond of a bin; of the one behind the last, the histogram's end. */
  start(bin: number): number {
    return Math.ceil(this.from + ((this.to - this.from) * bin) / this.count);
  }

  /** From the beginning of the one bin to the end of the other, whichever comes first. */
  range(bin: number, other = bin): Range {
    return [this.start(Math.min(bin, other)), this.start(Math.max(bin, other) + 1)];
  }

  /** The bin that a time is in, or the nearest one. */
  at(time: number): number {
    return this.clamp(Math.floor(((time - this.from) / (this.to - this.from)) * this.count));
  }

  /** A time within a bin, which is still in it, or near it, when bins have become others. */
  middle(bin: number): number {
    return this.from + ((this.to - this.from) * (bin + 0.5)) / this.count;
  }

  clamp(bin: number): number {
    return Math.max(0, Math.min(this.count - 1, bin));
  }

  /** Where a time is, as a part of the whole: 0 at the beginning and 1 at the end, or at the one it lies beyond. */
  part(time: number): number {
    return Math.max(0, Math.min(1, (time - this.from) / (this.to - this.from)));
  }

  /** The bin with most records. */
  get fullest(): number {
    return this.totals.indexOf(Math.max(...this.totals));
  }

  /** Records in all of them. */
  get total(): number {
    return this.totals.reduce((sum, records) => sum + records, 0);
  }
}
