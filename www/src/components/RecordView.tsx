import { useEffect, useMemo, useState } from "preact/hooks";
import { isJson, members } from "../json/tokens.ts";
import type { OpenedRecord } from "../session/records.ts";
import { type FileFault, faults, files, recordCount, selected, store } from "../session/state.ts";
import { bytes, texts } from "../texts.ts";
import { Copy } from "./Copy.tsx";
import { JsonText } from "./JsonText.tsx";

/** Characters of a text shown before "Show more". */
const SHOWN = 20_000;

/** One record in full. */
export function RecordView() {
  const index = selected.value;
  const { record, failed } = useRecord(index);
  if (failed) return <section class="record-view problem">{texts.recordUnreadable}</section>;
  if (index === null || !record) return <section class="record-view empty">{texts.noSelection}</section>;
  return (
    <article class="record-view" aria-label={texts.record(record.index)}>
      <RecordHeader record={record} />
      <Fields key={record.index} record={record} />
    </article>
  );
}

function RecordHeader({ record: { index, fileId, line, text } }: { record: OpenedRecord }) {
  const total = recordCount.value;
  const path = files.value.find(({ id }) => id === fileId)?.path ?? "";
  const go = (to: number) => (selected.value = Math.max(0, Math.min(total - 1, to)));
  return (
    <header>
      <div>
        <h2>{texts.recordOf(index, total)}</h2>
        <p class="path">{texts.recordPlace(path, line)}</p>
      </div>
      <div class="buttons">
        <button type="button" class="small" onClick={() => go(index - 1)} disabled={index === 0}>
          {texts.previous}
        </button>
        <button type="button" class="small" onClick={() => go(index + 1)} disabled={index === total - 1}>
          {texts.next}
        </button>
        <Copy text={text} label={texts.copyRecord} />
      </div>
    </header>
  );
}

/** The fields of a record. Taken apart once, and not with each thing that happens meanwhile. */
function Fields({ record }: { record: OpenedRecord }) {
  const { short, long } = useMemo(() => {
    const all = members(record.text);
    return { short: all.filter(({ value }) => isShort(value)), long: all.filter(({ value }) => !isShort(value)) };
  }, [record]);
  const problems = faults.value.filter(({ fileId, line }) => fileId === record.fileId && line === record.line);
  const problemOf = (name: string) => problems.find(({ field }) => field === name || field?.startsWith(`${name}.`) || field?.startsWith(`${name}[`));
  // A line that was itself an envelope came out as one text.
  if (short.length + long.length === 0) return <Field name="" value={record.text} problem={problems[0]} />;
  return (
    <div class="fields">
      <dl>
        {short.map(({ name, value }, i) => (
          <div key={i}>
            <dt>{name}</dt>
            <dd>{plainText(value)}</dd>
          </div>
        ))}
      </dl>
      {long.map(({ name, value }, i) => (
        <Field key={i} name={name} value={value} problem={problemOf(name)} />
      ))}
    </div>
  );
}

/** Fits beside its name: numbers, words, short texts that are no JSON. */
function isShort(value: string): boolean {
  return value.length <= 80 && !value.startsWith("{") && !value.startsWith("[") && !/^"\s*[{[]/.test(value) && !value.includes("\\n");
}

/** A value as it reads: the text of a string, everything else as it is written. */
const plainText = (value: string): string => (value.startsWith('"') ? (JSON.parse(value) as string) : value);

function Field({ name, value, problem }: { name: string; value: string; problem: FileFault | undefined }) {
  const [raw, setRaw] = useState(false);
  const { text, json, size } = useMemo(() => {
    const plain = plainText(value);
    return { text: plain, json: isJson(plain), size: new TextEncoder().encode(plain).length };
  }, [value]);
  return (
    <section class={problem ? "field sealed" : "field"}>
      <header>
        <h3>{name}</h3>
        <span class="note">{problem ? texts.sealedField : bytes(size)}</span>
        {json && !problem && (
          <button type="button" class="small" aria-pressed={raw} onClick={() => setRaw(!raw)}>
            {raw ? texts.asJson : texts.asText}
          </button>
        )}
        <Copy text={text} label={texts.copyField} />
      </header>
      {problem && (
        <p class="problem">
          <code>{problem.code}</code> {problem.message}
        </p>
      )}
      {text === "" ? <p class="note">{texts.emptyText}</p> : json && !raw ? <JsonText json={text} /> : <LongText text={text} />}
    </section>
  );
}

/** A text as it is. What strangers wrote is shown as text and never as markup. */
function LongText({ text }: { text: string }) {
  const [shown, setShown] = useState(SHOWN);
  return (
    <>
      <pre tabIndex={0}>{text.slice(0, shown)}</pre>
      {text.length > shown && (
        <button type="button" class="small" onClick={() => setShown(shown * 4)}>
          {texts.showMore}
        </button>
      )}
    </>
  );
}

/** The record of this number. Until it was read, the one before. */
function useRecord(index: number | null): { record: OpenedRecord | undefined; failed: boolean } {
  const [shown, setShown] = useState<{ record: OpenedRecord | undefined; failed: boolean }>({ record: undefined, failed: false });
  const current = store.value;
  useEffect(() => {
    if (index === null) return setShown({ record: undefined, failed: false });
    let gone = false;
    const show = (record: OpenedRecord | undefined) => {
      if (!gone) setShown({ record, failed: record === undefined });
    };
    current.read(index).then(show, () => show(undefined));
    return () => {
      gone = true;
    };
  }, [current, index]);
  return shown;
}
