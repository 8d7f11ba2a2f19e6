// Records, and what is no record: what is reported of each.
import { encoder, equal, ok } from "./assertions.mjs";

/** @param {import("./context.mjs").Context} context */
export function records({ test, fixture, key, keysOf, gather }) {
  test("a file without a single sealed field is remarked on", async () => {
    const plain = encoder.encode('{"a":1}\n{"a":2}\n');
    const { output, warnings, error } = await gather(plain, { keys: await key("rsa2048") });
    equal([output, error], [plain, undefined], "records");
    equal(
      warnings.map(({ offset, message }) => [offset, /no.*encrypted field/i.test(message)]),
      [[0, true]],
      "warnings",
    );
  });

  test("records longer than `maxRecordBytes` are rejected", async () => {
    const lines = [`{"a":"${"x".repeat(1000)}"}`, `{"a":"${"x".repeat(2000)}"}`, '{"a":1}'];
    const { output, rejects, errors } = await gather(encoder.encode(`${lines.join("\n")}\n`), {
      keys: await key("rsa2048"),
      maxRecordBytes: 1500,
    });
    equal(output, encoder.encode(`${lines[0]}\n${lines[2]}\n`), "records");
    equal(rejects, encoder.encode(`${lines[1]}\n`), "rejects");
    equal(
      errors.map(({ line, code }) => [line, code]),
      [[2, "ERR_LIMIT"]],
      "errors",
    );
  });

  test("a name with control characters stands in `file` as it is, and in no message", async () => {
    const name = "\u001b]0;title\u0007\u001b[31mred.log";
    const { errors, error } = await gather(encoder.encode("no record\n"), { keys: await key("rsa2048"), file: name });
    equal([error, errors.length, errors[0].file], [undefined, 1, name], "the error");
    // eslint-disable-next-line no-control-regex
    ok(!/[\u0000-\u001f\u007f]/.test(errors[0].message), errors[0].message);
  });

  test("a File's name stands in errors", async () => {
    const expected = fixture("cut-off");
    const { error } = await gather(new File([expected.log], "named.log.gz"), { keys: await keysOf(expected) });
    equal([error.code, error.file], ["ERR_GZIP_TRUNCATED", "named.log.gz"], "error");
  });

  test("lines that are no records are reported in the end, unless they are taken", async () => {
    const expected = fixture("bad-lines");
    const { output, error } = await gather(expected.log, { keys: await keysOf(expected), onReject: undefined });
    equal(output, expected.output, "records");
    const [first] = expected.errors;
    equal(
      [error.code, error.line, error.errors.length],
      [first.code, first.line, expected.rejected],
      "the error in the end",
    );
  });

  test("a record's value is parsed once, and has what its text has", async () => {
    const expected = fixture("ordinary-rsa2048");
    const { records } = await gather(expected.log, { keys: await keysOf(expected) });
    ok(records.length > 0, "records");
    for (const record of records) {
      equal(record.value, JSON.parse(record.text), "value");
      const { value } = record;
      ok(record.value === value, "the same object each time");
    }
  });

  for (const engine of /** @type {const} */ (["native", "wasm", "auto"])) {
    test(`engine ${engine}, and every wrapped key unwrapped`, async () => {
      const expected = fixture("ordinary-rsa4096");
      const came = await gather(expected.log, { keys: await keysOf(expected), engine, strict: true });
      equal(came.output, expected.output, "records");
    });
  }
}
