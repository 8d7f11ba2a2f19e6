// Names of files as text, also where they are not UTF-8: POSIX systems allow any bytes. A byte that is not UTF-8 stands
// as the lone surrogate U+DC00 plus its value, as Python does it (PEP 383), so that paths can be joined, sorted and
// compared as text. Whatever opens a file turns it back by `onDisk`.
import fs from "node:fs";

const STRAY = 0xdc00;
/** The longest character in UTF-8. */
const LONGEST = 4;

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** A name as text. */
export function pathOf(bytes: Uint8Array): string {
  const whole = decoded(bytes);
  if (whole !== undefined) return whole;
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    let length = 1;
    let character = decoded(bytes.subarray(at, at + 1));
    while (character === undefined && length < LONGEST) character = decoded(bytes.subarray(at, at + ++length));
    if (character === undefined) length = 1;
    text += character ?? String.fromCharCode(STRAY + (bytes[at] ?? 0));
    at += length;
  }
  return text;
}

const hasStray = /(?<![\ud800-\udbff])[\udc80-\udcff]/;

/** A name as the file system takes it. */
export function onDisk(path: string): string | Buffer {
  // Windows has names of 16-bit units, which Node.js gives and takes as they are.
  if (process.platform === "win32" || !hasStray.test(path)) return path;
  const bytes: Buffer[] = [];
  for (const character of path) {
    const code = character.charCodeAt(0);
    bytes.push(
      character.length === 1 && code >= STRAY + 0x80 && code <= STRAY + 0xff
        ? Buffer.of(code - STRAY)
        : Buffer.from(character),
    );
  }
  return Buffer.concat(bytes);
}

/** The names in a folder. */
export function namesIn(folder: string): string[] {
  if (process.platform === "win32") return fs.readdirSync(folder);
  return fs.readdirSync(onDisk(folder), { encoding: "buffer" }).map(pathOf);
}

/** The arguments of this process. Node.js replaces what is not UTF-8 in them; Linux still has them as they were given. */
export function commandLine(): string[] {
  const words = process.argv.slice(2);
  if (!words.some((word) => word.includes("\ufffd"))) return words;
  try {
    const given = fs.readFileSync("/proc/self/cmdline");
    const all: string[] = [];
    for (let at = 0; at < given.length; ) {
      const end = given.indexOf(0, at);
      all.push(pathOf(given.subarray(at, end)));
      at = end + 1;
    }
    return words.length > 0 ? all.slice(-words.length) : words;
  } catch {
    return words;
  }
}
