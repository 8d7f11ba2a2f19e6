import { Icon } from "./Icon.tsx";

interface Properties {
  icon: Parameters<typeof Icon>[0]["name"];
  /** What it does: its name, and what the pointer sees. */
  label: string;
  /** There is nothing to do for it. It keeps the focus that it may have. */
  off?: boolean;
  onClick(event: { currentTarget: HTMLButtonElement }): void;
}

/** A button with a picture in place of words. */
export const IconButton = ({ icon, label, off = false, onClick }: Properties) => (
  <button
    type="button"
    class="icon-button"
    aria-label={label}
    title={label}
    aria-disabled={off}
    onClick={(event) => !off && onClick(event)}
  >
    <Icon name={icon} />
  </button>
);
