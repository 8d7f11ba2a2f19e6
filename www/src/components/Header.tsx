import { texts } from "../texts.ts";
import { KeyHelp } from "./KeyHelp.tsx";

/** The name of the page and its promise. */
export function Header({ compact }: { compact: boolean }) {
  return (
    <header class={compact ? "page-header compact" : "page-header"}>
      <h1>
        <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="8" />
          <path d="M10 15v-3a6 6 0 0 1 11.5-2.4M8 15h16v10H8z" />
        </svg>
        {texts.title}
      </h1>
      <p class="purpose">{texts.purpose}</p>
      <details class="promise">
        <summary>
          <svg class="shield" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M12 2.5 4 5.5v6c0 5 3.4 8.400 8 10 4.600-1.600 8-5 8-10v-6z" />
            <path class="tick" d="m8.500 12 2.500 2.500 4.500-5" />
          </svg>
          <span>{texts.promise}</span>
        </summary>
        <div class="promise-body">
          <p>{texts.promiseWhy}</p>
          <h2>{texts.check}</h2>
          <ol>
            {texts.checks.map((check) => (
              <li key={check}>{check}</li>
            ))}
          </ol>
          <p>{texts.checkLimits}</p>
        </div>
      </details>
      {compact && <KeyHelp />}
    </header>
  );
}
