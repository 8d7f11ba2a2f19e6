import { useMemo } from "preact/hooks";
import { type Part, partsOf } from "../../../../js/fences.ts";
import type { Json } from "../../conversation/model.ts";
import { copied, cutAt, type Room } from "../../conversation/room.ts";
import { unitAt } from "../../hits/units.ts";
import { conversationTexts as texts } from "../../texts/conversation.ts";
import { Clipped } from "../record/Clipped.tsx";
import { Copy } from "../shared/Copy.tsx";

/** Characters that are added at once: lines and code of more of them keep a browser busy for longer than a frame. */
const STEP = 1 << 16;

/** What somebody said: as text, with code set apart. It is never markup, and nothing in it is loaded. */
export function Said({ text, room, unit }: { text: string; room: Room; unit?: string | undefined }) {
  const first = useMemo(() => cutAt(text, room), [text, room]);
  return (
    <Clipped text={text} first={first} step={STEP} unit={unit}>
      {(shown) => <Parts text={shown} whole={text} unit={unit} />}
    </Clipped>
  );
}

/** What is shown of a text, or all of it. */
function Parts({ text, whole, unit }: { text: string; whole: string; unit: string | undefined }) {
  const parts = useMemo(() => partsOf(text), [text]);
  // What is cut off here is copied all the same.
  const codeAt = (at: number) => partsOf(whole).find(({ start }) => start === at)?.text;
  return (
    <div class="said">
      {parts.map((part, i) =>
        // What stands between two blocks needs no empty lines around it.
        part.language === undefined ? (
          <p key={i} {...unitAt(unit, part.start + emptyBefore(part.text))}>
            {part.text.replace(/^\n+|\n+$/g, "")}
          </p>
        ) : (
          <Code key={i} part={part} whole={() => codeAt(part.start) ?? part.text} unit={unit} />
        ),
      )}
    </div>
  );
}

const emptyBefore = (text: string) => /^\n*/.exec(text)?.[0].length ?? 0;

interface CodeProperties {
  part: Part;
  whole: () => string;
  unit: string | undefined;
}

const Code = ({ part: { text, language, start }, whole, unit }: CodeProperties) => (
  <div class="code">
    <div class="code-head">
      <span class="note">{language}</span>
      <Copy text={whole} label={texts.copy} title={texts.copyCode} />
    </div>
    <pre tabIndex={0} {...unitAt(unit, start)}>
      {text}
    </pre>
  </div>
);

/** A value that a tool was given or gave: a text as it reads, everything else as JSON. */
export function Value({ value, room, unit }: { value: Json; room: Room; unit?: string | undefined }) {
  const text = useMemo(() => copied(value), [value]);
  const first = useMemo(() => cutAt(text, room), [text, room]);
  return (
    <Clipped text={text} first={first} unit={unit}>
      {(shown) => (
        <pre class="value" tabIndex={0} {...unitAt(unit)}>
          {shown}
        </pre>
      )}
    </Clipped>
  );
}
