/**
 * What the bodies of opened records say, for any provider: messages, tools, the answer, tokens, errors, and an
 * estimate of the cost.
 *
 * @module
 */
import { maskCredentials as mask, Prices, readConversation as read, Threads as ThreadsOfModule } from "conversation";
import { builtInPrices } from "../conversation/module.ts";

/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** What a record has for a conversation. All may be missing. */
export interface RecordBodies {
  /** The record's `Provider`, such as `openai`. */
  provider?: string | null | undefined;
  /** The record's `Endpoint`, such as `v1/messages`. */
  endpoint?: string | null | undefined;
  /** The record's `Model`. */
  model?: string | null | undefined;
  /** The record's `RequestBody`: its text, or with `body: "json"` its JSON value. */
  request?: string | object | null | undefined;
  /** The record's `ResponseBody`. */
  response?: string | object | null | undefined;
}

/** A call of a tool. */
export interface ToolCall {
  id?: string;
  name?: string;
  /** The JSON value where it parses and keeps its digits, else the text. */
  arguments?: Json;
}

/** A picture, sound or file. What it holds stays in the body. */
export interface Media {
  /** The media type, or `image`, `audio`, `video`, `document` or `file`. */
  type: string;
  bytes?: number;
  url?: string;
}

/** A message of the request. */
export interface Message {
  role: "system" | "user" | "assistant" | "tool";
  text?: string;
  thinking?: string;
  toolCalls?: ToolCall[];
  /** The JSON value where it parses and keeps its digits, else the text. */
  toolResult?: Json;
  toolCallId?: string;
  media?: Media[];
}

/** The answer. */
export interface Output {
  text?: string;
  thinking?: string;
  refusal?: string;
  toolCalls?: ToolCall[];
  /** Tools that the provider ran itself. */
  serverTools?: string[];
  media?: Media[];
  /** Why it ended, in the provider's word. */
  stop?: string;
  stopKind?: "stop" | "length" | "tool" | "filter" | "pause" | "error";
  /** `false` where the answer was cut off; it then has no `stop`. */
  complete?: false;
  citations?: Json[];
}

/** Tokens. Of the input, `cachedInput` and `cacheWrite` are parts; of the output, `reasoning`. */
export interface Usage {
  input?: number;
  cachedInput?: number;
  cacheWrite?: number;
  output?: number;
  reasoning?: number;
}

/** What one record says. A member that the bodies do not have is left out; a 0 that they have is 0. */
export interface Conversation {
  /** The shape of the bodies, such as `openai-chat`; `unknown` if they have none that is known. */
  family: string;
  /** The model that answered, else the one that was asked. */
  model?: string;
  messages?: Message[];
  /** Names of the tools on offer. */
  tools?: string[];
  parameters?: Record<string, Json>;
  /** Texts that were sent without being messages. */
  inputs?: string[];
  output?: Output;
  usage?: Usage;
  /** What else the provider counted. */
  usageAlso?: Record<string, Json>;
  durationMs?: number;
  /** When the answer was made (RFC 3339). */
  created?: string;
  streamed?: true;
  /** Events of the stream. */
  chunks?: number;
  error?: { type?: string; message?: string };
  /** Requests that a universal request has to choose from. */
  steps?: number;
  /** The bodies that stay text or JSON, for their shape is not known. */
  raw?: ("request" | "response")[];
}

/** Prices in US dollars for a million tokens. */
export interface Rates {
  input?: number;
  cacheRead?: number;
  cacheWrite?: number;
  cacheWrite1h?: number;
  output?: number;
  reasoning?: number;
  inputAudio?: number;
  outputAudio?: number;
  inputImage?: number;
  outputImage?: number;
  webSearch?: number;
}

/** An estimate of what a conversation cost. */
export interface Cost {
  usd: number;
  /** The model in the list of prices, else the conversation's. */
  model?: string;
  /** Where the amount comes from: the gateway's cache, the body itself, or these prices. */
  price: "cached" | "stated" | Rates;
}

/** What a record knows of a conversation and the bodies do not. */
export interface CostOptions {
  /** The record's `Cached`: an answer from the gateway's cache costs nothing. */
  cached?: boolean | undefined;
  /** The record's `Provider`. Without it the first provider that knows the model counts. */
  provider?: string | undefined;
  /** The record's `Model`, where the bodies name none. */
  model?: string | undefined;
  /** When it happened (RFC 3339, UTC), for prices that changed. */
  at?: string | undefined;
  /** A list of prices of the same form as the package's: an object, or its JSON. */
  prices?: object | string | undefined;
}

/**
 * Reads what a record's bodies say.
 *
 * @example
 * const { Provider: provider, Endpoint: endpoint, Model: model, RequestBody: request, ResponseBody: response } = value;
 * const { messages, output, usage } = readConversation({ provider, endpoint, model, request, response });
 */
export function readConversation(bodies: RecordBodies): Conversation {
  return JSON.parse(read(...passed(bodies))) as Conversation;
}

const encoder = new TextEncoder();

/** A record's fields and bodies, as the module takes them. */
const passed = ({ provider, endpoint, model, request, response }: RecordBodies) =>
  [provider ?? undefined, endpoint ?? undefined, model ?? undefined, encoded(request), encoded(response)] as const;

function encoded(body: string | object | null | undefined): Uint8Array | undefined {
  if (body === null || body === undefined) return undefined;
  return encoder.encode(typeof body === "string" ? body : JSON.stringify(body));
}

/** A conversation, and which of those before it it follows. */
export interface PlacedConversation {
  /** Its number, from 0, in the order in which conversations are added. */
  number: number;
  /** The number of its thread, from 1, in the order in which threads begin. */
  thread: number;
  /** The number of the conversation that it continues: the provider's ids, or its messages, say so. */
  continues?: number;
  /**
   * The number of the one that it may continue: it has its last question and answer, but what was before is not the
   * same, as after compaction. It is of the same thread.
   */
  mayContinue?: number;
  conversation: Conversation;
}

/**
 * Finds which conversations continue which. The latest 100,000 at least are remembered, as fingerprints of 64 bits; no
 * text is kept.
 *
 * @example
 * const threads = new Threads();
 * for await (const { value } of decrypt(file, { keys })) {
 *   const { RequestBody: request, ResponseBody: response } = value;
 *   const { thread, conversation } = threads.add({ request, response });
 * }
 */
export class Threads {
  readonly #threads = new ThreadsOfModule();

  /** Reads what a record's bodies say, and finds what it continues. Records are added in the order of their time. */
  add(bodies: RecordBodies): PlacedConversation {
    return JSON.parse(this.#threads.add(...passed(bodies))) as PlacedConversation;
  }
}

/** Lists that were given as objects, read once. */
const lists = new WeakMap<object, Prices>();
let lastText: { text: string; prices: Prices } | undefined;

function pricesOf(given: object | string | undefined): Prices {
  if (given === undefined) return builtInPrices();
  if (typeof given === "string") {
    if (lastText?.text !== given) lastText = { text: given, prices: listOf(given) };
    return lastText.prices;
  }
  const known = lists.get(given) ?? listOf(JSON.stringify(given));
  lists.set(given, known);
  return known;
}

function listOf(text: string): Prices {
  try {
    return new Prices(text);
  } catch (error) {
    throw new TypeError(`\`prices\`: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * What a conversation cost, as an estimate. `undefined` where no price is known, which is not the same as nothing.
 *
 * @throws {TypeError} if `prices` is not a list of prices.
 */
export function estimateCost(
  { model, created, usage, usageAlso }: Pick<Conversation, "model" | "created" | "usage" | "usageAlso">,
  { cached = false, provider, model: asked, at, prices }: CostOptions = {},
): Cost | undefined {
  const counted = JSON.stringify({ model, created, usage, usageAlso });
  const json = pricesOf(prices).estimate(counted, provider, asked, at, cached);
  return json === undefined ? undefined : (JSON.parse(json) as Cost);
}

/** The day the package's list of prices was made, as YYYY-MM-DD. */
export const pricesOfDay = (): string => builtInPrices().generated;

/** A request's text with the values of its `headers` replaced by `"…"`, where they may be credentials. */
export const maskCredentials = (request: string): string => mask(request);
