// Values that read the same are one: a status of 200 may be a number in one record and a text in another.
import type { Facet, Histogram } from "core";

/** A facet with one row for each text, of its most frequent ones `most`. */
export function mergedFacet(facet: Facet, most: number): Facet {
  const byText = new Map<string, Facet["values"][number]>();
  for (const value of facet.values) {
    const same = byText.get(value.text);
    byText.set(value.text, same ? { ...same, count: same.count + value.count } : value);
  }
  const all = [...byText.values()].sort((a, b) => b.count - a.count);
  const others = all.splice(most);
  return {
    ...facet,
    values: all,
    otherValues: facet.otherValues + others.length,
    otherRecords: facet.otherRecords + others.reduce((sum, { count }) => sum + count, 0),
  };
}

/** A histogram with one layer for each text. */
export function mergedHistogram(histogram: Histogram): Histogram {
  const byText = new Map<string, number[]>();
  for (const { text, counts } of histogram.splits) {
    const same = byText.get(text);
    byText.set(text, same ? same.map((count, bin) => count + (counts[bin] ?? 0)) : counts);
  }
  return { ...histogram, splits: [...byText].map(([text, counts]) => ({ text, counts })) };
}
