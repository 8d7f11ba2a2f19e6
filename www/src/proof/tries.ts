// Ways out of the page, tried: what the browser says to each. In the page and in its workers alike.

/**
 * `refused`: the browser said no; `absent`: there is no such way here; `untold`: it led nowhere, and this browser tells nobody
 * whether it was refused; `open`: nothing was in its way, wherever it led.
 */
export type Outcome = "refused" | "absent" | "untold" | "open";

/** What came of one way. */
export interface Try {
  way: string;
  outcome: Outcome;
  /** The directive of the policy that refused it, if one did; and the browser's own words, if it said any. */
  directive: string;
  words: string;
}

/** A way to send something somewhere, or to leave something behind. */
export interface WayOut {
  name: string;
  /** Tries it with this address, which leads nowhere. Throws what the browser throws, `ABSENT`, or `SILENT`. */
  go(address: string): Promise<null> | null;
  /** What it throws is a refusal by itself: it would throw nothing if it were only that the address leads nowhere. */
  throwsRefusal?: boolean;
  /**
   * The same with an address that needs no network, and so succeeds unless it is refused. For browsers that do not fire events
   * about what the policy refuses, as those of workers.
   */
  probe?(): Promise<null>;
  /** Some browser fires no event about it, and there is no address for it that needs no network. */
  mayBeUntold?: boolean;
}

/** Thrown by ways that the browser, or the page, does not have. */
export const ABSENT = Symbol("absent");

/** Thrown by ways that the browser refused without a word, as can be seen from what it did not do. */
export const SILENT = Symbol("silent");

/** Milliseconds that a way has, and that events have to come after it. */
const PATIENCE = 2_000;
const AFTER = 300;

/** Names under `.invalid` never lead anywhere (RFC 6761): if nothing refuses a way, nothing is sent to anyone either. */
const hostOf = (way: string) => `${way.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.logpush-decrypt.invalid`;

/** Tries all ways at once. `target`: what hears of violations of the policy, a document or a worker. */
export async function tryAll(ways: readonly WayOut[], target: EventTarget): Promise<Try[]> {
  const violations: SecurityPolicyViolationEvent[] = [];
  const listen = (event: Event) => violations.push(event as SecurityPolicyViolationEvent);
  target.addEventListener("securitypolicyviolation", listen);
  const came = await Promise.all(ways.map((way) => tryOne(way)));
  await new Promise((resolve) => setTimeout(resolve, AFTER));
  const told = came.map((each): Try => {
    const host = hostOf(each.way);
    const violation = violations.find(({ blockedURI }) => blockedURI.includes(host));
    if (!violation || each.outcome === "absent") return each;
    return { ...each, outcome: "refused", directive: violation.effectiveDirective };
  });
  target.removeEventListener("securitypolicyviolation", listen);
  return Promise.all(told.map((each, at) => (each.outcome === "open" ? probed(each, ways[at]) : each)));
}

async function tryOne({ name, go, throwsRefusal = false }: WayOut): Promise<Try> {
  const found: Try = { way: name, outcome: "open", directive: "", words: "" };
  try {
    await Promise.race([Promise.resolve(`https://${hostOf(name)}/`).then(go), silence()]);
    return found;
  } catch (error) {
    if (error === ABSENT) return { ...found, outcome: "absent" };
    if (error === SILENT) return { ...found, outcome: "refused" };
    // An event says that it led nowhere, which is no refusal.
    if (!(error instanceof Error || error instanceof DOMException)) return found;
    const isRefusal = throwsRefusal || error.name === "SecurityError";
    return { ...found, outcome: isRefusal ? "refused" : "open", words: said(error) };
  }
}

const silence = () => new Promise<null>((resolve) => setTimeout(resolve, PATIENCE, null));

/** What no event was told about, tried with an address that needs no network. */
async function probed(found: Try, way: WayOut | undefined): Promise<Try> {
  if (!way?.probe) return way?.mayBeUntold ? { ...found, outcome: "untold" } : found;
  try {
    await Promise.race([way.probe(), silence().then(() => Promise.reject(SILENT))]);
    return found;
  } catch {
    return { ...found, outcome: "refused" };
  }
}

/** Characters of the browser's words that are shown: some repeat the whole policy. */
const WORDS = 200;

function said({ name, message }: { name: string; message: string }): string {
  const whole = `${name}: ${message.trim()}`;
  return whole.length <= WORDS ? whole : `${whole.slice(0, WORDS)}…`;
}

/** What there is by this name; otherwise the way is absent. */
export function present<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw ABSENT;
  return value;
}

/** Resolves when something succeeded, and rejects with the event that says it did not. */
export function happens(thing: EventTarget, success: string): Promise<null> {
  return new Promise((resolve, reject) => {
    thing.addEventListener(success, () => resolve(null));
    thing.addEventListener("error", reject);
  });
}
