import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type FetchRows, RowCache, type Wanted } from "./row-cache.ts";

/** The rows that are wanted, as far as they came. Draws anew when some come. */
export function useRows(fetch: FetchRows, wanted: Wanted): RowCache {
  const latest = useRef(fetch);
  latest.current = fetch;
  const [, redraw] = useState(0);
  const cache = useMemo(
    () =>
      new RowCache(
        (...asked) => latest.current(...asked),
        () => redraw((times) => times + 1),
      ),
    [],
  );
  const { version, total, between, columns, first, last } = wanted;
  useLayoutEffect(() => cache.want(wanted), [version, total, between, columns, first, last]);
  useEffect(() => () => cache.close(), []);
  return cache;
}
