/** The outlines of icons, on a field of 16 by 16. */
const PATHS = {
  close: "M4 4l8 8M12 4l-8 8",
  previous: "M10 3.5 5.500 8l4.500 4.500",
  next: "M6 3.500 10.500 8 6 12.500",
  widen: "M9.500 2.500h4v4M13.500 2.500 9 7M6.500 13.500h-4v-4M2.500 13.500 7 9",
  narrow: "M13.500 6.500h-4v-4M9.500 6.500l4-4M2.500 9.500h4v4M6.500 9.500l-4 4",
  down: "M4 6l4 4 4-4",
  up: "M4 10l4-4 4 4",
  link: "M6.500 9.500l3-3M7 4.500 8.700 2.800a3.200 3.200 0 0 1 4.500 4.500L11.500 9M9 11.500l-1.700 1.700a3.200 3.200 0 0 1-4.500-4.500L4.500 7",
  settings: "M2 4.500h7M12 4.500h2M2 11.500h2M7 11.500h7M10.500 3v3M5.500 10v3",
  shield: "M8 1.500 3 3.400v3.900c0 3.300 2.100 5.700 5 7.200 2.900-1.500 5-3.900 5-7.200V3.400z",
  filters: "M2 4h12M4.500 8h7M6.500 12h3",
  more: "M3 8h.01M8 8h.01M13 8h.01",
  lock: "M3.500 7.500h9V14h-9zM5.500 7.500V5a2.500 2.500 0 0 1 5 0v2.500",
  cut: "M4 6.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM4 13.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM5.600 5.700 13.500 11.500M5.600 10.300l7.900-5.800",
  back: "M7 3 2.500 8 7 13M2.500 8H14",
} as const;

/** A small picture beside a word, or in its place where the button has a title. */
export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
