// @ts-nocheck Its records are of many forms.
// Records that tell of usage, sealed, and what the sums over them are.
import { completion, record } from "./conversations.mjs";
import { keyFile, sealer, writeLogs } from "./fixtures.mjs";

/** Files: the last one is sealed for another key. More fields than are all decrypted when a key is added. */
const FILES = ["20260406T061500Z", "20260413T061500Z", "20260413T181500Z", "20260414T061500Z", "20260416T091500Z"];
export const EACH = 68;
export const ROTATED = (FILES.length - 1) * EACH;
/** Dollars for a million tokens: of the input, of the input from the provider's cache, of the output. */
const PRICES = { "gpt-4o-mini": [0.15, 0.075, 0.6], "gpt-4o": [2.5, 1.25, 10], "house-model": null };
const MODELS = Object.keys(PRICES);
const USERS = ["quinta", "thorvald", "ludmila", "oswin", "pernilla"];
const TOOLS = [["find_order"], [], ["find_order", "send_mail"], []];

/** What was sealed, record by record. */
export const TRUTH = Array.from({ length: FILES.length * EACH }, (_, i) => {
  const model = MODELS[(i * 7) % 11 < 6 ? 0 : i % 3];
  const user = USERS[((i * i) % 7) % 5];
  const status = i % 13 === 5 ? 429 : i % 17 === 8 ? 500 : 200;
  const tools = status === 200 ? TOOLS[i % 4] : [];
  const stop = tools.length > 0 ? "tool_calls" : i % 9 === 0 ? "length" : "stop";
  const [input, cached, output, reasoning] =
    status === 200 ? [900 + 13 * i, 64 * (i % 5), 40 + (i % 31) * 11, i % 7] : [0, 0, 0, 0];
  const price = PRICES[model];
  const usd = price ? ((input - cached) * price[0] + cached * price[1] + output * price[2]) / 1e6 : 0;
  const error = status === 429 ? "rate_limit_error" : status === 500 ? "server_error" : null;
  const response = error
    ? { error: { type: error, message: `Failure ${i}` } }
    : {
        ...completion(
          {
            content: tools.length > 0 ? null : `Answer ${i}`,
            ...(tools.length > 0 && {
              tool_calls: tools.map((name, n) => ({
                id: `call-${i}-${n}`,
                type: "function",
                function: { name, arguments: "{}" },
              })),
            }),
          },
          {
            prompt_tokens: input,
            completion_tokens: output,
            prompt_tokens_details: { cached_tokens: cached },
            completion_tokens_details: { reasoning_tokens: reasoning },
          },
          stop,
        ),
        model,
      };
  const begin = FILES[Math.floor(i / EACH)];
  const day = `${begin.slice(0, 4)}-${begin.slice(4, 6)}-${begin.slice(6, 8)}`;
  return {
    i,
    model,
    user,
    status,
    tools,
    input,
    cached,
    output,
    reasoning,
    usd,
    day,
    error,
    hour: `${day} ${begin.slice(9, 11)}:00`,
    stop: error ? null : tools.length > 0 ? "tool" : stop,
    line: record(
      {
        model,
        status,
        metadata: { user, session: `s-${i}` },
        request: { model, messages: [{ role: "user", content: `Question ${i}?` }] },
        response,
      },
      i < ROTATED ? sealer("rsa2048.pem") : sealer("other2048.pem"),
    ),
  };
});
export const files = FILES.map((begin, at) =>
  writeLogs(
    "usage",
    `${begin}_${begin.slice(0, 13)}45Z_a.log.gz`,
    TRUTH.slice(at * EACH, (at + 1) * EACH).map(({ line }) => line),
  ),
);
export const [own, rotated] = [keyFile("rsa2048.pem"), keyFile("other2048.pem")];

const grouped = (number) => number.toLocaleString("en");
/** The sums of records of which those are decrypted that `isRead` says: counts as they are shown, and dollars. */
export function sums(records, isRead = () => true) {
  const read = records.filter(isRead);
  const sum = (of) => read.reduce((all, each) => all + of(each), 0);
  return {
    counts: [
      records.length,
      records.filter(({ status }) => status >= 400).length,
      sum(({ input, output }) => input + output),
      sum(({ input }) => input),
      sum(({ cached }) => cached),
      sum(({ output }) => output),
      sum(({ reasoning }) => reasoning),
    ].map(grouped),
    usd: sum(({ usd }) => usd),
    tokens: sum(({ input, output }) => input + output),
  };
}

/** Records by what they have in common: a record with several keys belongs to each. */
export function groupsOf(records, keysOf, isRead) {
  const groups = new Map();
  for (const each of records) {
    for (const key of keysOf(each)) groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups].map(([name, inside]) => ({ name, ...sums(inside, isRead) }));
}

export const byMost = (a, b) => b.usd - a.usd || b.tokens - a.tokens;
export const byRecords = (a, b) =>
  Number(b.counts[0]) - Number(a.counts[0]) || byMost(a, b) || (a.name < b.name ? -1 : 1);
/** Records by their model. */
export const byModel = (records, isRead) => groupsOf(records, ({ model }) => [model], isRead);
