// What all tests of the suite use: the package, the fixtures, and opening them.
import { encoder, joined, LINE_FEED } from "./assertions.mjs";

/**
 * A file to be opened, and what must come of it.
 *
 * @typedef {{ name: string, keys: string[], body: "text" | "json", log: Uint8Array<ArrayBuffer>,
 *   output: Uint8Array<ArrayBuffer>, rejects: Uint8Array<ArrayBuffer>,
 *   records: number, opened: number, sealed: number, rejected: number,
 *   errors: { line?: number, field?: string, code: string }[], warnings: { offset: number }[], form?: boolean }} Fixture
 */

/** @typedef {{ name: string, key: string, file: string, passphrase?: string }} GoodKey */
/** @typedef {{ name: string, code: string, says: string, file: string, passphrase?: string }} BadKey */
/**
 * The texts of a conversation's bodies, and what they say.
 *
 * @typedef {{ name: string, provider?: string, endpoint?: string, model?: string, request?: string, response?: string,
 *   expected: import("logpush-decrypt/conversation").Conversation }} Conversation
 */
/**
 * @typedef {{ fixtures: Fixture[], keys: Record<string, string>, matrix: { good: GoodKey[], bad: BadKey[] },
 *   conversations: { fixtures: Conversation[], prices: object } }} Data
 */
/** @typedef {{ workers: boolean, filters: boolean, conversation: typeof import("logpush-decrypt/conversation") }} Runtime */
/** @typedef {typeof import("logpush-decrypt")} Api */
/** @typedef {import("logpush-decrypt").DecryptOptions} Options */
/** @typedef {import("logpush-decrypt").ByteSource} Source */
/** @typedef {[name: string, action: () => void | Promise<void>]} Test */
/** @typedef {ReturnType<typeof contextOf>} Context */

/**
 * @param {Api} api the package
 * @param {Data} data
 * @param {Runtime} runtime whether it has workers, which must be used then; and what reads conversations
 * @param {Test[]} list where tests are added
 */
export function contextOf(api, data, runtime, list) {
  const { decrypt, PrivateKey } = api;
  const test = (/** @type {string} */ name, /** @type {Test[1]} */ action) => void list.push([name, action]);
  const fixture = (/** @type {string} */ name) => {
    const found = data.fixtures.find((each) => each.name === name);
    if (!found) throw new Error(`there is no fixture ${name}`);
    return found;
  };
  /** @type {Map<string, Promise<import("logpush-decrypt").PrivateKey>>} */
  const imported = new Map();
  const key = (/** @type {string} */ name) => {
    const importing = imported.get(name) ?? PrivateKey.import(data.keys[name]);
    imported.set(name, importing);
    return importing;
  };
  const keysOf = (/** @type {Fixture} */ { keys }) => Promise.all(keys.map(key));

  /**
   * Opens a source, and gathers everything that is reported.
   *
   * @param {Source} source
   * @param {Options} options
   */
  async function gather(source, options) {
    /** @type {import("logpush-decrypt").LogpushRecord[]} */
    const records = [];
    /** @type {Uint8Array[]} */
    const rejects = [];
    /** @type {import("logpush-decrypt").LogpushRecord["errors"][number][]} */
    const errors = [];
    /** @type {import("logpush-decrypt").Warning[]} */
    const warnings = [];
    /** @type {import("logpush-decrypt").Progress} */
    let progress = { bytes: 0, records: 0, opened: 0, sealed: 0, rejected: 0, workers: 0 };
    /** @type {any} */
    let error;
    /** @type {Partial<Options>} */
    const reported = {
      onReject: ({ bytes, more }) => void rejects.push(bytes, more ? new Uint8Array() : LINE_FEED),
      onError: (each) => void errors.push(each),
      onWarning: (warning) => void warnings.push(warning),
      onProgress: (now) => {
        progress = now;
      },
    };
    try {
      for await (const record of decrypt(source, { ...reported, ...options })) records.push(record);
    } catch (thrown) {
      error = thrown;
    }
    return {
      records,
      errors,
      warnings,
      progress,
      error,
      output: joined(records.flatMap(({ text }) => [encoder.encode(text), LINE_FEED])),
      rejects: joined(rejects),
    };
  }

  /** What is wrong with the file itself, and not with one of its lines. */
  const faults = (/** @type {Fixture} */ { errors }) => errors.filter(({ line }) => line === undefined);
  /** @param {readonly { line?: number, field?: string, code: string }[]} errors */
  const codes = (errors) => errors.map(({ line, field, code }) => [line ?? null, field ?? null, code]).sort();
  /** A file of many records: members of gzip follow one another. */
  const many = (/** @type {number} */ times) => {
    const { log, output } = fixture("ordinary-rsa2048");
    return { log: joined(Array(times).fill(log)), output: joined(Array(times).fill(output)) };
  };

  return { api, data, runtime, test, fixture, key, keysOf, gather, faults, codes, many };
}
