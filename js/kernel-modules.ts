// The WebAssembly modules, without what it takes to run them: compiled once for all workers.
import { multipliesAndAddsInOneStep } from "./fused.ts";

/** The bytes of a module. */
type ModuleBytes = Uint8Array<ArrayBuffer> | ArrayBuffer;

/** The compiled kernels, as far as the engine takes them. */
export interface KernelModules {
  relaxedSimd?: WebAssembly.Module;
  simd?: WebAssembly.Module;
}

export type KernelName = keyof KernelModules;

/** The modules that a worker runs. */
export interface Modules {
  core: WebAssembly.Module;
  kernels: KernelModules;
  /** Whether the platform's RSA is faster than the kernel without relaxed SIMD: on Node.js 20 it takes half the time. */
  fastNative?: boolean;
}

/**
 * Loads and compiles the faster kernel that works here, and not the other: an unknown instruction makes a whole module
 * invalid, and a processor without fused multiply-add computes something else.
 */
export async function compileKernels(bytes: Record<KernelName, () => Promise<ModuleBytes>>): Promise<KernelModules> {
  const name = (await multipliesAndAddsInOneStep()) ? "relaxedSimd" : "simd";
  const module = await bytes[name]();
  return WebAssembly.validate(module) ? { [name]: await WebAssembly.compile(module) } : {};
}

/** Compiles the core and the kernels. */
export async function compileModules({
  core,
  ...kernels
}: Record<"core" | KernelName, () => Promise<ModuleBytes>>): Promise<Modules> {
  return { core: await WebAssembly.compile(await core()), kernels: await compileKernels(kernels) };
}
