import type { Column, Sort } from "core";
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { useTableHits } from "../../hits/use-table-hits.ts";
import { type ActionOf, actionOf, pressed } from "../../keys.ts";
import type { Row } from "../../protocol/records.ts";
import type { RestingRow } from "../../session/explore/fill.ts";
import type { CellText } from "../../session/explore/hits.ts";
import type { Previews } from "../../session/explore/previews.ts";
import {
  type ColumnKey,
  compactColumns,
  DEFAULT_LAYOUT,
  isFlexible,
  isMember,
  isStatus,
  type Layout,
  shownColumns,
  sourceOf,
  whoMember,
  widthOf,
} from "../../table/columns.ts";
import type { FetchRows } from "../../table/row-cache.ts";
import { useMarks } from "../../table/use-marks.ts";
import { useRest } from "../../table/use-rest.ts";
import { useRows } from "../../table/use-rows.ts";
import { useScroll } from "../../table/use-scroll.ts";
import { useSelection } from "../../table/use-selection.ts";
import type { View } from "../../table/view.ts";
import { day } from "../../texts/format.ts";
import { tableTexts as texts } from "../../texts/table.ts";
import { ColumnMenu } from "./ColumnMenu.tsx";
import { isNumeric, TableHead } from "./TableHead.tsx";
import { type CellColumn, TableRow } from "./TableRow.tsx";

/** Height of a row and of the head, in rem; of a row with two lines. */
const ROW = 1.75;
const COMPACT_ROW = 3.5;
/** Milliseconds of a day. */
const DAY = 24 * 3600 * 1000;
/** Width of the column with the ticks, in rem, and of what is below the button for columns. */
const TICKS = 2;
const END = 1.5;

/** Windows in which the page scrolls, and the table with it. In CSS the same. */
const LOW = matchMedia("(max-height: 24rem)");

export interface TableProperties {
  view: View;
  columns: readonly Column[];
  /** Asks for the rows of a view from `first` to before `last`. */
  rows: FetchRows;
  /** Asks for the numbers of the records in these places. */
  records(version: number, first: number, last: number): Promise<number[]>;
  filePath(file: number): string;
  /** What is shown of opened records. Another object when there is more. */
  previews?: Previews;
  /** The record shown in full: its place in the view. */
  selected: number | null;
  /** Another one was chosen. Its row is `null` while it is on its way; once it came, this is called again. */
  onSelect(position: number, row: Row | null): void;
  /** The one that is chosen is opened, to be read; by a key, it gets the focus. */
  onOpen(byKey: boolean): void;
  /** It is closed again. */
  onClose(): void;
  /** Finds hits of the filter in what cells show; `null` if it looks for nothing that they can have. */
  findHits?: ((cells: readonly CellText[]) => Promise<readonly Uint32Array[]>) | null;
  /** The next hit of the filter is wanted, or the one before. */
  onHit(by: 1 | -1): void;
  onSort(sort: Sort | null): void;
  /** These rows with encrypted text are on the screen and rest there. Another function when they can be decrypted anew. */
  onRest(rows: readonly RestingRow[]): void;
  /** Numbers of records that were marked for saving. */
  marked: ReadonlySet<number>;
  onMark(marked: ReadonlySet<number>): void;
  /** There is little room: two lines for a row, and no columns. */
  compact: boolean;
  /** Exports the selected ones. */
  onExport(): void;
  /** What is shown where no record is. */
  empty: ComponentChildren;
  /** Something lies over it. */
  covered: boolean;
}

/** The records that pass the filter, as a table of which only the rows on the screen exist. */
export function RecordTable(properties: TableProperties) {
  const { view, columns, filePath, previews, selected, marked, onOpen, compact, covered } = properties;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const rem = useMemo(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16, []);
  const rowHeight = Math.round((compact ? COMPACT_ROW : ROW) * rem);
  const head = compact ? 0 : Math.round(ROW * rem);
  const [layout, setLayout] = useState(DEFAULT_LAYOUT);
  const [told, tell] = useState("");
  // The cell that the keys are at; `null`: the whole row.
  const [active, setActive] = useState<number | null>(null);

  const drawn = useScroll(scroller, view.rows, rowHeight, head);
  const { first, last, slots, ringBegin, height, shift, page } = drawn;
  const cells = useCellColumns(layout, columns, compact, previews?.who ?? null);
  const label = useLabel(columns);
  const status = label.find((column) => isStatus(columns[column]?.name ?? ""));
  const sources = useMemo(() => cells.flatMap(({ source }) => source ?? []), [cells]);
  const asked = useMemo(() => fieldsOf(cells, label), [cells, label]);
  const cache = useRows(properties.rows, {
    version: view.version,
    total: view.rows,
    between: view.between,
    // Other cells stay as they are.
    noted: asked.some((column) => columns[column] && isMember(columns[column])) ? view.noted : 0,
    forgotten: view.forgotten,
    columns: asked,
    first,
    last,
  });
  const marks = useMarks(properties, cache, tell);
  const choice = useSelection(properties, cache, (position) => drawn.reveal(position));

  // What matches another filter, or lies in another order, is read from its beginning, or from the record that is shown.
  const version = useRef(view.version);
  useLayoutEffect(() => {
    if (version.current !== view.version) drawn.toTop();
    version.current = view.version;
  }, [view.version]);
  useLayoutEffect(() => {
    if (selected !== null && selected < view.rows) drawn.reveal(selected);
  }, [selected, view.version, rowHeight]);
  useLayoutEffect(() => {
    if (active !== null)
      scroller.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [active]);

  useRest(properties, cache, drawn, sources);
  useTableHits(scroller, properties.findHits ?? null);

  const onKeyDown = (event: KeyboardEvent) => {
    // Keys pressed on the buttons of the head are for them.
    if (event.target !== event.currentTarget) return;
    const key = pressed(event);
    const action = actionOf("table", key);
    if (!action) return;
    event.preventDefault();
    const at = choice.current;
    const to = target(actionOf("table", key.replace("Shift+", "")), at ?? -1, view.rows, page);
    if (to !== null) {
      if (action === "markSeveral" && at !== null) marks.through(at, to);
      choice.choose(to);
      if (LOW.matches) scroller.current?.scrollIntoView({ block: "nearest" });
    } else if (action === "cells")
      setActive(key === "ArrowRight" ? Math.min(cells.length, (active ?? -1) + 1) : active ? active - 1 : null);
    else if (at === null) return;
    else if (action === "nextHit") properties.onHit(1);
    else if (action === "previousHit") properties.onHit(-1);
    else if (action === "open") onOpen(true);
    else if (action === "mark") marks.toggle(at);
    else if (action === "close") properties.onClose();
  };

  const onClick = (event: MouseEvent) => {
    const position = positionOf(event.target);
    if (position === null) return;
    setActive(null);
    const ticked = event.target instanceof Element && event.target.closest(".tick-cell") !== null;
    if (event.shiftKey) marks.through(choice.current ?? position, position);
    else if (event.ctrlKey || event.metaKey || ticked) marks.toggle(position);
    // Ticking several leaves the one that is open as it is.
    if (ticked) return;
    choice.choose(position);
    if (!event.shiftKey && !event.ctrlKey && !event.metaKey) onOpen(false);
  };

  const current = selected !== null && selected >= first && selected < last ? `${id}-${selected}` : undefined;
  const widths = compact ? [] : cells.map(({ key }) => trackOf(layout, key, columns));
  const isFilled = cells.some(({ key }) => isFlexible(layout, key));
  const rowAt = (position: number) => {
    const block = cache.at(position);
    return block?.rows[position - block.first];
  };
  /** The day of a row's window, if the row before is of another one. Above the first one stands a head, unless it is narrow. */
  const dayAt = (position: number) => {
    const time = rowAt(position)?.window?.[0];
    if (position === 0) return compact && time !== undefined ? day(time) : undefined;
    const before = rowAt(position - 1)?.window?.[0];
    const isAnother = time !== undefined && before !== undefined && Math.floor(time / DAY) !== Math.floor(before / DAY);
    return isAnother ? day(time) : undefined;
  };
  const topRow = rowAt(drawn.top);
  // Elements that stay where they are in the document cost neither styles nor layout.
  const place = (position: number) => (((position - ringBegin) % slots) + slots) % slots;
  const places = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index).sort(
    (a, b) => place(a) - place(b),
  );
  return (
    <section class={`record-table${compact ? " compact" : ""}`} aria-label={texts.records} inert={covered}>
      <h2 class="unseen">{texts.records}</h2>
      <div
        class="table-scroller"
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label={texts.records}
        aria-description={texts.keysHelp}
        aria-multiselectable="true"
        aria-rowcount={view.rows + 1}
        aria-colcount={compact ? 2 : cells.length + 1}
        aria-activedescendant={current && active !== null ? `${current}-cell` : current}
        onKeyDown={onKeyDown}
        style={{
          "--row": `${rowHeight}px`,
          "--head": `${head}px`,
          "--columns": [`${TICKS}rem`, ...widths, isFilled ? `${END}rem` : "1fr"].join(" "),
        }}
      >
        {!compact && (
          <TableHead
            columns={columns}
            layout={layout}
            sort={view.sort}
            rem={rem}
            day={topRow?.window?.[0]}
            onLayout={setLayout}
            onSort={properties.onSort}
            tell={tell}
          />
        )}
        <div role="rowgroup" class="table-rows" style={{ height: `${height}px` }} onClick={onClick}>
          {places.map((position) => {
            const block = cache.at(position);
            const record = rowAt(position)?.record;
            return (
              <TableRow
                // Elements are used again: a row that comes takes those of one that went.
                key={position % slots}
                id={`${id}-${position}`}
                position={position}
                top={position * rowHeight + shift}
                block={block}
                columns={cells}
                label={label}
                status={status}
                compact={compact}
                day={dayAt(position)}
                chosen={position === selected}
                marked={record !== undefined && marked.has(record)}
                active={position === selected ? active : null}
                filePath={filePath}
                previews={previews}
              />
            );
          })}
        </div>
      </div>
      {!compact && <ColumnMenu columns={columns} layout={layout} onLayout={setLayout} tell={tell} />}
      {properties.empty}
      {marked.size > 0 && (
        <div class="selection-bar">
          <strong>{texts.selected(marked.size)}</strong>
          <button type="button" onClick={properties.onExport}>
            {texts.exportSelected}
          </button>
          <button
            type="button"
            onClick={() => {
              scroller.current?.focus();
              marks.clear();
            }}
          >
            {texts.clearSelection}
          </button>
        </div>
      )}
      <p class={marks.problem === "" ? "unseen" : "selection-problem"} role="status">
        {marks.problem}
      </p>
      <p class="unseen" aria-live="polite">
        {told}
      </p>
    </section>
  );
}

/** Where a key leads from `at`, in a list of `length` with `page` rows on screen; `null` if nowhere. */
function target(action: ActionOf<"table"> | undefined, at: number, length: number, page: number): number | null {
  const to: { [Action in ActionOf<"table">]?: number } = {
    next: at + 1,
    previous: at - 1,
    pageDown: at + page,
    pageUp: at - page,
    first: 0,
    last: length - 1,
  };
  const wanted = action && to[action];
  return wanted === undefined || length === 0 ? null : Math.max(0, Math.min(length - 1, wanted));
}

/** The place in the view of the row that something is in. */
function positionOf(element: EventTarget | null): number | null {
  const row = element instanceof Element ? element.closest("[role=row]") : null;
  return row ? Number(row.getAttribute("aria-rowindex")) - 2 : null;
}

/** The track of a column in the grid. */
function trackOf(layout: Layout, key: ColumnKey, columns: readonly Column[]): string {
  const width = widthOf(layout, key, columns);
  return isFlexible(layout, key) ? `minmax(${width}rem, ${width}fr)` : `${width}rem`;
}

/** The numbers of the fields that rows need, in order of the numbers: moving a column asks for nothing anew. */
const fieldsOf = (cells: readonly CellColumn[], label: readonly number[]) =>
  [
    ...new Set([
      ...cells.flatMap(({ key, source, member }) =>
        typeof key === "number" ? key : [source ?? [], member ?? []].flat(),
      ),
      ...label,
    ]),
  ].sort((a, b) => a - b);

/** The fields that a row is called by: status and model. */
function useLabel(columns: readonly Column[]): readonly number[] {
  const label = [
    columns.findIndex(({ name }) => isStatus(name)),
    columns.findIndex(({ name }) => /^model$/i.test(name)),
  ];
  return useMemo(() => label.filter((column) => column >= 0), [label.join()]);
}

/** The columns as rows draw them. The same object until something changes that is seen in a row. */
function useCellColumns(
  layout: Layout,
  columns: readonly Column[],
  compact: boolean,
  who: string | null,
): readonly CellColumn[] {
  const cells = useMemo(() => {
    const keys = compact ? compactColumns(columns) : shownColumns(layout, columns);
    return keys.map((key) => ({
      key,
      numeric: isNumeric(key, columns),
      status: typeof key === "number" && isStatus(columns[key]?.name ?? ""),
      source: sourceOf(key, columns),
      member: key === "who" ? whoMember(columns, who) : null,
      field: columns[typeof key === "number" ? key : (sourceOf(key, columns) ?? -1)]?.name,
    }));
  }, [layout, columns, compact, who]);
  const signature = cells
    .map(({ key, numeric, status, source, member }) =>
      [key, numeric ? "n" : "", status ? "s" : "", source ?? "", member ?? ""].join(":"),
    )
    .join();
  return useMemo(() => cells, [signature]);
}
