import { inBackground } from "../../session/background.ts";
import { filterBy, filterHint, filterInForce, filterText, type WrittenProblem } from "../../session/explore/filter.ts";
import { filterTexts as texts } from "../../texts/filter.ts";
import { visible } from "../../visible.ts";

/** A filter that can take the place of the one that is written. */
interface Instead {
  label: string;
  filter: string;
  count: number | null;
}

/** What is wrong with the filter, or why nothing matches it, with what to write instead. `onTake`: one of that was taken. */
export function FilterAdvice({ problem, onTake }: { problem: WrittenProblem | null; onTake: () => void }) {
  const hint = filterHint.value;
  const instead: readonly Instead[] = problem ? named(problem) : (hint?.offers ?? []);
  return (
    <div class={`filter-advice${problem ? " problem" : ""}`}>
      <p id="filter-problem" role="status">
        {problem
          ? visible(`${problem.message} ${texts.notApplied(filterInForce.value)}`)
          : hint && visible(hint.message)}
      </p>
      {instead.length > 0 && (
        <ul aria-label={texts.instead}>
          {instead.map(({ label, filter, count }) => (
            <li key={filter}>
              <button
                type="button"
                onClick={() => {
                  inBackground(filterBy(filter));
                  onTake();
                }}
              >
                <code>{visible(label)}</code>
                {count !== null && <span class="note">{texts.records(count)}</span>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The filter with the name that was probably meant, if it can be written as it is. */
function named({ suggestion, start, end, of: text }: WrittenProblem): Instead[] {
  if (suggestion === null || !/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(suggestion)) return [];
  // Typing went on meanwhile.
  if (text !== filterText.value) return [];
  return [{ label: suggestion, filter: text.slice(0, start) + suggestion + text.slice(end), count: null }];
}
