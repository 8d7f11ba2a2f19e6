// Whether anything leads out of this page: tried on request, from the page and from each of its workers.
import { signal } from "@preact/signals";
import { tryFromPage } from "../proof/page-ways.ts";
import type { Try } from "../proof/tries.ts";
import { askShell } from "./shell.ts";
import { worker } from "./worker.ts";

export interface Proof {
  page: Try[];
  /** Of each worker. */
  workers: Try[][];
}

export type ProofState = { state: "idle" } | { state: "running" } | { state: "done"; proof: Proof };

export const proof = signal<ProofState>({ state: "idle" });
/** SHA-256 of the page's file, in hex; `null` if the browser cannot tell; undefined until it was asked. */
export const pageDigest = signal<string | null | undefined>(undefined);

/** Tries every way out. */
export async function prove(): Promise<void> {
  if (proof.value.state === "running") return;
  proof.value = { state: "running" };
  try {
    const [page, workers] = await Promise.all([tryFromPage(), worker.tryWaysOut()]);
    proof.value = { state: "done", proof: { page, workers } };
  } catch (error) {
    proof.value = { state: "idle" };
    throw error;
  }
}

export async function askDigest(): Promise<void> {
  pageDigest.value ??= await askShell("digest", null);
}
