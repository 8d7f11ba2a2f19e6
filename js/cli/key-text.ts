// Telling the text of a key from the name of a file: what may be a key is never repeated, not even to say that there is
// no such file.
import fs from "node:fs";
import path from "node:path";

/** What stands in keys, and in no name that people give to a file. */
const IN_KEYS = /-\s*BEGIN |PRIVATE KEY|["']?\bkty\b["']?\s*[:=]|<RSAKeyValue|AGE-SECRET-KEY-/;
/** Base64 as long as no part of a name is: the shortest RSA private key has 800 characters, its smallest number 80. */
const LONG_BASE64 = /(?:[A-Za-z0-9+/_-]\r?\n?){200}/;
/** A path in a folder that is there, with names of a length that names have. */
const isPath = (word: string): boolean => /^(?:[^/]{0,80}\/)+[^/]{0,80}$/.test(word) && exists(path.dirname(word));
/** Options whose values say what may stand in logs, words of keys too; and the same with their values. */
const OF_LOGS = /^--(where|mask|columns)$/;
const OF_LOGS_WITH_VALUE = /^--(where|mask|columns)=/;

const exists = (name: string): boolean => {
  try {
    return fs.existsSync(name);
  } catch {
    return false;
  }
};

/** Whether any argument may be a key's text. `before`: the argument before it. */
export function mayBeKey(word: string, before = ""): boolean {
  const isOfLogs = OF_LOGS.test(before) || OF_LOGS_WITH_VALUE.test(word);
  return ((!isOfLogs && IN_KEYS.test(word)) || (LONG_BASE64.test(word) && !isPath(word))) && !exists(word);
}

/** The same where only the name of a file makes sense: no name has several lines or is as long as this. */
export const mayBeKeyForFile = (word: string): boolean =>
  mayBeKey(word) || (/[\n\r{}"]|[A-Za-z0-9+_=-]{80}/.test(word) && !exists(word));

/** What to do instead. */
export const KEY_ELSEWHERE =
  "Others can read the command line. Put the key in a file and give its name, -k private.pem, or put its text in LOGPUSH_PRIVATE_KEY.";
