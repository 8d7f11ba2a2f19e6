import type { Column } from "core";
import { useState } from "preact/hooks";
import { fillsRows } from "../../session/explore/fill.ts";
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
} from "../../table/columns.ts";
import { count } from "../../texts/format.ts";
import { tableTexts as texts } from "../../texts/table.ts";
import { Icon } from "../shared/Icon.tsx";
import { Menu } from "../shared/Menu.tsx";
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

/** Which columns are shown; each can be moved and made wider here too, without dragging. */
export function ColumnMenu(properties: Properties) {
  return (
    <Menu
      name="columns"
      class="column-menu"
      align="end"
      title={texts.columns}
      label={<Icon name="settings" />}
      panel={texts.columns}
    >
      {() => <Choices {...properties} />}
    </Menu>
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
          const widen = (by: number) => onLayout(withWidth(layout, key, width + by * WIDTH_STEP, columns));
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
      <label class="fill-rows">
        <input
          type="checkbox"
          name="fill-rows"
          checked={fillsRows.value}
          onChange={(event) => (fillsRows.value = event.currentTarget.checked)}
        />
        <span>{texts.fillRows}</span>
      </label>
      <p class="note">{texts.fillRowsWhat}</p>
      <div class="buttons">
        <button type="button" onClick={() => onLayout(DEFAULT_LAYOUT)}>
          {texts.defaultColumns}
        </button>
        <span class="note">{texts.columnsShown(shown.length, all.length)}</span>
      </div>
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
