// What may be asked of the Worker, by who knows its token: to open what lies there already, and how far it is.
import { isLog, made } from "./names.js";

/** Objects that a request looks at: a page of R2's `list`. */
const PAGE = 1000;

export async function answer(request, env) {
  if (!(await isAuthorised(request, env))) return new Response("The token is missing or wrong.\n", { status: 401 });
  const url = new URL(request.url);
  const prefix = url.searchParams.get("prefix") ?? undefined;
  const cursor = url.searchParams.get("cursor") ?? undefined;
  if (request.method === "POST" && url.pathname === "/back-fill")
    return Response.json(await backFill(env, { prefix, cursor }));
  if (request.method === "GET" && url.pathname === "/counts")
    return Response.json(await countUp(env, { prefix, cursor }));
  return new Response("There are POST /back-fill and GET /counts, each with ?prefix= and &cursor=.\n", { status: 404 });
}

/** Compares in a time that does not tell how much of the token was right. */
async function isAuthorised(request, env) {
  const given = request.headers.get("Authorization")?.replace(/^Bearer /, "") ?? "";
  if (!env.TOKEN) return false;
  const hash = (text) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return crypto.subtle.timingSafeEqual(await hash(given), await hash(env.TOKEN));
}

/**
 * Has a page of what lies there opened: a message for each log, as R2 sends them for new ones. What is opened
 * already is for the consumer of the message to find out. Ask again with the `cursor` until there is none.
 */
async function backFill(env, { prefix, cursor }) {
  const page = await env.LOGS.list({ prefix, cursor, limit: PAGE });
  const logs = page.objects.filter(({ key }) => isLog(key));
  for (let at = 0; at < logs.length; at += 100) {
    await env.QUEUE.sendBatch(
      logs
        .slice(at, at + 100)
        .map(({ key, size, etag }) => ({ body: { object: { key, size, eTag: etag }, again: true } })),
    );
  }
  return {
    sent: logs.length,
    passedOver: page.objects.length - logs.length,
    ...(page.truncated && { cursor: page.cursor }),
  };
}

/** Adds up a page of what is opened, from the objects' own metadata. */
async function countUp(env, { prefix, cursor }) {
  const page = await env.OPENED.list({ prefix, cursor, limit: PAGE, include: ["customMetadata"] });
  const sums = { files: 0, records: 0, opened: 0, sealed: 0, rejected: 0, failed: 0 };
  for (const { key, customMetadata } of page.objects) {
    if (key.startsWith(".work/")) continue;
    if (key.endsWith(made(".log.gz").failed)) sums.failed++;
    if (!customMetadata?.source) continue;
    sums.files++;
    for (const count of ["records", "opened", "sealed", "rejected"]) sums[count] += Number(customMetadata[count]);
  }
  return { ...sums, ...(page.truncated && { cursor: page.cursor }) };
}
