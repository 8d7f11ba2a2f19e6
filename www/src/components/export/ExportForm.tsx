import { useEffect } from "preact/hooks";
import { filterInForce } from "../../session/explore/filter.ts";
import { looks } from "../../session/explore/previews.ts";
import { columnsOf, hasColumns, isMasking, masks, patternProblem, recipient } from "../../session/exporting.ts";
import { lookAgain, nameOf, outlookOf, secondsOf } from "../../session/save.ts";
import { MEMORY_LIMIT } from "../../session/saving/memory.ts";
import type { Choices } from "../../session/saving/save-records.ts";
import type { Way } from "../../session/saving/sink.ts";
import { SMALL } from "../../session/saving/small-first.ts";
import { exportTexts } from "../../texts/export.ts";
import { saveTexts as texts } from "../../texts/save.ts";
import { visible } from "../../visible.ts";
import { Form } from "../shared/Form.tsx";
import { Columns } from "./Columns.tsx";
import { exportChoice } from "./choice.ts";
import { Group } from "./Group.tsx";
import { Masks } from "./Masks.tsx";
import { RecipientEntry } from "./RecipientEntry.tsx";

const RECORDS = ["all", "view", "selected", "rejected"] as const;
/** Forms of decrypted records, and those of encrypted ones. */
const DECRYPTED = ["ndjson", "csv", "parquet", "markdown", "otlp", "chat-jsonl"] as const;
const ENCRYPTED = ["resealed", "sealed"] as const;

export interface FormProperties {
  /** Records in all, those that match the filter, and the selected ones; and lines that are not records. */
  counts: Record<Choices["records"], number>;
  /** How the file will be kept; `null` while that is being tried. */
  way: Way | null;
  /** Every file is whole. */
  complete: boolean;
  /** A key is there, or nothing needs one. */
  canOpen: boolean;
  /** Some field is encrypted. */
  encrypted: boolean;
  onSave(choices: Choices): void;
}

/** What is offered, and what of it is chosen if nobody chose: what was selected, else what matches, else all. */
function choicesOf({ counts, canOpen }: FormProperties): { offered: Choices["records"][]; choices: Choices } {
  const filtered = counts.view < counts.all;
  const isOffered = {
    all: counts.all > 0,
    view: filtered,
    selected: counts.selected > 0,
    rejected: counts.rejected > 0,
  };
  const offered = RECORDS.filter((records) => isOffered[records]);
  const { records: wanted, form, gzip = false } = exportChoice.value;
  const usual =
    counts.selected > 0 ? "selected" : filtered && counts.view > 0 ? "view" : counts.all > 0 ? "all" : "rejected";
  const records = offered.find((each) => each === wanted) ?? usual;
  const chosen = records === "rejected" || !canOpen ? "sealed" : (form ?? "ndjson");
  const names = hasColumns(chosen) ? columnsOf(chosen) : [];
  return {
    offered,
    choices: {
      records,
      form: chosen,
      // Parquet is compressed within, and no program reads it as gzip.
      gzip: gzip && chosen !== "parquet",
      columns: names.length > 0 ? names : null,
      masks: chosen === "sealed" ? { kinds: [], patterns: [] } : masks.value,
      recipient: chosen === "resealed" ? recipient.value : null,
    },
  };
}

const keptIn = (way: Way) =>
  way === "memory"
    ? texts.kept.memory(MEMORY_LIMIT)
    : way === "private-file"
      ? texts.kept["private-file"](SMALL)
      : texts.kept.disk;

/** Something has to be chosen, or put right, before this can be saved. */
const isUnfinished = ({ form, columns, recipient }: Choices) =>
  ((form === "csv" || form === "parquet") && columns === null) ||
  (form === "resealed" && recipient === null) ||
  (form !== "sealed" && patternProblem.value !== null);

/** Which records, in which form, and in which file. */
export function ExportForm(properties: FormProperties) {
  const { counts, way, complete, canOpen, encrypted, onSave } = properties;
  const { offered, choices } = choicesOf(properties);
  const choose = (more: typeof exportChoice.value) => (exportChoice.value = { ...exportChoice.value, ...more });
  const known = encrypted && choices.records !== "rejected" ? outlookOf(choices.records) : null;
  // Rows may still be on their way behind the dialog.
  useEffect(lookAgain, [looks.value]);
  const { form } = choices;
  const isDecrypted = form !== "sealed" && form !== "resealed";
  const seconds = form === "sealed" ? null : secondsOf(choices);
  const number = counts[choices.records];
  return (
    <Form onSubmit={() => onSave(choices)}>
      <Group title={texts.which}>
        {offered.map((records) => (
          <label key={records}>
            <input
              type="radio"
              name="export-records"
              value={records}
              checked={choices.records === records}
              onChange={() => choose({ records })}
            />
            <span>
              {texts[records](counts[records])}
              {records === "rejected" && <small>{texts.rejectedWhat}</small>}
              {records === "view" && <small>{visible(texts.viewWhat(filterInForce.value))}</small>}
            </span>
          </label>
        ))}
      </Group>
      {choices.records !== "rejected" && (
        <Group title={exportTexts.format}>
          {(encrypted ? [...DECRYPTED, ...ENCRYPTED] : DECRYPTED).map((each) => (
            <label key={each} class="export-form">
              <input
                type="radio"
                name="export-form"
                value={each}
                disabled={each !== "sealed" && !canOpen}
                checked={form === each}
                onChange={() => choose({ form: each })}
              />
              <span>
                {exportTexts.forms[each][0]} <small>{exportTexts.forms[each][1]}</small>
              </span>
            </label>
          ))}
          {encrypted && (
            <p class="note readers">
              {!canOpen && `${texts.keyNeeded} `}
              {exportTexts.readers(form, isMasking.value, choices.recipient)}
              {isDecrypted && known && ` ${texts.outlook(known)}`}
              {form === "resealed" && known && known.encrypted > 0 && ` ${exportTexts.notResealed(known.encrypted)}`}
              {isDecrypted && form !== "ndjson" && known && known.encrypted > 0 && ` ${exportTexts.sealedAbsent}`}
            </p>
          )}
        </Group>
      )}
      {form === "resealed" && <RecipientEntry />}
      {hasColumns(form) && <Columns form={form} />}
      {form !== "sealed" && <Masks />}
      <Group title={texts.file}>
        <p>
          <code class="path">{nameOf(choices)}</code>
        </p>
        {!complete && choices.records !== "rejected" && <p class="warning">{texts.incomplete}</p>}
        {form !== "parquet" && (
          <label>
            <input
              type="checkbox"
              name="export-gzip"
              checked={choices.gzip}
              onChange={(event) => choose({ gzip: event.currentTarget.checked })}
            />
            <span>{texts.gzip}</span>
          </label>
        )}
        <p class="note way">
          {way && keptIn(way)}
          {seconds !== null && ` ${texts.takes(seconds)}`}
        </p>
      </Group>
      <div class="export-foot">
        {" "}
        <button type="submit" class="primary export-start" disabled={number === 0 || isUnfinished(choices)}>
          {choices.records === "rejected"
            ? texts.startRejected(number)
            : texts.start(number, isDecrypted ? known : null)}
        </button>
      </div>{" "}
    </Form>
  );
}
