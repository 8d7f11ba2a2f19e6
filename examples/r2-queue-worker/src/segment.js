// One segment of a large object, and putting the segments together.
import { made, scratch } from "./names.js";
import { assembleIfDone, bytesOf, cleanUp, isDone, JSON_TYPE, plansOf, reportOf } from "./object.js";
import { open } from "./opening.js";
import { add, counts, emptyReport } from "./report.js";
import { keysOf, sizes } from "./settings.js";

/**
 * Opens a segment, unless that was done, and puts the object together if this was the last one.
 *
 * Who does the last segment sees that all are there, for lists of R2 are as new as what was written before;
 * two who are last at the same time both put together, and make the same.
 */
export async function handleSegment({ key, etag, keysId, number, offset = 0, end }, env) {
  const keys = await keysOf(env);
  const names = made(key);
  const job = scratch(key, etag, keysId);
  // For other keys, or for an output that is there: nobody waits for it any more.
  if (keys.keysId !== keysId || isDone(await env.OPENED.head(names.output), etag, keysId)) return cleanUp(env, job);
  if (!(await env.OPENED.head(job.finished(number)))) {
    const from = number > 0 ? await bytesOf(env.OPENED, job.point(number)) : undefined;
    const object = await env.LOGS.get(key, { range: { offset }, onlyIf: { etagMatches: etag } });
    // Replaced, which has a message of its own, or removed.
    if (!object?.body) return cleanUp(env, job);
    const { output, rejects, report, ofFile } = await open(object.body, {
      key,
      keys: keys.keys,
      engine: env.ENGINE,
      segment: { from, end },
    });
    await env.OPENED.put(job.output(number), output.whole());
    if (rejects.length > 0) await env.OPENED.put(job.rejects(number), rejects.whole());
    const bytes = { output: output.length, rejects: rejects.length };
    await env.OPENED.put(job.finished(number), JSON.stringify({ report, ofFile, bytes }));
  }
  await assembleIfDone({ key, etag, keysId }, env);
}

/**
 * Puts the segments together: the rejects and the report first, the output last. Copying needs no CPU time to
 * speak of, and the object appears whole or not at all.
 */
export async function handleAssembly({ key, etag, keysId, total }, env) {
  const names = made(key);
  const job = scratch(key, etag, keysId);
  if (isDone(await env.OPENED.head(names.output), etag, keysId)) {
    await env.OPENED.delete(names.failed);
    return cleanUp(env, job);
  }
  const source = await env.LOGS.head(key);
  if (source?.etag !== etag) return cleanUp(env, job);
  const report = emptyReport();
  const bytes = { output: 0, rejects: 0 };
  const met = new Set();
  for (let number = 0; number < total; number++) {
    const segment = JSON.parse(new TextDecoder().decode(await bytesOf(env.OPENED, job.finished(number))));
    add(report, segment.report);
    for (const message of segment.ofFile) met.add(message);
    bytes.output += segment.bytes.output;
    bytes.rejects += segment.bytes.rejects;
  }
  for (const plan of await plansOf(env, job)) {
    add(report, plan.report);
    for (const { message } of plan.report.errors) met.delete(message);
    if (plan.report.moreErrors) met.clear();
  }
  // Who opened and who split have read the same bytes, or this is not put together.
  if (met.size > 0) throw new Error(`A segment of ${key} met what its splitting did not: ${[...met][0]}`);
  if (bytes.rejects > 0)
    await putTogether(env, names.rejects, piecesOf(env, job.rejects, total, false), bytes.rejects, {});
  else await env.OPENED.delete(names.rejects);
  await env.OPENED.put(names.report, reportOf({ key, etag, size: source.size }, report), JSON_TYPE);
  await putTogether(env, names.output, piecesOf(env, job.output, total, true), bytes.output, {
    httpMetadata: { contentType: "application/x-ndjson" },
    customMetadata: { source: etag, keys: keysId, ...counts(report) },
  });
  await env.OPENED.delete(names.failed);
  await cleanUp(env, job);
}

/** The bytes of all segments, in order. Not every segment has rejects, but each an output. */
async function* piecesOf(env, name, total, required) {
  for (let number = 0; number < total; number++) {
    const piece = await env.OPENED.get(name(number));
    if (piece) yield* piece.body;
    else if (required) throw new Error(`${name(number)} is not there: the object was put together meanwhile.`);
  }
}

/** Writes an object of so many bytes: at once, or in parts of one size, which R2 asks for. */
async function putTogether(env, name, pieces, length, options) {
  const { part: partSize } = sizes(env);
  const upload = length > partSize ? await env.OPENED.createMultipartUpload(name, options) : undefined;
  try {
    const parts = [];
    let part = new Uint8Array(Math.min(partSize, length));
    let filled = 0;
    let left = length;
    const flush = async () => {
      parts.push(await upload.uploadPart(parts.length + 1, part));
      left -= filled;
      part = new Uint8Array(Math.min(partSize, left));
      filled = 0;
    };
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length; ) {
        const some = piece.subarray(at, at + part.length - filled);
        if (some.length === 0) throw new Error(`${name} has more bytes than its segments were counted to have.`);
        part.set(some, filled);
        filled += some.length;
        at += some.length;
        if (upload && filled === part.length) await flush();
      }
    }
    if (left !== filled) throw new Error(`${name} lacks ${left - filled} bytes.`);
    if (upload) await upload.complete(parts);
    else await env.OPENED.put(name, part, options);
  } catch (error) {
    await upload?.abort();
    throw error;
  }
}
