// The worker: the only place in the page, with those of its pool, where keys and sealed files are.
import "../lockdown.ts";
import init, { ContentKeys, generateKeyPair } from "core";
import { toFailure } from "../../../js/errors.ts";
import { ABOUT } from "../../../js/export/about.ts";
import { COLUMNS, PARQUET_COLUMNS, SHORT_COLUMNS } from "../../../js/export/columns.ts";
import { loadKernel } from "../../../js/kernel.ts";
import { indexFiles } from "../../../js/pool/index-files.ts";
import type { Modules } from "../../../js/pool/messages.ts";
import { Pool } from "../../../js/pool/pool.ts";
import { serve } from "../../../js/pool/worker.ts";
import type { PageMessage, WorkerMessage } from "../protocol/messages.ts";
import type { Answer, Arguments, RequestMessage, RequestName } from "../protocol/requests.ts";
import { openArchives } from "./archives.ts";
import { makeBatch } from "./batch-tables.ts";
import { copied } from "./copying.ts";
import { Explorer } from "./explorer.ts";
import { KeyStore } from "./key-store.ts";
import { addKeys, areKeys, forgetLocked, readRecipient, unlockKeys } from "./keys.ts";
import { maskedRecord, patternProblem } from "./masks.ts";
import { Outcomes } from "./outcomes.ts";
import { Pieces } from "./pieces.ts";
import { arePriceLists, pricesInUse, readPriceList, usePriceList } from "./prices.ts";
import { bytesCame, readBytes, startReading } from "./read.ts";
import { fieldCame, relaySubtle } from "./relayed-subtle.ts";
import { Runs } from "./runs.ts";
import { makeSample } from "./sample/make.ts";
import { tryKeys } from "./trial.ts";
import { tryFromWorker } from "./ways-out.ts";
import { useZstd } from "./zstd.ts";

declare const self: DedicatedWorkerGlobalScope;

const say = (message: WorkerMessage, moved: Transferable[] = []) => self.postMessage(message, moved);

/** What there is once the page has sent `start`, which it does before anything else. */
interface Started {
  keys: KeyStore;
  /** The keys in the form in which they are handed to workers of the pool. */
  exported: Uint8Array[];
  pool: Pool;
  /** Content keys of the index's records. */
  kept: ContentKeys;
  /** What came of those that were opened. */
  outcomes: Outcomes;
  explorer: Explorer;
  runs: Runs;
  /** Files that are to be indexed. */
  listed: { file: File; path: string }[];
  /** Every wrapped key is unwrapped. */
  isStrict: boolean;
}

let started: Started | undefined;

const pieces = new Pieces((save, bytes) => say({ type: "piece", save, bytes }, [bytes.buffer]));

function here(): Started {
  if (!started) throw new Error("the worker was not started");
  return started;
}

/** What to do when a worker of the pool dies, by its number. */
const brokenWorkers = new Map<number, (why: string) => void>();
let lastWorker = 0;

/** Has the page start a worker for the pool. */
function spawn(broken: (why: string) => void) {
  const worker = ++lastWorker;
  const { port1, port2 } = new MessageChannel();
  brokenWorkers.set(worker, broken);
  say({ type: "spawn", worker, port: port2 }, [port2]);
  return {
    port: port1,
    end: () => {
      brokenWorkers.delete(worker);
      say({ type: "end", worker });
    },
  };
}

/** The keys have changed: hands them on to the pool. */
async function handOutKeys({ keys, pool, outcomes }: Started): Promise<void> {
  outcomes.clear();
  const exported = await keys.export();
  for (const key of here().exported) key.fill(0);
  here().exported = exported;
  pool.renewKeys();
  // Of what began meanwhile, some was opened with the keys before.
  outcomes.clear();
}

/**
 * Content keys go with the keys: those that are kept now, and those of a record that is being opened meanwhile. So does what
 * opened records said.
 */
async function forgetting(keysGone: Promise<void>): Promise<void> {
  here().kept.clear();
  here().explorer.forgetOpened();
  await keysGone;
  here().kept.clear();
}

const isIn = (columns: readonly { name: string }[], wanted: string) => columns.some(({ name }) => name === wanted);

const handlers: { [Name in RequestName]: (given: Arguments<Name>) => Promise<Answer<Name>> } = {
  async start({ modules, packedZstd, workers }) {
    useZstd(packedZstd);
    await init({ module_or_path: modules.core });
    const keys = new KeyStore();
    const kernel = await loadKernel(modules.kernels);
    if (kernel) await keys.useKernel(kernel.kernel);
    const pool = new Pool({ spawn, keys: () => here().exported.map((key) => key.slice()), size: workers });
    const kept = new ContentKeys();
    const outcomes = new Outcomes();
    const explorer = new Explorer(pool, keys, kept, outcomes, (told) => say({ type: "indexed", told }));
    const runs = new Runs(pool, explorer, kept, outcomes, (run, news) => say({ type: "run", run, news }));
    started = { keys, exported: [], pool, kept, outcomes, explorer, runs, listed: [], isStrict: false };
    await startReading((read) => say({ type: "read", read }));
    return null;
  },
  async choose({ workers, ...choices }) {
    here().pool.size = workers;
    here().pool.choose(choices);
    // What was kept may come from other fields of a record, which a strict run does not believe.
    if (choices.strict && !here().isStrict) {
      for (const run of ["search", "usage"] as const) here().runs.cancel(run);
      here().kept.clear();
      here().explorer.forgetOpened();
    }
    here().isStrict = choices.strict;
    await here().keys.choose(choices);
    here().explorer.maxRecordBytes = choices.maxRecordBytes;
    here().outcomes.clear();
    return null;
  },
  async addKeys({ source, id }) {
    const added = await addKeys(here().keys, source, id);
    await handOutKeys(here());
    return added;
  },
  async unlockKeys({ id, passphrase }) {
    const added = await unlockKeys(here().keys, id, passphrase);
    await handOutKeys(here());
    return added;
  },
  async forgetLockedKey({ id }) {
    forgetLocked(id);
    return null;
  },
  async tryKeys({ files }) {
    return tryKeys(here().keys, files);
  },
  async forgetKey({ fingerprint }) {
    here().runs.cancel();
    await forgetting(here().keys.remove(fingerprint));
    await handOutKeys(here());
    return null;
  },
  async forgetKeys() {
    forgetLocked();
    here().runs.cancel();
    await forgetting(here().keys.clear());
    await handOutKeys(here());
    return null;
  },
  async list({ files }) {
    // Another list, if all are let go of meanwhile.
    const { listed } = here();
    const opened = await openArchives(files);
    const inside = new Map(opened.map(({ at, files }) => [at, files]));
    const all = files.flatMap((file, at) => inside.get(at) ?? [file]);
    // What is compressed is no key.
    const asked = all.flatMap((each, i) => (/\.gz$/i.test(each.path) ? [] : [i]));
    const answers = await areKeys(asked.flatMap((i) => all[i]?.file ?? []));
    const keys = asked.filter((_, i) => answers[i]);
    const found = new Set(keys);
    listed.push(...all.filter((_, i) => !found.has(i)));
    // Where one may wait for the browser, which looks each file up on the disk.
    return { opened, keys, sizes: all.map(({ file }) => file.size) };
  },
  async index() {
    await here().explorer.add(here().listed.splice(0));
    return null;
  },
  async forgetIndex({ era }) {
    here().runs.cancel();
    here().listed = [];
    here().explorer.clear(era);
    return null;
  },
  async sort({ sort }) {
    here().explorer.sort(sort);
    return null;
  },
  async filter(request) {
    const filtered = here().explorer.filter(request);
    // What is found by the one before would be taken for what this one asks.
    if (typeof filtered === "object" && filtered.problem === null) here().runs.cancel("search");
    return filtered;
  },
  async hint() {
    return here().explorer.hint();
  },
  async complete({ filter, cursor }) {
    return here().explorer.complete(filter, cursor);
  },
  async withValue({ filter, column, value, choice }) {
    return here().explorer.withValue(filter, column, value, choice);
  },
  async withTerm({ filter, term, asked }) {
    return here().explorer.withTerm(filter, term, asked);
  },
  async withTime({ filter, range }) {
    return here().explorer.withTime(filter, range);
  },
  async rows({ first, last, columns }) {
    return here().explorer.rows(first, last, columns);
  },
  async facets({ columns }) {
    return here().explorer.facets(columns);
  },
  async histogram({ split }) {
    return here().explorer.histogram(split);
  },
  async find({ file, line }) {
    return here().explorer.find(file, line);
  },
  async read({ place }) {
    return here().explorer.read(place);
  },
  async contents({ records }) {
    return here().explorer.contents(records);
  },
  async hits({ records }) {
    return here().explorer.hits(records);
  },
  async rowOf({ record }) {
    return here().explorer.rowOf(record);
  },
  async cost(which) {
    return here().explorer.cost(which);
  },
  async outlook(which) {
    return here().explorer.outlook(which);
  },
  async check() {
    return here().runs.check();
  },
  async search() {
    return here().runs.search();
  },
  async thread({ record }) {
    return here().explorer.thread(record);
  },
  async usage({ first, within }) {
    return { ...here().explorer.usage(first, within), prices: pricesInUse().generated };
  },
  async priceLists({ files }) {
    return arePriceLists(files);
  },
  async usePrices({ file }) {
    const list = await readPriceList(file);
    const { runs, pool, keys, explorer } = here();
    // What they find would be of the prices before.
    for (const run of ["search", "usage"] as const) runs.cancel(run);
    usePriceList(list);
    pool.usePrices(list.text);
    const used = keys.usePrices(list.text);
    explorer.forgetOpened();
    await used;
    return { generated: list.prices.generated };
  },
  async readBodies() {
    return here().runs.readBodies();
  },
  async save({ save, plan, ...which }) {
    return here().runs.save(which, plan, (bytes) => pieces.send(save, bytes));
  },
  async exportColumns() {
    return COLUMNS.map(({ name }) => ({
      name,
      about: ABOUT[name] ?? "",
      isUsual: { csv: isIn(SHORT_COLUMNS, name), parquet: isIn(PARQUET_COLUMNS, name) },
    }));
  },
  async patternProblem({ patterns }) {
    return patternProblem(patterns);
  },
  async masked({ place, masks }) {
    const { text } = await here().explorer.read(place);
    return maskedRecord(text, masks);
  },
  async copyOf(record) {
    return copied(record);
  },
  async publicKey({ source }) {
    return readRecipient(source);
  },
  async cancel({ run }) {
    here().runs.cancel(run ?? undefined);
    return null;
  },
  async report() {
    return here().explorer.report();
  },
  async makeKeys({ bits, passphrase }) {
    const { privatePem, ...pair } = await generateKeyPair(bits, passphrase);
    return { ...pair, privateFile: new File([privatePem], "private.pem") };
  },
  async makeSample() {
    return makeSample();
  },
};

async function answer({ id, name, arguments: given }: RequestMessage): Promise<void> {
  try {
    // The name and the arguments of a request belong together; the type system cannot follow that
    // through the table.
    const handle = handlers[name] as (given: unknown) => Promise<Answer<RequestName>>;
    say({ type: "answer", id, answer: await handle(given) });
  } catch (error) {
    // A core that gave up cannot go on.
    if (error instanceof WebAssembly.RuntimeError) return say({ type: "died", why: error.message });
    say({ type: "failure", id, failure: toFailure(error) });
  }
}

/** Serves the pool instead of the page. */
async function servePool(port: MessagePort, modules: Modules): Promise<void> {
  await startReading((read) => say({ type: "read", read }));
  await serve(port, modules, {
    make: makeBatch,
    indexFiles: (files, show, wanted, maxRecordBytes) => indexFiles(files, readBytes, show, wanted, maxRecordBytes),
  });
}

/** Lets a promise run that nothing waits for. What it fails with reaches the page as an error of this worker. */
function inBackground(promise: Promise<unknown>): void {
  promise.catch((error: unknown) =>
    setTimeout(() => {
      throw error;
    }),
  );
}

relaySubtle();

self.onmessage = ({ data }: MessageEvent<PageMessage>) => {
  if (data.type === "request") inBackground(answer(data.request));
  else if (data.type === "serve") inBackground(servePool(data.port, data.modules));
  else if (data.type === "took") pieces.took();
  else if (data.type === "field") fieldCame(data);
  else if (data.type === "prove") inBackground(tryFromWorker().then((tries) => say({ type: "proved", tries })));
  else if (data.type === "broken") brokenWorkers.get(data.worker)?.(data.why);
  else bytesCame(data);
};
