// Files that lie beside a script.

/** A function that has a module made ready of the file in which it lies, once. */
export function whenNeeded(file: URL, init: (module: { module_or_path: BufferSource }) => Promise<unknown>) {
  let loading: Promise<unknown> | undefined;
  return async (): Promise<void> => {
    loading ??= read(file).then((bytes) => init({ module_or_path: bytes }));
    try {
      await loading;
    } catch (error) {
      // Perhaps the network was away: the next call tries again.
      loading = undefined;
      throw error;
    }
  };
}

export async function read(file: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(file);
  if (!response.ok)
    throw new Error(
      `${file.href} cannot be loaded (${response.status}): it must lie beside the script. Or import logpush-decrypt/inline.`,
    );
  return new Uint8Array(await response.arrayBuffer());
}
