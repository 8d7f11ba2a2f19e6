// Ways out of a worker.
import { SHARED_WAYS } from "../proof/shared-ways.ts";
import { tryAll, type WayOut } from "../proof/tries.ts";

declare const self: DedicatedWorkerGlobalScope;

const WAYS: readonly WayOut[] = [
  ...SHARED_WAYS,
  {
    name: "importScripts",
    throwsRefusal: true,
    go: (address) => {
      self.importScripts(address);
      return null;
    },
  },
];

/** Tries every way out of this worker. */
export const tryFromWorker = () => tryAll(WAYS, self);
