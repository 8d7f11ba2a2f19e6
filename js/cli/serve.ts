// `logpush-decrypt serve`: the page, from this package, on this machine alone.
import { createHash } from "node:crypto";
import http from "node:http";
import type { Arguments, Option } from "./arguments.ts";
import { endOnSignals } from "./ending.ts";
import { CommandError, EXIT, systemCode, systemReason } from "./failure.ts";
import { composePage } from "./page.ts";
import { writeLines } from "./terminal.ts";
import { Voice } from "./voice.ts";

export const options: Record<string, Option> = { port: { type: "string", short: "p" } };

const DEFAULT_PORT = 8787;
const HOST = "127.0.0.1";

export async function run(args: Arguments): Promise<number> {
  const port = args.number("port", 0, 65535) ?? DEFAULT_PORT;
  const [extra] = args.inputs;
  if (extra !== undefined)
    throw new CommandError(`serve takes no input, but was given '${extra}'.`, "Drop your logs on the page.");
  const page = await composePage().catch((error: unknown) => {
    throw new CommandError(
      `The page is not in this package: ${systemReason(error)}.`,
      "Reinstall the package: npm install logpush-decrypt",
    );
  });
  const server = http.createServer(answer(page));
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(cannotListen(port, error)));
    server.listen(port, HOST, resolve);
  });
  const address = server.address();
  const actual = typeof address === "object" && address ? address.port : port;
  writeLines(process.stdout, [`The page is at http://${HOST}:${actual}/ (Ctrl-C stops it)`]);
  endOnSignals(new Voice(true, false), "");
  await new Promise((resolve) => server.once("close", resolve));
  return EXIT.ok;
}

function cannotListen(port: number, error: unknown): CommandError {
  const reason = systemCode(error) === "EADDRINUSE" ? "another program uses it" : systemReason(error);
  return new CommandError(
    `Port ${port} cannot be used: ${reason}.`,
    "Take any that is free: logpush-decrypt serve --port 0",
  );
}

/** Answers with the page, and with nothing else. */
function answer(page: Buffer): http.RequestListener {
  const tag = `"${createHash("sha256").update(page).digest("base64url")}"`;
  const headers = {
    // The page's own policy, which is in it, cannot say this one.
    "content-security-policy": "frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    // Kept by the browser, and asked for each time: it may be another version's by now.
    "cache-control": "no-cache",
  };
  return (request, response) => {
    const say = (status: number, text: string) =>
      response.writeHead(status, { ...headers, "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
    // Another host's name may resolve to this address (DNS rebinding).
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/i.test(request.headers.host ?? ""))
      return say(421, "This is a page for this machine alone.");
    const path = request.url?.split("?", 1)[0];
    if (path !== "/" && path !== "/index.html") return say(404, "There is nothing but the page, at /.");
    if (request.method !== "GET" && request.method !== "HEAD")
      return response.setHeader("allow", "GET, HEAD") && say(405, "The page can only be got.");
    if (request.headers["if-none-match"] === tag) return response.writeHead(304, { ...headers, etag: tag }).end();
    response.writeHead(200, {
      ...headers,
      etag: tag,
      "content-type": "text/html; charset=utf-8",
      "content-length": page.length,
    });
    return response.end(request.method === "HEAD" ? undefined : page);
  };
}
