// Makes the fixtures of conversations: `fixtures/NAME.json` from `families/*.mjs`.
//
//     npm ci && node make.mjs
//
// Bodies follow the providers' published schemas; what must come out is worked out by hand. Where a provider's
// own client library puts a stream together, it does so here too, and must come to the same text, tool calls and
// stop. Nothing of this project takes part. The same input gives the same files.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { assemble } from "./clients.mjs";

const here = import.meta.dirname;
const folder = path.join(here, "fixtures");
const members = ["source", "provider", "endpoint", "model", "request", "response", "client", "expected"];

fs.rmSync(folder, { recursive: true, force: true });
fs.mkdirSync(folder);
const counts = {};
const seen = new Set();
for (const file of fs.readdirSync(path.join(here, "families")).sort()) {
  const { default: family } = await import(path.join(here, "families", file));
  for (const [name, fixture] of Object.entries(family)) {
    assert(!seen.has(name), `two fixtures are called ${name}`);
    seen.add(name);
    await check(name, fixture);
    const { client, ...kept } = fixture;
    fs.writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(kept, null, 2)}\n`);
    counts[file] = (counts[file] ?? 0) + 1;
  }
}
for (const [file, count] of Object.entries(counts)) console.log(`${String(count).padStart(3)}  ${file}`);
console.log(`${String(seen.size).padStart(3)}  fixtures`);

/** What holds of every fixture, and what the provider's client makes of its stream. */
async function check(name, fixture) {
  for (const member of Object.keys(fixture))
    assert(members.includes(member), `${name}: ${member} is no member of a fixture`);
  assert(fixture.source, `${name}: say where the form of the body comes from`);
  assert(JSON.stringify(fixture).length < 8192, `${name}: larger than a fixture should be`);
  const { expected } = fixture;
  assert(expected.family, `${name}: no family`);
  if (expected.output?.complete === false) assert(!("stop" in expected.output), `${name}: cut off, and yet a stop`);
  assert.equal(
    "stop" in (expected.output ?? {}),
    "stopKind" in (expected.output ?? {}),
    `${name}: stop and stopKind go together`,
  );
  assert.equal("streamed" in expected, "chunks" in expected, `${name}: streamed and chunks go together`);
  if (/^(event|data|:)/.test(fixture.response))
    assert.equal(expected.chunks, wholeEvents(fixture.response), `${name}: chunks`);
  if (!fixture.client) return;
  const assembled = await assemble(fixture.client, fixture.response);
  const { text, thinking, refusal, toolCalls, stop } = expected.output;
  const wanted = Object.fromEntries(
    Object.keys(assembled).map((key) => [key, { text, thinking, refusal, toolCalls, stop }[key]]),
  );
  assert.deepEqual(assembled, wanted, `${name}: ${fixture.client} puts the stream together otherwise`);
}

/** How many server-sent events have data that is JSON, and are no pings. */
function wholeEvents(body) {
  return body
    .split(/\r?\n/)
    .filter((line) => line.startsWith("data:"))
    .filter((line) => {
      try {
        return JSON.parse(line.slice(5)).type !== "ping";
      } catch {
        return false;
      }
    }).length;
}
