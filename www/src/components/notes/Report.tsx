import { useEffect, useMemo } from "preact/hooks";
import { inBackground } from "../../session/background.ts";
import { check, checkAll } from "../../session/checking.ts";
import { indexed, indexing } from "../../session/explore/news.ts";
import { askReport, report, type Report as Told } from "../../session/report.ts";
import { during, keys } from "../../session/state.ts";
import { headline, reportText, type Statement, statements, reportTexts as texts } from "../../texts/report.ts";
import { visible } from "../../visible.ts";
import { Copy } from "../shared/Copy.tsx";

/** What is complete of the files, and what is not: asked for anew with whatever may change it. */
export function Completeness() {
  const [state, held] = [check.value.state, indexing.value ? null : indexed.value];
  useEffect(() => {
    inBackground(during(askReport));
  }, [state, held?.files, held?.records]);
  if (!report.value) return null;
  return <Report report={report.value} hasKey={keys.value.length > 0} onCheck={() => inBackground(during(checkAll))} />;
}

/** Lines of a list that are shown. All are in the text that is copied. */
const LISTED = 20;

interface Properties {
  report: Told;
  /** There is a key that records can be opened with. */
  hasKey: boolean;
  /** Checks every record, to see whether the keys match. */
  onCheck(): void;
}

/** What is complete of the files that were given, and what is not. */
function Report({ report, hasKey, onCheck }: Properties) {
  const { standing, says } = headline(report);
  const all = useMemo(() => statements(report), [report]);
  return (
    <section class="report" aria-label={texts.title}>
      <div class="report-head">
        <h3>{texts.title}</h3>
        <Copy text={() => reportText(report)} label={texts.copy} />
      </div>
      <p class={`headline ${standing}`}>{says}</p>
      <ul class="statements">
        {all.map((statement) => (
          <Said key={statement.says} {...statement} />
        ))}
      </ul>
      {report.sealedRecords === null && hasKey && (
        <button type="button" onClick={onCheck}>
          {texts.check}
        </button>
      )}
    </section>
  );
}

function Said({ standing, says, list, more }: Statement) {
  const hidden = more + Math.max(0, list.length - LISTED);
  return (
    <li class={standing}>
      <p>
        <span class="unseen">{texts.standing[standing]}</span>
        {says}
      </p>
      {list.length > 0 && (
        <ul class="about">
          {list.slice(0, LISTED).map((each, i) => (
            <li key={i}>{visible(each)}</li>
          ))}
          {hidden > 0 && <li class="note">{texts.more(hidden)}</li>}
        </ul>
      )}
    </li>
  );
}
