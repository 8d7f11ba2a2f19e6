import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { actionOf, focusTable, isTyping, pressed } from "../keys.ts";
import { isJson, members } from "../json/tokens.ts";
import type { Fault } from "core";
import { readRecord, selected, view } from "../session/explore.ts";
import { type ReadRecord, toFailure } from "../session/messages.ts";
import { files, keys } from "../session/state.ts";
import { bytes, texts } from "../texts.ts";
import { Copy } from "./Copy.tsx";
import { JsonTree } from "./JsonTree.tsx";

/** Characters of a text shown before "Show more". */
const SHOWN = 20_000;

/** One record in full, opened as far as the keys open it. */
export function RecordView() {
  const { shown, problem } = useRecord(selected.value);
  if (problem) return <section class="record-view problem" tabIndex={-1} onKeyDown={onKeyDown}>{problem}</section>;
  if (!shown) return <section class="record-view empty">{texts.noSelection}</section>;
  return (
    <article class="record-view" aria-label={texts.record(shown.place)} tabIndex={-1} onKeyDown={onKeyDown}>
      <RecordHeader {...shown} />
      {/* Another text makes everything anew: what is open and what is shown of it are places in the text. */}
      <Fields key={shown.generation} record={shown.record} />
    </article>
  );
}

/** From one record to the next, and back to the table. */
function onKeyDown(event: KeyboardEvent): void {
  const action = isTyping(event.target) ? undefined : actionOf("record", pressed(event));
  if (!action || !(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  if (action === "back") return focusTable();
  // What has the focus within goes with its record.
  event.currentTarget.focus();
  go((selected.value ?? 0) + (action === "next" ? 1 : -1));
}

/** Shows the record in another place, as far as there is one. */
const go = (place: number) => (selected.value = Math.max(0, Math.min(view.value.rows - 1, place)));

/** A record and its place in the table. */
interface Shown {
  place: number;
  record: ReadRecord;
  /** Another number for each other record, and for each other text of the same one: keys change what is decrypted. */
  generation: number;
}

function RecordHeader({ place, record: { file, line, text } }: Shown) {
  const total = view.value.rows;
  const path = files.value[file]?.path ?? "";
  return (
    <header>
      <div>
        <h2>{texts.recordOf(place, total)}</h2>
        <p class="path">{texts.recordPlace(path, line)}</p>
      </div>
      <div class="buttons">
        <button type="button" class="small" onClick={() => go(place - 1)} disabled={place === 0}>
          {texts.previous}
        </button>
        <button type="button" class="small" onClick={() => go(place + 1)} disabled={place === total - 1}>
          {texts.next}
        </button>
        <Copy text={text} label={texts.copyRecord} />
      </div>
    </header>
  );
}

/** The fields of a record. Taken apart once, and not with each thing that happens meanwhile. */
function Fields({ record }: { record: ReadRecord }) {
  const { short, long } = useMemo(() => {
    const all = members(record.text);
    return { short: all.filter(({ value }) => isShort(value)), long: all.filter(({ value }) => !isShort(value)) };
  }, [record]);
  const problems = record.faults;
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

function Field({ name, value, problem }: { name: string; value: string; problem: Fault | undefined }) {
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
      {problem && keys.value.length > 0 && (
        <p class="problem">
          <code>{problem.code}</code> {problem.message}
        </p>
      )}
      {text === "" ? <p class="note">{texts.emptyText}</p> : json && !raw ? <JsonTree json={text} /> : <LongText text={text} />}
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

/** The record in this place. Until it was read, the one before. */
function useRecord(place: number | null): { shown?: Shown; problem?: string } {
  const [state, setState] = useState<{ shown?: Shown; problem?: string }>({});
  const last = useRef<Omit<Shown, "place">>(undefined);
  const asShown = (record: ReadRecord): Shown => {
    const before = last.current;
    const same = before?.record.record === record.record && before.record.file === record.file && before.record.text === record.text;
    last.current = { record, generation: (before?.generation ?? 0) + (same ? 0 : 1) };
    return { place: place ?? 0, ...last.current };
  };
  // Anew with other keys, and where other records come in its place.
  const { version } = view.value;
  const held = keys.value;
  useEffect(() => {
    if (place === null) return setState({});
    let gone = false;
    readRecord(place).then(
      (record) => {
        if (!gone) setState({ shown: asShown(record) });
      },
      (error) => {
        if (!gone) setState({ problem: toFailure(error).message });
      },
    );
    return () => {
      gone = true;
    };
  }, [place, version, held]);
  return state;
}
