// What the package promises, in plain assertions that run in every runtime. It imports nothing: who runs it gives
// it the package and the fixtures (see data.mjs).

/** @typedef {{ name: string, keys: string[], body: string, output: Uint8Array, rejects: Uint8Array, log: Uint8Array,
 *   records: number, opened: number, sealed: number, rejected: number, errors: { line?: number, field?: string, code: string }[],
 *   warnings: { offset: number }[], form?: boolean }} Fixture */

class Failed extends Error {}

function ok(value, what) {
  if (!value) throw new Failed(what);
}

/** Compares what JSON can hold, and bytes. */
function equal(came, expected, what) {
  const shown = (value) =>
    value instanceof Uint8Array
      ? `${value.length} bytes: ${new TextDecoder().decode(value)}`
      : (JSON.stringify(value) ?? String(value));
  if (shown(came) !== shown(expected))
    throw new Failed(`${what}: came ${shown(came).slice(0, 500)}, expected ${shown(expected).slice(0, 500)}`);
}

/** What an action throws. */
async function thrown(action, what) {
  try {
    await action();
  } catch (error) {
    return error;
  }
  throw new Failed(`${what}: nothing was thrown`);
}

function joined(parts) {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const LINE_FEED = Uint8Array.of(10);
const encoder = new TextEncoder();

/** Bytes in small pieces. */
function* pieces(bytes, size = 1000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function* asynchronously(iterable) {
  yield* iterable;
}

/** A stream of bytes, and what became of it. */
function stream(bytes, size) {
  const rest = pieces(bytes, size);
  const state = { pulled: 0, cancelled: undefined };
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

/** What a stream gives, and how it ends. */
async function read(readable) {
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
 * The tests, by name.
 *
 * @param {typeof import("logpush-decrypt")} api the package
 * @param {{ fixtures: Fixture[], keys: Record<string, string>, matrix: { good: object[], bad: object[] } }} data
 * @param {{ workers: boolean }} runtime whether it has workers, which are then to be used
 * @returns {[string, () => Promise<void>][]}
 */
export function tests(api, data, runtime) {
  const { decrypt, DecryptStream, generateKeyPair, LogpushError, PrivateKey, splitFile } = api;
  const list = [];
  const test = (name, action) => list.push([name, action]);
  const fixture = (name) =>
    data.fixtures.find((each) => each.name === name) ?? ok(false, `there is no fixture ${name}`);
  const imported = new Map();
  const key = (name) => {
    if (!imported.has(name)) imported.set(name, PrivateKey.import(data.keys[name]));
    return imported.get(name);
  };
  const keysOf = ({ keys }) => Promise.all(keys.map(key));

  /** Opens a source, and gathers everything that is told. */
  async function gather(source, options) {
    const came = { records: [], rejects: [], errors: [], warnings: [], progress: undefined, error: undefined };
    const told = {
      onReject: ({ bytes, more }) => void came.rejects.push(bytes, more ? new Uint8Array() : LINE_FEED),
      onError: (error) => void came.errors.push(error),
      onWarning: (warning) => void came.warnings.push(warning),
      onProgress: (progress) => void (came.progress = progress),
    };
    try {
      for await (const record of decrypt(source, { ...told, ...options })) came.records.push(record);
    } catch (error) {
      came.error = error;
    }
    return {
      ...came,
      output: joined(came.records.flatMap(({ text }) => [encoder.encode(text), LINE_FEED])),
      rejects: joined(came.rejects),
    };
  }

  /** What is wrong with the file itself, and not with one of its lines. */
  const faults = ({ errors }) => errors.filter(({ line }) => line === undefined);
  const codes = (errors) => errors.map(({ line, field, code }) => [line ?? null, field ?? null, code]).sort();

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
      ok(bytes <= totalBytes && totalBytes === expected.log.length, "bytes counted");
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

  test("segments of a file, opened apart from each other, come to what the whole comes to", async () => {
    let most = 0;
    for (const expected of data.fixtures) {
      const keys = await keysOf(expected);
      const points = [{ bytes: undefined, offset: 0 }];
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

  test("lines that are no records are told in the end, unless they are taken", async () => {
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

  for (const engine of ["native", "wasm", "auto"]) {
    test(`engine ${engine}, and every wrapped key unwrapped`, async () => {
      const expected = fixture("ordinary-rsa4096");
      const came = await gather(expected.log, { keys: await keysOf(expected), engine, strict: true });
      equal(came.output, expected.output, "records");
    });
  }

  for (const { name, key: of, file, passphrase } of data.matrix.good) {
    test(`reads a key: ${name}`, async () => {
      const bytes = Uint8Array.from(atob(file), (character) => character.charCodeAt(0));
      const copy = bytes.slice();
      const read = await PrivateKey.import(bytes, { passphrase });
      equal(read.fingerprint, (await key(of)).fingerprint, "fingerprint");
      equal(read.bits, Number(of.slice(3)), "bits");
      equal(bytes, copy, "what was given stays as it is");
    });
  }

  for (const { name, code, says, file, passphrase } of data.matrix.bad) {
    test(`refuses what is no private key: ${name}`, async () => {
      const bytes = Uint8Array.from(atob(file), (character) => character.charCodeAt(0));
      const error = await thrown(() => PrivateKey.import(bytes, { passphrase }), "import");
      equal([error instanceof LogpushError, error.code], [true, code], "error");
      ok(says.length > 0 && error.message.includes(says), `it is called '${says}': ${error.message}`);
    });
  }

  test("reads a key as text, JWK and CryptoKey", async () => {
    const { fingerprint } = await key("rsa2048");
    const { file } = data.matrix.good.find(({ name, key }) => name === "PKCS#8 DER" && key === "rsa2048");
    const pkcs8 = Uint8Array.from(atob(file), (character) => character.charCodeAt(0));
    const algorithm = { name: "RSA-OAEP", hash: "SHA-256" };
    const cryptoKey = await crypto.subtle.importKey("pkcs8", pkcs8, algorithm, true, ["decrypt"]);
    const jwk = await crypto.subtle.exportKey("jwk", cryptoKey);
    equal((await PrivateKey.import(data.keys.rsa2048)).fingerprint, fingerprint, "text");
    equal((await PrivateKey.import(cryptoKey)).fingerprint, fingerprint, "CryptoKey");
    equal((await PrivateKey.import(jwk)).fingerprint, fingerprint, "JWK");
    equal((await PrivateKey.import(pkcs8.buffer)).fingerprint, fingerprint, "ArrayBuffer");
    const fixed = await crypto.subtle.importKey("pkcs8", pkcs8, algorithm, false, ["decrypt"]);
    equal(
      (await thrown(() => PrivateKey.import(fixed), "a key that cannot be exported")).code,
      "ERR_KEY_FORMAT",
      "code",
    );
    const { kty, n, e } = jwk;
    const publicKey = await crypto.subtle.importKey("jwk", { kty, n, e }, algorithm, true, ["encrypt"]);
    equal((await thrown(() => PrivateKey.import(publicKey), "a public key")).code, "ERR_KEY_PUBLIC", "code");
  });

  test("reads several keys at once", async () => {
    const both = await PrivateKey.importAll(`${data.keys.rsa2048}\n${data.keys.rsa4096}`);
    equal(
      both.map(({ bits }) => bits),
      [2048, 4096],
      "bits",
    );
  });

  test("a key shows nothing secret", async () => {
    const read = await key("rsa2048");
    const shown = { bits: read.bits, fingerprint: read.fingerprint };
    equal(JSON.parse(JSON.stringify(read)), shown, "as JSON");
    equal(Object.assign({}, read), shown, "its properties");
    ok(String(read).includes(read.fingerprint) && !String(read).includes("PRIVATE"), "as text");
    ok(read.publicPem().startsWith("-----BEGIN PUBLIC KEY-----\n"), "the public half");
  });

  test("makes key pairs", async () => {
    const pair = await generateKeyPair({ bits: 2048, passphrase: "correct horse" });
    equal(
      (await thrown(() => PrivateKey.import(pair.privatePem), "without passphrase")).code,
      "ERR_KEY_PASSPHRASE",
      "code",
    );
    equal(
      (await thrown(() => PrivateKey.import(pair.privatePem, { passphrase: "battery" }), "wrong passphrase")).code,
      "ERR_KEY_PASSPHRASE",
      "code",
    );
    const read = await PrivateKey.import(pair.privatePem, { passphrase: "correct horse" });
    equal([read.bits, read.fingerprint, read.publicPem()], [2048, pair.fingerprint, pair.publicPem], "the key");
    equal((await thrown(() => generateKeyPair({ bits: 1024 }), "of 1024 bits")).code, "ERR_KEY_FORMAT", "code");
  });

  test("mistakes in calling are told at once", async () => {
    const keys = await key("rsa2048");
    for (const [source, options] of [
      ["text", { keys }],
      [null, { keys }],
      [new Uint8Array(), { keys: {} }],
      [new Uint8Array(), { keys, body: "xml" }],
      [new Uint8Array(), { keys, maxRecordBytes: 1.5 }],
      [new Uint8Array(), { keys, maxRecordBytes: 2 ** 31 }],
    ]) {
      ok((await thrown(() => decrypt(source, options), "decrypt")) instanceof TypeError, "a TypeError");
    }
    ok((await gather(asynchronously(["text"]), { keys })).error instanceof TypeError, "text instead of bytes");
  });

  test("what a source throws is the cause of an ERR_IO", async () => {
    const expected = fixture("members");
    const broken = new Error("the disk is on fire");
    const came = await gather(
      (async function* () {
        yield expected.log;
        throw broken;
      })(),
      { keys: await keysOf(expected), file: "burning" },
    );
    equal([came.error.code, came.error.file, came.error.cause === broken], ["ERR_IO", "burning", true], "error");
    equal(came.output, expected.output, "what came before it");
  });

  test("cancelled before it begins", async () => {
    const expected = fixture("members");
    const { error, records } = await gather(expected.log, {
      keys: await keysOf(expected),
      signal: AbortSignal.abort("enough"),
    });
    equal([error.code, error.cause, records.length], ["ERR_ABORTED", "enough", 0], "error");
  });

  test("cancelled while the source keeps it waiting", async () => {
    const expected = fixture("members");
    const controller = new AbortController();
    const { readable, state } = stream(expected.log);
    // Gives all there is, and then never ends.
    const endless = new ReadableStream({
      async start(streamController) {
        const reader = readable.getReader();
        for (let piece = await reader.read(); !piece.done; piece = await reader.read())
          streamController.enqueue(piece.value);
      },
      cancel: (reason) => void (state.cancelled = reason ?? true),
    });
    setTimeout(() => controller.abort(new Error("enough")), 300);
    const { error, output } = await gather(endless, { keys: await keysOf(expected), signal: controller.signal });
    equal([error.code, error.cause.message], ["ERR_ABORTED", "enough"], "error");
    ok(output.length > 0 && state.cancelled, "records were there, and the source was let go of");
  });

  test("left early, it lets go of its source", async () => {
    const expected = fixture("members");
    const { readable, state } = stream(expected.log, 100);
    for await (const record of decrypt(readable, { keys: await keysOf(expected) })) {
      equal(record.line, 1, "line");
      break;
    }
    ok(state.cancelled, "the stream was cancelled");
    let returned = false;
    const iterable = {
      [Symbol.asyncIterator]() {
        const rest = pieces(expected.log, 100);
        return {
          next: async () => rest.next(),
          return: async () => ((returned = true), { done: true, value: undefined }),
        };
      },
    };
    for await (const _ of decrypt(iterable, { keys: await keysOf(expected) })) break;
    ok(returned, "the iterator was ended");
  });

  /** A file of many records: members of gzip follow one another. */
  const many = (times) => {
    const { log, output } = fixture("ordinary-rsa2048");
    return { log: joined(Array(times).fill(log)), output: joined(Array(times).fill(output)) };
  };

  test("reads no more than is taken", async () => {
    const { log } = many(2000);
    const { readable, state } = stream(log, 1024);
    const records = decrypt(readable, { keys: await key("rsa2048"), concurrency: 1 });
    await records.next();
    await new Promise((resolve) => setTimeout(resolve, 300));
    // Lines of some jobs, of the 2,900 pieces.
    ok(state.pulled < 400, `${state.pulled} pieces were read for one record`);
    await records.return();
    ok(state.cancelled, "the stream was cancelled");
  });

  test("DecryptStream takes no more than is read, and is cancelled from its end", async () => {
    const { log } = many(2000);
    const { readable, state } = stream(log, 1024);
    const reader = readable.pipeThrough(new DecryptStream({ keys: await key("rsa2048"), concurrency: 1 })).getReader();
    const { value } = await reader.read();
    ok(value.length > 0, "records");
    await new Promise((resolve) => setTimeout(resolve, 300));
    ok(state.pulled < 400, `${state.pulled} pieces were read for one chunk`);
    await reader.cancel("enough");
    for (let tries = 0; !state.cancelled && tries < 50; tries++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    ok(state.cancelled, "the source was cancelled");
  });

  test("what DecryptStream gives is not lost to an error, however late it is read", async () => {
    const expected = fixture("cut-off");
    const decrypting = stream(expected.log).readable.pipeThrough(new DecryptStream({ keys: await keysOf(expected) }));
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { output, error } = await read(decrypting);
    equal(output, expected.output, "records");
    equal(error?.code, "ERR_GZIP_TRUNCATED", "how it ends");
  });

  test("DecryptStream is cancelled while its source keeps it waiting", async () => {
    const expected = fixture("members");
    let cancelled;
    const endless = new ReadableStream({ cancel: (reason) => void (cancelled = reason ?? true) });
    const reader = endless.pipeThrough(new DecryptStream({ keys: await keysOf(expected) })).getReader();
    const reading = reader.read();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await reader.cancel("enough");
    equal((await reading).done, true, "the read that waited");
    for (let tries = 0; !cancelled && tries < 50; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
    ok(cancelled, "the source was cancelled");
  });

  test("DecryptStream that is cancelled by its signal lets go of its source, also before it began", async () => {
    const expected = fixture("members");
    for (const after of [0, 100]) {
      const controller = new AbortController();
      let cancelled;
      const endless = new ReadableStream({ cancel: (reason) => void (cancelled = reason ?? true) });
      const decrypting = endless.pipeThrough(
        new DecryptStream({ keys: await keysOf(expected), signal: controller.signal }),
      );
      if (after > 0) setTimeout(() => controller.abort("enough"), after);
      else controller.abort("enough");
      const { error } = await read(decrypting);
      equal([error?.code, error?.cause], ["ERR_ABORTED", "enough"], "error");
      for (let tries = 0; !cancelled && tries < 50; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
      ok(cancelled, `the source was cancelled, after ${after} ms`);
    }
  });

  test("DecryptStream hands on what its source throws", async () => {
    const expected = fixture("members");
    const broken = new Error("the disk is on fire");
    const source = new ReadableStream({ pull: (controller) => controller.error(broken) });
    const { error } = await read(source.pipeThrough(new DecryptStream({ keys: await keysOf(expected) })));
    ok(error === broken || error.cause === broken, "the error");
  });

  test("several files at once", async () => {
    const names = ["members", "several-keys", "ordinary-rsa4096", "one-content-key"];
    const opening = names.map(async (name) => {
      const expected = fixture(name);
      equal((await gather(expected.log, { keys: await keysOf(expected) })).output, expected.output, name);
    });
    await Promise.all(opening);
  });

  test("what takes long is done by workers where there are some, in order", async () => {
    const { log, output } = fixture("ordinary-rsa2048");
    let workers = 0;
    let members = 0;
    // More and more of it, until they are there.
    const source = async function* () {
      const end = Date.now() + 60_000;
      for (let enough = 0; enough < 100 && members < 50_000 && Date.now() < end; members++) {
        if (workers > 0 || (!runtime.workers && members > 500)) enough++;
        yield log;
      }
    };
    let lines = 0;
    const parts = [];
    const onProgress = (progress) => (workers = Math.max(workers, progress.workers));
    for await (const { line, text } of decrypt(source(), { keys: await key("rsa2048"), concurrency: 2, onProgress })) {
      equal(line, ++lines, "line");
      parts.push(encoder.encode(text), LINE_FEED);
    }
    const [came, expected] = [joined(parts), joined(Array(members).fill(output))];
    ok(
      came.length === expected.length && came.every((byte, at) => byte === expected[at]),
      "everything came, as it should",
    );
    equal(workers, runtime.workers ? 2 : 0, "workers");
  });

  return list;
}

/** Runs all tests, one after the other. Returns what failed. */
export async function run(api, data, runtime, tell = () => {}) {
  const failures = [];
  const all = tests(api, data, runtime);
  for (const [name, action] of all) {
    try {
      await action();
      tell(`ok ${name}`);
    } catch (error) {
      failures.push({ name, message: error instanceof Failed ? error.message : `${error?.stack ?? error}` });
      tell(`not ok ${name}: ${error?.stack ?? error}`);
    }
  }
  return { passed: all.length - failures.length, failures };
}
