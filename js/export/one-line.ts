/**
 * JSON on one line for every reader: Node.js' `readline` and others end lines also at U+2028 and U+2029, which JSON may have in
 * its strings as they are.
 */
export const oneLine = (json: string): string =>
  json.replace(/[\u2028\u2029]/g, (each) => `\\u${each.charCodeAt(0).toString(16)}`);
