// One RSA-4096 private operation, and stages of the pipeline. Runs in a browser and in Node.js alike, on
// the builds in target/wasm, which it is given as imported modules and compiled bytes.

/** The lines of a text as an opener takes them. */
function split(text) {
  const lines = text.trimEnd().split("\n").map((line) => new TextEncoder().encode(line));
  const bytes = new Uint8Array(lines.reduce((sum, line) => sum + line.length, 0));
  const ends = new Uint32Array(lines.length);
  let at = 0;
  for (const [i, line] of lines.entries()) {
    bytes.set(line, at);
    ends[i] = at += line.length;
  }
  return { bytes, ends, numbers: Float64Array.from(lines, (_, i) => i + 1) };
}

const goOn = async () => true;

/**
 * The least time of one operation with each of the means, in milliseconds, taken in turns. `lines` are some
 * records with one text under RSA alone; opening such a record costs one operation and microseconds beside.
 */
export async function operations({ core, kernels, key, lines, seconds }) {
  const sealed = lines.map(split);
  const openers = {};
  const add = (name, settings, kernel) => {
    const opener = new core.Opener(settings);
    if (kernel) opener.useKernel({ prepare: (...numbers) => new kernel.RsaKernel(numbers) });
    opener.add(key.slice());
    openers[name] = opener;
  };
  if (globalThis.crypto?.subtle) add("crypto.subtle", { engine: "native" });
  for (const [name, kernel] of Object.entries(kernels)) add(name, { engine: "wasm" }, kernel);
  add("rsa crate in wasm", { engine: "wasm" });
  const least = Object.fromEntries(Object.keys(openers).map((name) => [name, Number.POSITIVE_INFINITY]));
  let next = 0;
  const once = async (name) => {
    const opener = openers[name];
    const { bytes, ends, numbers } = sealed[next++ % sealed.length];
    const begin = performance.now();
    const opened = await opener.open(bytes, ends, numbers, undefined, goOn);
    const took = (performance.now() - begin) / ends.length;
    if (opened.opened !== ends.length || opened.privateOperations !== ends.length) throw new Error(`${name} opened ${opened.opened} of ${ends.length}`);
    least[name] = Math.min(least[name], took);
  };
  // Engines compile well what ran for a while.
  for (let i = 0; i < 12; i++) for (const name of Object.keys(openers)) if (!name.startsWith("rsa crate") || i < 2) await once(name);
  for (const name of Object.keys(least)) least[name] = Number.POSITIVE_INFINITY;
  const end = performance.now() + seconds * 1000;
  for (let i = 0; performance.now() < end || i < 5; i++) {
    for (const name of Object.keys(openers)) if (!name.startsWith("rsa crate") || i % 8 === 0) await once(name);
  }
  return least;
}

/** Megabytes of NDJSON a second on one core, stage by stage; each the best of some rounds. */
export async function stages({ core, kernels, key, gzip, seconds }) {
  const [kernel] = Object.values(kernels);
  const best = { lines: Number.POSITIVE_INFINITY, scan: Number.POSITIVE_INFINITY, open: Number.POSITIVE_INFINITY };
  const opener = () => {
    const made = new core.Opener({});
    if (kernel) made.useKernel({ prepare: (...numbers) => new kernel.RsaKernel(numbers) });
    return made;
  };
  const without = opener();
  const withKey = opener();
  withKey.add(key.slice());
  let megabytes = 0;
  const end = performance.now() + seconds * 1000;
  for (let round = 0; performance.now() < end || round < 3; round++) {
    const batches = [];
    let begin = performance.now();
    const reader = new core.LineReader();
    for (let at = 0; at < gzip.length; at += 1 << 20) {
      reader.push(gzip.subarray(at, at + (1 << 20)));
      for (let batch; !batch?.drained; ) batches.push((batch = reader.read(256 * 1024, 1024)));
    }
    reader.finish();
    for (let batch; !batch?.drained; ) batches.push((batch = reader.read(256 * 1024, 1024)));
    best.lines = Math.min(best.lines, performance.now() - begin);
    reader.free();
    megabytes = batches.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1e6;
    for (const [name, each] of [["scan", without], ["open", withKey]]) {
      begin = performance.now();
      for (const { bytes, ends, numbers } of batches) await each.open(bytes, Uint32Array.from(ends), Float64Array.from(numbers), undefined, goOn);
      best[name] = Math.min(best[name], performance.now() - begin);
    }
  }
  return { megabytes, ...best };
}

/** AES-256-GCM of some sizes: microseconds by `crypto.subtle` (with the import of the key) and in WebAssembly. */
export async function gcm({ core, key, lines, sizes }) {
  const rows = [];
  for (const [i, size] of sizes.entries()) {
    const { bytes, ends, numbers } = split(lines[i]);
    const row = { size };
    for (const engine of ["native", "wasm"]) {
      const opener = new core.Opener(engine === "native" ? { largeField: 0 } : { engine: "wasm" });
      opener.add(key.slice());
      row[engine] = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 30; round++) {
        const begin = performance.now();
        await opener.open(bytes, ends, numbers, undefined, goOn);
        // The first round unwraps the key, which all records have in common.
        if (round > 0) row[engine] = Math.min(row[engine], ((performance.now() - begin) * 1000) / ends.length);
      }
    }
    rows.push(row);
  }
  return rows;
}
