// A conversation as people read it on a terminal: when, which model, who; the last question, the answer or the error;
// tokens and cost.
import { grouped } from "../format.ts";
import type { Conversation } from "../package/conversation.ts";
import { escaped } from "./terminal.ts";

/** A line of `conversations`. */
export type Shown = Conversation & { file: string; line: number; cost?: number } & { [field: string]: unknown };

const GAP = "  ";
/** Digits after the point of a cost. */
const COST_DIGITS = 4;
/** The smallest cost that these digits show. */
const LEAST_COST = 10 ** -COST_DIGITS / 2;

/** The time in a file's name, as Logpush writes it. */
const STAMP = /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/;

function timeOf({ created, file }: Shown): string | undefined {
  if (created !== undefined) return created.slice(0, 19).replace("T", " ");
  const [, year, month, day, hour, minute, second] = STAMP.exec(file.slice(file.lastIndexOf("/") + 1)) ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}

/** The member of the metadata that says who asks. */
function userOf({ Metadata: metadata }: Shown): string | undefined {
  if (typeof metadata !== "object" || metadata === null) return undefined;
  const [, user] = Object.entries(metadata).find(([name]) => /user/i.test(name)) ?? [];
  return typeof user === "string" || typeof user === "number" ? `user ${user}` : undefined;
}

/** A text on one line of so many columns. */
function line(mark: string, text: string, width: number): string {
  const characters = [...escaped(`  ${mark} ${text.trim().replace(/\s+/g, " ")}`)];
  return characters.length <= width ? characters.join("") : `${characters.slice(0, width - 1).join("")}…`;
}

function answerOf({ output, error, raw }: Shown): [mark: string, text: string] | undefined {
  if (error) return ["!", [error.type, error.message].filter((part) => part !== undefined).join(": ")];
  if (output?.text !== undefined) return [">", output.text];
  if (output?.refusal !== undefined) return ["!", output.refusal];
  if (output?.toolCalls)
    return [
      ">",
      output.toolCalls.map(({ name, arguments: given }) => `${name ?? "a tool"}(${argumentsOf(given)})`).join(", "),
    ];
  if (output?.media) return [">", output.media.map(({ type }) => type).join(", ")];
  return raw?.includes("response") ? ["!", "The answer has no known form."] : undefined;
}

const argumentsOf = (given: unknown) =>
  given === undefined ? "" : typeof given === "string" ? given : JSON.stringify(given);

/** The lines for a terminal of so many columns; the last one is empty. */
export function shownConversation(shown: Shown, width: number): string[] {
  const {
    file,
    line: number,
    family,
    model,
    messages = [],
    inputs = [],
    output,
    usage,
    cost,
    StatusCode: status,
  } = shown;
  const who = [timeOf(shown), model ?? (shown.Model as string | undefined), userOf(shown), `${file}:${number}`];
  const question = messages.findLast(({ role, text }) => role === "user" && text !== undefined)?.text ?? inputs.at(-1);
  const answer = answerOf(shown);
  const facts: string[] = [];
  if (usage?.input !== undefined) facts.push(`${grouped(usage.input)} in`);
  if (usage?.cachedInput) facts.push(`${grouped(usage.cachedInput)} of them cached`);
  if (usage?.output !== undefined) facts.push(`${grouped(usage.output)} out`);
  if (cost !== undefined) facts.push(cost > 0 && cost < LEAST_COST ? "under $0.0001" : `$${cost.toFixed(COST_DIGITS)}`);
  if (shown.Cached === true) facts.push("from the gateway's cache");
  if (output?.complete === false) facts.push("cut off");
  if (output?.stopKind !== undefined && output.stopKind !== "stop")
    facts.push(`stop: ${output.stop ?? output.stopKind}`);
  if (typeof status === "number" && status >= 400) facts.push(`status ${status}`);
  if (facts.length === 0) facts.push(family);
  return [
    escaped(who.filter((part) => part !== undefined).join(GAP)),
    ...(question === undefined ? [] : [line("?", question, width)]),
    ...(answer === undefined ? [] : [line(answer[0], answer[1], width)]),
    `    ${escaped(facts.join(", "))}`,
    "",
  ];
}
