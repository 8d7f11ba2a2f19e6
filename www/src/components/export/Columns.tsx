import { chooseColumns, columns, columnsOf, type TableForm } from "../../session/exporting.ts";
import { exportTexts as texts } from "../../texts/export.ts";
import { visible } from "../../visible.ts";
import { Group } from "./Group.tsx";

/** The columns of a form, which are shown when somebody wants to choose. */
export function Columns({ form }: { form: TableForm }) {
  const chosen = columnsOf(form);
  const isLines = form === "ndjson";
  const choose = (name: string, isChosen: boolean) =>
    chooseColumns(form, isChosen ? [...chosen, name] : chosen.filter((each) => each !== name));
  return (
    <Group title={texts.columns}>
      <details class="export-columns">
        <summary>{texts.chosen(chosen.length, isLines)}</summary>
        <p class="buttons">
          <Link
            label={texts.all}
            onClick={() =>
              chooseColumns(
                form,
                columns.value.map(({ name }) => name),
              )
            }
          />
          <Link label={texts.none} onClick={() => chooseColumns(form, [])} />
          {!isLines && <Link label={texts.usual} onClick={() => chooseColumns(form, null)} />}
          {isLines && <span class="note">{texts.wholeRecords}</span>}
        </p>
        <div class="export-choices">
          {columns.value.map(({ name, about }) => (
            <label key={name} title={about}>
              <input
                type="checkbox"
                name="export-column"
                value={name}
                checked={chosen.includes(name)}
                onChange={(event) => choose(name, event.currentTarget.checked)}
              />
              <span class="path">{visible(name)}</span>
            </label>
          ))}
        </div>
      </details>
      {chosen.length === 0 && !isLines && <p class="problem">{texts.noColumn}</p>}
    </Group>
  );
}

const Link = ({ label, onClick }: { label: string; onClick(): void }) => (
  <button type="button" class="link" onClick={onClick}>
    {label}
  </button>
);
