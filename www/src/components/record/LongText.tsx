import { Clipped } from "./Clipped.tsx";

/** Characters of a text shown at first. */
const SHOWN = 20_000;

/** A text as it is. What strangers wrote is shown as text and never as markup. */
export const LongText = ({ text }: { text: string }) => (
  <Clipped text={text} first={SHOWN}>
    {(shown) => <pre tabIndex={0}>{shown}</pre>}
  </Clipped>
);
