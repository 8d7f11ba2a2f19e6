// The shell: the document that the browser opens. It holds the page in a sandboxed frame, from which nothing leads out,
// and does for it what such a frame cannot: it writes files, and reads the address.

import { listenToDrops } from "./drops.ts";
import { refuseToBeFramed } from "./framed.ts";
import type { ShellMessage, ShellRequest } from "./messages.ts";
import { wipeLeftovers } from "./private-file.ts";
import { handle } from "./requests.ts";

const frame = () => document.querySelector("iframe");

/** Serves the page through the port that it hands over. */
function serve(port: MessagePort): void {
  const say = (message: ShellMessage) => port.postMessage(message);
  const sayAddress = () => say({ type: "address", address: location.href });
  port.onmessage = async ({ data: { id, name, given } }: MessageEvent<ShellRequest>) => {
    try {
      say({ type: "answer", id, answer: await handle(name, given) });
    } catch (error) {
      const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
      say({ type: "error", id, error: { name, message } });
    }
  };
  listenToDrops(
    () => say({ type: "dragged" }),
    (dropped) => say({ type: "dropped", dropped }),
  );
  addEventListener("hashchange", sayAddress);
  sayAddress();
}

if (!refuseToBeFramed()) {
  addEventListener("message", ({ source, ports: [port] }) => {
    if (port && source === frame()?.contentWindow) serve(port);
  });
  // Keys that are pressed are the page's.
  const focusPage = () => frame()?.focus();
  addEventListener("load", focusPage);
  addEventListener("focus", focusPage);
  // What a page that was closed in the middle of a save left behind.
  void wipeLeftovers();
}
