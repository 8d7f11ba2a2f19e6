// What the package promises, in plain assertions that run in every runtime. It imports nothing but its own parts: a
// runner gives it the package and the fixtures (see data.mjs).
import { Failed } from "./suite/assertions.mjs";
import { contextOf } from "./suite/context.mjs";
import { conversations } from "./suite/conversations.mjs";
import { files } from "./suite/files.mjs";
import { keys } from "./suite/keys.mjs";
import { records } from "./suite/records.mjs";
import { sources } from "./suite/sources.mjs";
import { workers } from "./suite/workers.mjs";

/**
 * Runs all tests, one after the other. Returns what failed.
 *
 * @param {import("./suite/context.mjs").Api} api the package
 * @param {import("./suite/context.mjs").Data} data
 * @param {import("./suite/context.mjs").Runtime} runtime
 * @param {(line: string) => void} tell is called after each test
 */
export async function run(api, data, runtime, tell = () => {}) {
  /** @type {import("./suite/context.mjs").Test[]} */
  const all = [];
  const context = contextOf(api, data, runtime, all);
  for (const part of [files, records, keys, sources, workers, conversations]) part(context);
  const failures = [];
  for (const [name, action] of all) {
    try {
      await action();
      tell(`ok ${name}`);
    } catch (error) {
      const message =
        error instanceof Failed ? error.message : error instanceof Error ? (error.stack ?? error.message) : `${error}`;
      failures.push({ name, message });
      tell(`not ok ${name}: ${message}`);
    }
  }
  return { passed: all.length - failures.length, failures };
}
