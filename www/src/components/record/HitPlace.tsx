import { currentHit, goToHit, hits } from "../../session/explore/hits.ts";
import { recordTexts as texts } from "../../texts/record.ts";
import { IconButton } from "../shared/IconButton.tsx";

/** Which hit of the filter is looked at, of how many in this view, and the way to the others. */
export function HitPlace() {
  const known = hits.value;
  const [count, current] = [known?.all.length ?? 0, currentHit.value];
  const elsewhere = known?.elsewhere;
  return (
    <span class="record-hits">
      {/* There from the beginning, for what is put into it later is read aloud. */}
      <span role="status">{count > 0 && (current === null ? texts.hits(count) : texts.hit(current, count))}</span>
      {count > 0 && (
        <>
          <Go by={-1} />
          <Go by={1} />
        </>
      )}
      {elsewhere && (
        <button type="button" class="quiet" onClick={() => goToHit(1)}>
          {texts.hitsIn(elsewhere.count, elsewhere.view.name)}
        </button>
      )}
    </span>
  );
}

function Go({ by }: { by: 1 | -1 }) {
  const [icon, label] = by > 0 ? (["down", texts.nextHit] as const) : (["up", texts.previousHit] as const);
  return <IconButton icon={icon} label={label} onClick={() => goToHit(by)} />;
}
