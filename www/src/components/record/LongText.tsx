import { unitAt } from "../../hits/units.ts";
import { Clipped } from "./Clipped.tsx";

/** Characters of a text shown at first. */
const SHOWN = 20_000;

/** A text as it is. What strangers wrote is shown as text and never as markup. */
export const LongText = ({ text, unit }: { text: string; unit?: string | undefined }) => (
  <Clipped text={text} first={SHOWN} unit={unit}>
    {(shown) => (
      <pre tabIndex={0} {...unitAt(unit)}>
        {shown}
      </pre>
    )}
  </Clipped>
);
