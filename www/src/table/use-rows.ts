import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type FetchRows, RowCache, type Wanted } from "./row-cache.ts";

/** The rows that are wanted, as far as they came. Draws anew when some come. */
export function useRows(fetch: FetchRows, wanted: Wanted): RowCache {
  const latest = useRef(fetch);
  latest.current = fetch;
  const [, redraw] = useState(0);
  const frame = useRef(0);
  const cache = useMemo(() => {
    const draw = () => {
      frame.current = 0;
      redraw((times) => times + 1);
    };
    // In the next frame, behind the scrolling that comes first in it: drawn before, rows would be laid out twice.
    const onRows = () => (frame.current ||= requestAnimationFrame(draw));
    return new RowCache((...asked) => latest.current(...asked), onRows);
  }, []);
  const { version, total, between, noted, forgotten, columns, first, last } = wanted;
  // Before they are drawn, and not after it: rows that came with a filter are there at once.
  useMemo(() => cache.want(wanted), [version, total, between, noted, forgotten, columns, first, last]);
  useEffect(
    () => () => {
      cache.close();
      cancelAnimationFrame(frame.current);
    },
    [],
  );
  return cache;
}
