// Modules that a script has inside, in gzip and base 85 (js/npm/base85.mjs).

/** The digit of each character, by its code. */
const DIGITS = new Uint8Array(127);
{
  let digit = 0;
  for (let code = 33; code < 127; code++)
    if (!"\"\\'`<>&$%".includes(String.fromCharCode(code))) DIGITS[code] = digit++;
}

/** The bytes of a text that `base85` made. */
export function decoded(text: string): Uint8Array<ArrayBuffer> {
  const whole = Math.ceil(text.length / 5);
  const bytes = new DataView(new ArrayBuffer(whole * 4));
  for (let group = 0; group < whole; group++) {
    let value = 0;
    for (let at = group * 5; at < group * 5 + 5; at++) {
      // What the last group lacks is its greatest digit: the bytes before it are rounded down.
      value = value * 85 + (at < text.length ? (DIGITS[text.charCodeAt(at)] ?? 0) : 84);
    }
    bytes.setUint32(group * 4, value);
  }
  return new Uint8Array(bytes.buffer, 0, Math.floor((text.length * 4) / 5));
}

export async function unpack(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = decoded(text);
  const gunzip = new DecompressionStream("gzip");
  // Not through a blob: WebKitGTK lets the worker of a page from disk read none, not even its own.
  const writer = gunzip.writable.getWriter();
  const [unpacked] = await Promise.all([
    new Response(gunzip.readable).arrayBuffer(),
    writer.write(bytes).then(() => writer.close()),
  ]);
  return new Uint8Array(unpacked);
}
