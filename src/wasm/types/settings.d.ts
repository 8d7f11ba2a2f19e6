/** How records are opened. Each setting can be left out. */
export interface Settings {
  /** How opened texts are put into their lines: as strings, or as JSON where they are JSON. */
  body?: "text" | "json";
  /** How deep objects and arrays may be nested. */
  maxNesting?: number;
  /** Unwrap every wrapped key, instead of trying one field's content key on the record's others first. */
  strict?: boolean;
  /** What does the RSA operations: the fastest, `crypto.subtle`, or WebAssembly. */
  engine?: "auto" | "native" | "wasm";
  /** From how many bytes a field's AES-GCM is left to `crypto.subtle`, unless `engine` is `wasm`. */
  largeField?: number;
}
