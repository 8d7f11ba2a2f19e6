// What a row of the list tells of a record.
import { members } from "../json/tokens.ts";
import { texts } from "../texts.ts";

export interface Summary {
  status: number | undefined;
  /** Which model answered, or the record's first plain fields. */
  what: string;
  /** The beginning of what was asked, if that was opened. */
  preview: string;
}

/** Characters of a preview. A row is one line. */
const PREVIEW = 200;

const clip = (text: string) => text.slice(0, PREVIEW).replace(/\s+/g, " ").trim();

/** An envelope that stayed in its place. */
const isSealed = (value: string) => value.startsWith("{") && value.includes('"key"') && value.includes('"iv"');

/** Fields can be renamed and left out, so nothing of this is relied upon. */
export function summarise(text: string): Summary {
  const fields = new Map(members(text).map(({ name, value }) => [name, value]));
  const plain = (name: string) => {
    const value = fields.get(name);
    return value?.startsWith('"') ? (JSON.parse(value) as string) : undefined;
  };
  const status = Number(fields.get("StatusCode") ?? Number.NaN);
  const known = [plain("Provider"), plain("Model")].filter((value) => value !== undefined);
  const others = [...fields].map(([name, value]) => `${name} ${isSealed(value) ? texts.sealedField : value.slice(0, PREVIEW)}`);
  const request = plain("RequestBody");
  return {
    status: Number.isFinite(status) ? status : undefined,
    what: known.length > 0 ? known.join(" · ") : clip(others.join(", ") || text),
    preview: request === undefined ? "" : clip(question(request) ?? request),
  };
}

/** The text of the last message in a request, where it has the common shape of chats. */
function question(request: string): string | undefined {
  try {
    const { messages, prompt, input } = JSON.parse(request) as Record<string, unknown>;
    const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined;
    const content = typeof last === "object" && last !== null && "content" in last ? last.content : (prompt ?? input);
    if (typeof content === "string") return content;
    const part: unknown = Array.isArray(content) ? content.find((each) => typeof each?.text === "string") : undefined;
    return part === undefined ? undefined : (part as { text: string }).text;
  } catch {
    return undefined;
  }
}
