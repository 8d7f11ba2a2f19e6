import { useEffect, useState } from "preact/hooks";
import type { OpenedRecord } from "../session/records.ts";
import { store } from "../session/session.ts";

/** The records from `first` to before `last`, as far as they were read; the others are on their way. */
export function useRecords(first: number, last: number): Map<number, OpenedRecord> {
  const [, redraw] = useState(0);
  const current = store.value;
  const records = new Map<number, OpenedRecord>();
  let missing = false;
  for (let index = first; index < Math.min(last, current.count); index++) {
    const record = current.remembered(index);
    if (record) records.set(index, record);
    else missing = true;
  }
  useEffect(() => {
    if (!missing) return;
    let gone = false;
    void current.read(first, last).then(() => {
      if (!gone) redraw((times) => times + 1);
    });
    return () => {
      gone = true;
    };
  }, [current, first, last, missing]);
  return records;
}
