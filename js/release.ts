// Objects of a WebAssembly module that are not needed any more.

/**
 * Frees an object. After a trap, as where there is no more memory, the module still holds what the call used, and freeing
 * that throws: the trap is what went wrong, and is not hidden by it.
 */
export function release(held: { free(): void }): void {
  try {
    held.free();
  } catch {
    // Nobody uses it again, and the module is given up.
  }
}
