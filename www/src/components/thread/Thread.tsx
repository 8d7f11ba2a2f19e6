import type { RecordThread } from "core";
import { useEffect, useState } from "preact/hooks";
import { inBackground } from "../../session/background.ts";
import { checkAll, checking, checkSeconds } from "../../session/checking.ts";
import { indexed } from "../../session/explore/news.ts";
import { bodiesRead, showStep, showThread, threadOf } from "../../session/explore/thread.ts";
import { during, keys } from "../../session/state.ts";
import { threadTexts as texts } from "../../texts/thread.ts";
import { ThreadSteps } from "./ThreadSteps.tsx";

/** The records that continue one another, of which one is looked at. */
export function Thread({ record }: { record: number }) {
  const thread = useThread(record);
  if (thread === undefined) return null;
  if (thread === null) return <p class="note">{texts.unread}</p>;
  const { steps, count, sums } = thread;
  return (
    <div class="thread">
      <header>
        <p class="thread-sum">{texts.sum(sums.records, sums.errors, sums.input, sums.output, sums.usd)}</p>
        {count > 1 && (
          <button type="button" onClick={() => inBackground(showThread(thread.thread))}>
            {texts.only}
          </button>
        )}
      </header>
      {count === 1 && <p class="note">{texts.alone}</p>}
      <ThreadSteps steps={steps} record={record} onStep={(step) => inBackground(showStep(step, thread.thread))} />
      {count > steps.length && <p class="note">{texts.more(count - steps.length)}</p>}
      <Among />
    </div>
  );
}

/** Of how many records that is known, and the way to know it of all. */
function Among() {
  const found = bodiesRead();
  if (found === null) return null;
  const { read, all } = found;
  return (
    <p class="note thread-among">
      {texts.among(read, all)}{" "}
      {read < all && keys.value.length > 0 && (
        <button type="button" disabled={checking.value} onClick={() => inBackground(during(checkAll))}>
          {texts.readAll(checkSeconds.value)}
        </button>
      )}
    </p>
  );
}

/** The thread of a record: `undefined` until it came, `null` if it is not known. Asked anew as records are decrypted. */
function useThread(record: number): RecordThread | null | undefined {
  const { noted, forgotten } = indexed.value;
  const [found, setFound] = useState<{ of: number; forgotten: number; thread: RecordThread | null }>();
  useEffect(() => {
    let gone = false;
    inBackground(
      threadOf(record).then((thread) => {
        if (!gone) setFound({ of: record, forgotten, thread });
      }),
    );
    return () => {
      gone = true;
    };
  }, [record, noted, forgotten]);
  return found?.of === record && found.forgotten === forgotten ? found.thread : undefined;
}
