// Pictures, sounds and files of a conversation: what they hold lies in the bodies, and is looked for there when it is asked
// for.
import type { Media, RecordConversation } from "./model.ts";

/** Runs of base64 that are long enough to be a file; shorter ones are words. */
const BASE64 = /[A-Za-z0-9+/]{24,}={0,2}/g;

/** Bytes that base64 digits stand for (RFC 4648, section 4). */
function sizeOf(digits: string): number {
  const padding = digits.endsWith("==") ? 2 : digits.endsWith("=") ? 1 : 0;
  const length = digits.length - padding;
  return Math.floor(length / 4) * 3 + Math.max(0, (length % 4) - 1);
}

/** All media of the messages, or of the answer, in their order. */
export function mediaOf({ messages = [], output }: RecordConversation, of: "request" | "response"): readonly Media[] {
  return of === "response" ? (output?.media ?? []) : messages.flatMap(({ media = [] }) => media);
}

/**
 * What one of these media holds, as base64, if its body has it: the run of base64 of its size; of several of one size the one in
 * its place.
 */
export function contentOf(body: string, all: readonly Media[], media: Media): string | null {
  if (media.bytes === undefined) return null;
  let before = all.filter(({ bytes }) => bytes === media.bytes).indexOf(media);
  // Some clients escape slashes in JSON.
  const text = body.includes("\\/") ? body.replaceAll("\\/", "/") : body;
  for (const [digits] of text.matchAll(BASE64)) {
    if (sizeOf(digits) === media.bytes && before-- === 0) return digits;
  }
  return null;
}

/** What files of a type begin with, in base64. Types that can hold scripts or addresses are left out. */
const BEGINNINGS: readonly [string, string][] = [
  ["iVBORw0KGgo", "image/png"],
  ["/9j/", "image/jpeg"],
  ["R0lGOD", "image/gif"],
  ["UklGR", "image/webp"],
];

/** The type of a picture that the page shows, by what it begins with; `null` for everything else. */
export const pictureType = (base64: string): string | null =>
  BEGINNINGS.find(([beginning]) => base64.startsWith(beginning))?.[1] ?? null;

/** The ending of a file's name for a media type: of `image/svg+xml` it is `svg`. */
export const endingOf = (type: string): string => /\/(?:x-)?([a-z0-9]+)/i.exec(type)?.[1]?.toLowerCase() ?? "bin";
