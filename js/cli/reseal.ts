// `logpush-decrypt reseal`: records sealed again for somebody else's key.
import type { Fault } from "core";
import type { LeftOut } from "masks";
import { Masker, resealLines } from "../entries/node/masks-load.ts";
import { counted } from "../format.ts";
import type { Opened } from "../pool/messages.ts";
import type { Arguments, Option } from "./arguments.ts";
import { type Maker, open, openingOptions } from "./decrypt.ts";
import type { Output } from "./output-forms.ts";
import { readRecipient, type Seal } from "./recipient.ts";

export const options: Record<string, Option> = { ...openingOptions, for: { type: "string" } };

/** What is said of a record that is left out, where its faults do not say it. */
const REASONS: Record<Exclude<LeftOut, "sealed">, string> = {
  plain: "Nothing in the record is sealed, so it would be written in the clear. It was left out.",
  clear:
    "A body or the metadata stands in the record in the clear, beside fields that were sealed. It was left out, for resealing would not protect it.",
  unlike: "The record cannot be written again with its fields sealed. It was left out.",
};

/** Seals opened records again. */
function resealed({ output, ends, sealedLines }: Opened, seal: Seal, masker: Masker) {
  if (!sealedLines) throw new Error("the lines of the records were not kept");
  const lines = [sealedLines.bytes, Uint32Array.from(sealedLines.ends), output, Uint32Array.from(ends)] as const;
  return resealLines(masker, ...lines, seal);
}

export async function run(args: Arguments): Promise<number> {
  const recipient = await readRecipient(args.one("for"));
  const done = { records: 0, fields: 0, leftOut: 0, incomplete: 0 };
  const faults: Fault[] = [];
  const make = (output: Output, masker = Masker.none()): Maker => ({
    masks: true,
    async take(opened) {
      const { output: bytes, ends, sealed, leftOut } = resealed(opened, recipient.sealer(), masker);
      done.records += ends.length;
      done.fields += sealed;
      done.leftOut += leftOut.length;
      await output.write(bytes);
      for (const { record, why } of leftOut) {
        const line = opened.lines[record];
        // The faults of its fields were reported when it was opened.
        if (why === "sealed") done.incomplete++;
        else faults.push({ code: "ERR_ENVELOPE", message: REASONS[why], ...(line !== undefined && { line }) });
      }
    },
    leftOut: () => faults.splice(0),
    remarks: () => [
      `${counted(done.records, "record")} sealed for ${recipient.name}, ${counted(done.fields, "field")}.`,
      ...(done.leftOut > 0
        ? [
            `${counted(done.leftOut, "record")} left out${done.incomplete > 0 ? `, ${done.incomplete} of them with a field that could not be decrypted` : ""}.`,
          ]
        : []),
    ],
    counts: () => ({ resealed: { for: recipient.fingerprint, ...done } }),
  });
  return open(args, "text", make, { keepsLines: true });
}
