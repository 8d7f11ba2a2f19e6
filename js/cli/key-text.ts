// Telling the text of a key from the name of a file: what may be a key is never repeated, not even to say that there is
// no such file.
import fs from "node:fs";

/** What stands in keys, and in no name that people give to a file. */
const IN_KEYS = /-\s*BEGIN |PRIVATE KEY|["']?\bkty\b["']?\s*[:=]|<RSAKeyValue|AGE-SECRET-KEY-/;
/** Base64 as long as no part of a name is: the shortest RSA private key has 800 characters, its smallest number 80. */
const LONG_BASE64 = /(?:[A-Za-z0-9+/_-]\r?\n?){200}/;

const exists = (name: string): boolean => {
  try {
    return fs.existsSync(name);
  } catch {
    return false;
  }
};

/** Whether any argument may be a key's text. */
export const mayBeKey = (word: string): boolean => (IN_KEYS.test(word) || LONG_BASE64.test(word)) && !exists(word);

/** The same where only the name of a file makes sense: no name has several lines or is as long as this. */
export const mayBeKeyForFile = (word: string): boolean =>
  mayBeKey(word) || (/[\n\r{}"]|[A-Za-z0-9+_=-]{80}/.test(word) && !exists(word));

/** What to do instead. */
export const KEY_ELSEWHERE =
  "Others can read the command line. Put the key in a file and give its name, -k private.pem, or put its text in LOGPUSH_PRIVATE_KEY.";
