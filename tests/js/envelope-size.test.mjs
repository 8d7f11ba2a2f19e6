// How much text an envelope has, by its data: what the page says of a field that no key decrypts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { encryptedBytes } = await load("json/envelope.ts");

const envelope = (/** @type {number} */ bytes, more = {}) =>
  JSON.stringify({
    type: "encrypted",
    key: "a2V5",
    iv: "aXY=",
    data: Buffer.alloc(bytes + 16).toString("base64"),
    ...more,
  });

test("the bytes of its text, whatever the padding", () => {
  for (let bytes = 0; bytes < 100; bytes++) assert.equal(encryptedBytes(envelope(bytes)), bytes);
});

test("what is not an envelope has none", () => {
  for (const value of ["{}", "[]", '"text"', '{"data":"AAAA"}', envelope(3, { data: 5 }), '{"key":"a","iv":"b"}'])
    assert.equal(encryptedBytes(value), null, value);
});
