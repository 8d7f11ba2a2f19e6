// Ports of Node.js as the pool takes them.
import type { MessagePort } from "node:worker_threads";
import type { Port } from "../../pool/port.ts";

/** The port. By the types of Node.js, listeners of `addEventListener` get no data; those of `on` get nothing else. */
export const portOf = <Got>(port: MessagePort): Port<Got> => ({
  postMessage: (message, moved) => port.postMessage(message, moved),
  addEventListener: (type, listener) => void port.on(type, (data: Got) => listener({ data })),
  start: () => port.start(),
});
