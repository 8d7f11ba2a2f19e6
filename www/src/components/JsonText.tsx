import { useMemo, useState } from "preact/hooks";
import { layOut } from "../json/tokens.ts";
import { texts } from "../texts.ts";

/** Characters of a string shown before it. */
const CLIP = 4000;
/** Lines shown before "Show more": each costs the browser some elements. */
const SHOWN = 500;

/** JSON laid out for reading. Its digits and escapes stay as they were written. */
export function JsonText({ json }: { json: string }) {
  const [shown, setShown] = useState(SHOWN);
  const { lines, more } = useMemo(() => layOut(json, shown), [json, shown]);
  const clip = (CLIP * shown) / SHOWN;
  const clipped = lines.some(({ tokens }) => tokens.some(({ text }) => text.length > clip));
  return (
    <>
      <pre class="json" tabIndex={0}>
        {lines.map(({ depth, tokens }, i) => (
          <span key={i}>
            {"  ".repeat(depth)}
            {tokens.map(({ kind, text, start }) => (
              <span key={start} class={kind}>
                {kind === "punctuation" && text === ":" ? ": " : text.length > clip ? `${text.slice(0, clip)}…` : text}
              </span>
            ))}
            {"\n"}
          </span>
        ))}
      </pre>
      {(more || clipped) && (
        <button type="button" class="small" onClick={() => setShown(shown * 4)}>
          {texts.showMore}
        </button>
      )}
    </>
  );
}
