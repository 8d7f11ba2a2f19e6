// The modules of the kernels, without what it takes to run them: compiled once for all workers.
import type { Modules } from "./pool/messages.ts";

/** The compiled modules, as far as the engine takes them. */
export interface KernelModules {
  relaxedSimd?: WebAssembly.Module;
  simd?: WebAssembly.Module;
}

export type KernelName = keyof KernelModules;

/** Compiles those of the modules that the engine takes: an unknown instruction makes a whole module invalid. */
export async function compileKernels(bytes: Record<KernelName, () => Promise<BufferSource>>): Promise<KernelModules> {
  const modules: KernelModules = {};
  for (const name of ["relaxedSimd", "simd"] as const) {
    const module = await bytes[name]();
    if (WebAssembly.validate(module)) modules[name] = await WebAssembly.compile(module);
  }
  return modules;
}

/** Compiles the core and the kernels. */
export async function compileModules({ core, ...kernels }: Record<"core" | KernelName, () => Promise<BufferSource>>): Promise<Modules> {
  return { core: await WebAssembly.compile(await core()), kernels: await compileKernels(kernels) };
}
