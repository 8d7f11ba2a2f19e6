import { Fragment } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { RecordConversation } from "../../conversation/model.ts";
import { copied, inOneLine, OTHER, QUESTION, SETTING } from "../../conversation/room.ts";
import { beginning } from "../../conversation/summary.ts";
import { type Turn, turnsOf } from "../../conversation/turns.ts";
import { type BodyFields, conversationUnits, unitAt, visibleUnit } from "../../hits/units.ts";
import { useHitView } from "../../hits/use-hit-view.ts";
import { useReveal } from "../../hits/use-reveal.ts";
import { printing } from "../../layout/printing.ts";
import { conversationTexts as texts } from "../../texts/conversation.ts";
import { visible } from "../../visible.ts";
import { Copy } from "../shared/Copy.tsx";
import { Icon } from "../shared/Icon.tsx";
import { Answer } from "./Answer.tsx";
import { Fold } from "./Fold.tsx";
import type { Source } from "./MediaList.tsx";
import { Message, Part } from "./Message.tsx";
import { Said, Value } from "./Said.tsx";

/** Messages that are shown at once, and steps after the last question that are shown without being asked for. */
const SLICE = 50;
const STEPS = 4;
/** Characters of a folded text that are seen, and names of tools. */
const PREVIEW = SETTING;
const NAMES = 8;

interface Properties {
  conversation: RecordConversation;
  /** The texts of the bodies, in which pictures are. */
  bodies: { request: () => string; response: () => string };
  /** Which of them stayed encrypted. */
  sealed: { request: boolean; response: boolean };
  /** The names of their fields. */
  fields: BodyFields;
  /** The status of the record, as it is written. */
  status: string;
}

/** A record's conversation: the last question and the answer are seen, what came before opens. */
export function Conversation({ conversation, bodies, sealed, fields, status }: Properties) {
  const { system, earlier, question, steps } = useMemo(() => turnsOf(conversation), [conversation]);
  const { inputs = [], raw = [] } = conversation;
  const source: Source = { conversation, of: "request", body: bodies.request };
  useHitView(
    () => conversationUnits(conversation, fields),
    () => [
      { field: fields.request, text: bodies.request() },
      { field: fields.response, text: bodies.response() },
    ],
    [conversation],
  );
  return (
    <div class="conversation">
      {conversation.steps !== undefined && conversation.steps > 1 && (
        <p class="note">{texts.steppedRequest(conversation.steps)}</p>
      )}
      <Options conversation={conversation} />
      {system.map((turn, i) => (
        <SystemMessage key={i} turn={turn} unit={`s${i}.`} />
      ))}
      {earlier.length > 0 && <Folded turns={earlier} label={texts.earlier(earlier.length)} source={source} unit="e" />}
      {question && <Message turn={question} room={QUESTION} source={source} unit="q." />}
      {steps.length > STEPS && (
        <Folded turns={steps.slice(0, -STEPS)} label={texts.steps(steps.length - STEPS)} source={source} unit="p" />
      )}
      {steps.slice(-STEPS).map((turn, i) => (
        <Message key={i} turn={turn} room={OTHER} source={source} unit={`p${Math.max(0, steps.length - STEPS) + i}.`} />
      ))}
      {inputs.length > 0 && <Inputs inputs={inputs} />}
      {sealed.request && (
        <p class="encrypted">
          <Icon name="lock" /> <span>{texts.requestEncrypted}</span>
        </p>
      )}
      {raw.includes("request") && <p class="note">{texts.requestUnknown}</p>}
      <Answer
        conversation={conversation}
        source={{ conversation, of: "response", body: bodies.response }}
        sealed={sealed.response}
        status={status}
      />
    </div>
  );
}

/** Instructions: one line until they are asked for. */
function SystemMessage({ turn: { text = "", media }, unit }: { turn: Turn; unit: string }) {
  return (
    <Fold label={texts.role("system")} preview={beginning(text, PREVIEW)} class="system" unit={unit}>
      {() => (
        <>
          <Said text={text} room={QUESTION} unit={`${unit}t`} />
          {media.length > 0 && (
            <p class="note">{media.map(({ type, bytes }) => texts.media(type, bytes)).join(", ")}</p>
          )}
          <Copy text={text} label={texts.copy} />
        </>
      )}
    </Fold>
  );
}

/** Tools on offer and settings of the request, in one line until they are asked for. */
function Options({ conversation: { tools = [], parameters = {} } }: { conversation: RecordConversation }) {
  const settings = Object.entries(parameters);
  if (tools.length + settings.length === 0) return null;
  const said = settings.map(([name, value]) => `${name} ${beginning(copied(value), 40)}`);
  const preview = [...(tools.length > 0 ? [texts.tools(tools.length)] : []), ...said].join(" · ");
  return (
    <Fold label={texts.options} preview={visible(preview.slice(0, PREVIEW))} class="options" unit="o.">
      {() => (
        <dl>
          {tools.length > 0 && (
            <div>
              <dt>{texts.toolsOffered}</dt>
              <dd>
                <Names names={tools} />
              </dd>
            </div>
          )}
          {settings.map(([name, value], i) => {
            const line = inOneLine(value, PREVIEW);
            return (
              <div key={name}>
                <dt>{visible(name)}</dt>
                <dd>
                  {line === null ? (
                    <Value value={value} room={OTHER} unit={`o.s${i}`} />
                  ) : (
                    <code {...unitAt(`o.s${i}`)}>{line}</code>
                  )}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
    </Fold>
  );
}

function Names({ names }: { names: readonly string[] }) {
  const [asked, setAll] = useState(false);
  useReveal("o.t", ({ unit }) => Number(unit.slice(3)) >= NAMES && setAll(true));
  const all = asked || printing.value;
  const left = names.length - NAMES;
  return (
    <>
      {(all ? names : names.slice(0, NAMES)).map((name, i) => (
        <Fragment key={i}>
          {i > 0 && ", "}
          <span {...visibleUnit(`o.t${i}`)}>{visible(name)}</span>
        </Fragment>
      ))}{" "}
      {!all && left > 0 && (
        <button type="button" class="quiet" onClick={() => setAll(true)}>
          {texts.showMore(left)}
        </button>
      )}
    </>
  );
}

/** Messages that are not shown at first, the last ones first: a part at a time, for there can be thousands. */
function Folded({ label, ...slices }: SlicesProperties & { label: string }) {
  return (
    <Fold label={label} class="earlier" unit={slices.unit}>
      {() => <Slices {...slices} />}
    </Fold>
  );
}

interface SlicesProperties {
  turns: readonly Turn[];
  source: Source;
  /** The first letter of the keys of their texts, after which each has its number. */
  unit: string;
}

function Slices({ turns, source, unit }: SlicesProperties) {
  const [asked, setAsked] = useState({ first: Math.max(0, turns.length - SLICE), last: turns.length });
  const { first, last } = printing.value ? { first: 0, last: turns.length } : asked;
  const before = () => setAsked({ first: Math.max(0, first - SLICE), last });
  const after = () => setAsked({ first, last: Math.min(turns.length, last + SLICE) });
  useReveal(unit, (hit) => {
    const number = Number.parseInt(hit.unit.slice(1), 10);
    if (number >= first && number < last) return;
    // Those around it, or up to it if that is not far: all of thousands would keep a browser busy for seconds.
    if (number < first && first - number <= SLICE) before();
    else if (number >= last && number - last < SLICE) after();
    else {
      const begin = Math.max(0, number - SLICE / 2);
      setAsked({ first: begin, last: Math.min(turns.length, begin + SLICE) });
    }
  });
  return (
    <>
      {first > 0 && (
        <button type="button" class="quiet" onClick={before}>
          {texts.showEarlier(Math.min(first, SLICE))}
        </button>
      )}
      {turns.slice(first, last).map((turn, i) => (
        <Message key={first + i} turn={turn} room={OTHER} source={source} unit={`${unit}${first + i}.`} />
      ))}
      {last < turns.length && (
        <button type="button" class="quiet" onClick={after}>
          {texts.showMore(Math.min(turns.length - last, SLICE))}
        </button>
      )}
    </>
  );
}

/** Texts that were sent without being messages. */
function Inputs({ inputs }: { inputs: readonly string[] }) {
  const [asked, setShown] = useState(SLICE);
  const shown = printing.value ? inputs.length : asked;
  useReveal("i", ({ unit }) => {
    const number = Number.parseInt(unit.slice(1), 10);
    if (number >= shown) setShown(Math.ceil((number + 1) / SLICE) * SLICE);
  });
  const left = inputs.length - shown;
  return (
    <>
      {inputs.slice(0, shown).map((text, i) => (
        <Part key={i} role="user" title={texts.input(i + 1, inputs.length)} copy={text}>
          <Said text={text} room={inputs.length === 1 ? QUESTION : OTHER} unit={`i${i}.`} />
        </Part>
      ))}
      {left > 0 && (
        <button type="button" class="quiet" onClick={() => setShown(shown + SLICE)}>
          {texts.showMore(Math.min(left, SLICE))}
        </button>
      )}
    </>
  );
}
