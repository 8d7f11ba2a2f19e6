// Assertions and sources of bytes that need nothing but the language and the web's standards.

export class Failed extends Error {}

/**
 * @param {unknown} value
 * @param {string} what
 * @returns {asserts value}
 */
export function ok(value, what) {
  if (!value) throw new Failed(what);
}

/** @param {unknown} value */
const shown = (value) =>
  value instanceof Uint8Array
    ? `${value.length} bytes: ${new TextDecoder().decode(value)}`
    : (JSON.stringify(value) ?? String(value));

/**
 * Compares what JSON can hold, and bytes.
 *
 * @param {unknown} came
 * @param {unknown} expected
 * @param {string} what
 */
export function equal(came, expected, what) {
  if (shown(came) !== shown(expected))
    throw new Failed(`${what}: came ${shown(came).slice(0, 500)}, expected ${shown(expected).slice(0, 500)}`);
}

/**
 * What an action throws.
 *
 * @param {() => unknown} action
 * @param {string} what
 * @returns {Promise<any>}
 */
export async function thrown(action, what) {
  try {
    await action();
  } catch (error) {
    return error;
  }
  throw new Failed(`${what}: nothing was thrown`);
}

/** @param {Uint8Array[]} parts */
export function joined(parts) {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const LINE_FEED = Uint8Array.of(10);
export const encoder = new TextEncoder();

/**
 * Bytes in small pieces.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
export function* pieces(bytes, size = 1000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

/**
 * @template T
 * @param {Iterable<T>} iterable
 */
export async function* asynchronously(iterable) {
  yield* iterable;
}

/**
 * A stream of bytes, and what became of it.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} [size]
 */
export function stream(bytes, size) {
  const rest = pieces(bytes, size);
  /** @type {{ pulled: number, cancelled: unknown }} */
  const state = { pulled: 0, cancelled: undefined };
  /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */
  const readable = new ReadableStream(
    {
      pull(controller) {
        const { done, value } = rest.next();
        if (done) return controller.close();
        state.pulled++;
        controller.enqueue(value);
      },
      cancel(reason) {
        state.cancelled = reason ?? true;
      },
    },
    { highWaterMark: 0 },
  );
  return { readable, state };
}

/**
 * What a stream gives, and how it ends.
 *
 * @param {ReadableStream<Uint8Array>} readable
 * @returns {Promise<{ output: Uint8Array, error: any }>}
 */
export async function read(readable) {
  const reader = readable.getReader();
  const parts = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { output: joined(parts), error: undefined };
      parts.push(value);
    }
  } catch (error) {
    return { output: joined(parts), error };
  }
}

/**
 * Waits until something is so.
 *
 * @param {() => unknown} so
 * @param {string} what
 */
export async function until(so, what) {
  for (let tries = 0; !so() && tries < 500; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
  ok(so(), what);
}
