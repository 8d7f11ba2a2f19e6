// WebAssembly (https://webassembly.github.io/spec/js-api/), as far as it is used: TypeScript has it among the types of
// browsers alone, and no runtime's types but theirs have it.
declare namespace WebAssembly {
  class Module {
    // The constructor compiles at once, which browsers refuse for large modules: `compile` makes one.
    private constructor();
  }
  class Instance {
    private constructor();
    readonly exports: Record<string, unknown>;
  }
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  class RuntimeError extends Error {}
  function validate(bytes: ArrayBuffer | ArrayBufferView): boolean;
  function compile(bytes: ArrayBuffer | ArrayBufferView): Promise<Module>;
  function instantiate(module: Module): Promise<Instance>;
}
