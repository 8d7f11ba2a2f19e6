import { useState } from "preact/hooks";
import type { Json, RecordConversation } from "../../conversation/model.ts";
import { ANSWER, OTHER } from "../../conversation/room.ts";
import { CITATIONS, visibleUnit } from "../../hits/units.ts";
import { printing } from "../../layout/printing.ts";
import { statusClass } from "../../table/columns.ts";
import { conversationTexts as texts } from "../../texts/conversation.ts";
import { visible } from "../../visible.ts";
import { Icon } from "../shared/Icon.tsx";
import { Fold } from "./Fold.tsx";
import { MediaList, type Source } from "./MediaList.tsx";
import { Calls, Part, Thinking } from "./Message.tsx";
import { Said, Value } from "./Said.tsx";

/** Characters of a word of the provider's. */
const WORD = 80;

interface Properties {
  conversation: RecordConversation;
  source: Source;
  /** The response stayed encrypted. */
  sealed: boolean;
  /** The status of the record, as it is written. */
  status: string;
}

/** The answer, or what came in its place. */
export function Answer({ conversation: { output, error, raw = [] }, source, sealed, status }: Properties) {
  return (
    <>
      {output && <Output output={output} source={source} />}
      {error && (
        <Part
          role={`failure ${statusClass(status) || "status-5"}`}
          title={texts.error}
          note={error.type && <span {...visibleUnit("x.n")}>{visible(error.type.slice(0, WORD))}</span>}
          copy={error.message}
        >
          {error.message !== undefined && <Said text={error.message} room={ANSWER} unit="x.t" />}
        </Part>
      )}
      {sealed && (
        <p class="encrypted">
          <Icon name="lock" /> <span>{texts.answerEncrypted}</span>
        </p>
      )}
      {raw.includes("response") && <p class="note">{texts.responseUnknown}</p>}
      {!output && !error && !sealed && !raw.includes("response") && <p class="note">{texts.noAnswer}</p>}
    </>
  );
}

function Output({ output, source }: { output: NonNullable<RecordConversation["output"]>; source: Source }) {
  const {
    text,
    thinking,
    refusal,
    toolCalls = [],
    serverTools = [],
    media = [],
    stopKind,
    complete,
    citations,
  } = output;
  const ended = stopKind === undefined ? "" : texts.ended[stopKind];
  return (
    <Part role="answer" title={texts.role("assistant")} copy={text}>
      {thinking !== undefined && <Thinking text={thinking} unit="a.k" />}
      {serverTools.length > 0 && <p class="note">{texts.serverTools(serverTools.map((name) => visible(name)))}</p>}
      {text !== undefined && <Said text={text} room={ANSWER} unit="a.t" />}
      {refusal !== undefined && (
        <div class="refusal">
          <strong>{texts.refusal}</strong>
          <Said text={refusal} room={ANSWER} unit="a.f" />
        </div>
      )}
      <Calls calls={toolCalls.map((call) => ({ call }))} source={source} open unit="a." />
      {media.length > 0 && <MediaList media={media} source={source} />}
      {citations && (
        <Fold label={texts.citations(citations.length)} unit="a.s">
          {() => <Citations citations={citations} />}
        </Fold>
      )}
      {complete === false ? <p class="ends">{texts.cutOff}</p> : ended !== "" && <p class="ends">{ended}</p>}
    </Part>
  );
}

/** The first sources, and on demand more of them. */
function Citations({ citations }: { citations: readonly Json[] }) {
  const [asked, setAsked] = useState(CITATIONS);
  const shown = printing.value ? citations.length : asked;
  return (
    <>
      <ul>
        {citations.slice(0, shown).map((citation, i) => (
          <li key={i}>
            <Value value={citation} room={OTHER} unit={`a.s${i}`} />
          </li>
        ))}
      </ul>
      {shown < citations.length && (
        <button type="button" class="quiet" onClick={() => setAsked(asked + CITATIONS)}>
          {texts.moreCitations(Math.min(CITATIONS, citations.length - shown))}
        </button>
      )}
    </>
  );
}
