import type { Cell } from "core";
import { Component, type ComponentChildren } from "preact";
import type { Summary } from "../../conversation/summary.ts";
import type { Row } from "../../protocol/records.ts";
import type { Previews } from "../../session/explore/previews.ts";
import { type ColumnKey, type SaidKey, statusClass } from "../../table/columns.ts";
import type { Block } from "../../table/row-cache.ts";
import { clock, count } from "../../texts/format.ts";
import { moment, tableTexts as texts } from "../../texts/table.ts";
import { visible } from "../../visible.ts";
import { Icon } from "../shared/Icon.tsx";

/** Characters of a text that are put into a cell: more than fits into the widest one. */
const SHOWN = 300;
/** Characters of a text that a row is called by, and up to which a cell is never cut off, however narrow it is. */
const SPOKEN = 40;
const UNCUT = 3;

/** A column as its cells are drawn. */
export interface CellColumn {
  readonly key: ColumnKey;
  /** Its plain values are all numbers. */
  readonly numeric: boolean;
  /** Its values are statuses: from 400 on they stand out. */
  readonly status: boolean;
  /** The field that it is read from, if it is one of what records say. */
  readonly source: number | null;
  /** Of who asked: the member of the metadata that says so, once records were opened. */
  readonly member: number | null;
  /** The name of the field that it shows or is read from. */
  readonly field: string | undefined;
}

interface Properties {
  id: string;
  /** Its place in the view. */
  position: number;
  /** Pixels from the top of the element that holds the rows. */
  top: number;
  /** Where its cells are found; `undefined` until they came. */
  block: Block | undefined;
  columns: readonly CellColumn[];
  /** The fields that tell one row from another in few words: the status first, if records have one. */
  label: readonly number[];
  /** The field with the status, if records have one. */
  status: number | undefined;
  /** Two lines in one cell instead of a cell for each column. */
  compact: boolean;
  /** The day of its record, if it is another than that of the row before. */
  day: string | undefined;
  /** The one that is shown in full. */
  chosen: boolean;
  marked: boolean;
  /** The cell that the keys are at, counted from 0 at the tick; `null`: the row, or another one. */
  active: number | null;
  filePath(file: number): string;
  previews: Previews | undefined;
}

/** A row of the table. Drawn anew only if something about it changed, for there are many and they scroll. */
export class TableRow extends Component<Properties> {
  /** The cells that were drawn last. They are kept, hidden, until a row comes: drawing them twice a jump is too slow. */
  #cells: ComponentChildren = [];
  /** One of those is the one that the keys were at. */
  #wasActive = false;

  override shouldComponentUpdate(next: Properties): boolean {
    const { block, position } = this.props;
    for (const name of Object.keys(next) as (keyof Properties)[]) {
      if (name !== "block" && next[name] !== this.props[name]) return true;
    }
    // The same row in a block that was asked for anew is another object, and may be another record.
    return next.block !== block && rowOf(next.block, position) !== rowOf(block, position);
  }

  override render({ id, position, top, block, chosen, marked, active, compact, day }: Properties) {
    const row = rowOf(block, position);
    if (row && block) this.#cells = compact ? this.#drawCompact(row, block) : this.#draw(row, block);
    else if (this.#wasActive) this.#cells = [];
    this.#wasActive = active !== null;
    return (
      <div
        id={id}
        class={`table-row${chosen ? " chosen" : ""}${marked ? " marked" : ""}${row ? "" : " awaited"}${day === undefined ? "" : " new-day"}`}
        role="row"
        aria-rowindex={position + 2}
        aria-selected={marked}
        aria-current={chosen ? "true" : undefined}
        aria-label={row && block ? this.#label(row, block) : undefined}
        style={{ top: `${top}px` }}
      >
        <div
          role="gridcell"
          class="cell tick-cell"
          aria-label={marked ? texts.select : texts.notSelected}
          {...activeCell(id, active === 0)}
        >
          <span class="tick" aria-hidden="true" />
        </div>
        {day !== undefined && (
          <span class="day" aria-hidden="true">
            {day}
          </span>
        )}
        {this.#cells}
      </div>
    );
  }

  #draw(row: Row, block: Block): ComponentChildren {
    const { id, columns, active } = this.props;
    return columns.map((column, index) => {
      const { text, kind, label, title = text, mark } = this.#shown(row, block, column);
      return (
        <div
          key={index}
          role="gridcell"
          class={`cell ${kind}`}
          aria-label={label}
          title={title.length > UNCUT ? title : undefined}
          {...searched(row, column, kind)}
          {...activeCell(id, active === index + 1)}
        >
          <CutMark of={mark} />
          {text}
        </div>
      );
    });
  }

  /** Status, model and time in one line, and what the record is about below. */
  #drawCompact(row: Row, block: Block): ComponentChildren {
    const { columns } = this.props;
    return (
      <div role="gridcell" class="compact-cell">
        {columns.map((column, index) => {
          const { text, kind, label, title = text } = this.#shown(row, block, column);
          return (
            <span
              key={index}
              class={`cell ${kind} ${compactPart(column, index === columns.length - 1)}`}
              aria-label={label}
              title={title.length > UNCUT ? title : undefined}
              {...searched(row, column, kind)}
            >
              {text}
            </span>
          );
        })}
        <CutMark of={this.props.previews?.summary(row.record)?.cutOff} />
      </div>
    );
  }

  #shown(row: Row, block: Block, column: CellColumn): Shown {
    const { filePath, previews } = this.props;
    return shown(row, block, column, { filePath, previews, status: this.#status(row, block) });
  }

  /** The status of a row as it is written; empty if it has none. */
  #status(row: Row, block: Block): string {
    const { status } = this.props;
    const cell = status === undefined ? null : row.cells[block.columns.indexOf(status)];
    return cell && "text" in cell ? cell.text : "";
  }

  /** The row in few words: its cells would be hundreds of characters. */
  #label(row: Row, block: Block): string {
    const { label, previews } = this.props;
    const said = label.map((column) => {
      const cell = row.cells[block.columns.indexOf(column)];
      return cell && "text" in cell ? visible(cell.text.slice(0, SPOKEN)) : "";
    });
    const summary = previews?.summary(row.record);
    const who = whoOf(summary, previews);
    const cut = summary?.cutOff;
    return texts.row([
      ...said,
      ...(cut === undefined ? [] : [texts.cutOff[cut].label]),
      visible(who.slice(0, SPOKEN)),
      row.window ? moment(row.window[0]) : `${texts.line} ${count(row.line)}`,
    ]);
  }
}

/** What a column is in a row of two lines. */
const compactPart = ({ key, status }: CellColumn, last: boolean) =>
  last ? "about" : status || key === "time" ? "" : key === "who" ? "who" : "what";

/** Who asked: the member of the metadata that is shown of all records. */
const whoOf = (summary: Summary | undefined, previews: Previews | undefined): string =>
  summary?.who.find(([name]) => name === previews?.who)?.[1] ?? "";

const rowOf = (block: Block | undefined, position: number): Row | undefined => block?.rows[position - block.first];

/** Marks the cell that the keys are at. */
const activeCell = (id: string, active: boolean) => (active ? { id: `${id}-cell`, "data-active": true } : {});

/** Says of which record and field a cell shows a text that was opened: hits are looked for in it. */
const searched = ({ record }: Row, { field }: CellColumn, kind: string) =>
  field !== undefined && kind.startsWith("opened") ? { "data-record": record, "data-field": field } : {};

/** Says that the answer of a record was cut off. */
const CutMark = ({ of }: { of: Summary["cutOff"] }) =>
  of && (
    <span class="cut-mark" role="img" aria-label={texts.cutOff[of].label} title={texts.cutOff[of].what}>
      <Icon name="cut" />
    </span>
  );

/** What a cell shows: its text, a class for its looks, and what is read aloud if that is something else. */
interface Shown {
  text: string;
  kind: string;
  label?: string;
  /** What the pointer is shown, if that is something else. */
  title?: string;
  /** The answer was cut off. */
  mark?: Summary["cutOff"];
}

/** What cells are shown by, beside their rows. */
interface Around extends Pick<Properties, "filePath" | "previews"> {
  /** The status of the record. */
  status: string;
}

const PENDING: Shown = { text: texts.loading, kind: "pending" };
const NOTHING: Shown = { text: "", kind: "absent" };
const LOCKED: Shown = { text: "", kind: "sealed", label: texts.encryptedWord };
/** A member of the metadata of a record that was not opened. */
const UNOPENED: Shown = { text: "", kind: "sealed", label: texts.notDecrypted };

function shown(row: Row, block: Block, column: CellColumn, around: Around): Shown {
  const { key } = column;
  const { filePath, previews } = around;
  switch (key) {
    case "time":
      return row.window ? { text: clock(row.window[0]), kind: "time", title: `${moment(row.window[0])} UTC` } : NOTHING;
    case "file":
      return { text: visible(filePath(row.file)), kind: "file" };
    case "line":
      return { text: count(row.line), kind: "number" };
    case "who":
    case "question":
    case "answer":
    case "tokens":
      return shownSaid(row, block, column, key, around);
    default: {
      const at = block.columns.indexOf(key);
      // The columns were just changed, and these cells are not there yet.
      if (at < 0) return PENDING;
      return shownCell(row.cells[at] ?? null, column, () => previews?.field(row.record, key));
    }
  }
}

/** What a record says, in a cell; until it is opened, that there is something. */
function shownSaid(row: Row, block: Block, column: CellColumn, key: SaidKey, { previews, status }: Around): Shown {
  const { source } = column;
  const summary = previews?.summary(row.record);
  if (summary && key === "tokens")
    return summary.tokens === undefined ? NOTHING : { text: count(summary.tokens), kind: "number" };
  const said = summary && (key === "who" ? whoOf(summary, previews) : key === "tokens" ? "" : summary[key]);
  const mark = key === "answer" ? summary?.cutOff : undefined;
  if (said) {
    // What went wrong without a status that says so failed.
    const failed = key === "answer" && summary?.failed ? ` said-error ${statusClass(status) || "status-5"}` : "";
    return { text: visible(said), kind: `opened${failed}`, mark };
  }
  if (mark) return { text: "", kind: "opened", mark };
  // What the index has noted of a record that is not among the last ones that were opened.
  const noted = column.member === null ? null : row.cells[block.columns.indexOf(column.member)];
  if (!summary && noted && "text" in noted && noted.text !== "")
    return { text: visible(noted.text.slice(0, SHOWN)), kind: "opened" };
  if (source === null || key === "tokens") return NOTHING;
  const at = block.columns.indexOf(source);
  if (at < 0) return PENDING;
  const cell = row.cells[at] ?? null;
  const opened = () => previews?.field(row.record, source);
  // A body that says nothing known is shown as it is. Of who asked there is nothing to be seen beforehand.
  if (key !== "who") return shownCell(cell, column, opened);
  const isNoted = column.member !== null && noted?.kind !== "unopened";
  return cell?.kind === "sealed" && opened() === undefined && !isNoted ? LOCKED : NOTHING;
}

function shownCell(cell: Cell, { status }: CellColumn, opened: () => string | undefined): Shown {
  if (!cell) return NOTHING;
  if (cell.kind === "unopened") return UNOPENED;
  if ("bytes" in cell) {
    const text = opened();
    if (text !== undefined) return { text: visible(text.slice(0, SHOWN)), kind: "opened" };
    return {
      text: texts.size(cell.bytes),
      kind: cell.kind,
      label: cell.kind === "sealed" ? texts.encrypted(cell.bytes) : texts.long(cell.bytes),
    };
  }
  if (cell.kind === "list")
    return { text: visible(cell.text.replaceAll("\u001f", ", ").slice(0, SHOWN)), kind: "text" };
  // A status is a number, whether it was written with quotation marks or without.
  const kind = status && /^\d{3}$/.test(cell.text) ? "number" : cell.kind;
  const classes = status ? [statusClass(cell.text), "status", kind] : [kind];
  return { text: visible(cell.text.slice(0, SHOWN)), kind: classes.filter((each) => each !== "").join(" ") };
}
