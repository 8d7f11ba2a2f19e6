/**
 * Ends the document if another site shows it in a frame of its own, where it could lie over the page and lead the hand that
 * adds a key. What a host forbids with `frame-ancestors`, a file cannot.
 */
export function refuseToBeFramed(): boolean {
  if (window.top === window || isOfThisSite(window.top)) return false;
  // Nothing more of the document is read: there will be no page in it.
  window.stop();
  document.documentElement.append(
    "logpush-decrypt does not run inside another site's page. Please open it in a tab of its own.",
  );
  return true;
}

function isOfThisSite(top: Window | null): boolean {
  try {
    return top?.location.origin === location.origin;
  } catch {
    return false;
  }
}
