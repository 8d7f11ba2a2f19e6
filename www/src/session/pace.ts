// How long opening takes, by what it took so far.
import { signal } from "@preact/signals";
import type { RunNews } from "../protocol/runs.ts";
import { secondsPerField } from "./estimate.ts";
import { keys, workers } from "./state.ts";

/** Seconds of one worker for a field, as measured. */
const measured = signal<number | null>(null);

/** The guess before anything was measured: milliseconds of an RSA operation, by the bits of the key. */
const GUESSES: readonly [bits: number, milliseconds: number][] = [
  [2048, 1],
  [3072, 3],
  [Number.POSITIVE_INFINITY, 5],
];

/** Learns from a run that is over. */
export function learn(news: RunNews): void {
  measured.value = secondsPerField(news) ?? measured.value;
}

/** Seconds that opening so many fields takes whose keys are not known yet. */
export function secondsFor(fields: number): number {
  const bits = Math.max(0, ...keys.value.map((key) => key.bits));
  const [, milliseconds] = GUESSES.find(([most]) => bits <= most) ?? [0, 5];
  return (fields * (measured.value ?? milliseconds / 1000)) / workers.value;
}

/** Seconds that are left of a run; `null` while that is a guess. */
export function secondsLeft({ records, total, seconds }: RunNews): number | null {
  return seconds >= 1 && records > 0 ? ((total - records) * seconds) / records : null;
}
