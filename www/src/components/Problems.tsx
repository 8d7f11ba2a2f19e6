import { showLine } from "../session/explore.ts";
import { type FileFault, faultCount, faults, warnings } from "../session/state.ts";
import { count, texts } from "../texts.ts";

/** Rows shown at once; saying more than this helps nobody. */
const SHOWN = 200;

/** Each fault with its file, line, field and reason. */
export function Problems() {
  const all = faults.value;
  const remarks = warnings.value.told;
  if (all.length === 0 && remarks.length === 0) return null;
  const hidden = faultCount.value - Math.min(all.length, SHOWN);
  return (
    <details class="problems" open>
      <summary>
        {all.length > 0 && texts.problems(faultCount.value)}
        {all.length > 0 && remarks.length > 0 && ", "}
        {remarks.length > 0 && texts.warnings(warnings.value.inAll)}
      </summary>
      <div class="table" tabIndex={0} role="region" aria-label={texts.problems(faultCount.value)}>
        <table>
          <thead>
            <tr>
              <th scope="col">{texts.problemFile}</th>
              <th scope="col">{texts.problemLine}</th>
              <th scope="col">{texts.problemField}</th>
              <th scope="col">{texts.problemReason}</th>
            </tr>
          </thead>
          <tbody>
            {all.slice(0, SHOWN).map((fault, i) => (
              <tr key={i}>
                <td class="path">{fault.path}</td>
                <td class="number"><Line fault={fault} /></td>
                <td>{fault.field}</td>
                <td>
                  <code>{fault.code}</code> {fault.message}
                </td>
              </tr>
            ))}
            {remarks.slice(0, SHOWN).map(({ path, message }, i) => (
              <tr key={`remark ${i}`}>
                <td class="path">{path}</td>
                <td />
                <td />
                <td>{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {hidden > 0 && <p>{texts.problemsMore(hidden)}</p>}
      </div>
    </details>
  );
}

/** A line's number, which shows its record if it is one: if the fault is of one of its fields. */
function Line({ fault: { fileNumber, line, field } }: { fault: FileFault }) {
  if (line === undefined) return null;
  if (field === undefined) return <>{count(line)}</>;
  const show = () => showLine(fileNumber, line);
  return (
    <button type="button" class="link" aria-label={texts.showRecord(line)} onClick={() => void show()}>
      {count(line)}
    </button>
  );
}
