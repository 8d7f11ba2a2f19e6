import { useEffect, useRef, useState } from "preact/hooks";
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";
import type { Row } from "../session/records.ts";
import { files, recordCount, selected, store } from "../session/state.ts";
import { count, texts } from "../texts.ts";

/** Pixels of a row. */
const ROW = 34;
/** Firefox cannot scroll in elements higher than 17.9 million pixels. */
const LARGEST_LIST = 500_000;

/** The records as a list of which only the visible rows exist. */
export function RecordList() {
  const scroller = useRef<HTMLDivElement>(null);
  const length = Math.min(recordCount.value, LARGEST_LIST);
  const virtualizer = useVirtualizer(scroller, length);
  const rows = virtualizer?.getVirtualItems() ?? [];
  const [first, last] = [rows[0]?.index ?? 0, (rows.at(-1)?.index ?? -1) + 1];
  const made = useRows(first, Math.min(last, length));
  const current = selected.value;

  useEffect(() => {
    if (current !== null && current < length) virtualizer?.scrollToIndex(current);
  }, [current, virtualizer]);

  const move = (event: KeyboardEvent) => {
    // Not the one drawn last: keys can come quicker than frames.
    const to = target(event.key, selected.peek() ?? 0, length, Math.floor((scroller.current?.clientHeight ?? 0) / ROW));
    if (to === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    selected.value = to;
  };

  return (
    <section class="record-list" aria-label={texts.records}>
      <div
        class="scroller"
        ref={scroller}
        role="listbox"
        tabIndex={0}
        aria-label={texts.records}
        aria-description={texts.keysHelp}
        aria-activedescendant={current !== null && current >= first && current < last ? `record-${current}` : undefined}
        onKeyDown={move}
      >
        <div class="rows" style={{ height: `${virtualizer?.getTotalSize() ?? 0}px` }}>
          {rows.map(({ index, start }) => (
            <RowView key={index} index={index} top={start} total={length} row={made(index)} chosen={index === current} />
          ))}
        </div>
      </div>
      {recordCount.value > LARGEST_LIST && <p class="note">{texts.listLimit(LARGEST_LIST)}</p>}
    </section>
  );
}

/** Where a key leads from `at`, in a list of `length` with `page` rows on screen. */
function target(key: string, at: number, length: number, page: number): number | null {
  const to: Record<string, number> = {
    ArrowDown: at + 1,
    j: at + 1,
    ArrowUp: at - 1,
    k: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: length - 1,
  };
  const wanted = to[key];
  return wanted === undefined ? null : Math.max(0, Math.min(length - 1, wanted));
}

interface RowProperties {
  index: number;
  top: number;
  total: number;
  /** Missing until it was made. */
  row: Row | undefined;
  chosen: boolean;
}

function RowView({ index, top, total, row, chosen }: RowProperties) {
  const severalFiles = files.value.length > 1;
  const path = severalFiles && row ? files.value.find(({ id }) => id === row.fileId)?.path : undefined;
  return (
    <div
      id={`record-${index}`}
      class={chosen ? "row chosen" : "row"}
      role="option"
      aria-selected={chosen}
      aria-posinset={index + 1}
      aria-setsize={total}
      style={{ top: `${top}px` }}
      title={path}
      onClick={() => (selected.value = index)}
    >
      <span class="line">{row ? count(row.line) : texts.loading}</span>
      {row?.status !== undefined && <span class={row.status < 400 ? "status-code" : "status-code bad"}>{row.status}</span>}
      <span class="what">{row?.what}</span>
      <span class="preview">{row?.preview}</span>
      {row?.sealed && <span class="mark">{texts.sealedField}</span>}
    </div>
  );
}

/** Has the rows made from `first` to before `last`, and tells each that was. */
function useRows(first: number, last: number): (index: number) => Row | undefined {
  const [, redraw] = useState(0);
  const current = store.value;
  let missing = false;
  for (let index = first; index < last; index++) missing ||= !current.row(index);
  useEffect(() => {
    if (!missing) return;
    let gone = false;
    const done = () => {
      if (!gone) redraw((times) => times + 1);
    };
    // What the browser cannot give back is told where the record is shown.
    current.makeRows(first, last).then(done, () => {});
    return () => {
      gone = true;
    };
  }, [current, first, last, missing]);
  return (index) => current.row(index);
}

/** A virtualizer of the library's for this component. */
function useVirtualizer(scroller: { current: HTMLDivElement | null }, length: number) {
  const [virtualizer, setVirtualizer] = useState<Virtualizer<HTMLDivElement, HTMLDivElement>>();
  const [, redraw] = useState(0);
  const options = {
    count: length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => redraw((times) => times + 1),
  };
  useEffect(() => {
    const made = new Virtualizer<HTMLDivElement, HTMLDivElement>(options);
    const unmount = made._didMount();
    made._willUpdate();
    setVirtualizer(made);
    return unmount;
  }, []);
  virtualizer?.setOptions(options);
  return virtualizer;
}
