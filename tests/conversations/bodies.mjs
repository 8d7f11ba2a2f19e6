// What bodies have in common: events of streams, and small media.

/** Server-sent events that are data alone; text goes out as it is. */
export function data(...events) {
  return events.map((event) => `data: ${text(event)}\n\n`).join("");
}

/** Server-sent events named by the `type` in them, as Anthropic, OpenAI's Responses and Cohere send them. */
export function named(...events) {
  return events.map((event) => `event: ${event.type}\ndata: ${text(event)}\n\n`).join("");
}

/** JSON lines. */
export function lines(...values) {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}

/** Chunks of chat completions that share `head` (id, created, model); a chunk is a delta and perhaps an end. */
export function chunks(head, ...deltas) {
  return deltas.map(([delta, finish_reason = null]) => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  }));
}

/** `body` without what follows the first `count` bytes before its end. */
export function cut(body, count) {
  return body.slice(0, body.length - count);
}

/** `body` up to where `mark` begins. */
export function before(body, mark) {
  const at = body.indexOf(mark);
  if (at < 0) throw new Error(`no ${mark} to cut off at`);
  return body.slice(0, at);
}

/** A picture of one pixel, 70 bytes. */
export const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
export const pngBytes = Buffer.from(png, "base64").length;

/** 24 bytes that stand for a sound or a document: nothing reads them. */
export const sound = Buffer.from("RIFF----WAVEfmt 12345678").toString("base64");

function text(event) {
  return typeof event === "string" ? event : JSON.stringify(event);
}
