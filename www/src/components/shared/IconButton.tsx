import { Icon } from "./Icon.tsx";

interface Properties {
  icon: Parameters<typeof Icon>[0]["name"];
  /** What it does: its name, and what the pointer sees. */
  label: string;
  off?: boolean;
  onClick(event: { currentTarget: HTMLButtonElement }): void;
}

/** A button with a picture in place of words. */
export const IconButton = ({ icon, label, off = false, onClick }: Properties) => (
  <button type="button" class="icon-button" aria-label={label} title={label} disabled={off} onClick={onClick}>
    <Icon name={icon} />
  </button>
);
