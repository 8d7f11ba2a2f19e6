// Words of a command line that is shown, to be copied into a shell.

/** What no shell takes for anything else than itself. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** A word as a shell takes it for one word: in quotation marks, if it needs them. */
export function shellWord(word: string, platform: NodeJS.Platform = process.platform): string {
  if (PLAIN.test(word)) return word;
  // Neither of the shells of Windows takes a quotation mark within a name; no name there has one.
  return platform === "win32" ? `"${word}"` : `'${word.replaceAll("'", "'\\''")}'`;
}
