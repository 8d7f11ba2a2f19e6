/** What does the RSA operations with a key, and how fast. */
export interface EngineInfo {
  name: "kernel" | "native" | "portable";
  /** The fewest milliseconds that an operation took so far. */
  kernelMilliseconds?: number;
  nativeMilliseconds?: number;
}

/** A module with a kernel. */
export interface KernelModule {
  prepare(...numbers: Uint8Array[]): {
    apply(ciphertext: Uint8Array, message: Uint8Array): boolean;
    free(): void;
  };
}

/** The platform's cryptography, if it answers at once. It must not keep the views that it gets, and only `prepare` may throw. */
export interface DirectCrypto {
  /** A private key, PKCS#8 in DER, and the RSA operation with it, unpadded. */
  prepare(pkcs8: Uint8Array): ReturnType<KernelModule["prepare"]>;
  /** AES-256-GCM: writes the text, which is as long as the sealed bytes without their tag; false if that does not fit. */
  openGcm(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, text: Uint8Array): boolean;
}
