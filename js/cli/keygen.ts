// `logpush-decrypt keygen`: makes a key pair, and overwrites nothing.
import fs from "node:fs";
import path from "node:path";
import { generateKeyPair } from "../package/private-key.ts";
import type { Arguments, Option } from "./arguments.ts";
import { endOnSignals, removeUnfinished, unfinished } from "./ending.ts";
import { CommandError, EXIT, systemCode, systemHint, systemReason } from "./failure.ts";
import { givenPassphrase } from "./keys.ts";
import { onDisk } from "./paths.ts";
import { shellWord } from "./shell-word.ts";
import { writeLines } from "./terminal.ts";
import { Voice } from "./voice.ts";

export const options: Record<string, Option> = {
  bits: { type: "string" },
  output: { type: "string", short: "o" },
  "passphrase-file": { type: "string" },
};

const SIZES = { 2048: 2048, 3072: 3072, 4096: 4096 } as const;

export async function run(args: Arguments): Promise<number> {
  const bits = SIZES[args.choice("bits", ["2048", "3072", "4096"]) ?? "4096"];
  const [extra] = args.inputs;
  if (extra !== undefined)
    throw new CommandError(
      `keygen reads no input, but was given '${extra}'.`,
      `If the keys are to go there: logpush-decrypt keygen -o '${extra}'`,
    );
  const folder = args.one("output") ?? ".";
  const [privateFile, publicFile] = ["private.pem", "public.pem"].map((name) => path.join(folder, name)) as [
    string,
    string,
  ];
  // Checked before a pair is made, which takes seconds.
  for (const file of [privateFile, publicFile]) if (fs.existsSync(onDisk(file))) throw exists(file);
  const passphrase = await givenPassphrase(args.one("passphrase-file"));
  const { privatePem, publicPem, fingerprint } = await generateKeyPair({ bits, passphrase });
  // A signal is handled once both are written: there is no await in between, and half a pair is useless.
  endOnSignals(new Voice(false, false), `The key pair is in '${folder}'.`);
  try {
    fs.mkdirSync(onDisk(folder), { recursive: true, mode: 0o700 });
    writeNew(privateFile, privatePem, 0o600);
    writeNew(publicFile, publicPem, 0o644);
    unfinished.clear();
  } catch (error) {
    removeUnfinished();
    throw error instanceof CommandError
      ? error
      : new CommandError(
          `The keys cannot be written into '${folder}': ${systemReason(error)}.`,
          systemHint(error, "--allow-fs-write", folder),
        );
  }
  const locked = passphrase === undefined ? "not locked by a passphrase" : "locked by the passphrase";
  writeLines(process.stdout, [
    `A key pair of ${bits} bits, fingerprint ${fingerprint} (SHA-256 of the public key)`,
    "",
    `${publicFile}   The public half. Paste its text into AI Gateway's settings, where Logpush is turned on:`,
    `${" ".repeat(publicFile.length)}   what is exported from then on is sealed for it.`,
    `${privateFile}  The private half, ${locked}. Keep it, and keep it to yourself: without it`,
    `${" ".repeat(privateFile.length)}  nobody can open those logs, and with it everybody can.`,
    "",
    `Open logs with it: logpush-decrypt -k ${shellWord(privateFile)} -o opened.ndjson LOGS`,
  ]);
  return EXIT.ok;
}

const exists = (file: string) =>
  new CommandError(
    `'${file}' is there already, and is not overwritten.`,
    "Name another folder: logpush-decrypt keygen -o FOLDER",
  );

/** Writes a file that is not there yet. It is unfinished until its pair is whole. */
function writeNew(file: string, text: string, mode: number): void {
  let descriptor: number;
  try {
    descriptor = fs.openSync(onDisk(file), "wx", mode);
  } catch (error) {
    throw systemCode(error) === "EEXIST" ? exists(file) : error;
  }
  unfinished.add(file);
  try {
    fs.writeFileSync(descriptor, text);
    try {
      fs.fsyncSync(descriptor);
    } catch (error) {
      // The permission model of Node.js knows paths, and no descriptors.
      if (systemCode(error) !== "ERR_ACCESS_DENIED") throw error;
    }
  } finally {
    fs.closeSync(descriptor);
  }
}
