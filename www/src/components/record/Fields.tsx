import type { Fault } from "core";
import { useMemo, useState } from "preact/hooks";
import { fieldUnits, memberKey, type Unit, visibleUnit } from "../../hits/units.ts";
import { useHitView } from "../../hits/use-hit-view.ts";
import { useReveal } from "../../hits/use-reveal.ts";
import { encryptedBytes } from "../../json/envelope.ts";
import { scan } from "../../json/scan.ts";
import { type Member, members, textOf, utf8Bytes } from "../../json/tokens.ts";
import { printing } from "../../layout/printing.ts";
import type { ReadRecord } from "../../protocol/records.ts";
import { keys } from "../../session/state.ts";
import { bytes } from "../../texts/format.ts";
import { keyTexts } from "../../texts/private-keys.ts";
import { recordTexts as texts } from "../../texts/record.ts";
import { visible } from "../../visible.ts";
import { Copy } from "../shared/Copy.tsx";
import { Icon } from "../shared/Icon.tsx";
import { Picker } from "../sources/Picker.tsx";
import { JsonTree } from "./JsonTree.tsx";
import { LongText } from "./LongText.tsx";

/** Characters of a name. */
const NAME = 200;
/** Members of a record shown at once. */
const MEMBERS = 200;
/** Characters of values that are shown without being asked for: of a record, in the order of its fields. */
const AT_ONCE = 4 << 20;

/** The fields of a record. Taken apart once, and not with each thing that happens meanwhile; some at a time. */
export function Fields({ record }: { record: ReadRecord }) {
  const { text } = record;
  const [asked, setShown] = useState(() => members(text, MEMBERS));
  const shown = useMemo(
    () => (printing.value ? members(text, Number.POSITIVE_INFINITY) : asked),
    [text, asked, printing.value],
  );
  const next = useMemo(() => (shown.rest === null ? null : members(text, MEMBERS, shown.rest)), [shown]);
  const problemOf = (name: string) => problemIn(record, name);
  const more = () => next && setShown({ members: [...shown.members, ...next.members], rest: next.rest });
  useHitView(
    () => unitsOfFields(record),
    () => [],
    [record],
  );
  useReveal("f", ({ unit }) => {
    const number = Number.parseInt(unit.slice(1), 10);
    if (number >= shown.members.length) setShown(members(text, Math.ceil((number + 1) / MEMBERS) * MEMBERS));
  });
  // A line that was itself an envelope came out as one text.
  if (shown.members.length === 0)
    return <Field name="" value={text} problem={record.faults[0]} atOnce={text.length <= AT_ONCE} />;
  const all = shown.members.map((member, number) => ({ ...member, unit: memberKey(number) }));
  const short = all.filter(({ value }) => isShort(value));
  const long = all.filter(({ value }) => !isShort(value));
  let left = AT_ONCE;
  /** Whether there is room to show it without being asked. */
  const fits = ({ value }: Member) => value.length <= left && (left -= value.length) >= 0;
  return (
    <div class="fields">
      <dl>
        {short.map(({ name, value, unit }) => (
          <div key={unit}>
            <dt>{visible(name.slice(0, NAME))}</dt>
            <dd {...visibleUnit(unit)}>{visible(plainText(value))}</dd>
          </div>
        ))}
      </dl>
      {long.map((member) => (
        <Field key={member.unit} {...member} problem={problemOf(member.name)} atOnce={fits(member)} />
      ))}
      {next && (
        <button type="button" class="quiet" onClick={more}>
          {texts.showMore(next.members.length)}
        </button>
      )}
    </div>
  );
}

/** What is wrong with a field, or with something in it. */
const problemIn = ({ faults }: ReadRecord, name: string): Fault | undefined =>
  faults.find(({ field }) => field === name || field?.startsWith(`${name}.`) || field?.startsWith(`${name}[`));

/** What the fields of a record say, as far as they are decrypted. */
export const unitsOfFields = (record: ReadRecord): Unit[] =>
  fieldUnits(record.text, plainText, (name) => problemIn(record, name) !== undefined, isShort);

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
export const plainText = (value: string): string => (value.startsWith('"') ? textOf(value) : value);

interface FieldProperties {
  name: string;
  value: string;
  problem: Fault | undefined;
  /** The key of its text. */
  unit?: string | undefined;
  /** Its value is shown at once, and not when it is asked for. */
  atOnce: boolean;
}

function Field({ name, value, problem, unit, atOnce }: FieldProperties) {
  const [asked, setAsked] = useState(atOnce);
  useReveal(unit, () => setAsked(true));
  return (
    <section class={problem ? "field sealed" : "field"}>
      {asked || printing.value ? (
        <ShownField name={name} value={value} problem={problem} unit={unit} />
      ) : (
        <header>
          <h3>{visible(name.slice(0, NAME))}</h3>
          <button type="button" class="quiet" onClick={() => setAsked(true)}>
            {texts.showField(value.length)}
          </button>
          <Copy text={() => plainText(value)} label={texts.copyField} />
        </header>
      )}
    </section>
  );
}

/** It was encrypted for another key, which is a fact and not a fault. */
const needsKey = ({ code }: Fault) => code === "ERR_UNWRAP" || code === "ERR_KEY_SIZE";

/** What a field says. Its text is looked at once, whatever is shown of it. */
export function ShownField({ name, value, problem, unit }: Omit<FieldProperties, "atOnce">) {
  const [raw, setRaw] = useState(false);
  const { text, json, size, sealed } = useMemo(() => {
    const plain = plainText(value);
    return { text: plain, json: scan(plain), size: utf8Bytes(plain), sealed: problem ? encryptedBytes(plain) : null };
  }, [value, problem]);
  return (
    <>
      <header>
        <h3>{visible(name.slice(0, NAME))}</h3>
        <span class="note">{problem ? texts.notDecrypted : bytes(size)}</span>
        {json && !problem && (
          <button type="button" class="quiet" aria-pressed={raw} onClick={() => setRaw(!raw)}>
            {raw ? texts.asJson : texts.asText}
          </button>
        )}
        <Copy text={text} label={texts.copyField} />
      </header>
      {problem && keys.value.length > 0 && !needsKey(problem) && (
        <p class="problem">
          <code>{problem.code}</code> {problem.message}
        </p>
      )}
      {sealed !== null ? (
        <>
          <p class="encrypted">
            <Icon name="lock" /> <span>{texts.encrypted(sealed)}</span>
            {keys.value.length === 0 && <Picker label={keyTexts.add} source="key-file" class="quiet" />}
          </p>
          {problem && keys.value.length > 0 && needsKey(problem) && (
            <details class="why">
              <summary>{texts.noMatchingKey}</summary>
              <p>
                <code>{problem.code}</code> {problem.message}
              </p>
            </details>
          )}
        </>
      ) : text === "" ? (
        <p class="note">{texts.emptyText}</p>
      ) : json && !raw ? (
        <JsonTree json={json} unit={unit} />
      ) : (
        <LongText text={text} unit={unit} />
      )}
    </>
  );
}
