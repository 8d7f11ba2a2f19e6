// The page's end of the wire to its shell: the document that holds the page in a sandboxed frame (src/shell).
import { signal } from "@preact/signals";
import type { Given as GivenFiles } from "../shell/dropped.ts";
import type { Answered, Given, ShellMessage, ShellRequestName } from "../shell/messages.ts";

/** The address that the browser shows; empty until the shell has told it. */
export const address = signal("");

/** Files are held over the page. */
export const dragging = signal(false);
/** Whom the shell gives what was dropped. */
const takers: ((given: GivenFiles) => void)[] = [];
export const onDropped = (take: (given: GivenFiles) => void) => void takers.push(take);

interface Pending {
  resolve(answer: Answered<ShellRequestName>): void;
  reject(error: Error): void;
}

const pending = new Map<number, Pending>();
let lastId = 0;

const { port1: port, port2 } = new MessageChannel();
port.onmessage = ({ data }: MessageEvent<ShellMessage>) => {
  if (data.type === "address") {
    address.value = data.address;
    return;
  }
  if (data.type === "dragged") {
    dragging.value = false;
    return;
  }
  if (data.type === "dropped") {
    for (const take of takers) take(data.dropped);
    return;
  }
  const asked = pending.get(data.id);
  pending.delete(data.id);
  if (data.type === "answer") asked?.resolve(data.answer);
  else asked?.reject(Object.assign(new Error(data.error.message), { name: data.error.name }));
};
// To the document that holds the frame: it gets nothing but this port, and learns what the page asks for.
parent.postMessage(null, "*", [port2]);

/** Asks the shell for something that the frame cannot do, and waits for its answer. What it throws has its name again. */
export function askShell<Name extends ShellRequestName>(
  name: Name,
  given: Given<Name>,
  moved: Transferable[] = [],
): Promise<Answered<Name>> {
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    pending.set(id, { resolve: resolve as Pending["resolve"], reject });
    port.postMessage({ id, name, given }, moved);
  });
}
