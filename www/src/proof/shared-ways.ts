// Ways out that documents and workers both have.
import { ABSENT, happens, present, type WayOut } from "./tries.ts";

function requested(address: string): Promise<null> {
  const request = new XMLHttpRequest();
  request.open("GET", address);
  request.send();
  return happens(request, "load");
}

export const SHARED_WAYS: readonly WayOut[] = [
  {
    name: "fetch",
    go: async (address) => {
      await fetch(address, { mode: "no-cors" });
      return null;
    },
    probe: async () => {
      await fetch("data:,");
      return null;
    },
  },
  {
    name: "XMLHttpRequest",
    go: (address) => requested(address),
    probe: () => requested("data:,"),
  },
  { name: "WebSocket", go: (address) => happens(new WebSocket(address.replace("https:", "wss:")), "open") },
  {
    name: "EventSource",
    mayBeUntold: true,
    go: (address) => happens(new (present(globalThis.EventSource))(address), "open"),
  },
  {
    name: "WebTransport",
    mayBeUntold: true,
    go: async (address) => {
      const transport = new (present((globalThis as { WebTransport?: typeof WebTransport }).WebTransport))(address);
      transport.closed.catch(() => {});
      await transport.ready;
      return null;
    },
  },
  {
    name: "import",
    go: async (address) => {
      await import(/* @vite-ignore */ address);
      return null;
    },
    probe: async () => {
      const address = "data:text/javascript,0";
      await import(/* @vite-ignore */ address);
      return null;
    },
  },
  {
    name: "worker",
    throwsRefusal: true,
    go: (address) => happens(new (present(globalThis.Worker))(address), "message"),
  },
  {
    // Not a way out by itself: text that becomes a script.
    name: "eval",
    throwsRefusal: true,
    go: () => {
      // biome-ignore lint/security/noGlobalEval: that it is refused is what is tried.
      (0, eval)("1");
      return null;
    },
  },
  {
    name: "IndexedDB",
    throwsRefusal: true,
    go: () => {
      const request = present(globalThis.indexedDB).open("logpush-decrypt-proof");
      return new Promise((resolve, reject) => {
        request.onsuccess = () => {
          request.result.close();
          indexedDB.deleteDatabase("logpush-decrypt-proof");
          resolve(null);
        };
        request.onerror = () => reject(request.error);
      });
    },
  },
  {
    name: "Cache",
    throwsRefusal: true,
    go: async () => {
      const caches = (globalThis as { caches?: CacheStorage }).caches;
      if (!caches) throw ABSENT;
      await caches.open("logpush-decrypt-proof");
      await caches.delete("logpush-decrypt-proof");
      return null;
    },
  },
];
