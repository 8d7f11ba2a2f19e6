// Making a compiled module ready, in the way that suits the runtime.

/** What wasm-bindgen makes of a module. */
interface Glue {
  default(source: { module_or_path: WebAssembly.Module }): Promise<unknown>;
  initSync(source: { module: WebAssembly.Module }): unknown;
}

/**
 * In Node.js wasm-bindgen's own way costs more than the module: it asks whether there is a `Response`, and Node.js then
 * loads its HTTP client, with another WebAssembly memory, for which it reserves 10 GB. So the module is instantiated
 * at once there, which browsers allow on threads of their own only.
 */
const isNode = (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node !== undefined;

/** Instantiates a module, unless it is ready. */
export async function instantiate(glue: Glue, module: WebAssembly.Module): Promise<void> {
  if (isNode) glue.initSync({ module });
  else await glue.default({ module_or_path: module });
}
