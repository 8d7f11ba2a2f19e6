import { openMenu } from "../../layout/menus.ts";
import { inBackground } from "../../session/background.ts";
import { chooseTime, timeline, timeRange } from "../../session/explore/overview.ts";
import { filterTexts as texts } from "../../texts/filter.ts";
import { days, timeSpan } from "../../texts/format.ts";
import { Form } from "../shared/Form.tsx";
import { Icon } from "../shared/Icon.tsx";
import { Menu } from "../shared/Menu.tsx";

/** A time for a field, which knows nothing of zones: `2026-04-18T00:15:00`. */
const written = (time: number) => new Date(time).toISOString().slice(0, 19);

/** From when to when the records are; in its panel both can be set. */
export function TimeMenu() {
  const range = timeRange.value ?? (timeline.value && ([timeline.value.from, timeline.value.to] as const));
  if (!range) return null;
  const [from, to] = range;
  return (
    <Menu
      name="time"
      class={`time-menu${timeRange.value ? " in-force" : ""}`}
      align="end"
      panel={texts.time}
      label={
        <>
          {timeRange.value ? timeSpan(from, to) : days(from, to)} <Icon name="down" />
        </>
      }
    >
      {() => <Range from={from} to={to} />}
    </Menu>
  );
}

/** Ends that were not changed go on with the records that come while it is open; what was written stays. */
function Range({ from, to }: { from: number; to: number }) {
  const take = (form: HTMLFormElement) => {
    const data = new FormData(form);
    const [begin, end] = ["from", "to"].map((name) => Date.parse(`${data.get(name)}Z`));
    if (begin === undefined || end === undefined || Number.isNaN(begin) || Number.isNaN(end)) return;
    openMenu.value = null;
    // Both ends are included, to the second.
    inBackground(chooseTime([Math.min(begin, end), Math.max(begin, end) + 1000]));
  };
  return (
    <Form class="time-range" onSubmit={take}>
      <label>
        <span>{texts.from}</span>
        <input type="datetime-local" name="from" step="1" required defaultValue={written(from)} />
      </label>
      <label>
        <span>{texts.to}</span>
        <input type="datetime-local" name="to" step="1" required defaultValue={written(to - 1)} />
      </label>
      <div class="buttons">
        <button type="submit" class="primary">
          {texts.apply}
        </button>
        <button
          type="button"
          onClick={() => {
            openMenu.value = null;
            inBackground(chooseTime(null));
          }}
        >
          {texts.wholeTime}
        </button>
      </div>
    </Form>
  );
}
