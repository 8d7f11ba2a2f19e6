// The headers that a host of the page sends with every answer. docs/hosting.md says what each is for.

/**
 * What the page never asks for. Chromium complains of names that it does not know, on Linux of `bluetooth` and `web-share`
 * too; neither works without a click of the person.
 */
const DENIED = [
  "accelerometer",
  "autoplay",
  "camera",
  "clipboard-read",
  "display-capture",
  "encrypted-media",
  "fullscreen",
  "gamepad",
  "geolocation",
  "gyroscope",
  "hid",
  "identity-credentials-get",
  "idle-detection",
  "keyboard-map",
  "local-fonts",
  "magnetometer",
  "microphone",
  "midi",
  "otp-credentials",
  "payment",
  "picture-in-picture",
  "publickey-credentials-create",
  "publickey-credentials-get",
  "screen-wake-lock",
  "serial",
  "storage-access",
  "sync-xhr",
  "usb",
  "window-management",
  "xr-spatial-tracking",
];

/** The page's own policy: the first one in it. @param {string} page */
export function policyOf(page) {
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"&]+)">/.exec(page)?.[1];
  if (!policy) throw new Error("the page has no policy");
  return policy;
}

/**
 * The headers by their names, for the page with this text: its policy has the hashes of its scripts.
 *
 * @param {string} page
 * @returns {Record<string, string>}
 */
export function headersOf(page) {
  return {
    // All of the policy, for answers that are not the page as well. `frame-ancestors` works in a header only.
    "Content-Security-Policy": `${policyOf(page)}; frame-ancestors 'none'`,
    "Cross-Origin-Opener-Policy": "same-origin",
    // With `require-corp` WebKit starts no worker in a sandboxed frame, and does not say so.
    "Cross-Origin-Embedder-Policy": "credentialless",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    // The page copies, from the frame that it is in, whose origin is nobody's and so not `self`.
    "Permissions-Policy": ["clipboard-write=*", ...DENIED.map((name) => `${name}=()`)].join(", "),
    "X-Content-Type-Options": "nosniff",
    // Kept by browsers, and asked for each time: policy and page change together. Nobody on the way may alter a byte.
    "Cache-Control": "no-cache, no-transform",
  };
}
