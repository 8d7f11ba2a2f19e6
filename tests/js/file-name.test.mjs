// Names of files that are saved: each part is true when the name is given.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { fileName } = await load("session/file-name.ts");

const several = ["20260418T000210Z_20260418T000243Z_a.log.gz", "day/20260430T000210Z_20260430T000243Z_b.log.gz"];
const name = (/** @type {object} */ more) =>
  fileName({
    paths: several,
    records: "all",
    form: "ndjson",
    gzip: false,
    columns: null,
    masks: { kinds: [], patterns: [] },
    recipient: null,
    count: 758,
    filter: "",
    complete: true,
    decrypted: false,
    ...more,
  });

test("all records of several files: the days, and 'decrypted' only if all of them are", () => {
  assert.equal(name({}), "ai-gateway_2026-04-18_2026-04-30.ndjson");
  assert.equal(name({ decrypted: true }), "ai-gateway_2026-04-18_2026-04-30_decrypted.ndjson");
  assert.equal(name({ paths: several.slice(0, 1).concat("x/20260418T2359") }), "ai-gateway_2026-04-18.ndjson");
  assert.equal(name({ complete: false, gzip: true }), "ai-gateway_2026-04-18_2026-04-30_incomplete.ndjson.gz");
});

test("one file: its name", () => {
  assert.equal(name({ paths: ["folder/mine.log.gz"] }), "mine.ndjson");
  assert.equal(name({ paths: ["mine.log.gz"], form: "sealed", decrypted: true }), "mine_as-exported.ndjson");
  assert.equal(
    name({ paths: ["mine.log.gz"], records: "rejected", form: "sealed", complete: false }),
    "mine_not-records.ndjson",
  );
});

test("each form has its ending; what is masked and for whom it is sealed are in the name", () => {
  const one = (/** @type {object} */ more) => name({ paths: ["mine.log.gz"], decrypted: true, ...more });
  const endings = { csv: "csv", parquet: "parquet", markdown: "md", otlp: "otlp.jsonl", "chat-jsonl": "chat.jsonl" };
  for (const [form, ending] of Object.entries(endings)) assert.equal(one({ form }), `mine_decrypted.${ending}`);
  assert.equal(one({ masks: { kinds: ["email"], patterns: [] } }), "mine_decrypted_masked.ndjson");
  assert.equal(one({ masks: { kinds: [], patterns: ["EMP"] }, decrypted: false }), "mine_masked.ndjson");
  const recipient = { pem: "", bits: 2048, fingerprint: "0123456789abcdef" };
  assert.equal(one({ form: "resealed", recipient, gzip: true }), "mine_for-01234567.ndjson.gz");
});

test("filtered and selected: the filter in characters that names may have, and how many", () => {
  const filtered = (/** @type {string} */ filter) =>
    name({ paths: several.slice(1), records: "view", filter }).replace("20260430T000210Z_20260430T000243Z_b_", "");
  assert.equal(filtered("status:4xx"), "status-4xx_758.ndjson");
  assert.equal(
    filtered("status:>=400 -cached:true model:@cf/meta/*"),
    "status-from-400-not-cached-true-model-cf_758.ndjson",
  );
  assert.equal(filtered("time:2026-04-18..2026-04-19"), "time-2026-04-18-to-2026-04-19_758.ndjson");
  assert.equal(filtered("../../etc/passwd"), "to-to-etc-passwd_758.ndjson");
  // All of it asks what bodies say, and is in no name.
  assert.equal(filtered(""), "filtered_758.ndjson");
  assert.equal(name({ records: "selected", count: 2 }), "ai-gateway_2026-04-18_2026-04-30_selected_2.ndjson");
});
