import type { EngineInfo } from "core";
import { inBackground } from "../../session/background.ts";
import { clockStep, worthTelling } from "../../session/clock.ts";
import { chooseLargestRecord } from "../../session/reading-anew.ts";
import { chooseSpeed } from "../../session/settings.ts";
import { engine, largestRecord, pool, strict, workers } from "../../session/state.ts";
import { statusTexts as texts } from "../../texts/status.ts";
import { Menu } from "../shared/Menu.tsx";

const ENGINES = ["auto", "native", "wasm"] as const;
/** MiB of a record that can be chosen: AI Gateway stores bodies of 10 MB, two of which take 27 MB when they are sealed. */
const LARGEST = [32, 64, 128, 256];
const most = Math.max(8, navigator.hardwareConcurrency || 1);

/** What this browser's clock can tell. */
let step: number | undefined;

/** With the times that are worth telling by this browser's clock. */
function told({ name, kernelMilliseconds, nativeMilliseconds }: EngineInfo): EngineInfo {
  step ??= clockStep(() => performance.now());
  const [kernel, native] = [worthTelling(kernelMilliseconds, step), worthTelling(nativeMilliseconds, step)];
  return {
    name,
    ...(kernel !== undefined && { kernelMilliseconds: kernel }),
    ...(native !== undefined && { nativeMilliseconds: native }),
  };
}

const timed = () => pool.value?.engine && told(pool.value.engine);

/** How many workers decrypt and how fast; in its panel what can be set. */
export function SettingsMenu() {
  const measured = timed();
  return (
    <Menu
      name="settings"
      class="settings-menu"
      align="end"
      up
      panel={texts.settings}
      label={
        <>
          {texts.speed(workers.value, measured)}
          <span class="unseen">
            {measured && ` ${texts.by(measured)}`} {texts.settings}
          </span>
        </>
      }
    >
      {() => <SettingsPanel />}
    </Menu>
  );
}

/** How many workers decrypt, who does the RSA operations and how fast, and how long a record may be. */
export function SettingsPanel() {
  const measured = timed();
  return (
    <div class="settings">
      <h2>{texts.settings}</h2>
      <label>
        <span>{texts.workers}</span>
        <select
          name="workers"
          value={workers.value}
          onChange={(event) => chooseSpeed({ workers: Number(event.currentTarget.value) })}
        >
          {Array.from({ length: most }, (_, i) => (
            <option key={i} value={i + 1}>
              {i + 1}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{texts.engine}</span>
        <select
          name="engine"
          value={engine.value}
          onChange={(event) =>
            chooseSpeed({ engine: ENGINES.find((each) => each === event.currentTarget.value) ?? "auto" })
          }
        >
          {ENGINES.map((each) => (
            <option key={each} value={each}>
              {texts.engines[each]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <input
          type="checkbox"
          name="strict"
          checked={strict.value}
          onChange={(event) => chooseSpeed({ strict: event.currentTarget.checked })}
        />
        <span>{texts.strict}</span>
      </label>
      <p>{texts.strictWhat}</p>
      <label>
        <span>{texts.largestRecord}</span>
        <select
          name="largest-record"
          value={largestRecord.value}
          onChange={(event) => inBackground(chooseLargestRecord(Number(event.currentTarget.value)))}
        >
          {LARGEST.map((mebibytes) => (
            <option key={mebibytes} value={mebibytes}>
              {texts.mebibytes(mebibytes)}
            </option>
          ))}
        </select>
      </label>
      <p>{texts.largestRecordWhat}</p>
      {engine.value === "native" && measured && measured.name !== "native" && <p>{texts.notNative}</p>}
      {measured && (
        <p>
          {texts.by(measured)} {texts.engineTimes(measured, pool.value?.kernel)}
        </p>
      )}
    </div>
  );
}
