// A file that the shell writes, at a place that the person chooses or in the browser's storage: a sandboxed frame can do neither.
import type { ShellWay } from "../../shell/messages.ts";
import { askShell } from "../shell.ts";
import { writing } from "./failure.ts";
import type { Sink } from "./sink.ts";

/**
 * Opens a file of this name that becomes, where it lies in the browser's storage, a download of this media type. `null`: the
 * person closed the chooser; `refused`: the browser has no such files.
 */
export async function openInShell(way: ShellWay, name: string, type: string): Promise<Sink | null | "refused"> {
  const opened = await writing(() => askShell("open", { way, name, type }));
  if (opened === null || opened === "refused") return opened;
  const { file } = opened;
  return {
    way,
    name: opened.name,
    write: (bytes) =>
      writing(async () => {
        // Only a buffer of its own can be moved.
        const isWhole = bytes.length === bytes.buffer.byteLength;
        await askShell("write", { file, bytes }, isWhole ? [bytes.buffer] : []);
      }),
    finish: () =>
      writing(async () => {
        await askShell("finish", { file });
      }),
    async discard() {
      await askShell("discard", { file });
    },
  };
}
