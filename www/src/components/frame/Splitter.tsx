import { useRef } from "preact/hooks";
import { drag } from "../../table/drag.ts";

/** Pixels that a key moves an edge by. */
const STEP = 16;

interface Properties {
  label: string;
  /** The width of the part that it belongs to, in pixels, within these bounds. */
  value: number;
  least: number;
  most: number;
  /** The part lies to the right of it: it grows to the left. */
  reversed?: boolean;
  onChange(value: number): void;
}

/** The edge between two parts, to be dragged or moved by keys. */
export function Splitter({ label, value, least, most, reversed = false, onChange }: Properties) {
  // Not what was drawn last: keys can come quicker than frames.
  const current = useRef(value);
  current.current = value;
  const before = useRef(value);
  const direction = reversed ? -1 : 1;
  const set = (width: number) => {
    current.current = Math.round(Math.max(least, Math.min(most, width)));
    onChange(current.current);
  };
  return (
    <div
      class="splitter"
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      onPointerDown={(event) => {
        const begin = event.clientX;
        before.current = value;
        drag(
          event,
          (x) => set(before.current + direction * (x - begin)),
          (dropped) => {
            if (!dropped) set(before.current);
          },
        );
      }}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        set(current.current + direction * by);
      }}
    />
  );
}
