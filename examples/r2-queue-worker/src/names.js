// Where things lie, and which objects are logs.

const SUFFIX = ".log.gz";

/** Logpush puts other things into its bucket too: `ownership-challenge….txt`, `test.txt.gz`. */
export const isLog = (key) => key.endsWith(SUFFIX);

/** What is made of an object, beside each other in the bucket of opened logs. */
export function made(key) {
  const stem = key.slice(0, -SUFFIX.length);
  return {
    output: `${stem}.ndjson`,
    rejects: `${stem}.rejects`,
    report: `${stem}.report.json`,
    failed: `${stem}.failed.json`,
  };
}

/** What is kept while a large object is opened. The name says of which bytes, and with which keys. */
export function scratch(key, etag, keysId) {
  const folder = `.work/${key}/${etag}/${keysId}/`;
  // In the order of the numbers, as `list` gives them.
  const numbered = (kind) => (number) => `${folder}${kind}/${String(number).padStart(8, "0")}`;
  return {
    folder,
    plans: `${folder}plan/`,
    done: `${folder}done/`,
    plan: numbered("plan"),
    point: numbered("point"),
    output: numbered("output"),
    rejects: numbered("rejects"),
    finished: numbered("done"),
  };
}
