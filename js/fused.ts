// Whether this engine and this processor multiply and add in one step, which the faster of the kernels rests on.

/**
 * A module of one function, in 55 bytes:
 *
 *     (func (export "madd") (param f64 f64) (result f64)
 *       (f64x2.extract_lane 0
 *         (f64x2.relaxed_madd (f64x2.splat (local.get 0)) (f64x2.splat (local.get 0)) (f64x2.splat (local.get 1)))))
 */
const MADD = "AGFzbQEAAAABBwFgAnx8AXwDAgEABwgBBG1hZGQAAAoWARQAIAD9FCAA/RQgAf0U/YcC/SEACw==";

/**
 * Engines without relaxed SIMD do not take the module. Processors without fused multiply-add round the product first:
 * of the square of 1 + 2^-30, less 1 + 2^-29, nothing is left then, and otherwise 2^-60.
 */
export async function multipliesAndAddsInOneStep(): Promise<boolean> {
  const bytes = Uint8Array.from(atob(MADD), (character) => character.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) return false;
  const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(bytes));
  const { madd } = exports as { madd(factor: number, summand: number): number };
  return madd(1 + 2 ** -30, -(1 + 2 ** -29)) !== 0;
}
