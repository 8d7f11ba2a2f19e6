// Sources that fail, wait or are left: nothing is read that is not taken, and nothing is held on to.
import { asynchronously, equal, ok, pieces, read, stream, thrown, until } from "./assertions.mjs";

/** @param {import("./context.mjs").Context} context */
export function sources({ api, test, fixture, key, keysOf, gather, many }) {
  const { decrypt, DecryptStream } = api;

  test("mistakes in calling are reported at once", async () => {
    const keys = await key("rsa2048");
    for (const [source, options] of [
      ["text", { keys }],
      [null, { keys }],
      [new Uint8Array(), { keys: {} }],
      [new Uint8Array(), { keys, body: "xml" }],
      [new Uint8Array(), { keys, maxRecordBytes: 1.5 }],
      [new Uint8Array(), { keys, maxRecordBytes: 2 ** 31 }],
    ]) {
      ok(
        (await thrown(() => Reflect.apply(decrypt, undefined, [source, options]), "decrypt")) instanceof TypeError,
        "a TypeError",
      );
    }
    const text = /** @type {AsyncIterable<any>} */ (asynchronously(["text"]));
    ok((await gather(text, { keys })).error instanceof TypeError, "text instead of bytes");
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
    const records = decrypt(endless, { keys: await keysOf(expected), signal: controller.signal });
    for (let number = 0; number < expected.records; number++)
      ok(!(await records.next()).done, "there is another record");
    const next = thrown(() => records.next(), "the record that never comes");
    controller.abort(new Error("enough"));
    const error = await next;
    equal([error.code, error.cause.message], ["ERR_ABORTED", "enough"], "error");
    await until(() => state.cancelled, "the source was released");
  });

  test("left early, it releases its source", async () => {
    const expected = fixture("members");
    const { readable, state } = stream(expected.log, 100);
    for await (const record of decrypt(readable, { keys: await keysOf(expected) })) {
      equal(record.line, 1, "line");
      break;
    }
    ok(state.cancelled, "the stream was cancelled");
    let returned = false;
    /** @type {AsyncIterable<Uint8Array<ArrayBuffer>>} */
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
    ok(value && value.length > 0, "records");
    await new Promise((resolve) => setTimeout(resolve, 300));
    ok(state.pulled < 400, `${state.pulled} pieces were read for one chunk`);
    await reader.cancel("enough");
    await until(() => state.cancelled, "the source was cancelled");
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
    /** @type {unknown} */
    let cancelled;
    const endless = new ReadableStream({ cancel: (reason) => void (cancelled = reason ?? true) });
    const reader = endless.pipeThrough(new DecryptStream({ keys: await keysOf(expected) })).getReader();
    const reading = reader.read();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await reader.cancel("enough");
    equal((await reading).done, true, "the read that waited");
    await until(() => cancelled, "the source was cancelled");
  });

  test("DecryptStream that is cancelled by its signal releases its source, also before it began", async () => {
    const expected = fixture("members");
    for (const after of [0, 100]) {
      const controller = new AbortController();
      /** @type {unknown} */
      /** @type {unknown} */
      let cancelled;
      const endless = new ReadableStream({ cancel: (reason) => void (cancelled = reason ?? true) });
      const decrypting = endless.pipeThrough(
        new DecryptStream({ keys: await keysOf(expected), signal: controller.signal }),
      );
      if (after > 0) setTimeout(() => controller.abort("enough"), after);
      else controller.abort("enough");
      const { error } = await read(decrypting);
      equal([error?.code, error?.cause], ["ERR_ABORTED", "enough"], "error");
      await until(() => cancelled, `the source was cancelled, after ${after} ms`);
    }
  });

  test("DecryptStream hands on what its source throws", async () => {
    const expected = fixture("members");
    const broken = new Error("the disk is on fire");
    const source = new ReadableStream({ pull: (controller) => controller.error(broken) });
    const { error } = await read(source.pipeThrough(new DecryptStream({ keys: await keysOf(expected) })));
    ok(error === broken || error.cause === broken, "the error");
  });
}
