// A record that somebody looks at, as a text to paste.
import { conversationLines, maskCredentials, ThreadedLines } from "core";
import { copyOf } from "../../../js/export/copies.ts";
import { MarkdownForm } from "../../../js/export/markdown.ts";
import { readerOf } from "../../../js/export/reader.ts";
import { ExportedRecord } from "../../../js/export/record.ts";
import type { CopiedRecord } from "../protocol/saves.ts";
import { maskerOf } from "./masks.ts";
import { pricesInUse } from "./prices.ts";

/** An opened record in a form, masked if that was chosen. */
export function copied({ text, path, line, form, masks }: CopiedRecord): string {
  const masker = maskerOf(masks);
  try {
    const bytes = new TextEncoder().encode(text);
    const masked = masker?.lines(bytes, Uint32Array.of(bytes.length)).bytes ?? bytes;
    const module = { conversationLines, maskCredentials, ThreadedLines };
    const reader = readerOf(module, pricesInUse(), "markdown");
    const record = new ExportedRecord(masked, line, path, reader);
    return form === "markdown"
      ? new TextDecoder().decode(new MarkdownForm().add(record)).trimEnd()
      : copyOf(record, form);
  } finally {
    masker?.free();
  }
}
