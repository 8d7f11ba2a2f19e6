// Parses the command line. `parseArgs` finds the options; errors are reported here, in one line that names what was
// meant.
import { parseArgs } from "node:util";
import { CommandError } from "./failure.ts";
import { KEY_ELSEWHERE, mayBeKey } from "./key-text.ts";
import { nearest } from "./nearest.ts";
import { shellWord } from "./shell-word.ts";

/** An option of a command. */
export interface Option {
  type: "string" | "boolean";
  short?: string;
  /** It may be given several times. */
  multiple?: boolean;
}

/** The options that every command takes. */
const COMMON = { help: { type: "boolean", short: "h" }, version: { type: "boolean", short: "V" } } as const;

const UNIT = 2 ** 20;

/** What was given to a command. */
export class Arguments {
  readonly #values: ReadonlyMap<string, string[]>;
  readonly inputs: readonly string[];

  constructor(values: ReadonlyMap<string, string[]>, inputs: readonly string[]) {
    this.#values = values;
    this.inputs = inputs;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  all(name: string): string[] {
    return this.#values.get(name) ?? [];
  }

  one(name: string): string | undefined {
    return this.all(name)[0];
  }

  /** One of these words. */
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const given = this.one(name);
    if (given === undefined) return undefined;
    const chosen = choices.find((choice) => choice === given);
    if (chosen === undefined) throw new CommandError(`--${name} is ${listed(choices)}, not '${given}'.`);
    return chosen;
  }

  /** A whole number from `least` to `most`. */
  number(name: string, least: number, most: number): number | undefined {
    const given = this.one(name);
    if (given === undefined) return undefined;
    const number = /^\d+$/.test(given) ? Number(given) : Number.NaN;
    if (!(number >= least && number <= most))
      throw new CommandError(`--${name} is a number from ${least} to ${most}, not '${given}'.`);
    return number;
  }

  /** Bytes, as a number or with a unit, such as `64MB` (64,000,000) or `64MiB`; from `least` to `most` MiB. */
  bytes(name: string, least: number, most: number): number | undefined {
    const given = this.one(name);
    if (given === undefined) return undefined;
    const [, digits, unit = ""] = /^(\d+(?:\.\d+)?) ?([kmg]i?b)?$/i.exec(given) ?? [];
    const bytes =
      digits === undefined ? Number.NaN : Math.floor(Number(digits) * (UNITS[unit.toUpperCase()] ?? Number.NaN));
    if (!(bytes >= least * UNIT && bytes <= most * UNIT)) {
      throw new CommandError(
        `--${name} is a size from ${least}MiB to ${most}MiB, not '${given}'.`,
        `Give bytes, or a number with KB, MB, GB, KiB, MiB or GiB: --${name} 64MiB`,
      );
    }
    return bytes;
  }
}

/** What a unit of bytes stands for. */
const UNITS: Record<string, number> = { "": 1, KB: 1e3, MB: 1e6, GB: 1e9, KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30 };

const listed = (words: readonly string[]) => `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;

/** Reads the arguments of the command of this name. */
export function readArguments(args: string[], own: Record<string, Option>, command: string): Arguments {
  // No other message may repeat it.
  const key = args.findIndex((word, at) => mayBeKey(word, args[at - 1]));
  if (key >= 0) {
    const option = /^(-k|--key)$/.test(args[key - 1] ?? "") || /^(-k|--key=)/.test(args[key] ?? "");
    throw new CommandError(
      `${option ? "The value given to -k" : "An argument"} looks like a key itself.`,
      KEY_ELSEWHERE,
    );
  }
  const options: Record<string, Option> = { ...COMMON, ...own };
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  const values = new Map<string, string[]>();
  const inputs: string[] = [];
  const help = `'logpush-decrypt ${command} --help' lists the options.`;
  for (const token of tokens) {
    if (token.kind === "positional") inputs.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!option) {
      const meant = rawName.startsWith("--") ? nearest(name, Object.keys(options)) : undefined;
      throw new CommandError(`There is no option '${rawName}'.`, meant ? `Did you mean '--${meant}'?` : help);
    }
    if (option.type === "boolean") {
      if (value !== undefined) throw new CommandError(`'${rawName}' takes no value.`, help);
      values.set(name, []);
      continue;
    }
    // Where the value was forgotten, the next option stands in its place.
    if (value === undefined || value === "" || (!token.inlineValue && /^-./.test(value))) {
      throw new CommandError(
        `'${rawName}' lacks its value.`,
        value && `If that is the value: ${rawName.startsWith("--") ? rawName : `--${name}`}=${shellWord(value)}`,
      );
    }
    const before = values.get(name) ?? [];
    if (before.length > 0 && !option.multiple) throw new CommandError(`'${rawName}' is given twice.`, help);
    values.set(name, [...before, value]);
  }
  return new Arguments(values, inputs);
}
