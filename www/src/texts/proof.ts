// What the page says about the ways out of it, and what it cannot rule out.
import type { Outcome, Try } from "../proof/tries.ts";
import { plural } from "./format.ts";

const OUTCOMES: Record<Outcome, string> = {
  refused: "Refused",
  absent: "Not there",
  untold: "Led nowhere; this browser does not say why",
  open: "Not refused",
};

/** What each way is, where its name does not say it. */
const WAYS: Record<string, string> = {
  beacon: "Beacon",
  image: "Image",
  "image of a style": "Image of a style",
  "style sheet": "Style sheet",
  font: "Font",
  sound: "Sound",
  script: "Script from elsewhere",
  import: "import()",
  worker: "Worker from elsewhere",
  "shared worker": "Shared worker",
  "service worker": "Service worker",
  frame: "Frame",
  object: "Object",
  prefetch: "Prefetch",
  form: "Form",
  "another window": "Another window",
  "this tab": "Leading this tab elsewhere",
  "WebRTC of another frame": "WebRTC of an empty frame",
  eval: "Text as a script",
  Cache: "Cache storage",
  cookies: "Cookies",
};

export const proofTexts = {
  open: "Prove it",
  title: "Does anything lead out?",
  what: "This tries every way out that is known, from the page and from each of its workers, and shows what your browser says. Addresses under .invalid lead to nobody. Your developer tools will show the refusals as errors.",
  run: "Try every way out",
  again: "Try again",
  running: "Trying…",
  allRefused: (ways: number, untold: number) =>
    untold === 0
      ? `All ${ways} ways out are closed.`
      : `${ways - untold} ways out are closed. About ${untold} more this browser says nothing; they led nowhere.`,
  notRefused: (ways: number) =>
    `${plural(ways, "way was", "ways were")} not refused. Do not add a private key here: this copy of the page, or this browser, does not confine it.`,
  page: "Page",
  worker: (number: number, count: number) => (count === 1 ? "Worker" : `Worker ${number}`),
  workers: (count: number) => (count === 1 ? "Worker" : `${count} workers`),
  way: "Way",
  from: "From",
  says: "Your browser says",
  wayName: (way: string) => WAYS[way] ?? way,
  outcome: ({ outcome, directive }: Try) =>
    directive === "" ? OUTCOMES[outcome] : `${OUTCOMES[outcome]} by ${directive}`,

  remains: "What nothing here can close",
  remaining: [
    "Looking up a name, or opening a bare connection, without any data: a frame or a form that is refused can cause one in some browsers. A script in the page could hide a few bytes in a name.",
    "What you save: an export goes where you say.",
    "Extensions that may read every page can read this one.",
    "An altered copy of the page. It can say all of this as well: compare its SHA-256.",
  ],
  digest: "SHA-256 of this page",
  digestWhat:
    "As the page adds it up from its own parts. Compare it with the number of the release, and with what sha256sum says of the file: only a program outside of the page can tell that the page was not altered.",
  copyDigest: "Copy",
  noDigest: "This browser adds up no SHA-256 for pages over http. Save the page and use sha256sum.",
  close: "Close",
};
