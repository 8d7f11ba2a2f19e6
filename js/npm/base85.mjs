// Bytes as text of 85 different characters: five for four bytes, where base64 has five and a third. A page that carries its
// modules inside is 6 % smaller by that. Decoded by js/entries/web/unpack.ts.

/** What stands as it is in a script's string, in HTML and in a template of `serve`. */
const LEFT_OUT = "\"\\'`<>&$%";
export const ALPHABET = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at))
  .filter((character) => !LEFT_OUT.includes(character))
  .join("");

/**
 * The last bytes, where they are fewer than four, take one character more than they are.
 * @param {Uint8Array} bytes
 */
export function base85(bytes) {
  const parts = [];
  for (let at = 0; at < bytes.length; at += 4) {
    const count = Math.min(4, bytes.length - at);
    let value = 0;
    for (let i = 0; i < 4; i++) value = value * 256 + (bytes[at + i] ?? 0);
    let group = "";
    for (let i = 0; i < 5; i++) {
      group = ALPHABET.charAt(value % 85) + group;
      value = Math.floor(value / 85);
    }
    parts.push(group.slice(0, count + 1));
  }
  return parts.join("");
}
