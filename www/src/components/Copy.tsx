import { inBackground } from "../session/background.ts";
import { useEffect, useState } from "preact/hooks";
import { texts } from "../texts.ts";

/** Copies a text, or what makes it then, and says whether that went well. */
export function Copy({ text, label }: { text: string | (() => string); label: string }) {
  const [said, setSaid] = useState<string>();
  useEffect(() => {
    if (said === undefined) return;
    const timer = setTimeout(() => setSaid(undefined), 1500);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : text());
      setSaid(texts.copied);
    } catch {
      setSaid(texts.copyFailed);
    }
  };
  return (
    <button type="button" class="small" onClick={() => inBackground(copy())} aria-live="polite">
      {said ?? label}
    </button>
  );
}
