import { inBackground } from "../../session/background.ts";
import { secondsLeft } from "../../session/pace.ts";
import { bodies, bodiesSeconds, cancelBodies, canRead, readBodies, unread } from "../../session/reading-bodies.ts";
import { during, keys } from "../../session/state.ts";
import { statusTexts } from "../../texts/status.ts";
import { usageTexts as texts } from "../../texts/usage.ts";
import { Picker } from "../sources/Picker.tsx";

/** How many of the records were not decrypted, and the way to have that done: one line, whatever it says. */
export function Unread() {
  const count = unread.value;
  const { value } = bodies;
  const hasKey = canRead.value;
  return (
    <div class={`usage-unread${count !== null && count > 0 ? " some" : ""}`}>
      {value.state === "running" ? (
        <Reading />
      ) : (
        <>
          <p role="status">{count !== null && said(count, value.state, hasKey)}</p>
          {count !== null &&
            count > 0 &&
            (hasKey ? (
              value.state !== "done" && (
                <button type="button" class="primary usage-read" onClick={() => inBackground(during(readBodies))}>
                  {texts.read(count, bodiesSeconds(), keys.value.length > 0)}
                </button>
              )
            ) : (
              <Picker label={texts.addKey} source="key-file" class="primary" />
            ))}
        </>
      )}
    </div>
  );
}

function said(unread: number, state: "idle" | "done" | "cancelled", hasKey: boolean): string {
  if (unread === 0) return texts.allRead;
  if (!hasKey) return `${texts.unread(unread)} ${texts.needsKey}`;
  if (state === "done") return texts.unreadable(unread);
  return `${state === "cancelled" ? `${texts.stopped} ` : ""}${texts.unread(unread)}`;
}

function Reading() {
  const news = bodies.value.state === "running" ? bodies.value.news : null;
  const [done, total] = [news?.records ?? 0, news?.total ?? unread.value ?? 0];
  const left = news && secondsLeft(news);
  return (
    <>
      <progress {...(news ? { max: total, value: done } : {})} aria-label={texts.reading(done, total)} />
      <p>
        {texts.reading(done, total)}
        {left !== null && ` · ${statusTexts.left(left)}`}
      </p>
      <button type="button" onClick={() => inBackground(cancelBodies())}>
        {texts.cancel}
      </button>
    </>
  );
}
