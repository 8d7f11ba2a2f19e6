import { useState } from "preact/hooks";
import { layOut } from "../json/tokens.ts";
import { texts } from "../texts.ts";

/** Lines shown before "Show more": each costs the browser some elements. */
const SHOWN = 500;

/** JSON laid out for reading. Its digits and escapes stay as they were written. */
export function JsonText({ json }: { json: string }) {
  const [shown, setShown] = useState(SHOWN);
  const { lines, more } = layOut(json, shown);
  return (
    <>
      <pre class="json" tabIndex={0}>
        {lines.map(({ depth, tokens }, i) => (
          <span key={i}>
            {"  ".repeat(depth)}
            {tokens.map(({ kind, text, start }) => (
              <span key={start} class={kind}>
                {kind === "punctuation" && text === ":" ? ": " : text}
              </span>
            ))}
            {"\n"}
          </span>
        ))}
      </pre>
      {more && (
        <button type="button" class="small" onClick={() => setShown(shown * 4)}>
          {texts.showMore}
        </button>
      )}
    </>
  );
}
