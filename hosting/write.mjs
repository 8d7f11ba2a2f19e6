// What somebody who hosts the page copies: dist/hosting, made for the page that was built, whose policy has the hashes of
// its scripts. `cargo xtask build` runs this.
import fs from "node:fs";
import path from "node:path";
import { headersOf } from "./headers.mjs";

const templates = path.join(import.meta.dirname, "templates");
const dist = path.resolve(import.meta.dirname, "../dist");
const out = path.join(dist, "hosting");

/**
 * How each host's file says a header. Nothing in the values has a meaning of its own there.
 *
 * @type {Record<string, (name: string, value: string) => string>}
 */
const SAID = {
  _headers: (name, value) => `  ${name}: ${value}`,
  "nginx.conf": (name, value) => `    add_header ${name} "${value}" always;`,
  Caddyfile: (name, value) => `\t\t${name} "${value}"`,
};

const headers = headersOf(fs.readFileSync(path.join(dist, "index.html"), "utf8"));
for (const value of Object.values(headers))
  if (/["$\\{}\n]/.test(value)) throw new Error(`a header would have to be escaped: ${value}`);
fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(out, { recursive: true });
for (const [file, said] of Object.entries(SAID)) {
  const lines = Object.entries(headers).map(([name, value]) => said(name, value));
  const template = fs.readFileSync(path.join(templates, file), "utf8");
  const [before, after, ...more] = template.split("%HEADERS%\n");
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`${file} does not have its mark exactly once`);
  fs.writeFileSync(path.join(out, file), `${before}${lines.join("\n")}\n${after}`);
}
// For any other host, and for `cargo xtask serve`.
fs.writeFileSync(path.join(out, "headers.json"), `${JSON.stringify(headers, null, 2)}\n`);
