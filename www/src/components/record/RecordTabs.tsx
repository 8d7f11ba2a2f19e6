import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { conversationUnits, type Unit } from "../../hits/units.ts";
import { useHighlights } from "../../hits/use-highlights.ts";
import { HitContext, useHitView } from "../../hits/use-hit-view.ts";
import { BODIES, bodyOf } from "../../json/bodies.ts";
import { shownPlace } from "../../session/explore/hits.ts";
import { recordTexts as texts } from "../../texts/record.ts";
import { Conversation } from "../conversation/Conversation.tsx";
import { Thread } from "../thread/Thread.tsx";
import { BodyView, bodyUnits } from "./BodyView.tsx";
import { Fields, plainText, unitsOfFields } from "./Fields.tsx";
import { headOf } from "./head.ts";
import { LongText } from "./LongText.tsx";
import type { Shown } from "./shown.ts";

type ViewName = keyof typeof texts.tabs;

/** A view of a record. */
interface View {
  name: ViewName;
  show: () => ComponentChildren;
  /** The texts that it shows. */
  units: () => readonly Unit[];
}

/** The view that was chosen: for the next record as well, if it has such a one. */
const chosen = signal<ViewName>("conversation");

/** The ways to look at a record, in order: first what it says, then where it says so. */
function viewsOf({ record, conversation }: Shown): View[] {
  const { text, faults } = record;
  const { status } = headOf(text);
  const part = (name: keyof typeof BODIES) => {
    const found = bodyOf(text, BODIES[name]);
    const problem = found ? faults.find(({ field }) => field === found.path) : undefined;
    return found && { name, path: found.path, value: found.member.value, problem };
  };
  const bodies = { request: part("request"), response: part("response") };
  const textOf = (body: ReturnType<typeof part>) => (body && !body.problem ? plainText(body.value) : "");
  const fields = {
    request: bodies.request?.path ?? BODIES.request,
    response: bodies.response?.path ?? BODIES.response,
  };
  const bodyViews = Object.values(bodies).flatMap((body): View[] =>
    body
      ? [
          {
            name: body.name,
            units: () => bodyUnits(body.path, textOf(body)),
            show: () => (
              <BodyView
                {...body}
                name={BODIES[body.name]}
                status={status}
                conversation={body.name === "response" ? conversation : null}
              />
            ),
          },
        ]
      : [],
  );
  return [
    ...(conversation
      ? [
          {
            name: "conversation" as const,
            units: () => conversationUnits(conversation, fields),
            show: () => (
              <Conversation
                conversation={conversation}
                fields={fields}
                status={status}
                bodies={{ request: () => textOf(bodies.request), response: () => textOf(bodies.response) }}
                sealed={{
                  request: bodies.request?.problem !== undefined,
                  response: bodies.response?.problem !== undefined,
                }}
              />
            ),
          },
          { name: "thread" as const, units: () => [], show: () => <Thread record={record.record} /> },
        ]
      : []),
    ...bodyViews,
    { name: "fields", units: () => unitsOfFields(record), show: () => <Fields record={record} /> },
    { name: "raw", units: () => rawUnits(text), show: () => <RawView text={text} /> },
  ];
}

/** The key of the record's text. */
const RAW = "r";
const rawUnits = (text: string): Unit[] => [{ key: RAW, field: null, text }];

/** The record as it is written. */
function RawView({ text }: { text: string }) {
  useHitView(
    () => rawUnits(text),
    () => [],
    [text],
  );
  return <LongText text={text} unit={RAW} />;
}

/** Which view is shown of those that a record has: the chosen one, else what it says, else its fields. */
function currentOf(views: readonly View[]): View | undefined {
  const named = (name: ViewName) => views.find((view) => view.name === name);
  return named(chosen.value) ?? named("conversation") ?? named("fields");
}

/** A record in one of several ways. */
export function RecordTabs(shown: Shown) {
  const id = useId();
  const views = useMemo(() => viewsOf(shown), [shown.generation]);
  const current = currentOf(views);
  const body = useRef<HTMLDivElement>(null);
  const key = `${current?.name} ${shown.generation}`;
  useHighlights(body, key);
  useLayoutEffect(() => {
    shownPlace.value = shown.place;
    return () => {
      shownPlace.value = null;
    };
  }, [shown.place]);
  const context = useMemo(
    () => ({
      record: shown.record.record,
      others: views
        .filter((view) => view !== current)
        .map(({ name, units }) => ({ name: texts.tabs[name], units, show: () => void (chosen.value = name) })),
    }),
    [views, current],
  );
  if (!current) return null;
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = views[(views.indexOf(current) + by + views.length) % views.length];
    if (!next) return;
    chosen.value = next.name;
    document.getElementById(`${id}-${next.name}`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={texts.views} onKeyDown={onKeyDown}>
        {views.map(({ name }) => (
          <button
            key={name}
            id={`${id}-${name}`}
            type="button"
            role="tab"
            aria-selected={current.name === name}
            aria-controls={`${id}-panel`}
            tabIndex={current.name === name ? 0 : -1}
            onClick={() => (chosen.value = name)}
          >
            {texts.tabs[name]}
          </button>
        ))}
      </div>
      <div
        id={`${id}-panel`}
        class="record-body"
        role="tabpanel"
        aria-labelledby={`${id}-${current.name}`}
        tabIndex={0}
        // Another record, and another view, begin at their beginning.
        key={key}
        ref={body}
      >
        <HitContext.Provider value={context}>{current.show()}</HitContext.Provider>
      </div>
    </>
  );
}
