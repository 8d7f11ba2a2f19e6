// What went wrong with fields, by its cause: a key that does not fit is one cause, however many fields it leaves encrypted.
import type { Fault } from "core";

/** Fields that went wrong for one reason. */
export interface Cause {
  code: string;
  /** Of the first of them. */
  message: string;
  count: number;
  /** The names of the fields, the first few. */
  fields: string[];
  /** The first and the last file that has one, by their numbers, and how many have one. */
  firstFile: number;
  lastFile: number;
  files: number;
}

/** Causes that are told apart, and names of fields of each. More are counted with the last cause of their code. */
const CAUSES = 50;
const FIELDS = 8;

/** What tells one cause from another: numbers in a message are of the one field. */
export const keyOf = ({ code, message }: Pick<Fault, "code" | "message">) =>
  `${code}:${message.replace(/\d[\d,.]*/g, "#")}`;

export class Causes {
  readonly #all = new Map<string, Cause & { last: number }>();

  /** Takes a fault in a field; files come in order. */
  add(file: number, { code, message, field }: Pick<Fault, "code" | "message" | "field">): void {
    const key =
      this.#all.size < CAUSES
        ? keyOf({ code, message })
        : this.#all.has(keyOf({ code, message }))
          ? keyOf({ code, message })
          : `${code}:`;
    let cause = this.#all.get(key);
    if (!cause) {
      cause = { code, message, count: 0, fields: [], firstFile: file, lastFile: file, files: 0, last: -1 };
      this.#all.set(key, cause);
    }
    cause.count++;
    if (file !== cause.last) cause.files++;
    cause.last = file;
    cause.firstFile = Math.min(cause.firstFile, file);
    cause.lastFile = Math.max(cause.lastFile, file);
    if (field !== undefined && cause.fields.length < FIELDS && !cause.fields.includes(field)) cause.fields.push(field);
  }

  /** All of them, the most frequent first. */
  all(): Cause[] {
    return [...this.#all.values()].map(({ last: _, ...cause }) => cause).sort((a, b) => b.count - a.count);
  }
}

/** Fields from which on they are shown as one entry, by their cause. */
export const MANY = 10;
