import { useMemo, useState } from "preact/hooks";
import { type Children, children, isContainer, type Node, openAtFirst, root, SHOWN } from "../json/tree.ts";
import { texts } from "../texts.ts";

/** Characters of a string shown before "Show more", and of what a closed value says of itself. */
const CLIP = 2000;
const PREVIEW = 80;
/** Values shown open at first: each costs the browser some elements. */
const OPEN = 300;

/** JSON as a tree of which only what is open exists. Its digits and escapes stay as they were written. */
export function JsonTree({ json }: { json: string }) {
  const [top, open] = useMemo(() => [root(json), openAtFirst(json, OPEN)] as const, [json]);
  return (
    <div class="json json-tree">
      {isContainer(top) ? <Inside json={json} node={top} open={open} /> : <Leaf json={json} node={top} />}
    </div>
  );
}

interface Properties {
  json: string;
  node: Node;
  open: ReadonlySet<number>;
}

/** What is in an object or array, a part at a time. */
function Inside({ json, node, open }: Properties) {
  const [shown, setShown] = useState<Children>(() => children(json, node, SHOWN));
  if (shown.nodes.length === 0) return <span class="punctuation">{node.kind === "object" ? "{}" : "[]"}</span>;
  const more = () => {
    const { nodes, rest } = children(json, node, SHOWN, shown.rest);
    setShown({ nodes: [...shown.nodes, ...nodes], rest });
  };
  return (
    <ul>
      {shown.nodes.map((child) => (
        <li key={child.start}>
          {isContainer(child) && !isEmpty(json, child) ? <Container json={json} node={child} open={open} /> : <Leaf json={json} node={child} />}
        </li>
      ))}
      {shown.rest && (
        <li>
          <button type="button" class="small more" onClick={more}>
            {texts.showMore}
          </button>
        </li>
      )}
    </ul>
  );
}

function Container({ json, node, open }: Properties) {
  const [isOpen, setOpen] = useState(open.has(node.start));
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Name of={node} />
        <span class="preview">{clipped(json, node, PREVIEW)}</span>
      </summary>
      {isOpen && <Inside json={json} node={node} open={open} />}
    </details>
  );
}

function Leaf({ json, node }: { json: string; node: Node }) {
  const [most, setMost] = useState(CLIP);
  const long = node.end - node.start > most;
  return (
    <div class="leaf">
      <Name of={node} />
      <span class={isContainer(node) ? "punctuation" : node.kind}>{clipped(json, node, most)}</span>
      {long && (
        <button type="button" class="small" onClick={() => setMost(most * 8)}>
          {texts.showMore}
        </button>
      )}
    </div>
  );
}

/** A member's name, or the number of an item. */
function Name({ of: { name } }: { of: Node }) {
  if (name === null) return null;
  return (
    <>
      <span class={typeof name === "number" ? "punctuation" : "name"}>{name}</span>
      <span class="punctuation">: </span>
    </>
  );
}

const isEmpty = (json: string, { start, end }: Node) => end - start < 64 && json.slice(start + 1, end - 1).trim() === "";

const clipped = (json: string, { start, end }: Node, most: number) => (end - start > most ? `${json.slice(start, start + most)}…` : json.slice(start, end));
