// The file that the browser opened, put together again from its parts, as the build put it together.
import template from "../../index.html?raw";
import { documentOf, type Parts } from "./document.ts";

const own = document.currentScript;

/** The parts as the browser read them. */
function partsRead(): Parts {
  const text = (found: Element | null) => found?.textContent ?? "";
  return {
    policy: document.querySelector("meta[http-equiv]")?.getAttribute("content") ?? "",
    style: text(document.querySelector("style")),
    script: text(own),
    page: document.querySelector("iframe")?.getAttribute("srcdoc") ?? "",
  };
}

/**
 * SHA-256 of the file, in hex; `null` where the browser has no cryptography for this address. It finds what was damaged, not
 * what was forged: another page can say of itself whatever it likes.
 */
export async function fileDigest(): Promise<string | null> {
  // Absent where the page comes over http from another machine.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (!subtle) return null;
  const digest = await subtle.digest("SHA-256", new TextEncoder().encode(documentOf(template, partsRead())));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
