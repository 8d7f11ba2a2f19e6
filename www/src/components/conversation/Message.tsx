import type { ComponentChildren } from "preact";
import { copied, INLINE, inOneLine, OTHER, type Room } from "../../conversation/room.ts";
import type { Call, Turn } from "../../conversation/turns.ts";
import { unitAt, visibleUnit } from "../../hits/units.ts";
import { utf8Bytes } from "../../json/tokens.ts";
import { conversationTexts as texts } from "../../texts/conversation.ts";
import { bytes } from "../../texts/format.ts";
import { visible } from "../../visible.ts";
import { Copy } from "../shared/Copy.tsx";
import { Fold } from "./Fold.tsx";
import { MediaList, type Source } from "./MediaList.tsx";
import { Said, Value } from "./Said.tsx";

/** Characters of a name. */
const NAME = 120;

interface Properties {
  turn: Turn;
  /** How much of its text is shown at first. */
  room: Room;
  source: Source;
  /** What the keys of its texts begin with. */
  unit: string;
}

/** One message: what was said, thought, called and attached. */
export function Message({ turn: { role, text, thinking, calls, media, result }, room, source, unit }: Properties) {
  return (
    <Part role={role} title={texts.role(role)} copy={text ?? (result === undefined ? undefined : copied(result))}>
      {thinking !== undefined && <Thinking text={thinking} unit={`${unit}k`} />}
      {text !== undefined && <Said text={text} room={room} unit={`${unit}t`} />}
      {result !== undefined && <Value value={result} room={room} unit={`${unit}r`} />}
      {media.length > 0 && <MediaList media={media} source={source} />}
      <Calls calls={calls} source={source} unit={unit} />
    </Part>
  );
}

interface PartProperties {
  role: string;
  title: string;
  note?: ComponentChildren;
  /** What its button copies; without it there is no button. */
  copy?: string | undefined;
  children: ComponentChildren;
}

/** A part of a conversation under its small title. */
export const Part = ({ role, title, note, copy, children }: PartProperties) => (
  <section class={`turn ${role}`}>
    <header>
      <h3>{title}</h3>
      {note !== undefined && <span class="note">{note}</span>}
      {copy !== undefined && <Copy text={copy} label={texts.copy} />}
    </header>
    {children}
  </section>
);

/** What a model thought: folded, for it is long and not what was asked for. */
export const Thinking = ({ text, unit }: { text: string; unit: string }) => (
  <Fold label={texts.thinking} preview={bytes(utf8Bytes(text))} class="thinking" unit={unit}>
    {() => (
      <>
        <Said text={text} room={OTHER} unit={unit} />
        <Copy text={text} label={texts.copy} />
      </>
    )}
  </Fold>
);

interface CallsProperties {
  calls: readonly Call[];
  source: Source;
  /** They are of an answer: nothing came back yet. */
  open?: boolean;
  unit: string;
}

/** Calls of tools, each with its result as far as that was sent back. */
export const Calls = ({ calls, open = false, unit, ...rest }: CallsProperties) => (
  <>
    {calls.map((call, i) => (
      <ToolCall key={i} {...call} {...rest} open={open} unit={`${unit}c${i}.`} />
    ))}
  </>
);

function ToolCall({ call, result, source, open, unit }: Call & Required<Omit<CallsProperties, "calls">>) {
  const { name, arguments: given } = call;
  const line = given === undefined ? "" : inOneLine(given, INLINE);
  const answer = result?.toolResult ?? result?.text;
  const answerLine = answer === undefined ? null : inOneLine(answer, INLINE);
  return (
    <div class="call">
      <div class="call-line">
        <span class="call-word">{texts.call}</span>
        <code class="call-name" {...(name !== undefined && visibleUnit(`${unit}n`))}>
          {name === undefined ? texts.noName : visible(name.slice(0, NAME))}
        </code>
        {line !== null && line !== "" && (
          <code class="call-arguments" {...unitAt(`${unit}a`)}>
            {line}
          </code>
        )}
        {given !== undefined && <Copy text={copied(given)} label={texts.copy} />}
      </div>
      {given !== undefined && line === null && <Value value={given} room={OTHER} unit={`${unit}a`} />}
      {result === undefined ? (
        !open && <p class="note">{texts.noResult}</p>
      ) : (
        <div class="call-result">
          <div class="call-line">
            <span class="call-word">{texts.result}</span>
            {answerLine !== null && (
              <code class="call-arguments" {...unitAt(`${unit}r`)}>
                {answerLine}
              </code>
            )}
            {answer !== undefined && <Copy text={copied(answer)} label={texts.copy} />}
          </div>
          {answer !== undefined && answerLine === null && <Value value={answer} room={OTHER} unit={`${unit}r`} />}
          {result.toolResult !== undefined && result.text !== undefined && (
            <Said text={result.text} room={OTHER} unit={`${unit}t`} />
          )}
          {result.media && <MediaList media={result.media} source={source} />}
        </div>
      )}
    </div>
  );
}
