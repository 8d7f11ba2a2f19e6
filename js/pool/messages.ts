// What the pool and its workers say to each other, over a port between the two alone.
import type { OpenedLines, Settings } from "core";
import type { KernelModules, KernelName } from "../kernel-modules.ts";

/** The modules that a worker runs. */
export interface Modules {
  core: WebAssembly.Module;
  kernels: KernelModules;
}

/** Lines to be opened. */
export interface Lines {
  /** Without their line feeds, one after the other. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Where each ends in `bytes`. */
  ends: Uint32Array<ArrayBuffer>;
  /** Which line of its file each is. */
  numbers: Float64Array<ArrayBuffer>;
  /** The code of the fault, if the file breaks off within the last of them. */
  cutOff: string | undefined;
}

/** What may be chosen. */
export type Choices = Required<Pick<Settings, "engine" | "strict">>;

/** What came of lines, and how long it took, in milliseconds. */
export type Opened = OpenedLines & { took: number };

export type ToWorker =
  /** The keys to open with, PKCS#8 in DER, in place of those before. */
  | { type: "keys"; keys: Uint8Array[] }
  | { type: "choose"; choices: Choices }
  | { type: "open"; job: number; lines: Lines }
  /** Everything that was sent to be opened is not wanted any more. */
  | { type: "stop" };

export type FromWorker =
  | { type: "ready"; kernel: KernelName | undefined }
  | { type: "opened"; job: number; opened: Opened }
  /** The worker cannot go on. */
  | { type: "broken"; why: string };
