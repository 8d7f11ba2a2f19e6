import type { Column, Sort } from "core";
import { useId, useState } from "preact/hooks";
import { actionOf, pressed } from "../../keys.ts";
import { previews } from "../../session/explore/previews.ts";
import {
  type ColumnKey,
  factColumn,
  isMostlySealed,
  isSaid,
  type Layout,
  memberName,
  shownColumns,
  sourceOf,
  WIDTH_STEP,
  whoMember,
  widthOf,
  withPlace,
  withWidth,
} from "../../table/columns.ts";
import { drag } from "../../table/drag.ts";
import { fieldTitle, tableTexts as texts } from "../../texts/table.ts";
import { visible } from "../../visible.ts";

interface Properties {
  columns: readonly Column[];
  layout: Layout;
  sort: Sort | null;
  /** Pixels of a rem. */
  rem: number;
  /** The day of the first row on the screen. */
  day: number | undefined;
  onLayout(layout: Layout): void;
  onSort(sort: Sort | null): void;
  /** Tells people who do not see it what was done. */
  tell(text: string): void;
}

/** What a column is called. */
export function titleOf(key: ColumnKey, columns: readonly Column[]): string {
  if (typeof key === "number") return fieldTitle(columns[key]?.name ?? "");
  const { who } = previews.value;
  if (key !== "who") return texts[key];
  const member = who ?? memberName(columns[whoMember(columns, who) ?? -1]?.name ?? "");
  return member === "" ? texts.who : visible(member.charAt(0).toUpperCase() + member.slice(1));
}

/** The name of a column in full, and what a click on it does if that is not plain. */
function hintOf(key: ColumnKey, columns: readonly Column[]): string {
  if (typeof key === "number") return visible(columns[key]?.name ?? "");
  const title = titleOf(key, columns);
  if (!isSaid(key)) return title;
  if (typeof sortedBy(key, columns) === "number" && (key === "who" || key === "tokens"))
    return texts.sortsDecrypted(title);
  return sortedBy(key, columns) === undefined ? texts.notSorted(title) : texts.sortsBySize(title);
}

/** The head of the table: sorts by a click, and has its columns dragged to other places and widths. */
export function TableHead({ columns, layout, sort, rem, day, onLayout, onSort, tell }: Properties) {
  const help = useId();
  const shown = shownColumns(layout, columns);
  // One stop for the Tab key; the arrows go from one column to the next.
  const [focused, setFocused] = useState<ColumnKey | null>(null);
  const stop = focused !== null && shown.includes(focused) ? focused : shown[0];
  const [dropAt, setDropAt] = useState<number | null>(null);

  const move = (key: ColumnKey, place: number) => {
    if (place < 0 || place >= shown.length || shown[place] === key) return;
    onLayout(withPlace(layout, key, place, columns));
    tell(texts.moved(titleOf(key, columns), place + 1, shown.length));
  };

  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const key = shown[index];
    const action = actionOf("heads", pressed(event));
    // Sorting is what pressing a button does anyhow.
    if (key === undefined || !action || action === "sort") return;
    event.preventDefault();
    const step = event.key === "ArrowLeft" ? -1 : 1;
    const place = { Home: 0, End: shown.length - 1 }[event.key] ?? index + step;
    if (action === "resize")
      onLayout(withWidth(layout, key, widthOf(layout, key, columns) + step * WIDTH_STEP, columns));
    else if (action === "move") move(key, place);
    else headButton(event.currentTarget, place)?.focus();
  };

  const dragColumn = (event: PointerEvent, index: number) => {
    // A finger scrolls; for it there are the buttons among the columns to choose.
    const head = event.currentTarget instanceof HTMLElement ? event.currentTarget.closest(".table-head") : null;
    if (event.pointerType === "touch" || !head) return;
    let place: number | null = null;
    const onMove = (x: number) => {
      const middles = [...head.querySelectorAll(".head-cell")].map(
        (cell) => (cell.getBoundingClientRect().left + cell.getBoundingClientRect().right) / 2,
      );
      place = middles.filter((middle) => middle < x).length;
      setDropAt(place);
    };
    drag(event, onMove, (dropped) => {
      setDropAt(null);
      // Its own place is missing among the others.
      const key = shown[index];
      if (dropped && place !== null && key !== undefined) move(key, place > index ? place - 1 : place);
      swallowClick();
    });
  };

  const resizeColumn = (event: PointerEvent, key: ColumnKey) => {
    event.stopPropagation();
    const cell = event.currentTarget instanceof Element ? event.currentTarget.parentElement : null;
    // One that takes what room is left is wider than it has to be.
    const [begin, width] = [event.clientX, (cell?.getBoundingClientRect().width ?? 0) / rem];
    drag(
      event,
      (x) => onLayout(withWidth(layout, key, width + (x - begin) / rem, columns)),
      (dropped) => {
        if (!dropped) onLayout(layout);
      },
    );
  };

  return (
    <div role="rowgroup" class="table-head">
      <div role="row" aria-rowindex={1} class="head-row">
        <div role="columnheader" class="cell tick-cell">
          <span class="unseen">{texts.select}</span>
        </div>
        {shown.map((key, index) => {
          const by = sortedBy(key, columns);
          const isSorted = by !== null && by !== undefined;
          const order = isSorted && sort?.by === by ? (sort.descending ? "descending" : "ascending") : undefined;
          const drop =
            dropAt === index
              ? " drop-before"
              : dropAt === shown.length && index === shown.length - 1
                ? " drop-after"
                : "";
          return (
            <div
              key={key}
              role="columnheader"
              class={`head-cell${drop}${isNumeric(key, columns) ? " numeric" : ""}`}
              aria-sort={order ?? (isSorted ? "none" : undefined)}
            >
              <button
                type="button"
                class="head-button"
                title={hintOf(key, columns)}
                tabIndex={key === stop ? 0 : -1}
                aria-describedby={help}
                onFocus={() => setFocused(key)}
                onKeyDown={(event) => onKeyDown(event, index)}
                onPointerDown={(event) => dragColumn(event, index)}
                onClick={() => by !== undefined && onSort(by === null ? null : nextSort(sort, by))}
              >
                {key === "time" && day !== undefined ? (
                  <span class="head-title">
                    <span class="unseen">{texts.time} </span>
                    {texts.onDay(day)}
                  </span>
                ) : (
                  <span class="head-title">{titleOf(key, columns)}</span>
                )}
                {order && (
                  <span class="sort-arrow" aria-hidden="true">
                    {order === "ascending" ? "▲" : "▼"}
                  </span>
                )}
              </button>
              <span
                class="head-edge"
                title={texts.resize}
                aria-hidden="true"
                onPointerDown={(event) => resizeColumn(event, key)}
              />
            </div>
          );
        })}
      </div>
      <span id={help} hidden>
        {texts.headerHelp}
      </span>
    </div>
  );
}

/**
 * By what a click on a column sorts; `null`: as the records lie in their files, which is the order of files and lines;
 * `undefined`: it sorts by nothing. What bodies say is known of few records, but how long they are of all.
 */
function sortedBy(key: ColumnKey, columns: readonly Column[]): Sort["by"] | null | undefined {
  if (key === "file" || key === "line") return null;
  if (!isSaid(key)) return key;
  if (key === "who") return whoMember(columns, previews.value.who) ?? undefined;
  if (key === "tokens") return factColumn("tokens", columns) ?? undefined;
  const source = sourceOf(key, columns);
  const column = source === null ? undefined : columns[source];
  return (key === "question" || key === "answer") && source !== null && column && isMostlySealed(column)
    ? source
    : undefined;
}

/** Ascending, descending, and then not at all. */
function nextSort(sort: Sort | null, by: Sort["by"]): Sort | null {
  if (sort?.by !== by) return { by, descending: false };
  return sort.descending ? null : { by, descending: true };
}

export const isNumeric = (key: ColumnKey, columns: readonly Column[]) =>
  key === "line" ||
  key === "tokens" ||
  (typeof key === "number" && (columns[key]?.numeric === true || /statuscode$/i.test(columns[key]?.name ?? "")));

/** The button of a column, by the column's place. */
function headButton(button: EventTarget | null, place: number): HTMLElement | undefined {
  const head = button instanceof HTMLElement ? button.closest(".table-head") : null;
  return head?.querySelectorAll<HTMLElement>(".head-button")[place];
}

/** Dragging ends with a click that is not meant. */
function swallowClick(): void {
  const gone = new AbortController();
  const swallow = (event: Event) => {
    event.stopPropagation();
    event.preventDefault();
  };
  addEventListener("click", swallow, { capture: true, signal: gone.signal });
  setTimeout(() => gone.abort());
}
