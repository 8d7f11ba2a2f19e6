// Bytes that are written as copies out of other bytes, and what is between the copies. js/npm/delta.mjs writes them.
//
// All numbers are LEB128: the length of the whole, the number of copies; then of all copies how many bytes are new before
// each, how many are copied, and how far from the end of the copy before it each begins (zigzag); then the new bytes.

/** The bytes of which a delta was made, given the same others. */
export function restored(delta: Uint8Array, others: Uint8Array): Uint8Array<ArrayBuffer> {
  let at = 0;
  const number = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = delta[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const bytes = new Uint8Array(number());
  const count = number();
  const [news, copies, moves] = [1, 2, 3].map(() => Array.from({ length: count }, number));
  let [end, from] = [0, 0];
  const addNew = (length: number) => {
    bytes.set(delta.subarray(at, at + length), end);
    at += length;
    end += length;
  };
  for (const [i, length] of (copies ?? []).entries()) {
    addNew(news?.[i] ?? 0);
    const move = moves?.[i] ?? 0;
    from += move % 2 === 0 ? move / 2 : -(move + 1) / 2;
    bytes.set(others.subarray(from, from + length), end);
    end += length;
    from += length;
  }
  addNew(bytes.length - end);
  return bytes;
}
