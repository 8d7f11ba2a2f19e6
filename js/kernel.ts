// The RSA kernels: WebAssembly modules of their own, of which the first is used that this engine takes
// and this processor computes rightly with.
import type { KernelModule } from "core";
import * as relaxedSimd from "kernel-relaxed-simd";
import * as simd from "kernel-simd";
import { instantiate } from "./instantiate.ts";
import type { KernelModules } from "./kernel-modules.ts";

/** The fastest kernel there is; `undefined` if none works here. */
export async function loadKernel(
  modules: KernelModules,
): Promise<{ name: keyof KernelModules; kernel: KernelModule } | undefined> {
  const kernels = [
    { name: "relaxedSimd", glue: relaxedSimd },
    { name: "simd", glue: simd },
  ] as const;
  for (const { name, glue } of kernels) {
    const module = modules[name];
    if (!module) continue;
    try {
      await instantiate(glue, module);
    } catch (error) {
      // There is no room for a memory beside the core's, as where virtual memory is limited: others do the operations.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
    // A processor without fused multiply-add computes something else.
    if (glue.works()) return { name, kernel: { prepare: (...numbers) => new glue.RsaKernel(numbers) } };
  }
  return undefined;
}
