import { useMemo } from "preact/hooks";
import { closeRecord, narrow, recordWide } from "../../layout/layout.ts";
import type { ReadRecord } from "../../protocol/records.ts";
import { view } from "../../session/explore/news.ts";
import { selected, step } from "../../session/explore/selection.ts";
import { files } from "../../session/state.ts";
import { timeOf } from "../../session/triage.ts";
import { conversationTexts } from "../../texts/conversation.ts";
import { recordTexts as texts } from "../../texts/record.ts";
import { moment } from "../../texts/table.ts";
import { visible } from "../../visible.ts";
import { Copy } from "../shared/Copy.tsx";
import { IconButton } from "../shared/IconButton.tsx";
import { CopyMenu } from "./CopyMenu.tsx";
import { HitPlace } from "./HitPlace.tsx";
import { headOf, SHORT } from "./head.ts";
import type { Shown } from "./shown.ts";

/** Which record it is, in lines that stay: status and model, time, provider and who, what it used, and where it lies. */
export function RecordHead({ place, record, conversation: said }: Shown) {
  const { file, line, text } = record;
  const total = view.value.rows;
  const at = selected.value ?? place;
  const path = files.value[file]?.path ?? "";
  const { status, model, provider } = useMemo(() => headOf(text), [text]);
  const time = timeOf(path);
  const facts = said ? conversationTexts.facts(said) : [];
  // The model that answered, where that is another one than was asked for.
  const answered = said?.model !== undefined && said.model !== model && model !== "" ? visible(said.model) : "";
  const title = [status, model].filter((part) => part !== "");
  return (
    <header class="record-head">
      <div class="record-line">
        {narrow.value && <IconButton icon="back" label={texts.back} onClick={closeRecord} />}
        <h2 title={title.join(" ")}>
          {status !== "" && <span class={`status status-${status.charAt(0)}`}>{status}</span>} {model}
          {title.length === 0 && texts.record(place)}
        </h2>
        <span class="record-place">
          <span class="unseen">{texts.word} </span>
          {texts.placeOf(place, total)}
        </span>
        <IconButton icon="previous" label={texts.previous} off={at === 0} onClick={() => step(-1)} />
        <IconButton icon="next" label={texts.next} off={at >= total - 1} onClick={() => step(1)} />
        {!narrow.value && (
          <>
            <IconButton
              icon={recordWide.value ? "narrow" : "widen"}
              label={recordWide.value ? texts.narrow : texts.widen}
              onClick={() => (recordWide.value = !recordWide.value)}
            />
            <IconButton icon="close" label={texts.close} onClick={closeRecord} />
          </>
        )}
      </div>
      <p class="record-meta">
        {time && <span>{moment(time.getTime())} UTC</span>}
        {provider !== "" && <span>{provider}</span>}
        {metadataOf(record).map(([name, value]) => (
          <span key={name} class="metadata">
            {visible(name)} <strong>{visible(value)}</strong>
          </span>
        ))}
      </p>
      {facts.length > 0 && (
        <p class="record-facts">
          {answered !== "" && <span>{answered.slice(0, SHORT)}</span>}
          {facts.map((fact) => (
            <span key={fact}>{visible(fact)}</span>
          ))}
        </p>
      )}
      <div class="record-where">
        <span class="path" title={visible(path)}>
          <span class="path-name">{visible(path)}</span>
          {texts.atLine(line)}
        </span>
        <HitPlace />
        <Copy text={text} label={texts.copyRecord} />
        <CopyMenu text={text} path={path} line={line} hasMessages={(said?.messages?.length ?? 0) > 0} />
      </div>
    </header>
  );
}

/** Members of the metadata that the head shows, and characters of each. */
const METADATA = 4;
const VALUE = 40;

/** The short members of the metadata: who asked, mostly. */
const metadataOf = ({ contents }: ReadRecord) =>
  (contents.summary?.who ?? []).filter(([, value]) => value.length <= VALUE).slice(0, METADATA);
