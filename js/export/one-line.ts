// JSON that every reader takes.

/**
 * JSON on one line: Node.js' `readline` and others end lines also at U+2028 and U+2029, which JSON may have in its strings as they
 * are.
 */
export const oneLine = (json: string): string =>
  json.replace(/[\u2028\u2029]/g, (each) => `\\u${each.charCodeAt(0).toString(16)}`);

/** An escape of JSON: of a pair of surrogates, of half of one, or another. */
const ESCAPE = /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)/gs;
const MAY_HAVE_HALF = /\\u[dD][89a-fA-F]/;

/** JSON with U+FFFD in place of each half of a surrogate pair, which DuckDB and others refuse the whole of a file for. */
export const paired = (json: string): string =>
  MAY_HAVE_HALF.test(json) ? json.replace(ESCAPE, (written, half) => (half === undefined ? written : "\\ufffd")) : json;
