// The fixtures of conversations as a log: sealed by node:crypto, as AI Gateway does it.
import { isUtf8 } from "node:buffer";
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import { sealer, top } from "../page/fixtures.mjs";

const folder = path.join(top, "tests/conversations/fixtures");

/**
 * What a body says, by hand (tests/conversations).
 *
 * @typedef {{ input?: number, cachedInput?: number, cacheWrite?: number, output?: number, reasoning?: number }} Usage
 * @typedef {{ family: string, model?: string, usage?: Usage, usageAlso?: Record<string, unknown>, error?: object,
 *   messages?: { role: string, text?: string }[], output?: { text?: string, toolCalls?: { name?: string }[] } }} Expected
 * @typedef {{ name: string, provider?: string, endpoint?: string, model?: string, request?: unknown, response?: unknown,
 *   expected: Expected }} Conversation
 */

/** @returns {Conversation[]} */
export const conversations = () =>
  fs
    .readdirSync(folder)
    .sort()
    .map((name) => ({ name, ...JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")) }));

/**
 * A body as it was sent: a text as it is, bytes, or JSON without spaces.
 *
 * @param {unknown} body
 * @returns {string | Buffer | undefined}
 */
export function bodyOf(body) {
  if (body === undefined || body === null || typeof body === "string") return body ?? undefined;
  const { base64, ...others } = /** @type {{ base64?: string }} */ (body);
  if (base64 === undefined || Object.keys(others).length > 0) return JSON.stringify(body);
  const bytes = Buffer.from(base64, "base64");
  // Bytes that happen to be text would be shown as text.
  return isUtf8(bytes) ? JSON.stringify(body) : bytes;
}

const TEAMS = ["blue", "red", "green"];

/**
 * A conversation's record: its plain fields, and what is sealed in it.
 *
 * @param {Conversation} conversation
 * @param {number} at
 */
function recordOf({ provider, endpoint, model, request, response, expected }, at) {
  const plain = {
    Cached: at % 10 === 9,
    ...(endpoint !== undefined && { Endpoint: endpoint }),
    Gateway: `g${at % 2}`,
    ...(model !== undefined && { Model: model }),
    ...(provider !== undefined && { Provider: provider }),
    StatusCode: expected.error ? 429 : 200,
  };
  const metadata = { team: TEAMS[at % TEAMS.length] ?? "", user: String(at) };
  return { plain, metadata, request: bodyOf(request), response: bodyOf(response) };
}

/**
 * Writes a log of records: their plain fields, and what is sealed in them.
 *
 * @param {string} file
 * @param {{ plain: object, metadata: object, request?: string | Buffer | undefined, response?: string | Buffer | undefined }[]} records
 * @param {string} [key]
 */
export function sealRecords(file, records, key = "rsa2048.pem") {
  const seal = sealer(key);
  const lines = records.map(({ plain, metadata, request, response }) => {
    const members = Object.entries(plain).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
    members.push(`"Metadata":${seal(JSON.stringify(metadata))}`);
    if (request !== undefined) members.push(`"RequestBody":${seal(request)}`);
    if (response !== undefined) members.push(`"ResponseBody":${seal(response)}`);
    return `{${members.join(",")}}\n`;
  });
  fs.writeFileSync(file, zlib.gzipSync(lines.join("")));
}

/**
 * Writes a log of all conversations, and returns what is in it.
 *
 * @param {string} file
 */
export function sealedLog(file) {
  const all = conversations().map((conversation, at) => ({ ...conversation, ...recordOf(conversation, at) }));
  sealRecords(file, all);
  return all;
}
