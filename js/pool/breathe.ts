// Lets other events have their turn.

/** Delivers messages that came in the meantime. A timer would wait for a few milliseconds each time. */
export function breathe(): Promise<void> {
  // Not every runtime without workers has channels.
  if (typeof MessageChannel === "undefined") return new Promise((resolve) => setTimeout(resolve));
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}
