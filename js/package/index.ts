/**
 * Reads Cloudflare AI Gateway logs that Logpush exported: gzip NDJSON whose fields are sealed, opened with your
 * private key.
 *
 * @module
 */
export { type ErrorCode, LogpushError } from "../errors.ts";
export { decrypt } from "./decrypt.ts";
export { DecryptStream } from "./decrypt-stream.ts";
export type { DecryptOptions, LogpushRecord, Progress, RejectedLine, Warning } from "./options.ts";
export {
  type AnyCryptoKey,
  generateKeyPair,
  type ImportOptions,
  type KeyPair,
  type KeyPairOptions,
  type KeySource,
  PrivateKey,
  type RsaJwk,
} from "./private-key.ts";
export type { ByteSource } from "./source.ts";
export { type SegmentStart, type SplitOptions, splitFile } from "./split-file.ts";
