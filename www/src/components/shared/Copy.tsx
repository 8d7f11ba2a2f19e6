import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { inBackground } from "../../session/background.ts";
import { pageTexts as texts } from "../../texts/page.ts";

interface Properties {
  /** A text, or what makes it then. */
  text: string | (() => string | Promise<string>);
  label: ComponentChildren;
  title?: string;
  /** Said instead of 'Copied'. */
  copied?: string;
}

/** Copies a text, and says whether that went well. */
export function Copy({ text, label, title, copied = texts.copied }: Properties) {
  const [said, setSaid] = useState<string>();
  useEffect(() => {
    if (said === undefined) return;
    const timer = setTimeout(() => setSaid(undefined), 1500);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      const given = typeof text === "string" ? text : text();
      await navigator.clipboard.writeText(typeof given === "string" ? given : await given);
      setSaid(copied);
    } catch {
      setSaid(texts.copyFailed);
    }
  };
  return (
    <button
      type="button"
      class="quiet"
      onClick={() => inBackground(copy())}
      aria-live="polite"
      {...(title !== undefined && { title, "aria-label": said ?? title })}
    >
      {said ?? label}
    </button>
  );
}
