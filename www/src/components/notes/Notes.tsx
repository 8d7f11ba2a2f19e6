import { useLayoutEffect, useRef } from "preact/hooks";
import { focusRecord } from "../../keys.ts";
import {
  closeRecord,
  exportShown,
  narrow,
  notesShown,
  openRecord,
  recordWidthIn,
  windowWidth,
} from "../../layout/layout.ts";
import { inBackground } from "../../session/background.ts";
import { showLine } from "../../session/explore/show-line.ts";
import { type Note, notes, notesLeftOut, type Place, type Remark, remarks } from "../../session/notes.ts";
import { files } from "../../session/state.ts";
import { timeOf } from "../../session/triage.ts";
import { noteTexts as texts } from "../../texts/notes.ts";
import { keyTexts } from "../../texts/private-keys.ts";
import { visible } from "../../visible.ts";
import { exportChoice } from "../export/choice.ts";
import { IconButton } from "../shared/IconButton.tsx";
import { Picker } from "../sources/Picker.tsx";
import { Completeness } from "./Report.tsx";

/** Paths that are shown of a remark. */
const PATHS = 10;
/** Codes of what another key would mend. */
const KEY_CODES = ["ERR_UNWRAP", "ERR_KEY_SIZE"];

/** Codes of what is wrong with a file, however many lines that shows in. */
const FILE_CODES = ["ERR_GZIP_TRUNCATED", "ERR_GZIP", "ERR_IO"];

/** What is worth knowing about the files and keys, each cause once: in a drawer over the record. */
export function Notes() {
  const drawer = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    drawer.current?.focus();
    return () => {
      if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
    };
  }, []);
  const close = () => (notesShown.value = false);
  return (
    <section
      ref={drawer}
      class="notes"
      aria-labelledby="notes-title"
      tabIndex={-1}
      style={narrow.value ? {} : { width: `${Math.max(420, recordWidthIn(windowWidth.value))}px` }}
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <div class="notes-head">
        <h2 id="notes-title">{texts.title}</h2>
        <IconButton icon="close" label={texts.close} onClick={close} />
      </div>
      {notes.value.length + remarks.value.length === 0 && <p class="note">{texts.none}</p>}
      {notes.value.map((note) => (
        <Cause key={`${note.code} ${note.message}`} {...note} />
      ))}
      {notesLeftOut.value > 0 && <p class="note">{texts.more(notesLeftOut.value)}</p>}
      {remarks.value.map((remark) => (
        <Said key={remark.message} {...remark} />
      ))}
      <Completeness />
    </section>
  );
}

/** One cause, with what to do about it and where it was met. */
function Cause(note: Note) {
  const { code, message, count: times, places, fields } = note;
  return (
    <article class="cause" data-code={code}>
      <h3>{texts.cause(code, FILE_CODES.includes(code) ? note.files : times)}</h3>
      <p>{visible(message)}</p>
      {places.length === 0 && (
        <p class="soft">
          <span class="cause-where">{spanOf(note)}</span>
          {fields.length > 0 && (
            <>
              {" · "}
              <span class="cause-fields">{visible(fields.join(", "))}</span>
            </>
          )}
        </p>
      )}
      <div class="buttons">
        {KEY_CODES.includes(code) && <Picker label={keyTexts.add} source="key-file" />}
        {code === "ERR_JSON" && (
          <button
            type="button"
            onClick={() => {
              exportChoice.value = { ...exportChoice.value, records: "rejected" };
              exportShown.value = true;
            }}
          >
            {texts.exportUnreadable}
          </button>
        )}
      </div>
      {places.length > 0 && (
        <ul class="places">
          {places.map((place, i) => (
            <Met key={i} place={place} said={message} />
          ))}
          {times > places.length && <li class="soft">{texts.more(times - places.length)}</li>}
        </ul>
      )}
      <details>
        <summary>{texts.details}</summary>
        <code>{code}</code> {texts.times(times)}
      </details>
    </article>
  );
}

/** Where something was met: its line leads to the record, if that is one. */
function Met({ place: { file, path, line, field, message }, said }: { place: Place; said: string }) {
  const show = async (at: number) => {
    // They lie over the record.
    notesShown.value = false;
    if (narrow.value) closeRecord();
    await showLine(file, at);
    openRecord();
    focusRecord();
  };
  return (
    <li>
      <span class="path">{visible(path)}</span>
      {line !== undefined &&
        (field === undefined ? (
          <span class="line">{texts.line(line)}</span>
        ) : (
          <button
            type="button"
            class="link line"
            aria-label={texts.showRecord(line)}
            onClick={() => inBackground(show(line))}
          >
            {texts.line(line)}
          </button>
        ))}
      {field !== undefined && <span class="field-name">{visible(field)}</span>}
      {message !== said && <span class="message">{visible(message)}</span>}
    </li>
  );
}

function spanOf({ firstFile, lastFile, files: inFiles }: Note): string {
  const path = (file: number) => files.value[file]?.path ?? "";
  const [first, last] = [path(firstFile), path(lastFile)];
  return texts.span(inFiles, timeOf(first), timeOf(last), visible(first), visible(last));
}

/** What is no fault, and still good to know. */
function Said({ message, paths, count: times }: Remark) {
  return (
    <article class="remark">
      <p>{visible(message)}</p>
      <ul class="places">
        {paths.slice(0, PATHS).map((path) => (
          <li key={path}>
            <span class="path">{visible(path)}</span>
          </li>
        ))}
        {times > PATHS && <li class="soft">{texts.more(times - PATHS)}</li>}
      </ul>
    </article>
  );
}
