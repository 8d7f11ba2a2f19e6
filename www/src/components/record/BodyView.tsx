import type { Fault } from "core";
import { useMemo, useState } from "preact/hooks";
import { type Chunk, chunks, isStream } from "../../conversation/chunks.ts";
import type { RecordConversation } from "../../conversation/model.ts";
import { answerUnits, type Unit } from "../../hits/units.ts";
import { useHitView } from "../../hits/use-hit-view.ts";
import { useReveal } from "../../hits/use-reveal.ts";
import { scan } from "../../json/scan.ts";
import { count } from "../../texts/format.ts";
import { recordTexts as texts } from "../../texts/record.ts";
import { visible } from "../../visible.ts";
import { Answer } from "../conversation/Answer.tsx";
import { Fold } from "../conversation/Fold.tsx";
import { Copy } from "../shared/Copy.tsx";
import { plainText, ShownField } from "./Fields.tsx";
import { JsonTree } from "./JsonTree.tsx";
import { LongText } from "./LongText.tsx";

/** Chunks of a stream that are listed at once, and characters of one that are seen while it is closed. */
const LISTED = 100;
const PREVIEW = 240;
const NAME = 80;
/** Chunks in which hits are looked for. */
const SEARCHED = 10_000;

const chunkKey = (number: number): string => `c${number}.`;

interface Properties {
  name: string;
  /** The names that lead to it. */
  path: string;
  /** The status of the record, as it is written. */
  status: string;
  /** As it is written in the record. */
  value: string;
  problem: Fault | undefined;
  /** What the record says; a stream is put together from it. */
  conversation: RecordConversation | null;
}

/** One body alone: as JSON or text and, if it is a stream, put together and in its chunks. */
export function BodyView({ path, status, conversation, ...body }: Properties) {
  const { value, problem } = body;
  const text = useMemo(() => (problem ? "" : plainText(value)), [value, problem]);
  return conversation && isStream(text) ? (
    <StreamView text={text} path={path} status={status} conversation={conversation} />
  ) : (
    <WholeBody path={path} text={text} {...body} />
  );
}

/** The key of a body's text. */
const BODY = "b";

/** A body's text, in which hits are looked for. */
export const bodyUnits = (path: string, text: string): Unit[] =>
  text === "" ? [] : [{ key: BODY, field: path, text }];

function WholeBody({ path, text, ...body }: Omit<Properties, "conversation" | "status"> & { text: string }) {
  useHitView(
    () => bodyUnits(path, text),
    () => [],
    [path, text],
  );
  return (
    <section class={body.problem ? "field sealed" : "field"}>
      <ShownField {...body} unit={BODY} />
    </section>
  );
}

const WAYS = ["assembled", "chunks", "raw"] as const;

interface StreamProperties extends Pick<Properties, "path" | "status"> {
  text: string;
  conversation: RecordConversation;
}

function StreamView({ text, path, status, conversation }: StreamProperties) {
  const [way, setWay] = useState<(typeof WAYS)[number]>("assembled");
  const units = {
    assembled: () => answerUnits(conversation, path),
    chunks: () => chunks(text, SEARCHED).chunks.map(({ data }, i) => ({ key: chunkKey(i), field: path, text: data })),
    raw: () => bodyUnits(path, text),
  };
  useHitView(units[way], () => [{ field: path, text }], [text, way]);
  return (
    <>
      <div class="ways" role="group" aria-label={texts.streamViews}>
        {WAYS.map((each) => (
          <button key={each} type="button" aria-pressed={way === each} onClick={() => setWay(each)}>
            {texts.ways[each]}
          </button>
        ))}
        <Copy text={text} label={texts.copyField} />
      </div>
      {way === "assembled" && (
        <div class="conversation">
          <Answer
            conversation={conversation}
            source={{ conversation, of: "response", body: () => text }}
            sealed={false}
            status={status}
          />
        </div>
      )}
      {way === "chunks" && <Chunks text={text} />}
      {way === "raw" && <LongText text={text} unit={BODY} />}
    </>
  );
}

/** The chunks of a stream, in order. */
function Chunks({ text }: { text: string }) {
  const [shown, setShown] = useState(() => chunks(text, LISTED));
  const more = (count = LISTED) => {
    if (shown.rest === null) return;
    const next = chunks(text, count, shown.rest);
    setShown({ chunks: [...shown.chunks, ...next.chunks], rest: next.rest });
  };
  useReveal("c", ({ unit }) => {
    const missing = Number.parseInt(unit.slice(1), 10) + 1 - shown.chunks.length;
    if (missing > 0) more(Math.ceil(missing / LISTED) * LISTED);
  });
  return (
    <>
      <ol class="chunks">
        {shown.chunks.map((chunk, i) => (
          <li key={i}>
            <OneChunk number={i + 1} chunk={chunk} unit={chunkKey(i)} />
          </li>
        ))}
      </ol>
      {shown.rest !== null && (
        <button type="button" class="quiet" onClick={() => more()}>
          {texts.moreChunks}
        </button>
      )}
    </>
  );
}

function OneChunk({ number, chunk: { name, data }, unit }: { number: number; chunk: Chunk; unit: string }) {
  const label = (
    <>
      {count(number)}
      {name !== "" && <code>{visible(name.slice(0, NAME))}</code>}
    </>
  );
  return (
    <Fold label={label} preview={data.slice(0, PREVIEW)} unit={unit}>
      {() => <ChunkData data={data} unit={unit} />}
    </Fold>
  );
}

function ChunkData({ data, unit }: { data: string; unit: string }) {
  const json = useMemo(() => scan(data), [data]);
  return json ? <JsonTree json={json} unit={unit} /> : <LongText text={data} unit={unit} />;
}
