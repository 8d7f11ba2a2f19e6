// The browser's own downloads.

/**
 * Hands a blob to the browser's downloads, without any request. Its address is valid for `kept` milliseconds: the
 * browser reads it after this turn, and a minute is ample for it to begin.
 */
export function download(blob: Blob, name: string, kept = 60_000): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), kept);
}
