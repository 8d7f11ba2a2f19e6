// Handles a message about an object: decrypts it at once, or splits it for many consumers.
import { splitFile } from "logpush-decrypt";
import { isLog, made, scratch } from "./names.js";
import { open } from "./opening.js";
import { counts, emptyReport, note } from "./report.js";
import { keysOf, sizes } from "./settings.js";

/**
 * Whether an output is the result of these bytes. What stayed sealed is tried again when there are other keys.
 * @param {R2Object | null} output
 */
export function isDone(output, etag, keysId) {
  const { source, sealed, keys } = output?.customMetadata ?? {};
  return source === etag && (sealed === "0" || keys === keysId);
}

/**
 * An object is there: opens it, unless that was done. Splits it if it has more than one segment, and sends messages
 * for those.
 *
 * Another consumer that does the same, now or before, makes the same bytes under the same names. `again` says
 * that messages may have been lost: this one was tried before, or a back-fill asks for what is missing.
 */
export async function handleObject(key, env, { from, again }) {
  if (!isLog(key)) return;
  const { keys, keysId } = await keysOf(env);
  const names = made(key);
  const before = await env.OPENED.head(names.output);
  // One operation asks what the object is and, unless it is what the output was made of, gets it.
  const known = before?.customMetadata?.source;
  const asked = !from && isDone(before, known, keysId) ? { onlyIf: { etagDoesNotMatch: known } } : {};
  const object = await env.LOGS.get(key, { ...asked, ...(from && { range: { offset: from.offset } }) });
  // It was deleted since.
  if (!object) return;
  const { etag } = object;
  // Opened, perhaps by this message before it failed.
  if (!object.body) return again && env.OPENED.delete(names.failed);
  // Replaced since it was split as far as here, or the keys were: that has messages of its own.
  const outdated = from && (from.etag !== etag || from.keysId !== keysId);
  if (outdated || isDone(before, etag, keysId)) return void (await object.body.cancel());
  const job = scratch(key, etag, keysId);
  const number = from?.number ?? 0;
  if (await env.OPENED.head(job.plan(number))) {
    await object.body.cancel();
    return again && sendMissing(env, { key, etag, keysId });
  }

  const { kept, plan } = await split(object, env, job, from);
  if (number === 0 && plan.segments.length === 1 && plan.last) {
    // The only segment: what was read of it is still there.
    const { output, rejects, report } = await open(kept ?? (await readAgain(env, key, etag)), {
      key,
      keys,
      engine: env.ENGINE,
    });
    return put(env, names, before, { key, etag, keysId, size: object.size }, output.whole(), rejects.whole(), report);
  }
  // Of several who split at the same time one sends the messages. If it does not get to that, its own message
  // comes again.
  const first = await env.OPENED.put(job.plan(number), JSON.stringify(plan), {
    onlyIf: { etagDoesNotMatch: "*" },
    customMetadata: { after: String(number + plan.segments.length), last: plan.last ? "yes" : "no" },
  });
  if (first) await sendSegments(env, { key, etag, keysId }, plan);
}

/**
 * Walks the object, or what is left of it, and keeps where its segments begin.
 *
 * A plan lists the segments that begin in its part of the object, each with its number and, if that is
 * known, the position in the text before which it ends; and what is wrong with the file.
 */
async function split(object, env, job, from) {
  const { segment: spacing, plan: most } = sizes(env);
  const first = from?.number ?? 0;
  const plan = { segments: [{ number: first, offset: from?.offset }], last: true, report: emptyReport() };
  // Small objects are kept, so that they are read once.
  let kept = from || object.size > spacing ? undefined : [];
  const keeping = new TransformStream({
    transform(chunk, controller) {
      kept?.push(chunk);
      controller.enqueue(chunk);
    },
  });
  const points = splitFile(object.body.pipeThrough(keeping), {
    spacing,
    from: from && (await bytesOf(env.OPENED, job.point(first))),
    onError: (error) => note(plan.report, object.key, [error]),
    onWarning: (warning) => note(plan.report, object.key, [], [warning]),
  });
  const begin = from?.position ?? 0;
  for await (const { bytes, offset, position } of points) {
    kept = undefined;
    const before = plan.segments.at(-1);
    before.end = position;
    const next = { number: before.number + 1, offset, position };
    await env.OPENED.put(job.point(next.number), bytes);
    if (position - begin >= most) {
      // Somebody else goes on, from the segment that begins here.
      plan.last = false;
      plan.next = next;
      break;
    }
    plan.segments.push(next);
  }
  return { plan, kept: kept && new Blob(kept).stream() };
}

/** Sends a message for each segment of a plan that is not done, and one for who goes on. */
async function sendSegments(env, job, plan, done = new Set()) {
  const messages = plan.segments
    .filter(({ number }) => !done.has(number))
    .map(({ number, offset, end }) => ({ body: { segment: { ...job, number, offset, end } } }));
  if (plan.next)
    messages.push({ body: { object: { key: job.key }, from: { ...plan.next, etag: job.etag, keysId: job.keysId } } });
  for (let at = 0; at < messages.length; at += 100) await env.QUEUE.sendBatch(messages.slice(at, at + 100));
}

/** The object was split before: sends what is not done yet, for messages may be lost. */
async function sendMissing(env, { key, etag, keysId }) {
  const job = scratch(key, etag, keysId);
  const done = await doneSegments(env, job);
  const plans = await plansOf(env, job);
  for (const [at, { segments, next }] of plans.entries()) {
    // Where another plan follows, somebody went on.
    await sendSegments(
      env,
      { key, etag, keysId },
      { segments, next: at + 1 === plans.length ? next : undefined },
      done,
    );
  }
  // Perhaps all that is missing is the last message.
  await assembleIfDone({ key, etag, keysId }, env);
}

/** Has the object put together if all of its segments are done. */
export async function assembleIfDone({ key, etag, keysId }, env) {
  const job = scratch(key, etag, keysId);
  // The last plan is the last name.
  const plans = await listAll(env.OPENED, job.plans, ["customMetadata"]);
  // It was put together while another consumer was still busy with a segment, whose output is left over.
  if (plans.length === 0) return cleanUp(env, job);
  const { after, last } = plans.at(-1).customMetadata;
  if (last !== "yes") return;
  const total = Number(after);
  if ((await doneSegments(env, job)).size === total) await env.QUEUE.send({ assemble: { key, etag, keysId, total } });
}

/** Removes what was kept while the object was opened. A thousand names at most go at a time. */
export async function cleanUp(env, job) {
  const names = (await listAll(env.OPENED, job.folder)).map(({ key }) => key);
  for (let at = 0; at < names.length; at += 1000) await env.OPENED.delete(names.slice(at, at + 1000));
}

/** The plans of an object that is being opened, in order. */
export async function plansOf(env, job) {
  const plans = await listAll(env.OPENED, job.plans);
  return Promise.all(
    plans.map(async ({ key: name }) => JSON.parse(new TextDecoder().decode(await bytesOf(env.OPENED, name)))),
  );
}

/** The numbers of the segments that are done. */
export async function doneSegments(env, job) {
  const names = await listAll(env.OPENED, job.done);
  return new Set(names.map(({ key }) => Number(key.slice(job.done.length))));
}

/** All objects whose names begin so, in the order of their names. */
export async function listAll(bucket, prefix, include = []) {
  const objects = [];
  for (let cursor, more = true; more; ) {
    const page = await bucket.list({ prefix, cursor, include });
    objects.push(...page.objects);
    more = page.truncated;
    cursor = page.cursor;
  }
  return objects;
}

/** What an object of ours holds. If it is gone, that is an error: the message is tried again later, and finds more. */
export async function bytesOf(bucket, name) {
  const object = await bucket.get(name);
  if (!object) throw new Error(`${name} is not there: the object was opened, or removed, meanwhile.`);
  return new Uint8Array(await object.arrayBuffer());
}

/** The object once more, if it is still the same. */
async function readAgain(env, key, etag) {
  const object = await env.LOGS.get(key, { onlyIf: { etagMatches: etag } });
  if (!object?.body) throw new Error(`${key} was changed or removed while it was read.`);
  return object.body;
}

/**
 * Writes what a small object came to. The output is written last, whole, and only if nobody else wrote it
 * since `before`: that it is there says that all is there.
 */
async function put(env, names, before, { key, etag, keysId, size }, output, rejects, report) {
  if (rejects.length > 0) await env.OPENED.put(names.rejects, rejects);
  else if (before) await env.OPENED.delete(names.rejects);
  await env.OPENED.put(names.report, reportOf({ key, etag, size }, report), JSON_TYPE);
  const written = await env.OPENED.put(names.output, output, {
    onlyIf: before ? { etagMatches: before.etag } : { etagDoesNotMatch: "*" },
    httpMetadata: { contentType: "application/x-ndjson" },
    customMetadata: { source: etag, keys: keysId, ...counts(report) },
  });
  if (!written && !isDone(await env.OPENED.head(names.output), etag, keysId)) {
    throw new Error(`${names.output} was written by somebody else meanwhile.`);
  }
  // Behind the output: who tells a failure looks for the output afterwards.
  await env.OPENED.delete(names.failed);
}

/** A report as it is written. */
export const reportOf = (source, report) => JSON.stringify({ source, ...report });

export const JSON_TYPE = { httpMetadata: { contentType: "application/json" } };
