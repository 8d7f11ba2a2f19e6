// What is masked in records: by the core, and shown before anything is saved.
import { Masker } from "core";
import { members, textOf } from "../../../js/export/json-text.ts";
import type { MaskedRecord, Masks } from "../protocol/saves.ts";

/** Characters that are shown of a record in all, and around each mask. */
const [MOST, AROUND] = [6000, 120];
const GAP = " … ";

/** What masks these values; `undefined` if none are. */
export const maskerOf = ({ kinds, patterns }: Masks): Masker | undefined =>
  kinds.length + patterns.length === 0 ? undefined : new Masker([...kinds], [...patterns]);

/** What is wrong with the first pattern that cannot be used. */
export function patternProblem(patterns: readonly string[]): { at: number; message: string } | null {
  for (const at of patterns.keys()) {
    try {
      // With those before it: they are bounded together.
      new Masker([], patterns.slice(0, at + 1)).free();
    } catch (error) {
      if (!(error instanceof Error) || error instanceof WebAssembly.RuntimeError) throw error;
      return { at, message: error.message };
    }
  }
  return null;
}

/** What is masked in an opened line: the texts around it. */
export function maskedRecord(line: string, masks: Masks): MaskedRecord {
  const masker = new Masker([...masks.kinds], [...masks.patterns]);
  try {
    const bytes = new TextEncoder().encode(line);
    const { bytes: masked } = masker.lines(bytes, Uint32Array.of(bytes.length));
    const [before, after] = [members(line), members(new TextDecoder().decode(masked))];
    const texts: MaskedRecord["texts"] = [];
    let left = MOST;
    let isCut = false;
    for (const [field, value] of after) {
      if (before.get(field) === value) continue;
      const shown = textOf(value);
      const found = masker.text(textOf(before.get(field) ?? ""));
      // What was found by the name of the field is not found in its text alone.
      const places = found.text === shown ? found.masks : [{ start: 0, end: shown.length }];
      const parts = partsOf(shown, places, left);
      left -= parts.reduce((sum, { text }) => sum + text.length, 0);
      isCut ||= left <= 0;
      if (parts.length > 0) texts.push({ field, parts });
    }
    return { counts: masker.counts(), texts, isCut };
  } finally {
    masker.free();
  }
}

/** A text around its masks, in no more than so many characters. */
function partsOf(text: string, masks: readonly { start: number; end: number }[], most: number) {
  const parts: { text: string; isMask: boolean }[] = [];
  let [at, left] = [0, most];
  const add = (piece: string, isMask: boolean) => {
    if (piece === "" || left <= 0) return;
    parts.push({ text: piece.slice(0, left), isMask });
    left -= piece.length;
  };
  for (const { start, end } of masks) {
    const between = text.slice(at, start);
    // What stands between two masks that are far from each other is left out.
    if (at === 0 && between.length > AROUND) add(GAP.trimStart() + between.slice(-AROUND), false);
    else if (between.length > 2 * AROUND) add(between.slice(0, AROUND) + GAP + between.slice(-AROUND), false);
    else add(between, false);
    add(text.slice(start, end), true);
    at = end;
  }
  const rest = text.slice(at);
  add(rest.length > AROUND ? rest.slice(0, AROUND) + GAP.trimEnd() : rest, false);
  return parts;
}
