// Bytes as copies out of others, and what is new (js/delta.ts has the form).

/** Bytes that two places must have in common to be compared. */
const COMPARED = 9;
/** A shorter copy takes as many bytes as what it copies. */
const LEAST = 19;
/** Places with the same hash that are compared. */
const MOST_TRIED = 256;
/** Bytes after a place at which a longer copy is looked for. */
const LATER = [1, 2, 3, 4, 5, 6, 7, 8];
const HASH_BITS = 20;

/** @param {Uint8Array} bytes @param {number} at */
function hashAt(bytes, at) {
  let hash = 0;
  for (let i = 0; i < COMPARED; i++) hash = Math.imul(hash ^ bytes[at + i], 0x9e3779b1);
  return hash >>> (32 - HASH_BITS);
}

/** @param {Uint8Array} bytes @param {number} at @param {Uint8Array} others @param {number} from */
function common(bytes, at, others, from) {
  let length = 0;
  while (at + length < bytes.length && from + length < others.length && bytes[at + length] === others[from + length])
    length++;
  return length;
}

/**
 * A delta of bytes, which `restored` of js/delta.ts turns into them again.
 *
 * @param {Uint8Array} bytes
 * @param {Uint8Array} others
 */
export function deltaOf(bytes, others) {
  // Places by hash, the last one first.
  const last = new Int32Array(1 << HASH_BITS).fill(-1);
  const before = new Int32Array(others.length);
  for (let at = 0; at + COMPARED <= others.length; at++) {
    const hash = hashAt(others, at);
    before[at] = last[hash];
    last[hash] = at;
  }
  /** @type {[news: number[], copies: number[], moves: number[]]} */
  const [news, copies, moves] = [[], [], []];
  /** @type {Uint8Array[]} */
  const fresh = [];
  let [end, from] = [0, 0];
  /** The longest copy that can begin here. @param {number} at */
  const longest = (at) => {
    // Where the copy before would go on if so many bytes had been changed there.
    let best = { from: from + (at - end), length: common(bytes, at, others, from + (at - end)) };
    let place = at + COMPARED <= bytes.length ? last[hashAt(bytes, at)] : -1;
    for (let tried = 0; place >= 0 && tried < MOST_TRIED; tried++, place = before[place]) {
      const length = common(bytes, at, others, place);
      if (length > best.length) best = { from: place, length };
    }
    return best;
  };
  for (let at = 0; at + COMPARED <= bytes.length; ) {
    const best = longest(at);
    // Some bytes later there may be one that is longer by more than these bytes, and worth its numbers.
    if (best.length < LEAST || LATER.some((step) => longest(at + step).length > best.length + step + 2)) {
      at++;
      continue;
    }
    news.push(at - end);
    fresh.push(bytes.subarray(end, at));
    copies.push(best.length);
    moves.push(best.from >= from ? 2 * (best.from - from) : 2 * (from - best.from) - 1);
    at += best.length;
    end = at;
    from = best.from + best.length;
  }
  const numbers = [bytes.length, copies.length, ...news, ...copies, ...moves].flatMap(leb128);
  return Buffer.concat([Buffer.from(numbers), ...fresh, bytes.subarray(end)]);
}

/** @param {number} number */
function leb128(number) {
  const bytes = [];
  for (let rest = number; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}
