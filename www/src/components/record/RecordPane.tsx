import { useEffect, useRef, useState } from "preact/hooks";
import { type RecordConversation, readConversation } from "../../conversation/model.ts";
import { actionOf, focusTable, isTyping, pressed } from "../../keys.ts";
import { closeRecord, narrow, recordWide } from "../../layout/layout.ts";
import { goToHit } from "../../session/explore/hits.ts";
import { view } from "../../session/explore/news.ts";
import { go, readRecord, selected, selectedRecord } from "../../session/explore/selection.ts";
import { type ReadRecord, toFailure } from "../../session/messages.ts";
import { keys, strict } from "../../session/state.ts";
import { recordTexts as texts } from "../../texts/record.ts";
import { RecordHead } from "./RecordHead.tsx";
import { RecordTabs } from "./RecordTabs.tsx";

/** A record and its place in the table. */
export interface Shown {
  place: number;
  record: ReadRecord;
  /** What it says, if that is known. */
  conversation: RecordConversation | null;
  /** Another one for each other text, also of the same record: what is open is of one text. */
  generation: number;
}

/** One record in full, decrypted as far as the keys allow. */
export function RecordPane() {
  const { shown, problem } = useRecord(selected.value);
  const kind = problem ? " problem" : shown ? "" : " empty";
  // One element, whatever it shows: it keeps the focus while the record is on its way.
  return (
    <article
      class={`record-view${kind}`}
      aria-label={shown && !problem ? texts.record(shown.place) : texts.word}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      {problem ??
        (shown ? (
          <>
            <RecordHead {...shown} />
            <RecordTabs {...shown} />
          </>
        ) : (
          texts.noSelection
        ))}
    </article>
  );
}

/** From one record to the next, and back to the table. */
function onKeyDown(event: KeyboardEvent): void {
  const action = isTyping(event.target) ? undefined : actionOf("record", pressed(event));
  if (!action || event.defaultPrevented || !(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  if (action === "back") {
    if (narrow.value) closeRecord();
    recordWide.value = false;
    return focusTable();
  }
  if (action === "nextHit" || action === "previousHit") {
    // What has the focus may go with its record.
    event.currentTarget.focus({ preventScroll: true });
    return goToHit(action === "nextHit" ? 1 : -1);
  }
  // What has the focus within goes with its record.
  event.currentTarget.focus();
  go((selected.value ?? 0) + (action === "next" ? 1 : -1));
}

/** The record in this place. Until it was read, the one before. */
function useRecord(place: number | null): { shown?: Shown; problem?: string } {
  const [state, setState] = useState<{ shown?: Shown; problem?: string }>({});
  // Anew with other keys, where other records come in its place, and where other fields open.
  const { version } = view.value;
  const [held, unwrapsAll] = [keys.value, strict.value];
  const read = useRef({ held, unwrapsAll });
  useEffect(() => {
    if (place === null) return setState({});
    // The same record with the same keys, in another place or among other rows.
    const { shown } = state;
    const isRead = read.current.held === held && read.current.unwrapsAll === unwrapsAll;
    if (isRead && shown && shown.record.record === selectedRecord()) return setState({ shown: { ...shown, place } });
    read.current = { held, unwrapsAll };
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
  if (isSame) return { ...before, place };
  const conversation = record.conversation === null ? null : readConversation(record.conversation);
  return { place, record, conversation, generation: ++generations };
}
