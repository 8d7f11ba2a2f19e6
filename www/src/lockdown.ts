// Runs before everything else: takes away what the page's policy does not cover.
//
// The policy in the head refuses every request, in the page and in its workers. WebRTC and
// WebTransport open connections outside it in some engines, so the page gives them up altogether.

for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel", "WebTransport"]) {
  // Also where the engine has it as a property that cannot be deleted, nothing is left to call.
  if (name in globalThis)
    Object.defineProperty(globalThis, name, { value: undefined, writable: false, configurable: false });
}
