// WebAssembly as a bundler for workerd gives it: compiled.
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
