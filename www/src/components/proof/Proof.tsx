import { useEffect } from "preact/hooks";
import { proofShown } from "../../layout/layout.ts";
import type { Outcome, Try } from "../../proof/tries.ts";
import { inBackground } from "../../session/background.ts";
import { askDigest, type Proof as Proven, pageDigest, proof, prove } from "../../session/proof.ts";
import { proofTexts as texts } from "../../texts/proof.ts";
import { Copy } from "../shared/Copy.tsx";
import { Dialog } from "../shared/Dialog.tsx";

/** What leads out of the page: tried when somebody asks. */
export function ProofDialog() {
  return (
    <Dialog
      class="proof"
      title={texts.title}
      close={texts.close}
      shown={proofShown.value}
      onClose={() => (proofShown.value = false)}
    >
      <p>{texts.what}</p>
      <Tries />
      <h3>{texts.remains}</h3>
      <ul>
        {texts.remaining.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <Digest />
    </Dialog>
  );
}

function Tries() {
  const { value } = proof;
  return (
    <>
      <button
        type="button"
        class="primary prove-now"
        aria-disabled={value.state === "running"}
        onClick={() => value.state !== "running" && inBackground(prove())}
      >
        {value.state === "running" ? texts.running : value.state === "done" ? texts.again : texts.run}
      </button>
      <div role="status">{value.state === "done" && <Summary proof={value.proof} />}</div>
      {value.state === "done" && <Table proof={value.proof} />}
    </>
  );
}

const countOf = (tries: readonly Try[], wanted: Outcome) => tries.filter(({ outcome }) => outcome === wanted).length;

function Summary({ proof: { page, workers } }: { proof: Proven }) {
  const all = [page, ...workers].flat();
  const open = countOf(all, "open");
  return (
    <p class={open > 0 ? "problem" : "proven"}>
      {open > 0 ? texts.notRefused(open) : texts.allRefused(all.length, countOf(all, "untold"))}
    </p>
  );
}

/** A row for each way and each place that it was tried from. Workers that say the same share one. */
function Table({ proof: { page, workers } }: { proof: Proven }) {
  const [first = [], ...others] = workers;
  const areAlike = others.every((each) => JSON.stringify(each) === JSON.stringify(first));
  const places: [from: string, tries: Try[]][] = [
    [texts.page, page],
    ...(areAlike
      ? ([[texts.workers(workers.length), first]] as [string, Try[]][])
      : workers.map((each, at): [string, Try[]] => [texts.worker(at + 1, workers.length), each])),
  ];
  return (
    <table class="proof-table">
      <thead>
        <tr>
          <th scope="col">{texts.way}</th>
          <th scope="col">{texts.from}</th>
          <th scope="col">{texts.says}</th>
        </tr>
      </thead>
      <tbody>
        {places.flatMap(([from, tries]) =>
          tries.map((each) => (
            <tr key={`${from} ${each.way}`} class={each.outcome}>
              <th scope="row">{texts.wayName(each.way)}</th>
              <td>{from}</td>
              <td>
                {texts.outcome(each)}
                {each.words !== "" && <small>{each.words}</small>}
              </td>
            </tr>
          )),
        )}
      </tbody>
    </table>
  );
}

function Digest() {
  useEffect(() => inBackground(askDigest()), []);
  const digest = pageDigest.value;
  return (
    <>
      <h3>{texts.digest}</h3>
      {digest === null ? (
        <p>{texts.noDigest}</p>
      ) : (
        <>
          <p class="digest">
            <code>{digest ?? "…".repeat(64)}</code> <Copy text={digest ?? ""} label={texts.copyDigest} />
          </p>
          <p class="note">{texts.digestWhat}</p>
        </>
      )}
    </>
  );
}
