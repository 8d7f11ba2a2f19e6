// Files that lie beside a script.

export async function read(file: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(file);
  if (!response.ok)
    throw new Error(
      `${file.href} cannot be loaded (${response.status}): it must lie beside the script. Or import logpush-decrypt/inline.`,
    );
  return new Uint8Array(await response.arrayBuffer());
}
