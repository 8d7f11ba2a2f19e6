// The texts of a view in which hits are looked for. Each has a key, by which the elements that show it are found:
// `data-unit` is the key, and `data-at` the place in the text where what the element shows begins.
import type { Json, RecordConversation, ToolCall } from "../conversation/model.ts";
import { copied, INLINE, inOneLine, SETTING } from "../conversation/room.ts";
import { type Call, type Turn, turnsOf } from "../conversation/turns.ts";
import { members } from "../json/tokens.ts";

/** A text that a view shows. */
export interface Unit {
  key: string;
  /** The names that lead to the field that it is a part of; `null` if it is a record as it is written. */
  field: string | null;
  text: string;
  /** How much of the text before it is not shown. */
  skip?: number;
}

/** Attributes of an element that shows a text from this place on. */
export const unitAt = (key: string | undefined, at = 0) =>
  key === undefined ? {} : { "data-unit": key, "data-at": at };

/** The same of an element in which controls are shown as symbols. */
export const visibleUnit = (key: string, at = 0) => ({ "data-unit": key, "data-at": at, "data-visible": true });

/** The names of the fields that a conversation is read from. */
export interface BodyFields {
  request: string;
  response: string;
}

/** What a conversation shows, in its order. */
export function conversationUnits(conversation: RecordConversation, { request, response }: BodyFields): Unit[] {
  const { system, earlier, question, steps } = turnsOf(conversation);
  const { tools = [], parameters = {}, inputs = [] } = conversation;
  const asked = unitsOf(request);
  for (const [i, name] of tools.entries()) asked.add(`o.t${i}`, name);
  for (const [i, value] of Object.values(parameters).entries()) asked.value(`o.s${i}`, value, SETTING);
  for (const [i, { text }] of system.entries()) asked.add(`s${i}.t`, text);
  for (const [i, turn] of earlier.entries()) asked.turn(`e${i}.`, turn);
  if (question) asked.turn("q.", question);
  for (const [i, turn] of steps.entries()) asked.turn(`p${i}.`, turn);
  for (const [i, text] of inputs.entries()) asked.add(`i${i}.`, text);
  return [...asked.units, ...answerUnits(conversation, response)];
}

/** Sources of an answer that are listed. */
export const CITATIONS = 50;

/** What an answer shows, or what came in its place. */
export function answerUnits({ output, error }: RecordConversation, field: string): Unit[] {
  const answer = unitsOf(field);
  answer.add("a.k", output?.thinking);
  answer.add("a.t", output?.text);
  answer.add("a.f", output?.refusal);
  for (const [i, call] of (output?.toolCalls ?? []).entries()) answer.call(`a.c${i}.`, { call });
  for (const [i, citation] of (output?.citations ?? []).slice(0, CITATIONS).entries())
    answer.add(`a.s${i}`, copied(citation));
  answer.add("x.n", error?.type);
  answer.add("x.t", error?.message);
  return answer.units;
}

function unitsOf(field: string) {
  const units: Unit[] = [];
  const add = (key: string, text: string | undefined) => {
    if (text !== undefined && text !== "") units.push({ key, field, text });
  };
  /** A value that stands in one line if it has no more characters than that. */
  const value = (key: string, given: Json | undefined, line: number) => {
    if (given !== undefined) add(key, inOneLine(given, line) ?? copied(given));
  };
  const call = (
    key: string,
    { call: { name, arguments: given }, result }: Call | { call: ToolCall; result?: never },
  ) => {
    add(`${key}n`, name);
    value(`${key}a`, given, INLINE);
    value(`${key}r`, result?.toolResult ?? result?.text, INLINE);
    if (result?.toolResult !== undefined) add(`${key}t`, result.text);
  };
  const turn = (key: string, { text, thinking, calls, result }: Turn) => {
    add(`${key}k`, thinking);
    add(`${key}t`, text);
    if (result !== undefined) add(`${key}r`, copied(result));
    for (const [i, each] of calls.entries()) call(`${key}c${i}.`, each);
  };
  return { units, add, value, call, turn };
}

/** Members of a record in which hits are looked for. */
const MEMBERS = 10_000;

/** The key of a member of a record. */
export const memberKey = (number: number): string => `f${number}.`;

/**
 * The fields of a record, in the order of `ranks`: what a field says if it is a text, or else the field as it is written.
 * `sealed`: of those that stay encrypted nothing is shown.
 */
export function fieldUnits(
  record: string,
  textOf: (value: string) => string,
  isSealed: (name: string) => boolean,
  isShort: (value: string) => boolean,
): Unit[] {
  const all = members(record, MEMBERS).members.map(({ name, value }, number) => ({ name, value, number }));
  const shown = all.filter(({ name }) => !isSealed(name));
  const inOrder = [...shown.filter(({ value }) => isShort(value)), ...shown.filter(({ value }) => !isShort(value))];
  return inOrder.map(({ name, value, number }): Unit => {
    const key = memberKey(number);
    if (value.startsWith('"')) return { key, field: name, text: textOf(value) };
    const before = `{${JSON.stringify(name)}:`;
    return { key, field: null, text: `${before}${value}}`, skip: before.length };
  });
}
