/** A file that is being written where only the shell can write. */
export interface KeptFile {
  /** The name that was asked for, or the one that the person chose. */
  readonly name: string;
  /** Takes bytes; resolves when more may come. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Everything is there. What lies in the browser's storage goes to its downloads. */
  finish(): Promise<void>;
  /** Leaves nothing behind. Does not throw. */
  discard(): Promise<void>;
}
