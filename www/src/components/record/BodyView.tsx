import type { Fault } from "core";
import { useMemo, useState } from "preact/hooks";
import { type Chunk, chunks, isStream } from "../../conversation/chunks.ts";
import type { RecordConversation } from "../../conversation/model.ts";
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

interface Properties {
  name: string;
  /** As it is written in the record. */
  value: string;
  problem: Fault | undefined;
  /** What the record says; a stream is put together from it. */
  conversation: RecordConversation | null;
}

/** One body alone: as JSON or text and, if it is a stream, put together and in its chunks. */
export function BodyView({ name, value, problem, conversation }: Properties) {
  const text = useMemo(() => (problem ? "" : plainText(value)), [value, problem]);
  return conversation && isStream(text) ? (
    <StreamView text={text} conversation={conversation} />
  ) : (
    <section class={problem ? "field sealed" : "field"}>
      <ShownField name={name} value={value} problem={problem} />
    </section>
  );
}

const WAYS = ["assembled", "chunks", "raw"] as const;

function StreamView({ text, conversation }: { text: string; conversation: RecordConversation }) {
  const [way, setWay] = useState<(typeof WAYS)[number]>("assembled");
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
          />
        </div>
      )}
      {way === "chunks" && <Chunks text={text} />}
      {way === "raw" && <LongText text={text} />}
    </>
  );
}

/** The chunks of a stream, in order. */
function Chunks({ text }: { text: string }) {
  const [shown, setShown] = useState(() => chunks(text, LISTED));
  const more = () => {
    if (shown.rest === null) return;
    const next = chunks(text, LISTED, shown.rest);
    setShown({ chunks: [...shown.chunks, ...next.chunks], rest: next.rest });
  };
  return (
    <>
      <ol class="chunks">
        {shown.chunks.map((chunk, i) => (
          <li key={i}>
            <OneChunk number={i + 1} chunk={chunk} />
          </li>
        ))}
      </ol>
      {shown.rest !== null && (
        <button type="button" class="quiet" onClick={more}>
          {texts.moreChunks}
        </button>
      )}
    </>
  );
}

function OneChunk({ number, chunk: { name, data } }: { number: number; chunk: Chunk }) {
  const label = (
    <>
      {count(number)}
      {name !== "" && <code>{visible(name.slice(0, NAME))}</code>}
    </>
  );
  return (
    <Fold label={label} preview={data.slice(0, PREVIEW)}>
      {() => <ChunkData data={data} />}
    </Fold>
  );
}

function ChunkData({ data }: { data: string }) {
  const json = useMemo(() => scan(data), [data]);
  return json ? <JsonTree json={json} /> : <LongText text={data} />;
}
