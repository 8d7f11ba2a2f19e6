// What the page says about the records that continue one another.

import { amount } from "./conversation.ts";
import { count, plural } from "./format.ts";

export const threadTexts = {
  /** What is in it in sum. */
  sum: (steps: number, errors: number, input: number, output: number, usd: number) =>
    [
      plural(steps, "record", "records"),
      errors === 0 ? "" : plural(errors, "error", "errors"),
      input === 0 ? "" : `${count(input)} in`,
      output === 0 ? "" : `${count(output)} out`,
      usd === 0 ? "" : `≈ ${amount(usd)} (estimate)`,
    ]
      .filter((part) => part !== "")
      .join(" · "),
  among: (read: number, all: number) =>
    read === all
      ? `Found among all ${count(all)} records.`
      : `Found among the ${plural(read, "record", "records")} decrypted so far, of ${count(all)}.`,
  readAll: (seconds: number) => `Decrypt all (${count(Math.max(1, Math.ceil(seconds)))} s)`,
  only: "Show only these",
  alone: "No other record continues this one, or is continued by it.",
  unread: "The bodies of this record are not decrypted, so nothing is known of its thread.",
  steps: "Records of the thread",
  likely: "may continue the one before",
  continues: (step: number) => `continues ${count(step)}`,
  noQuestion: "(no text)",
  tokens: (tokens: number) => plural(tokens, "token", "tokens"),
  cost: (usd: number) => `≈ ${amount(usd)}`,
  cutOff: "cut off",
  limit: "token limit",
  more: (more: number) => `${plural(more, "more record", "more records")}: 'Show only these' lists them.`,
};
