// What lies where an output is to go. An output never replaces something that holds sealed fields, or an input: there
// may be no other copy of it. An output of an earlier run is replaced. It may hold fields that stayed sealed, and then
// nothing tells it from a log: it is refused like one.
import fs from "node:fs";
import path from "node:path";
import { LineReader, Opener } from "core";
import { isKeyFile, LARGEST_KEY_FILE } from "../key-file.ts";
import { breathe } from "../pool/breathe.ts";
import { drain } from "../pool/pipeline.ts";
import { release } from "../release.ts";
import { CommandError, systemReason } from "./failure.ts";
import { type Inputs, identity } from "./inputs.ts";
import { isOwnParquet } from "./own-parquet.ts";
import { onDisk } from "./paths.ts";
import { readInput } from "./read.ts";

/** Logpush's own name of a file, `{start}_{end}_{hash}.log.gz`, and what people make of it. */
const NAMED_LIKE_A_LOG = /\.log(\.gz)?$/i;
const DAMAGED = "which holds damaged lines with encrypted fields";

/** Whether lines that are no records have the names of an envelope's members. */
function hasEnvelope(lines: Uint8Array): boolean {
  const text = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
  return ["key", "iv", "data"].every((name) => text.includes(`"${name}"`));
}

/** Lines that are looked through at once. */
const LINES = 64;

/** Throws if one of these outputs would replace what must not be lost. */
export async function refuseToReplace(
  outputs: readonly { option: string; file: string }[],
  inputs: Inputs,
  maxRecordBytes: number | undefined,
): Promise<void> {
  for (const { option, file } of outputs) {
    const id = identity(file);
    // What is not there, or is no ordinary file, is not replaced.
    if (id === undefined) continue;
    // What earlier runs rejected is made anew.
    const what = await somethingToKeep(file, maxRecordBytes, { alsoDamaged: option !== "--rejects" });
    const inTheWay = `${option} would replace '${file}'`;
    const advice = `If '${file}' is an output that you do not need any more, delete it first.`;
    if (what) throw new CommandError(`${inTheWay}, ${what}.`, `Name another file. ${advice}`);
    if (inputs.passedOver.has(id) && NAMED_LIKE_A_LOG.test(file)) {
      const elsewhere = path.join(path.dirname(file), "opened.ndjson");
      throw new CommandError(
        `${inTheWay}, which lies in an input folder and is named like a log.`,
        `Name another file: ${option} '${elsewhere}'. ${advice}`,
      );
    }
  }
}

/** Why a file must not be replaced. All of it is looked through, as it is when it is opened: without a key nothing opens. */
async function somethingToKeep(
  file: string,
  maxRecordBytes: number | undefined,
  { alsoDamaged }: { alsoDamaged: boolean },
): Promise<string | undefined> {
  const reader = new LineReader(maxRecordBytes);
  const opener = new Opener({});
  const pause = async () => {
    await breathe();
    return true;
  };
  /** What is found in the lines that were pushed. */
  const look = async (): Promise<string | undefined> => {
    for (const { bytes, ends, numbers, cutOff, faults, rejects } of drain(reader, { size: 1, linesAtOnce: LINES })) {
      if (ends.length > 0) {
        const found = await opener.open(bytes, Uint32Array.from(ends), Float64Array.from(numbers), cutOff, pause);
        const [fault] = found.faults.filter(({ field }) => field !== undefined);
        if (fault) return `which holds encrypted fields (line ${fault.line}, ${fault.field})`;
        if (alsoDamaged && hasEnvelope(found.rejects)) return DAMAGED;
      }
      if (alsoDamaged && hasEnvelope(rejects)) return DAMAGED;
      const [broken] = faults.filter(({ line }) => line === undefined);
      if (broken) return `which may hold encrypted fields (${broken.code}: ${broken.message})`;
    }
    return undefined;
  };
  let empty = true;
  try {
    if (isOwnParquet(file)) return undefined;
    const { size } = fs.statSync(onDisk(file));
    if (size <= LARGEST_KEY_FILE && isKeyFile(fs.readFileSync(onDisk(file)))) return "which is a key";
    for await (const slice of readInput({ path: file, size }, () => {})) {
      empty = false;
      reader.push(slice);
      const found = await look();
      if (found) return found;
    }
    // Rejects of an earlier run, where there were none.
    if (empty) return undefined;
    reader.finish();
    return await look();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw error;
    return `which cannot be looked into: ${systemReason(error)}`;
  } finally {
    release(reader);
    release(opener);
  }
}
