import { useEffect, useRef, useState } from "preact/hooks";
import { toFailure } from "../../../../js/errors.ts";
import { readConversation } from "../../conversation/model.ts";
import { actionOf, focusTable, isTyping, pressed } from "../../keys.ts";
import { closeRecord, narrow, recordWide } from "../../layout/layout.ts";
import type { ReadRecord } from "../../protocol/records.ts";
import { goToHit } from "../../session/explore/hits.ts";
import { view } from "../../session/explore/news.ts";
import { lost, readRecord, selected, selectedRecord, step } from "../../session/explore/selection.ts";
import { keys, ownPrices, strict } from "../../session/state.ts";
import { recordTexts as texts } from "../../texts/record.ts";
import { IconButton } from "../shared/IconButton.tsx";
import { RecordHead } from "./RecordHead.tsx";
import { RecordTabs } from "./RecordTabs.tsx";
import type { Shown } from "./shown.ts";

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
      {shown && problem === undefined ? (
        <>
          <RecordHead {...shown} />
          <RecordTabs {...shown} />
        </>
      ) : (
        <>
          {(narrow.value || recordWide.value) && <WayOut />}
          {problem ?? texts.noSelection}
        </>
      )}
    </article>
  );
}

/** Where there is no record, the way back from what covers the table. */
const WayOut = () => (
  <div class="record-line">
    {narrow.value ? (
      <IconButton icon="back" label={texts.back} onClick={closeRecord} />
    ) : (
      <IconButton icon="narrow" label={texts.narrow} onClick={() => (recordWide.value = false)} />
    )}
  </div>
);

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
  step(action === "next" ? 1 : -1);
}

/** The record in this place. Until it was read, the one before. */
function useRecord(place: number | null): { shown?: Shown; problem?: string } {
  const [state, setState] = useState<{ shown?: Shown; problem?: string }>({});
  // Anew with other keys or prices, where other records come in its place, and where other fields open.
  const { version } = view.value;
  const displaced = lost.value;
  const [held, unwrapsAll, prices] = [keys.value, strict.value, ownPrices.value];
  /** What the record that is shown was read with. */
  const read = useRef({ held, unwrapsAll, prices });
  /** What is shown, if it is the same record with the same keys, in another place or among other rows. */
  const moved = (): Shown | undefined => {
    const { shown } = state;
    const { current } = read;
    const isRead = current.held === held && current.unwrapsAll === unwrapsAll && current.prices === prices;
    if (place === null || !isRead || shown?.record.record !== selectedRecord()) return undefined;
    return shown?.place === place ? shown : shown && { ...shown, place };
  };
  useEffect(() => {
    if (place === null) return setState({});
    const shown = moved();
    if (shown) return setState({ shown });
    let gone = false;
    readRecord(place).then(
      (record) => {
        if (gone) return;
        read.current = { held, unwrapsAll, prices };
        setState((before) => ({ shown: following(before.shown, place, record) }));
      },
      (error) => !gone && setState({ problem: toFailure(error).message }),
    );
    return () => {
      gone = true;
    };
  }, [place, version, displaced, held, unwrapsAll, prices]);
  // Its place is said by the rows that are there, and not by those before until an effect has run.
  const shown = moved();
  return shown ? { shown } : state;
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
  if (isSame && before.record.conversation === record.conversation) return { ...before, place };
  const conversation = record.conversation === null ? null : readConversation(record.conversation);
  // By other prices it costs something else.
  if (isSame) return { ...before, place, record, conversation };
  return { place, record, conversation, generation: ++generations };
}
