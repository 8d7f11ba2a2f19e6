// The messages between the page and its workers, which carry requests, answers and news. The worker holds the keys, reads the
// files, and has the workers of the pool open them, to whom it hands the keys itself; the page sees opened records, and of a key
// only its size and fingerprint.

import type { Failure } from "../../../js/errors.ts";
import type { Modules } from "../../../js/pool/messages.ts";
import type { Try } from "../proof/tries.ts";
import type { Told } from "./news.ts";
import type { Answer, RequestMessage, RequestName } from "./requests.ts";
import type { RunKind, RunNews } from "./runs.ts";

/** Bytes of a file that the worker cannot read by itself. */
export interface ReadRequest {
  id: number;
  file: Blob;
  start: number;
  end: number;
}

/** A field that the page decrypts for a worker, with AES-256-GCM. */
export interface RelayedField {
  id: number;
  key: Uint8Array<ArrayBuffer>;
  iv: Uint8Array<ArrayBuffer>;
  /** With the tag at its end. */
  sealed: Uint8Array<ArrayBuffer>;
}

/** What the page says. */
export type PageMessage =
  | { type: "request"; request: RequestMessage }
  /** The first message to a worker of the pool: serve it at the other end of this port. */
  | { type: "serve"; port: MessagePort; modules: Modules }
  /** A worker of the pool died. */
  | { type: "broken"; worker: number; why: string }
  /** A piece of the file that is being made was taken. */
  | { type: "took" }
  /** The text of a field that the worker had the page decrypt; `null` if its tag does not fit. */
  | { type: "field"; id: number; text: ArrayBuffer | null }
  /** Every way out of this worker is to be tried. */
  | { type: "prove" }
  | { type: "bytes"; id: number; bytes: ArrayBuffer }
  | { type: "unreadable"; id: number; failure: Failure };

/** What the worker says: an answer, a failure, news, or that it needs something read. */
export type WorkerMessage =
  | { type: "read"; read: ReadRequest }
  /** A worker for the pool is to be started, which serves at this port. Not every engine lets workers start workers. */
  | { type: "spawn"; worker: number; port: MessagePort }
  /** A worker of the pool is to be ended. */
  | { type: "end"; worker: number }
  | { type: "answer"; id: number; answer: Answer<RequestName> }
  | { type: "failure"; id: number; failure: Failure }
  /** The worker cannot go on: its core gave up, and what it holds is in an unknown state. */
  | { type: "died"; why: string }
  | { type: "indexed"; told: Told }
  | { type: "run"; run: RunKind; news: RunNews }
  /** The page is to decrypt a large field with its `crypto.subtle`, which the worker lacks. */
  | { type: "field"; field: RelayedField }
  /** What came of the ways out of this worker. */
  | { type: "proved"; tries: Try[] }
  /** The next piece of the file that is being made. */
  | { type: "piece"; save: number; bytes: Uint8Array<ArrayBuffer> };
