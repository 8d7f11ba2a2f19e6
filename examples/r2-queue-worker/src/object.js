// What a message about an object comes to: it is opened at once, or split for many to open.
import { FileSplitter, ResumePoint } from "logpush-decrypt";
import { isLog, made, scratch } from "./names.js";
import { open } from "./opening.js";
import { counts, emptyReport, note } from "./report.js";
import { keysOf, sizes } from "./settings.js";

/**
 * Whether an output is what these bytes come to. What stayed sealed is tried again when there are other keys.
 * @param {R2Object | null} output
 */
export function isDone(output, etag, keysId) {
  const { source, sealed, keys } = output?.customMetadata ?? {};
  return source === etag && (sealed === "0" || keys === keysId);
}

/**
 * An object is there: opens it, unless that was done. Sends messages for its stretches if it has more than one.
 *
 * Whoever does the same at the same time, or did it before, makes the same bytes under the same names.
 */
export async function handleObject(key, env, from) {
  if (!isLog(key)) return;
  const { keys, keysId } = await keysOf(env);
  const names = made(key);
  const before = await env.OPENED.head(names.output);
  // One operation asks what the object is and, unless it is what the output was made of, gets it.
  const known = before?.customMetadata?.source;
  const asked = !from && isDone(before, known, keysId) ? { onlyIf: { etagDoesNotMatch: known } } : {};
  const object = await env.LOGS.get(key, { ...asked, ...(from && { range: { offset: from.offset } }) });
  // It was deleted since, or is opened.
  if (!object?.body) return;
  const { etag } = object;
  // Replaced since it was split as far as here, or the keys were: that has messages of its own.
  const outdated = from && (from.etag !== etag || from.keysId !== keysId);
  if (outdated || isDone(before, etag, keysId)) return void (await object.body.cancel());
  const job = scratch(key, etag, keysId);
  const number = from?.number ?? 0;
  if (await env.OPENED.head(job.plan(number))) {
    await object.body.cancel();
    return resend(key, etag, keysId, env);
  }

  const { kept, plan } = await split(object, env, job, from);
  if (number === 0 && plan.stretches.length === 1 && plan.last) {
    // The only stretch: what was read of it is still there.
    const { output, rejects, report } = await open(kept ?? (await again(env, key, etag)), { key, keys });
    return put(env, names, before, { key, etag, keysId, size: object.size }, output.whole(), rejects.whole(), report);
  }
  await sendStretches(env, key, etag, keysId, plan);
  // Written when all of it was sent: who finds it need not send it once more.
  await env.OPENED.put(job.plan(number), JSON.stringify(plan));
}

/**
 * Walks the object, or what is left of it, and keeps where its stretches begin.
 *
 * A plan lists the stretches that begin in its part of the object, each with its number, its first line and,
 * if that is known, the line before which it ends; and what is wrong with the file.
 */
async function split(object, env, job, from) {
  const { stretch, plan: planned } = sizes(env);
  const point = from && ResumePoint.fromBytes(await bytesOf(env.OPENED, job.point(from.number)));
  const first = from?.number ?? 0;
  let position = point?.position ?? 0;
  const begin = position;
  const plan = { stretches: [{ number: first }], last: true, report: emptyReport() };
  const splitter = new FileSplitter(stretch, point);
  // Small objects are kept, so that they are read once.
  let kept = from || object.size > stretch ? undefined : [];
  const take = async (points) => {
    for (const found of points) {
      const before = plan.stretches.at(-1);
      before.end = found.firstLine;
      position = found.position;
      const next = { number: before.number + 1, offset: found.offset };
      await env.OPENED.put(job.point(next.number), found.toBytes(), { customMetadata: { offset: String(found.offset) } });
      found.free();
      plan.stretches.push(next);
      kept = undefined;
    }
  };
  const reader = object.body.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      await take(done ? splitter.finish() : splitter.push(value));
      kept?.push(value ?? new Uint8Array());
      if (done) break;
      if (position - begin >= planned) {
        // Somebody else goes on, from the stretch that begins here.
        plan.last = false;
        plan.next = plan.stretches.pop();
        await reader.cancel();
        break;
      }
    }
    const { faults, warnings } = splitter.take();
    note(plan.report, object.key, faults, warnings);
  } finally {
    splitter.free();
  }
  return { plan, kept: kept && new Blob(kept).stream() };
}

/** Sends a message for each stretch of a plan, or for those that are not done; and one for who goes on. */
async function sendStretches(env, key, etag, keysId, plan, done = new Set()) {
  const messages = plan.stretches
    .filter(({ number }) => !done.has(number))
    .map(({ number, end }) => ({ body: { stretch: { key, etag, keysId, number, end } } }));
  if (plan.next) messages.push({ body: { object: { key }, from: { ...plan.next, etag, keysId } } });
  for (let at = 0; at < messages.length; at += 100) await env.QUEUE.sendBatch(messages.slice(at, at + 100));
}

/** The object was split before: sends what is not done yet, for messages may have ended in the dead-letter queue. */
async function resend(key, etag, keysId, env) {
  const job = scratch(key, etag, keysId);
  const done = await doneStretches(env, job);
  const plans = await plansOf(env, job);
  for (const [at, { stretches, next }] of plans.entries()) {
    await sendStretches(env, key, etag, keysId, { stretches, next: at + 1 === plans.length ? next : undefined }, done);
  }
}

/** The plans of an object that is being opened, in order. */
export async function plansOf(env, job) {
  const names = await listAll(env.OPENED, job.plans);
  return Promise.all(names.map(async (name) => JSON.parse(new TextDecoder().decode(await bytesOf(env.OPENED, name)))));
}

/** The numbers of the stretches that are done. */
export async function doneStretches(env, job) {
  const names = await listAll(env.OPENED, job.done);
  return new Set(names.map((name) => Number(name.slice(job.done.length))));
}

/** All names that begin so. */
export async function listAll(bucket, prefix) {
  const names = [];
  for (let cursor, more = true; more; ) {
    const page = await bucket.list({ prefix, cursor });
    names.push(...page.objects.map(({ key }) => key));
    more = page.truncated;
    cursor = page.cursor;
  }
  return names;
}

/** What an object of ours holds. It being gone is an error: whoever needs it tries again later, and finds more. */
export async function bytesOf(bucket, name) {
  const object = await bucket.get(name);
  if (!object) throw new Error(`${name} is not there: the object was opened, or removed, meanwhile.`);
  return new Uint8Array(await object.arrayBuffer());
}

/** The object once more, if it is still the same. */
async function again(env, key, etag) {
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
  await putReport(env, names, { key, etag, size }, report);
  const written = await env.OPENED.put(names.output, output, {
    onlyIf: before ? { etagMatches: before.etag } : { etagDoesNotMatch: "*" },
    httpMetadata: { contentType: "application/x-ndjson" },
    customMetadata: { source: etag, keys: keysId, ...counts(report) },
  });
  if (written || isDone(await env.OPENED.head(names.output), etag, keysId)) return;
  throw new Error(`${names.output} was written by somebody else meanwhile.`);
}

/** Writes the report of an object, and takes away that it failed, if it did. */
export async function putReport(env, names, source, report) {
  await env.OPENED.put(names.report, JSON.stringify({ source, ...report }), { httpMetadata: { contentType: "application/json" } });
  await env.OPENED.delete(names.failed);
}
