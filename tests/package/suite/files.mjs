// Files of all forms, from sources of all kinds.
import { asynchronously, equal, joined, LINE_FEED, ok, pieces, read, stream } from "./assertions.mjs";

/** @param {import("./context.mjs").Context} context */
export function files({ api, data, test, fixture, key, keysOf, gather, faults, codes }) {
  const { DecryptStream, LogpushError, splitFile } = api;

  for (const { name } of data.fixtures) {
    test(`decrypt: ${name}`, async () => {
      const expected = fixture(name);
      const keys = await keysOf(expected);
      const came = await gather(expected.log, { keys, body: expected.body, file: `${name}.log.gz` });
      equal(came.output, expected.output, "records");
      equal(came.rejects, expected.rejects, "rejects");
      equal(codes(came.errors), codes(expected.errors), "errors");
      const warnings = expected.warnings.map(({ offset }) => offset);
      const nothingSealed = expected.records > 0 && expected.opened + expected.sealed === 0;
      if (nothingSealed && warnings.at(-1) !== 0) warnings.push(0);
      equal(
        came.warnings.map(({ offset }) => offset),
        warnings,
        "warnings",
      );
      const { records, opened, sealed, rejected, bytes, totalBytes } = came.progress;
      equal(
        [records, opened, sealed, rejected],
        [expected.records, expected.opened, expected.sealed, expected.rejected],
        "counts",
      );
      ok(bytes <= expected.log.length && totalBytes === expected.log.length, "bytes counted");
      equal(came.error?.code, faults(expected)[0]?.code, "how it ends");
      if (came.error)
        equal([came.error instanceof LogpushError, came.error.file], [true, `${name}.log.gz`], "the error in the end");
      for (const { line, errors } of came.records) {
        equal(codes(errors), codes(expected.errors.filter((error) => error.line === line)), `errors of line ${line}`);
      }
    });

    test(`DecryptStream: ${name}`, async () => {
      const expected = fixture(name);
      const rejects = [];
      const onReject = ({ bytes, more }) => void rejects.push(bytes, more ? new Uint8Array() : LINE_FEED);
      const { readable } = stream(expected.log);
      const came = await read(
        readable.pipeThrough(new DecryptStream({ keys: await keysOf(expected), body: expected.body, onReject })),
      );
      equal(came.output, expected.output, "records");
      equal(joined(rejects), expected.rejects, "rejects");
      equal(came.error?.code, faults(expected)[0]?.code, "how it ends");
    });
  }

  const sources = {
    "a Blob": (bytes) => new Blob([bytes]),
    "a File": (bytes) => new File([bytes], "of-a-name.log.gz"),
    "a ReadableStream": (bytes) => stream(bytes).readable,
    "an async iterable": (bytes) => asynchronously(pieces(bytes, 77)),
    "a Response": (bytes) => new Response(bytes),
    "a stream of ArrayBuffers": (bytes) => asynchronously([...pieces(bytes, 100)].map(({ buffer }) => buffer)),
    "a stream of views of all kinds": (bytes) =>
      asynchronously(
        [...pieces(bytes, 400)].map((piece, i) => (i % 2 ? new DataView(piece.buffer) : new Int8Array(piece.buffer))),
      ),
    "an ArrayBuffer": (bytes) => bytes.slice().buffer,
    "a DataView amid others": (bytes) => new DataView(joined([LINE_FEED, bytes, LINE_FEED]).buffer, 1, bytes.length),
    "a Uint8Array": (bytes) => bytes,
    "a Uint8Array amid others": (bytes) => joined([LINE_FEED, bytes, LINE_FEED]).subarray(1, 1 + bytes.length),
  };
  for (const [kind, make] of Object.entries(sources)) {
    // Bun has no File before its version 1.2, and workerd none that keeps its name.
    test(`reads ${kind}`, async () => {
      const expected = fixture("members");
      const came = await gather(make(expected.log), { keys: await keysOf(expected) });
      equal(came.error, undefined, "error");
      equal(came.output, expected.output, "records");
    });
  }

  for (const size of [1, 7, 100]) {
    test(`reads records of every form in pieces of ${size}`, async () => {
      const forms = data.fixtures.filter(({ form }) => form);
      ok(forms.length >= 38, "the forms are there");
      for (const expected of forms) {
        const came = await gather(asynchronously(pieces(expected.log, size)), { keys: await keysOf(expected) });
        equal(came.output, expected.output, `records of ${expected.name}`);
        equal(came.rejects, expected.rejects, `rejects of ${expected.name}`);
        equal(codes(came.errors), codes(expected.errors), `errors of ${expected.name}`);
      }
    });
  }

  test("segments of a file, opened apart from each other, give what the whole file gives", async () => {
    let most = 0;
    for (const expected of data.fixtures) {
      const keys = await keysOf(expected);
      /** @type {{ bytes?: Uint8Array, offset: number, position?: number }[]} */
      const points = [{ offset: 0 }];
      for await (const point of splitFile(asynchronously(pieces(expected.log, 100)), { spacing: 300 }))
        points.push(point);
      most = Math.max(most, points.length);
      const came = [];
      for (const [at, { bytes: from, offset }] of points.entries()) {
        const segment = { from, end: points[at + 1]?.position };
        came.push(await gather(expected.log.subarray(offset), { keys, body: expected.body, segment }));
      }
      equal(joined(came.map(({ output }) => output)), expected.output, `records of ${expected.name}`);
      equal(joined(came.map(({ rejects }) => rejects)), expected.rejects, `rejects of ${expected.name}`);
      const ofRecords = (errors) => codes(errors.filter(({ line }) => line !== undefined));
      equal(ofRecords(came.flatMap(({ errors }) => errors)), ofRecords(expected.errors), `errors of ${expected.name}`);
    }
    ok(most >= 5, `there is a file of several segments, and not of ${most} at most`);
  });

  test("a Response that is no file is refused, and one that was read", async () => {
    const keys = await key("rsa2048");
    const missing = await gather(new Response("not found", { status: 404 }), { keys });
    equal(
      [missing.error.code, missing.error.message.includes("404"), missing.records.length],
      ["ERR_IO", true, 0],
      "status 404",
    );
    const used = new Response(fixture("members").log);
    await used.arrayBuffer();
    equal((await gather(used, { keys })).error.code, "ERR_IO", "a body that was read");
    equal((await gather(new Response(null), { keys })).records.length, 0, "no body");
  });
}
