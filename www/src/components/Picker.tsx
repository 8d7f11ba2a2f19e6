import { useRef } from "preact/hooks";
import { fromInput, type Given } from "../session/files.ts";

interface Properties {
  label: string;
  /** Called with what was chosen, in the order of the paths. */
  onFiles(given: Given): void;
  folder?: boolean;
  multiple?: boolean;
  name: string;
  class?: string;
}

/** A button that opens the browser's own chooser of files or of a folder. */
export function Picker({ label, onFiles, folder = false, multiple = false, name, class: className = "" }: Properties) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class={className} onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        class="hidden-input"
        name={name}
        aria-hidden="true"
        tabIndex={-1}
        multiple={multiple}
        {...(folder ? { webkitdirectory: true } : {})}
        onChange={(event) => onFiles(fromInput(event.currentTarget))}
      />
    </>
  );
}
