// A conversation as people read it on a terminal: when, which model, who; the last question, the answer or the error;
// tokens and cost.
import { grouped } from "../format.ts";
import type { Conversation, Usage } from "../package/conversation.ts";
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

const questionOf = ({ messages = [], inputs = [] }: Shown) =>
  messages.findLast(({ role, text }) => role === "user" && text !== undefined)?.text ?? inputs.at(-1);

/** Tokens and dollars, such as `1,200 in, 350 out, $0.0123`. */
export function amounts({ input, cachedInput, output }: Usage, cost: number | undefined): string[] {
  const amounts: string[] = [];
  if (input !== undefined) amounts.push(`${grouped(input)} in`);
  if (cachedInput) amounts.push(`${grouped(cachedInput)} of them cached`);
  if (output !== undefined) amounts.push(`${grouped(output)} out`);
  if (cost !== undefined)
    amounts.push(cost > 0 && cost < LEAST_COST ? "under $0.0001" : `$${cost.toFixed(COST_DIGITS)}`);
  return amounts;
}

/** A conversation in parts, each without line breaks and escaped, of so many columns. */
export interface Parts {
  time: string | undefined;
  /** The model, and who asks. */
  who: string[];
  file: string;
  line: number;
  question: string | undefined;
  answer: string | undefined;
  /** What else there is to say of the answer. */
  remarks: string[];
}

export function partsOf(shown: Shown, width: number): Parts {
  const { file, line: number, model, output, StatusCode: status } = shown;
  const question = questionOf(shown);
  const answer = answerOf(shown);
  const remarks: string[] = [];
  if (shown.Cached === true) remarks.push("from the gateway's cache");
  if (output?.complete === false) remarks.push("cut off");
  if (output?.stopKind !== undefined && output.stopKind !== "stop")
    remarks.push(`stop: ${output.stop ?? output.stopKind}`);
  if (typeof status === "number" && status >= 400) remarks.push(`status ${status}`);
  return {
    time: timeOf(shown),
    who: [model ?? (shown.Model as string | undefined), userOf(shown)].filter((part) => part !== undefined),
    file,
    line: number,
    question: question === undefined ? undefined : line("?", question, width),
    answer: answer === undefined ? undefined : line(answer[0], answer[1], width),
    remarks,
  };
}

/** The lines of a conversation or a thread; the last one is empty. */
export function linesOf(
  head: (string | undefined)[],
  { question, answer }: Pick<Parts, "question" | "answer">,
  facts: string[],
): string[] {
  return [
    escaped(head.filter((part) => part !== undefined).join(GAP)),
    ...[question, answer].filter((text) => text !== undefined),
    `    ${escaped(facts.join(", "))}`,
    "",
  ];
}

/** The lines for a terminal of so many columns; the last one is empty. */
export function shownConversation(shown: Shown, width: number): string[] {
  const { family, usage = {}, cost } = shown;
  const parts = partsOf(shown, width);
  const facts = [...amounts(usage, cost), ...parts.remarks];
  return linesOf([parts.time, ...parts.who, `${parts.file}:${parts.line}`], parts, facts.length > 0 ? facts : [family]);
}
