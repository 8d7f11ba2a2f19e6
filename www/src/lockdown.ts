// Runs before everything else, in the page and in its workers: takes away what neither policy nor sandbox covers everywhere.
//
// The policy refuses every request, and the sandbox every storage. WebRTC and WebTransport open connections outside of the
// policy in some engines, and workers of some can keep caches. So the page gives them up altogether.

const TAKEN_AWAY = ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel", "WebTransport", "caches"];

// What the global object has from its prototypes could be called on it from there.
for (let holder: object | null = globalThis; holder; holder = Object.getPrototypeOf(holder)) {
  for (const name of TAKEN_AWAY) {
    // Also where the engine has it as a property that cannot be deleted, nothing is left to call.
    if (Object.hasOwn(holder, name))
      Object.defineProperty(holder, name, { value: undefined, writable: false, configurable: false });
  }
}
