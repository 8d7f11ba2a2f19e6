// What the page and its shell say to one another, through a port that the page hands over when it starts.

import type { Given as GivenFiles } from "./dropped.ts";

/** How a file is kept that the shell writes; see `Way` in session/saving/sink.ts. */
export type ShellWay = "disk" | "private-file";

/** Whether the browser has each of them here. */
export type Ways = Record<ShellWay, boolean>;

/** What the page asks of the shell, and what it is answered. */
export interface ShellRequests {
  ways: [given: null, answer: Ways];
  /**
   * Opens a file of this media type. `null`: the person closed the chooser of places; `refused`: the browser has no such files.
   */
  open: [
    given: { way: ShellWay; name: string; type: string },
    answer: { file: number; name: string } | null | "refused",
  ];
  write: [given: { file: number; bytes: Uint8Array<ArrayBuffer> }, answer: null];
  /** Everything is there. What lies in the browser's storage goes to its downloads. */
  finish: [given: { file: number }, answer: null];
  /** Leaves nothing behind. */
  discard: [given: { file: number }, answer: null];
  /** Files are held over the page: the shell takes what is dropped, until they are gone. */
  dragging: [given: null, answer: null];
  /** Hands something to the browser's downloads. In a frame, Firefox takes that for leading the frame elsewhere. */
  download: [given: { blob: Blob; name: string }, answer: null];
  /** Whether the browser asks before the page is left. */
  stay: [given: boolean, answer: null];
  reload: [given: null, answer: null];
  /** SHA-256 of the file that the browser opened, in hex; `null` where the browser has no cryptography for this address. */
  digest: [given: null, answer: string | null];
}

export type ShellRequestName = keyof ShellRequests;
export type Given<Name extends ShellRequestName> = ShellRequests[Name][0];
export type Answered<Name extends ShellRequestName> = ShellRequests[Name][1];

export interface ShellRequest<Name extends ShellRequestName = ShellRequestName> {
  id: number;
  name: Name;
  given: Given<Name>;
}

/** What was thrown, of which only this crosses. */
export interface ShellError {
  name: string;
  message: string;
}

export type ShellMessage =
  | { type: "answer"; id: number; answer: Answered<ShellRequestName> }
  | { type: "error"; id: number; error: ShellError }
  /** Files that were held over the page are gone, or were dropped. */
  | { type: "dragged" }
  | { type: "dropped"; dropped: GivenFiles }
  /** The address that the browser shows: at first, and whenever its fragment changes. */
  | { type: "address"; address: string };
