/**
 * A question that is asked of the worker once at a time: a caller that asks meanwhile has it asked once more, when the
 * answer is there. For what changes many times a second.
 */
export function oneAtATime(ask: () => Promise<void>): () => Promise<void> {
  let asking: Promise<void> | null = null;
  let again = false;
  const askAll = async () => {
    try {
      do {
        again = false;
        await ask();
      } while (again);
    } finally {
      asking = null;
    }
  };
  return () => {
    again = true;
    asking ??= askAll();
    return asking;
  };
}
