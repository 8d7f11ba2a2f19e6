import type { ThreadStep } from "core";
import { statusClass } from "../../table/columns.ts";
import { clock, day } from "../../texts/format.ts";
import { moment } from "../../texts/table.ts";
import { threadTexts as texts } from "../../texts/thread.ts";
import { visible } from "../../visible.ts";

interface Properties {
  steps: readonly ThreadStep[];
  /** The one that is looked at. */
  record: number;
  onStep(record: number): void;
}

/** The records of a thread, one below the other: what each added, and what came back. */
export function ThreadSteps({ steps, record, onStep }: Properties) {
  const numbers = new Map(steps.map((step, at) => [step.record, at + 1]));
  const times = steps.flatMap(({ window }) => (window ? [day(window[0])] : []));
  const timeOf = new Set(times).size > 1 ? moment : clock;
  return (
    <ol class="thread-steps" aria-label={texts.steps}>
      {steps.map((step, at) => (
        <li key={step.record}>
          <button
            type="button"
            class="step"
            aria-current={step.record === record ? "true" : undefined}
            onClick={() => onStep(step.record)}
          >
            <span class="step-line">
              <span class={`status ${statusClass(step.status ?? "")}`}>{visible(step.status ?? "")}</span>
              <span>{visible(step.model ?? "")}</span>
              {step.window && <time title={`${moment(step.window[0])} UTC`}>{timeOf(step.window[0])}</time>}
              <span class="step-facts">{factsOf(step, at, numbers).map(visible).join(" · ")}</span>
            </span>
            <span class="step-added">{visible(addedBy(step))}</span>
            {step.error !== null ? (
              <span class={`step-answer said-error ${statusClass(step.status ?? "") || "status-5"}`}>
                {visible(step.error)}
              </span>
            ) : (
              <span class="step-answer">{visible(step.answer ?? "")}</span>
            )}
          </button>
        </li>
      ))}
    </ol>
  );
}

/** What a request added to the one before it: a question, or what a tool gave. */
const addedBy = ({ question, added }: ThreadStep) => added ?? question ?? texts.noQuestion;

function factsOf(step: ThreadStep, at: number, numbers: ReadonlyMap<number, number>): string[] {
  const before = step.continues === null ? undefined : numbers.get(step.continues);
  return [
    // What continues the one before says nothing.
    before === undefined || before === at ? "" : texts.continues(before),
    step.isLikely ? texts.likely : "",
    step.stop === "cut-off" ? texts.cutOff : step.stop === "length" ? texts.limit : "",
    step.tokens === null ? "" : texts.tokens(Number(step.tokens)),
    step.cost === null ? "" : texts.cost(Number(step.cost)),
  ].filter((fact) => fact !== "");
}
