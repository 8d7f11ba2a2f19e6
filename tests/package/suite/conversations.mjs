// What bodies say, and filters on it, by the fixtures of conversations.
import { equal, ok, thrown } from "./assertions.mjs";

/** @param {import("./context.mjs").Context} context */
export function conversations({ test, api, data, runtime, fixture, keysOf }) {
  const { readConversation, estimateCost, maskCredentials, Threads } = runtime.conversation;
  const { fixtures, prices } = data.conversations;

  test("what bodies say is the same for every provider's form", async () => {
    ok(fixtures.length > 100, `${fixtures.length} conversations`);
    for (const { name, expected, ...bodies } of fixtures)
      equal(sorted(readConversation(bodies)), sorted(expected), name);
  });

  test("bodies may be JSON values, and may be missing", async () => {
    const request = { model: "m", messages: [{ role: "user", content: "Hi" }] };
    equal(readConversation({ request }).messages, [{ role: "user", text: "Hi" }], "of a value");
    equal(readConversation({}), { family: "unknown" }, "of nothing");
    equal(readConversation({ request: null, response: "text" }), { family: "unknown", raw: ["response"] }, "of text");
  });

  test("costs are an estimate by a list of prices, or not known", async () => {
    const conversation = { model: "any", usage: { input: 1_000_000, cachedInput: 500_000, output: 250_000 } };
    const { usd, model, price } = estimateCost(conversation, { prices }) ?? {};
    equal([usd, model], [0.5 * 2 + 0.5 * 0.5 + 0.25 * 8, "any"], "by a list of our own");
    equal(price, { input: 2, cacheRead: 0.5, output: 8 }, "with its prices");
    equal(estimateCost(conversation, { prices: JSON.stringify(prices) })?.usd, usd, "by its text");
    equal(estimateCost(conversation, { prices, cached: true })?.usd, 0, "from the cache");
    equal(estimateCost(conversation), undefined, "without a price");
    equal(estimateCost({ usage: {} }, { prices }), undefined, "without tokens");
    ok((estimateCost({ ...conversation, model: "gpt-4o-mini" })?.usd ?? 0) > 0, "by the package's own list");
    const error = await thrown(
      async () => estimateCost(conversation, { prices: { per: 1 } }),
      "a list of another form",
    );
    ok(error instanceof TypeError && /price list/.test(error.message), String(error));
  });

  test("numbers that a double cannot hold stay text", () => {
    const given = '{"a":0.30000000000000004,"b":9007199254740992,"c":-1.5e300}';
    const call = (/** @type {string} */ text) => {
      const message = { tool_calls: [{ function: { name: "f", arguments: text } }] };
      const { output } = readConversation({ response: { choices: [{ message }] } });
      return output?.toolCalls?.[0]?.arguments;
    };
    equal(call(given), JSON.parse(given), "digits that come back");
    for (const text of ['{"a":9007199254740993}', '{"a":0.123456789012345678}', '{"a":1e400}', '{"a":1e-400}'])
      equal(call(text), text, "digits that do not");
  });

  test("a request that repeats a conversation is of its thread", () => {
    const [question, answer] = [
      { role: "user", content: "Which knot?" },
      { role: "assistant", content: "A bowline." },
    ];
    const chat = (/** @type {object[]} */ ...messages) => ({
      provider: "openai",
      request: { messages },
      response: { choices: [{ message: answer }] },
    });
    const threads = new Threads();
    const places = [
      chat(question),
      chat({ ...question, content: "Which sail?" }),
      chat(question, answer, question),
    ].map((bodies) => {
      const { conversation, ...place } = threads.add(bodies);
      equal(conversation, readConversation(bodies), "what they say");
      return place;
    });
    equal(
      places,
      [
        { number: 0, thread: 1 },
        { number: 1, thread: 2 },
        { number: 2, thread: 1, continues: 0 },
      ],
      "places",
    );
  });

  test("credentials in a request are masked", async () => {
    const request = '[{"provider":"openai","headers":{"Authorization":"Bearer sk-1"},"query":{}}]';
    equal(maskCredentials(request), '[{"provider":"openai","headers":{"Authorization":"…"},"query":{}}]', "masked");
  });

  const log = fixture("ordinary-rsa2048");
  const open = async (/** @type {string | undefined} */ where) => {
    const keys = await keysOf(log);
    /** @type {number[]} */
    const lines = [];
    /** @type {string[]} */
    const texts = [];
    for await (const { line, text } of api.decrypt(log.log, { keys, where, file: "a.log" })) {
      lines.push(line);
      texts.push(text);
    }
    return { lines, texts };
  };

  if (!runtime.filters) {
    test("an entry without filters says which one has them", async () => {
      const error = await thrown(() => open("status:200"), "a filter");
      ok(error instanceof TypeError && /import 'logpush-decrypt'/.test(error.message), String(error));
    });
    return;
  }

  test("a filter gives the records that match, and no others", async () => {
    const { lines, texts } = await open(undefined);
    const values = texts.map((text) => JSON.parse(text));
    for (const [where, matches] of /** @type {[string, (value: any) => boolean][]} */ ([
      ["", () => true],
      ["status:200", ({ StatusCode }) => StatusCode === 200],
      ["-provider:openai", ({ Provider }) => Provider !== "openai"],
      ["metadata.user:42", ({ Metadata }) => JSON.parse(Metadata).user === "42"],
      ["provider:openai tokens:>20", ({ Provider, ...value }) => Provider === "openai" && tokensOf(value) > 20],
      ["line:2", () => false],
    ])) {
      const expected = lines.filter((line, at) => (where === "line:2" ? line === 2 : matches(values[at])));
      const found = await open(where);
      equal(found.lines, expected, where);
      equal(
        found.texts,
        texts.filter((_, at) => expected.includes(lines[at])),
        where,
      );
    }
  });

  /** @param {{ Provider: string, ResponseBody: string, RequestBody: string }} value */
  function tokensOf({ ResponseBody: response, RequestBody: request }) {
    const { input = 0, output = 0 } = readConversation({ request, response }).usage ?? {};
    return input + output;
  }

  test("a filter that cannot be understood is a TypeError, and an unknown name a warning", async () => {
    const error = await thrown(() => open("status:(1 or"), "a filter that breaks off");
    ok(error instanceof TypeError && /not closed/.test(error.message), String(error));
    const several = await thrown(() => open("re:1"), "a name that is several");
    ok(several instanceof TypeError && /can be/.test(several.message), String(several));
    const warnings = [];
    const onWarning = (/** @type {{ message: string }} */ { message }) => void warnings.push(message);
    for await (const _ of api.decrypt(log.log, { keys: await keysOf(log), where: "modle:x", onWarning }));
    equal(warnings, ["No record has a field called modle. Did you mean Model?"], "warnings");
  });
}

/** With members in one order: it says nothing. */
function sorted(/** @type {any} */ value) {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sorted(value[name])]),
  );
}
