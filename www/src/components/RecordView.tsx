import type { Fault } from "core";
import { useEffect, useMemo, useState } from "preact/hooks";
import { scan } from "../json/scan.ts";
import { type Member, members, textOf, utf8Bytes } from "../json/tokens.ts";
import { actionOf, focusTable, isTyping, pressed } from "../keys.ts";
import { view } from "../session/explore/news.ts";
import { readRecord, selected } from "../session/explore/selection.ts";
import { type ReadRecord, toFailure } from "../session/messages.ts";
import { files, keys, strict } from "../session/state.ts";
import { bytes, texts } from "../texts.ts";
import { visible } from "../visible.ts";
import { Clipped } from "./Clipped.tsx";
import { Copy } from "./Copy.tsx";
import { JsonTree } from "./JsonTree.tsx";

/** Characters of a text shown at first. */
const SHOWN = 20_000;
/** Characters of a name. */
const NAME = 200;
/** Members of a record shown at once. */
const MEMBERS = 200;
/** Characters of values that are shown without being asked for: of a record, in the order of its fields. */
const AT_ONCE = 4 << 20;

/** One record in full, opened as far as the keys open it. */
export function RecordView() {
  const { shown, problem } = useRecord(selected.value);
  if (problem)
    return (
      <section class="record-view problem" tabIndex={-1} onKeyDown={onKeyDown}>
        {problem}
      </section>
    );
  if (!shown) return <section class="record-view empty">{texts.noSelection}</section>;
  return (
    <article class="record-view" aria-label={texts.record(shown.place)} tabIndex={-1} onKeyDown={onKeyDown}>
      <RecordHeader {...shown} />
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
  /** Another one for each other text, also of the same record: what is open is of one text. */
  generation: number;
}

function RecordHeader({ place, record: { file, line, text } }: Shown) {
  const total = view.value.rows;
  const path = files.value[file]?.path ?? "";
  return (
    <header>
      <div>
        <h2>{texts.recordOf(place, total)}</h2>
        <p class="path">{texts.recordPlace(visible(path), line)}</p>
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

/** The fields of a record. Taken apart once, and not with each thing that happens meanwhile; some at a time. */
function Fields({ record: { text, faults } }: { record: ReadRecord }) {
  const [shown, setShown] = useState(() => members(text, MEMBERS));
  const next = useMemo(() => (shown.rest === null ? null : members(text, MEMBERS, shown.rest)), [shown]);
  const problemOf = (name: string) =>
    faults.find(({ field }) => field === name || field?.startsWith(`${name}.`) || field?.startsWith(`${name}[`));
  // A line that was itself an envelope came out as one text.
  if (shown.members.length === 0)
    return <Field name="" value={text} problem={faults[0]} atOnce={text.length <= AT_ONCE} />;
  const short = shown.members.filter(({ value }) => isShort(value));
  const long = shown.members.filter(({ value }) => !isShort(value));
  let left = AT_ONCE;
  /** Whether there is room to show it without being asked. */
  const fits = ({ value }: Member) => value.length <= left && (left -= value.length) >= 0;
  return (
    <div class="fields">
      <dl>
        {short.map(({ name, value }, i) => (
          <div key={i}>
            <dt>{visible(name.slice(0, NAME))}</dt>
            <dd>{visible(plainText(value))}</dd>
          </div>
        ))}
      </dl>
      {long.map((member, i) => (
        <Field key={i} name={member.name} value={member.value} problem={problemOf(member.name)} atOnce={fits(member)} />
      ))}
      {next && (
        <button
          type="button"
          class="small"
          onClick={() => setShown({ members: [...shown.members, ...next.members], rest: next.rest })}
        >
          {texts.showMore(next.members.length)}
        </button>
      )}
    </div>
  );
}

/** Fits beside its name: numbers, words, short texts that are no JSON. */
function isShort(value: string): boolean {
  return (
    value.length <= 80 &&
    !value.startsWith("{") &&
    !value.startsWith("[") &&
    !/^"\s*[{[]/.test(value) &&
    !value.includes("\\n")
  );
}

/** A value as it reads: the text of a string, everything else as it is written. */
const plainText = (value: string): string => (value.startsWith('"') ? textOf(value) : value);

interface FieldProperties {
  name: string;
  value: string;
  problem: Fault | undefined;
  /** Its value is shown at once, and not when it is asked for. */
  atOnce: boolean;
}

function Field({ name, value, problem, atOnce }: FieldProperties) {
  const [asked, setAsked] = useState(atOnce);
  return (
    <section class={problem ? "field sealed" : "field"}>
      {asked ? (
        <ShownField name={name} value={value} problem={problem} />
      ) : (
        <header>
          <h3>{visible(name.slice(0, NAME))}</h3>
          <button type="button" class="small" onClick={() => setAsked(true)}>
            {texts.showField(value.length)}
          </button>
          <Copy text={() => plainText(value)} label={texts.copyField} />
        </header>
      )}
    </section>
  );
}

/** What a field says. Its text is looked at once, whatever is shown of it. */
function ShownField({ name, value, problem }: Omit<FieldProperties, "atOnce">) {
  const [raw, setRaw] = useState(false);
  const { text, json, size } = useMemo(() => {
    const plain = plainText(value);
    return { text: plain, json: scan(plain), size: utf8Bytes(plain) };
  }, [value]);
  return (
    <>
      <header>
        <h3>{visible(name.slice(0, NAME))}</h3>
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
      {text === "" ? (
        <p class="note">{texts.emptyText}</p>
      ) : json && !raw ? (
        <JsonTree json={json} />
      ) : (
        <LongText text={text} />
      )}
    </>
  );
}

/** A text as it is. What strangers wrote is shown as text and never as markup. */
const LongText = ({ text }: { text: string }) => (
  <Clipped text={text} first={SHOWN}>
    {(shown) => <pre tabIndex={0}>{shown}</pre>}
  </Clipped>
);

/** The record in this place. Until it was read, the one before. */
function useRecord(place: number | null): { shown?: Shown; problem?: string } {
  const [state, setState] = useState<{ shown?: Shown; problem?: string }>({});
  // Anew with other keys, where other records come in its place, and where other fields open.
  const { version } = view.value;
  const [held, unwrapsAll] = [keys.value, strict.value];
  useEffect(() => {
    if (place === null) return setState({});
    let gone = false;
    readRecord(place).then(
      (record) => !gone && setState((before) => ({ shown: following(before.shown, place, record) })),
      (error) => !gone && setState({ problem: toFailure(error).message }),
    );
    return () => {
      gone = true;
    };
  }, [place, version, held, unwrapsAll]);
  return state;
}

/** How often another text was shown. */
let generations = 0;

/** What is shown after what was: where the record says the same as before, all that was opened of it stays open. */
function following(before: Shown | undefined, place: number, record: ReadRecord): Shown {
  const isSame =
    before !== undefined &&
    before.record.record === record.record &&
    before.record.text === record.text &&
    JSON.stringify(before.record.faults) === JSON.stringify(record.faults);
  return isSame ? { ...before, place } : { place, record, generation: ++generations };
}
