// `logpush-decrypt serve`: the page, from this package, on this machine alone.
import { createHash } from "node:crypto";
import http from "node:http";
import { headersOf } from "../../hosting/headers.mjs";
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
  const server = pageServer(page);
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

/** Answers with the page, and with nothing else. Every answer has the page's policy: a window with another one could send. */
function pageServer(page: Buffer): http.Server {
  const tag = `"${createHash("sha256").update(page).digest("base64url")}"`;
  const headers = headersOf(page.toString());
  const listener: http.RequestListener = (request, response) => {
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
  const server = http.createServer(listener);
  // An expectation of the request: Node.js would answer by itself.
  server.on("checkExpectation", listener);
  // Likewise a request that cannot be read: one with an address beyond 16 KB, for instance, which a page can open.
  server.on("clientError", (_error, socket) => {
    if (!socket.writable) return socket.destroy();
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return socket.end(`HTTP/1.1 400 Bad Request\r\n${lines.join("")}Connection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  return server;
}
