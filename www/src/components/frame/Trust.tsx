import { pageTexts as texts } from "../../texts/page.ts";

/** What the page promises of keys and logs, and how that can be checked. */
export function Trust() {
  return (
    <section class="promise-body">
      <h2>{texts.promise}</h2>
      <p>{texts.promiseWhy}</p>
      <h3>{texts.check}</h3>
      <ol>
        {texts.checks.map((check) => (
          <li key={check}>{check}</li>
        ))}
      </ol>
      <p>{texts.checkLimits}</p>
    </section>
  );
}
