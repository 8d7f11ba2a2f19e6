// One end of a channel between two threads: as much of the web's MessagePort as the pool and its workers use.

/** A port that gets messages of this kind. */
export interface Port<Got> {
  /** Sends a message. These buffers move with it, and are empty here afterwards. */
  postMessage(message: unknown, moved: ArrayBuffer[]): void;
  /** Calls the listener for each message. */
  addEventListener(type: "message", listener: (event: { data: Got }) => void): void;
  /** Begins to deliver messages, from the first that came. */
  start(): void;
}
