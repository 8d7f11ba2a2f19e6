import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { inBackground } from "../../session/background.ts";
import { fromInput, type Given } from "../../session/files.ts";
import { addKeys, give } from "../../session/give.ts";
import { usePrices } from "../../session/prices.ts";
import { listing } from "../../session/state.ts";

/** What the browser's own choosers are for: logs, a folder of them, keys, a list of prices. */
export type Source = "log-files" | "log-folder" | "key-file" | "price-file";

const take: Record<Source, (given: Given) => Promise<unknown>> = {
  "log-files": give,
  "log-folder": give,
  "key-file": ({ files }) => addKeys(...files.map(({ file }) => file)),
  "price-file": async ({ files }) => {
    const last = files.at(-1);
    if (last) await usePrices(last.file);
  },
};

const inputOf = (source: Source) => document.querySelector<HTMLInputElement>(`input[type='file'][name='${source}']`);

/** The inputs behind all buttons that choose files: one of each, which is there whatever is shown. */
export function FileInputs() {
  return (
    <>
      <FileInput name="log-files" />
      <FileInput name="log-folder" />
      <FileInput name="key-file" />
      <FileInput name="price-file" />
    </>
  );
}

function FileInput({ name }: { name: Source }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <input
      ref={input}
      type="file"
      class="hidden-input"
      name={name}
      aria-hidden="true"
      tabIndex={-1}
      multiple={name !== "price-file"}
      {...(name === "log-folder" ? { webkitdirectory: true } : {})}
      onChange={(event) => {
        if (name.startsWith("log-") && event.currentTarget.files?.length) listing.value = 0;
        inBackground(fromInput(event.currentTarget).then(take[name]));
      }}
    />
  );
}

/** A button that opens the browser's own chooser. */
export function Picker({
  label,
  source,
  class: className = "",
}: {
  label: ComponentChildren;
  source: Source;
  class?: string;
}) {
  return (
    <button type="button" class={className} onClick={() => inputOf(source)?.click()}>
      {label}
    </button>
  );
}
