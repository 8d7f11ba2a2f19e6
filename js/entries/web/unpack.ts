// Modules that a script has inside, in gzip and base64.

export async function unpack(base64: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const gunzip = new DecompressionStream("gzip");
  // Not through a blob: WebKitGTK lets the worker of a page from disk read none, not even its own.
  const writer = gunzip.writable.getWriter();
  const [unpacked] = await Promise.all([
    new Response(gunzip.readable).arrayBuffer(),
    writer.write(bytes).then(() => writer.close()),
  ]);
  return new Uint8Array(unpacked);
}
