import { inBackground } from "../session/background.ts";
import { type Cause, grouped } from "../session/causes.ts";
import { showLine } from "../session/explore/show-line.ts";
import { causes, type FileFault, faultCount, faults, files, warnings } from "../session/state.ts";
import { timeOf } from "../session/triage.ts";
import { count, texts } from "../texts.ts";
import { visible } from "../visible.ts";

/** Rows shown at once; saying more than this helps nobody. */
const SHOWN = 200;

/** What is wrong: each cause that many fields share once, and each other fault with its file, line, field and reason. */
export function Problems() {
  const remarks = warnings.value.told;
  const { groups, single } = grouped(faults.value, causes.value);
  const apart = faultCount.value - groups.reduce((sum, group) => sum + group.count, 0);
  const problems = groups.length + Math.max(apart, single.length);
  if (problems === 0 && remarks.length === 0) return null;
  const hidden = problems - groups.length - Math.min(single.length, SHOWN);
  return (
    <details class={problems > 0 ? "problems" : "problems remarks"} open={problems > 0}>
      <summary>
        {problems > 0 && texts.problems(problems)}
        {problems > 0 && remarks.length > 0 && ", "}
        {remarks.length > 0 && texts.warnings(warnings.value.inAll)}
      </summary>
      <div
        class="table"
        tabIndex={0}
        role="region"
        aria-label={problems > 0 ? texts.problems(problems) : texts.warnings(warnings.value.inAll)}
      >
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
            {groups.map((cause) => (
              <Group key={`${cause.code}${cause.message}`} {...cause} />
            ))}
            {single.slice(0, SHOWN).map((fault, i) => (
              <tr key={i}>
                <td class="path">{visible(fault.path)}</td>
                <td class="number">
                  <Line fault={fault} />
                </td>
                <td>{visible(fault.field ?? "")}</td>
                <td>
                  <code>{fault.code}</code> {visible(fault.message)}
                </td>
              </tr>
            ))}
            {remarks.slice(0, SHOWN).map(({ path, message }, i) => (
              <tr key={`remark ${i}`} class="remark">
                <td class="path">{visible(path)}</td>
                <td />
                <td />
                <td>{visible(message)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {hidden > 0 && <p>{texts.problemsMore(hidden)}</p>}
      </div>
    </details>
  );
}

/** Many fields that went wrong for one reason: how many, where, and in what span of time. */
function Group({ code, message, count: fields, fields: names, firstFile, lastFile, files: inFiles }: Cause) {
  const path = (file: number) => files.value[file]?.path ?? "";
  const [first, last] = [path(firstFile), path(lastFile)];
  return (
    <tr class="cause">
      <td class="path">
        {inFiles === 1
          ? visible(first)
          : texts.causeFiles(inFiles, timeOf(first), timeOf(last), visible(first), visible(last))}
      </td>
      <td class="number">{texts.causeFields(fields)}</td>
      <td>{visible(names.join(", "))}</td>
      <td>
        <code>{code}</code> {visible(message)}
      </td>
    </tr>
  );
}

/** A line's number, which shows its record if it is one: if the fault is of one of its fields. */
function Line({ fault: { fileNumber, line, field } }: { fault: FileFault }) {
  if (line === undefined) return null;
  if (field === undefined) return <>{count(line)}</>;
  const show = () => showLine(fileNumber, line);
  return (
    <button type="button" class="link" aria-label={texts.showRecord(line)} onClick={() => inBackground(show())}>
      {count(line)}
    </button>
  );
}
