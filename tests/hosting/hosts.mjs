// Real hosts on this machine, set up with what the build leaves in dist/hosting. What is changed of it is what somebody who
// copies it changes: the port and the folder.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { parseAllHeaders } from "@netlify/headers-parser";
import { page, top } from "../page/fixtures.mjs";

const made = path.join(top, "dist/hosting");
/** @param {string} file */
const snippet = (file) => fs.readFileSync(path.join(made, file), "utf8");

/**
 * A host that runs: where the page is, and how it is ended.
 *
 * @typedef {{ address: string, stop: () => Promise<void> | void }} Host
 */

/** A folder with the page in it, and a port that is free now. */
async function place() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "hosting-"));
  fs.mkdirSync(path.join(folder, "site"));
  fs.copyFileSync(page, path.join(folder, "site/index.html"));
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return { folder, site: path.join(folder, "site"), port };
}

/** What somebody who copies a file changes in it. @type {(text: string, changes: Record<string, string>) => string} */
function changed(text, changes) {
  for (const [from, to] of Object.entries(changes)) {
    assert.equal(text.split(from).length, 2, `${from} is in it once`);
    text = text.replace(from, () => to);
  }
  return text;
}

/**
 * Runs a server until it is stopped.
 *
 * @param {string} folder removed at the end
 * @param {number} port
 * @param {[string, string[]]} command
 * @param {Record<string, string>} env
 * @returns {Promise<Host>}
 */
async function running(folder, port, [program, args], env = {}) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (said += data));
  const ended = new Promise((resolve) => child.on("close", resolve));
  const address = `http://127.0.0.1:${port}/`;
  const answers = () =>
    fetch(address).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await answers())) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const stop = async () => {
    child.kill();
    await ended;
    fs.rmSync(folder, { recursive: true, maxRetries: 5 });
  };
  return { address, stop };
}

/** A program that `cargo xtask test` finds. @param {string} variable */
function program(variable) {
  const found = process.env[variable];
  if (!found) throw new Error(`the variable ${variable} is not set; run the tests with: cargo xtask test hosting`);
  return found;
}

async function nginx() {
  const { folder, site, port } = await place();
  const server = changed(snippet("nginx.conf"), {
    "listen 8080;": `listen 127.0.0.1:${port};`,
    "root /srv/logpush-decrypt;": `root ${site};`,
  });
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  fs.writeFileSync(
    path.join(folder, "nginx.conf"),
    `${process.getuid?.() === 0 ? "user root;\n" : ""}daemon off;
pid ${folder}/pid;
error_log stderr;
events {}
http {
  types { text/html html; }
  access_log off;
  ${temporary.join("\n  ")}
${server}
}
`,
  );
  return running(folder, port, [program("NGINX"), ["-e", "stderr", "-p", folder, "-c", `${folder}/nginx.conf`]]);
}

async function caddy() {
  const { folder, site, port } = await place();
  const config = changed(snippet("Caddyfile"), {
    "\n:8080 {": `\nhttp://127.0.0.1:${port} {`,
    "root * /srv/logpush-decrypt": `root * ${site}`,
    // Another Caddy may run here.
    "\tservers {": "\tadmin off\n\tservers {",
  });
  fs.writeFileSync(path.join(folder, "Caddyfile"), config);
  const args = ["run", "--adapter", "caddyfile", "--config", path.join(folder, "Caddyfile")];
  return running(folder, port, [program("CADDY"), args], {
    HOME: folder,
    XDG_DATA_HOME: folder,
    XDG_CONFIG_HOME: folder,
  });
}

/** Cloudflare's own worker for static assets, in its own runtime: it reads `_headers` as Cloudflare does. */
async function cloudflare() {
  const { folder, site, port } = await place();
  fs.copyFileSync(path.join(made, "_headers"), path.join(site, "_headers"));
  const runtimes = path.join(top, "tests/package/node_modules");
  const script = path.join(top, "tests/package/assets.mjs");
  return running(folder, port, [path.join(runtimes, "node22/bin/node"), [script, site, String(port)]]);
}

/** Netlify's own reading of `_headers`, before a small server: a rule goes by the path that was asked for, found or not. */
async function netlify() {
  const { folder, port } = await place();
  const { headers, errors } = await parseAllHeaders({
    headersFiles: [path.join(made, "_headers")],
    configHeaders: [],
    minimal: false,
  });
  assert.deepEqual(errors, []);
  // Node.js answers by itself what is longer than it reads.
  const server = http.createServer({ maxHeaderSize: 100_000 }, (request, response) => {
    const asked = new URL(request.url ?? "/", "http://localhost").pathname;
    for (const rule of headers)
      if ("forRegExp" in rule && rule.forRegExp.test(asked))
        for (const [name, value] of Object.entries(rule.values)) response.setHeader(name, value);
    const found = asked === "/" || asked === "/index.html";
    response.writeHead(found ? 200 : 404, { "content-type": "text/html; charset=utf-8" });
    response.end(found ? fs.readFileSync(page) : "Page not found");
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(undefined)));
  const stop = () => {
    server.close();
    server.closeAllConnections();
    fs.rmSync(folder, { recursive: true });
  };
  return { address: `http://127.0.0.1:${port}/`, stop };
}

/** @type {Record<string, () => Promise<Host>>} */
export const hosts = { nginx, caddy, cloudflare, netlify };
