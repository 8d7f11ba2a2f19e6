// The modules of the kernels, without what it takes to run them: compiled once for all workers.
import { multipliesAndAddsInOneStep } from "./fused.ts";
import type { Modules } from "./pool/messages.ts";

/** The compiled modules, as far as the engine takes them. */
export interface KernelModules {
  relaxedSimd?: WebAssembly.Module;
  simd?: WebAssembly.Module;
}

export type KernelName = keyof KernelModules;

/**
 * Loads and compiles the faster kernel that works here, and not the other: an unknown instruction makes a whole module
 * invalid, and a processor without fused multiply-add computes something else.
 */
export async function compileKernels(bytes: Record<KernelName, () => Promise<BufferSource>>): Promise<KernelModules> {
  const name = (await multipliesAndAddsInOneStep()) ? "relaxedSimd" : "simd";
  const module = await bytes[name]();
  return WebAssembly.validate(module) ? { [name]: await WebAssembly.compile(module) } : {};
}

/** Compiles the core and the kernels. */
export async function compileModules({
  core,
  ...kernels
}: Record<"core" | KernelName, () => Promise<BufferSource>>): Promise<Modules> {
  return { core: await WebAssembly.compile(await core()), kernels: await compileKernels(kernels) };
}
