import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Column } from "../session/messages.ts";
import {
  allColumns,
  type ColumnKey,
  DEFAULT_LAYOUT,
  type Layout,
  shownColumns,
  WIDTH_STEP,
  widthOf,
  withPlace,
  withShown,
  withWidth,
} from "../table/columns.ts";
import { tableTexts as texts } from "../texts/table.ts";
import { count } from "../texts.ts";
import { titleOf } from "./TableHead.tsx";

/** With more columns there is a field to find one by its name. */
const FEW = 12;
/** Columns that are listed: names come from the logs, and there may be thousands. */
const LISTED = 100;

interface Properties {
  columns: readonly Column[];
  layout: Layout;
  onLayout(layout: Layout): void;
  tell(text: string): void;
}

/** Which columns are shown; each can be moved and made wider here too, for who cannot drag it. */
export function ColumnMenu(properties: Properties) {
  const { columns, layout } = properties;
  const [open, setOpen] = useState(false);
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) return;
    menu.current?.querySelector<HTMLElement>("input")?.focus();
    const outside = (event: Event) => {
      if (event.target instanceof Node && !menu.current?.parentElement?.contains(event.target)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [open]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !open) return;
    event.stopPropagation();
    setOpen(false);
    button.current?.focus();
  };

  return (
    <div class="column-menu" onKeyDown={onKeyDown}>
      <button
        type="button"
        class="small"
        ref={button}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {texts.columns}
      </button>
      <div id={id} ref={menu} class="column-choices" role="group" aria-label={texts.columns} hidden={!open}>
        {open && <Choices {...properties} />}
      </div>
      <span class="note">{texts.columnsShown(shownColumns(layout, columns).length, allColumns(columns).length)}</span>
    </div>
  );
}

function Choices({ columns, layout, onLayout, tell }: Properties) {
  const [wanted, setWanted] = useState("");
  const all = allColumns(columns);
  const found = all.filter((key) => titleOf(key, columns).toLowerCase().includes(wanted.trim().toLowerCase()));
  const shown = shownColumns(layout, columns);

  const move = (key: ColumnKey, place: number) => {
    onLayout(withPlace(layout, key, place, columns));
    tell(texts.moved(titleOf(key, columns), place + 1, shown.length));
  };

  return (
    <>
      {all.length > FEW && (
        <input
          type="search"
          class="find-column"
          aria-label={texts.findColumn}
          placeholder={texts.findColumn}
          value={wanted}
          onInput={(event) => setWanted(event.currentTarget.value)}
        />
      )}
      {found.length === 0 && <p class="note">{texts.noColumn}</p>}
      <ul>
        {found.slice(0, LISTED).map((key) => {
          const [name, place, width] = [titleOf(key, columns), shown.indexOf(key), widthOf(layout, key, columns)];
          const widen = (by: number) => onLayout(withWidth(layout, key, width + by * WIDTH_STEP));
          return (
            <li key={key}>
              <label>
                <input
                  type="checkbox"
                  checked={place >= 0}
                  onChange={(event) => onLayout(withShown(layout, key, event.currentTarget.checked, columns))}
                />
                <span class="column-name">{name}</span>
                {typeof key === "number" && <span class="note">{count(recordsWith(columns[key]))}</span>}
              </label>
              {place >= 0 && (
                <span class="column-tools">
                  <Tool
                    text="◂"
                    label={texts.moveEarlier(name)}
                    off={place === 0}
                    onClick={() => move(key, place - 1)}
                  />
                  <Tool
                    text="▸"
                    label={texts.moveLater(name)}
                    off={place === shown.length - 1}
                    onClick={() => move(key, place + 1)}
                  />
                  <Tool text="−" label={texts.narrower(name)} onClick={() => widen(-1)} />
                  <Tool text="+" label={texts.wider(name)} onClick={() => widen(1)} />
                </span>
              )}
            </li>
          );
        })}
      </ul>
      {found.length > LISTED && <p class="note">{texts.moreColumns(found.length - LISTED)}</p>}
      <button type="button" class="small" onClick={() => onLayout(DEFAULT_LAYOUT)}>
        {texts.defaultColumns}
      </button>
    </>
  );
}

const recordsWith = (column: Column | undefined) => (column ? column.plain + column.sealed + column.long : 0);

/** A small button. One that is off can still be at the keys' place, which a disabled one would lose. */
function Tool({ text, label, off = false, onClick }: { text: string; label: string; off?: boolean; onClick(): void }) {
  return (
    <button
      type="button"
      class="tool"
      aria-label={label}
      title={label}
      aria-disabled={off}
      onClick={() => !off && onClick()}
    >
      {text}
    </button>
  );
}
