import { createContext } from "preact";
import { useContext, useMemo, useState } from "preact/hooks";
import { unitAt, visibleUnit } from "../../hits/units.ts";
import { useReveal } from "../../hits/use-reveal.ts";
import type { Json } from "../../json/scan.ts";
import { type Children, children, isContainer, type Node, openAtFirst, root, SHOWN } from "../../json/tree.ts";
import { printing } from "../../layout/printing.ts";
import { recordTexts as texts } from "../../texts/record.ts";
import { visible } from "../../visible.ts";
import { Clipped } from "./Clipped.tsx";

/** Characters of a string shown at first, and of what a closed value says of itself. */
const CLIP = 2000;
const PREVIEW = 80;
/** Characters of a name. */
const NAME = 200;
/** Values shown open at first: each costs the browser some elements. */
const OPEN = 300;

/**
 * JSON as a tree of which only what is open exists. Its digits and escapes stay as they were written. What is open is of
 * one text: another one is another tree.
 */
export function JsonTree({ json, unit }: { json: Json; unit?: string | undefined }) {
  const [top, open] = useMemo(() => [root(json), openAtFirst(json, OPEN)] as const, [json]);
  return (
    <UnitContext.Provider value={unit}>
      <div class="json json-tree">
        {isContainer(top) ? <Inside json={json} node={top} open={open} /> : <Leaf json={json} node={top} />}
      </div>
    </UnitContext.Provider>
  );
}

/** The key of the whole text. */
const UnitContext = createContext<string | undefined>(undefined);

interface Properties {
  json: Json;
  node: Node;
  open: ReadonlySet<number>;
}

/** What is in an object or array, a part at a time. */
function Inside({ json, node, open }: Properties) {
  const most = printing.value ? Number.POSITIVE_INFINITY : SHOWN;
  const first = useMemo(() => children(json, node, most), [json, node.start, most]);
  /** What was asked for beyond the first ones: of those alone, and of no other text's. */
  const [added, setAdded] = useState<{ to: Children } & Children>();
  const shown = added?.to === first ? added : first;
  const unit = useContext(UnitContext);
  useReveal(unit, ({ start }) => {
    let [nodes, rest] = [shown.nodes, shown.rest];
    while (rest && start < node.end && start >= rest.at) {
      const more = children(json, node, SHOWN, rest);
      [nodes, rest] = [[...nodes, ...more.nodes], more.rest];
    }
    if (nodes !== shown.nodes) setAdded({ to: first, nodes, rest });
  });
  const next = useMemo(() => shown.rest && children(json, node, SHOWN, shown.rest), [shown]);
  if (shown.nodes.length === 0) return <span class="punctuation">{node.kind === "object" ? "{}" : "[]"}</span>;
  return (
    <ul>
      {shown.nodes.map((child) => (
        <li key={child.start}>
          {isContainer(child) && !isEmpty(json, child) ? (
            <Container json={json} node={child} open={open} />
          ) : (
            <Leaf json={json} node={child} />
          )}
        </li>
      ))}
      {next && (
        <li>
          <button
            type="button"
            class="quiet more"
            onClick={() => setAdded({ to: first, nodes: [...shown.nodes, ...next.nodes], rest: next.rest })}
          >
            {texts.showMore(next.nodes.length)}
          </button>
        </li>
      )}
    </ul>
  );
}

function Container({ json, node, open }: Properties) {
  const [toggled, setToggled] = useState<{ in: Json; isOpen: boolean }>();
  const unit = useContext(UnitContext);
  useReveal(unit, ({ start, end }) => {
    if (start < node.end && end > node.start) setToggled({ in: json, isOpen: true });
  });
  const isOpen = printing.value || (toggled?.in === json ? toggled.isOpen : open.has(node.start));
  return (
    <details
      open={isOpen}
      onToggle={(event) => !printing.peek() && setToggled({ in: json, isOpen: event.currentTarget.open })}
    >
      <summary>
        <Name of={node} />
        <span class="preview">{clipped(json, node, PREVIEW)}</span>
      </summary>
      {isOpen && <Inside json={json} node={node} open={open} />}
    </details>
  );
}

function Leaf({ json, node }: { json: Json; node: Node }) {
  const unit = useContext(UnitContext);
  return (
    <div class="leaf">
      <Name of={node} />
      <Clipped text={json.text.slice(node.start, node.end)} first={CLIP} unit={unit} at={node.start}>
        {(text) => (
          <span class={isContainer(node) ? "punctuation" : node.kind} {...unitAt(unit, node.start)}>
            {text}
          </span>
        )}
      </Clipped>
    </div>
  );
}

/** A member's name, or the number of an item. */
function Name({ of: { name, nameStart } }: { of: Node }) {
  const unit = useContext(UnitContext);
  if (name === null) return null;
  return (
    <>
      {typeof name === "number" ? (
        <span class="punctuation">{name}</span>
      ) : (
        <span class="name" {...(unit !== undefined && visibleUnit(unit, nameStart))}>
          {visible(name.length > NAME ? `${name.slice(0, NAME)}…` : name)}
        </span>
      )}
      <span class="punctuation">: </span>
    </>
  );
}

const isEmpty = ({ text }: Json, { start, end }: Node) =>
  end - start < 64 && text.slice(start + 1, end - 1).trim() === "";

const clipped = ({ text }: Json, { start, end }: Node, most: number) =>
  end - start > most ? `${text.slice(start, start + most)}…` : text.slice(start, end);
