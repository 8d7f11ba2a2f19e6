import { useState } from "preact/hooks";
import { filterTexts as texts } from "../../texts/filter.ts";
import { type LanguagePart, type Line, language } from "../../texts/filter-language.ts";
import { Dialog } from "../shared/Dialog.tsx";

/** A button that shows the language of filters. */
export function FilterHelp() {
  const [shown, setShown] = useState(false);
  return (
    <>
      <button
        type="button"
        class="icon-button show-language"
        aria-label={texts.help}
        title={texts.help}
        aria-haspopup="dialog"
        onClick={() => setShown(true)}
      >
        ?
      </button>
      <Dialog
        class="filter-help"
        title={texts.help}
        close={texts.closeHelp}
        shown={shown}
        onClose={() => setShown(false)}
      >
        {/* It scrolls, also by keys. */}
        <div class="filter-help-text" tabIndex={0} role="group" aria-label={texts.help}>
          <Lines lines={language.paragraphs} />
          {language.parts.map((part) => (
            <Part key={part.title} part={part} />
          ))}
        </div>
      </Dialog>
    </>
  );
}

function Part({ part: { title, paragraphs, heads, rows, notes } }: { part: LanguagePart }) {
  return (
    <section>
      <h3>{title}</h3>
      <Lines lines={paragraphs} />
      <table>
        <thead>
          <tr>
            {heads.map((head, i) => (
              <th key={i} scope="col">
                <Text line={head} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, i) => (
                <td key={i}>
                  <Text line={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {notes.length > 0 && (
        <ul>
          {notes.map((note, i) => (
            <li key={i}>
              <Text line={note} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const Lines = ({ lines }: { lines: Line[] }) => (
  <>
    {lines.map((line, i) => (
      <p key={i}>
        <Text line={line} />
      </p>
    ))}
  </>
);

const Text = ({ line }: { line: Line }) => (
  <>{line.map(({ text, code }, i) => (code ? <code key={i}>{text}</code> : text))}</>
);
