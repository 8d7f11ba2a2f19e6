// Which files are read: those that were named, and those in folders that were named, in the order of their paths.
import fs from "node:fs";
import path from "node:path";
import type { Failure } from "../errors.ts";
import { isHidden } from "../hidden.ts";
import { systemReason } from "./failure.ts";
import { namesIn, onDisk, pathOf } from "./paths.ts";

/** A file to be read. */
export interface InputFile {
  /** Its path in messages; `-` is the standard input. */
  path: string;
  /** Bytes as stored; `undefined` for what is no file on a disk. */
  size: number | undefined;
  /** Why it cannot be read. */
  failure?: string;
  /** A file in an archive: its bytes, to be read once. */
  content?: () => AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** In its place in an archive there is something that cannot be read. */
  damage?: Failure;
}

export interface Inputs {
  files: InputFile[];
  /** Folders without a file. */
  empty: string[];
  /** The identities of the files in folders that were skipped. */
  passedOver: Set<string>;
}

export const STANDARD_INPUT = "-";

/** Identifies a file on a disk, whatever its name. */
const identityOf = ({ dev, ino }: fs.BigIntStats) => `${dev}:${ino}`;

/** The same by path or descriptor; `undefined` for what is no ordinary file, or is not there. */
export function identity(of: string | number): string | undefined {
  try {
    const stat =
      typeof of === "number" ? fs.fstatSync(of, { bigint: true }) : fs.statSync(onDisk(of), { bigint: true });
    return stat.isFile() ? identityOf(stat) : undefined;
  } catch {
    return undefined;
  }
}

/** Finds the files of these inputs. In folders, those whose identity is in `passedOver` are no input. */
export function findInputs(given: readonly string[], passedOver: ReadonlySet<string>): Inputs {
  const inputs: Inputs = { files: [], empty: [], passedOver: new Set() };
  for (const input of given) {
    if (input === STANDARD_INPUT) {
      inputs.files.push({ path: input, size: sizeOf(() => fs.fstatSync(0)) });
      continue;
    }
    try {
      const stat = fs.statSync(onDisk(input));
      if (!stat.isDirectory()) {
        inputs.files.push({ path: input, size: sizeOf(() => stat) });
        continue;
      }
    } catch (error) {
      inputs.files.push({ path: input, size: 0, failure: systemReason(error) });
      continue;
    }
    const found: InputFile[] = [];
    const isPassedOver = (id: string) => {
      if (passedOver.has(id)) inputs.passedOver.add(id);
      return passedOver.has(id);
    };
    walk(input, [], isPassedOver, found);
    if (found.length === 0) inputs.empty.push(input);
    inputs.files.push(...found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)));
  }
  return inputs;
}

function sizeOf(stat: () => fs.Stats): number | undefined {
  try {
    const known = stat();
    return known.isFile() ? known.size : undefined;
  } catch {
    return undefined;
  }
}

/** `above` are the folders around this one: a link to one of them leads in a circle. */
function walk(
  folder: string,
  above: readonly string[],
  isPassedOver: (identity: string) => boolean,
  found: InputFile[],
): void {
  let names: string[];
  let inside: string[];
  try {
    const real = pathOf(fs.realpathSync.native(onDisk(folder), "buffer"));
    if (above.includes(real)) return;
    inside = [...above, real];
    names = namesIn(folder);
  } catch (error) {
    found.push({ path: folder, size: 0, failure: systemReason(error) });
    return;
  }
  for (const name of names) {
    if (isHidden(name)) continue;
    const inner = path.join(folder, name);
    try {
      const stat = fs.statSync(onDisk(inner), { bigint: true });
      if (stat.isDirectory()) walk(inner, inside, isPassedOver, found);
      else if (stat.isFile() && !isPassedOver(identityOf(stat))) found.push({ path: inner, size: Number(stat.size) });
    } catch (error) {
      found.push({ path: inner, size: 0, failure: systemReason(error) });
    }
  }
}
