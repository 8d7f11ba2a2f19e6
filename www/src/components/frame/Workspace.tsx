import { useCallback, useEffect } from "preact/hooks";
import { focusRecord, pageAction } from "../../keys.ts";
import {
  closeRecord,
  exportShown,
  FACETS_BOUNDS,
  facetsShown,
  facetsWidth,
  narrow,
  notesShown,
  openRecord,
  recordOnTop,
  recordShown,
  recordWide,
  recordWidth,
  recordWidthIn,
  timelineShown,
  usageShown,
  windowWidth,
} from "../../layout/layout.ts";
import { inBackground } from "../../session/background.ts";
import { fillRows, fillsRows, type RestingRow } from "../../session/explore/fill.ts";
import { findInCells, goToHit } from "../../session/explore/hits.ts";
import { marked } from "../../session/explore/marks.ts";
import { indexed, recordsOf, rowsOf, sortBy, view } from "../../session/explore/news.ts";
import { hasFacets, showCounts } from "../../session/explore/overview.ts";
import { previews } from "../../session/explore/previews.ts";
import { select, selected } from "../../session/explore/selection.ts";
import { files, keys, strict } from "../../session/state.ts";
import { layoutTexts as texts } from "../../texts/layout.ts";
import { ExportDialog } from "../export/ExportDialog.tsx";
import { FacetChips } from "../filter/FacetChips.tsx";
import { Facets } from "../filter/Facets.tsx";
import { FilterRow } from "../filter/FilterRow.tsx";
import { NoRows } from "../filter/NoRows.tsx";
import { Notes } from "../notes/Notes.tsx";
import { RecordPane } from "../record/RecordPane.tsx";
import { KeyCard } from "../sources/KeyCard.tsx";
import { RecordTable } from "../table/RecordTable.tsx";
import { Timeline } from "../timeline/Timeline.tsx";
import { Usage } from "../usage/Usage.tsx";
import { Foot } from "./Foot.tsx";
import { Splitter } from "./Splitter.tsx";

/** The records: filter and time above, counts at the left, the table, and one record at the right. Nothing in it moves. */
export function Workspace() {
  const small = narrow.value;
  const withFacets = facetsShown.value && hasFacets.value && !small;
  useEffect(() => {
    const needed = facetsShown.value || timelineShown.value || small;
    showCounts("facets", needed);
    return () => showCounts("facets", false);
  }, [facetsShown.value, timelineShown.value, small]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const action = pageAction(event);
      if (action === "facets") facetsShown.value = !facetsShown.value;
      else if (action === "usage" && !recordOnTop.value) usageShown.value = !usageShown.value;
      // With nothing in the focus, as after a press on what cannot have it.
      else if (usageShown.value && event.key === "Escape" && event.target === document.body) usageShown.value = false;
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <>
      <div class="through" inert={recordOnTop.value}>
        <FilterRow />
        {small ? <FacetChips /> : <Timeline />}
      </div>
      <div class={`parts${recordWide.value && !small ? " wide-record" : ""}`}>
        {withFacets && (
          <>
            <Facets />
            <Splitter
              label={texts.facetsEdge}
              value={facetsWidth.value}
              least={FACETS_BOUNDS[0]}
              most={FACETS_BOUNDS[1]}
              onChange={(width) => (facetsWidth.value = width)}
            />
          </>
        )}
        <Records />
        {small && recordOnTop.value && <RecordPane />}
        {small ? !usageShown.value && <KeyCard /> : recordShown.value && <Side />}
        {usageShown.value && <Usage />}
        {notesShown.value && <Notes />}
      </div>
      <div class="through" inert={recordOnTop.value}>
        <Foot />
      </div>
      <ExportDialog />
    </>
  );
}

/** The record at the right, and what is missing to read it. */
function Side() {
  const whole = windowWidth.value;
  const width = recordWidthIn(whole);
  return (
    <div class="through" inert={usageShown.value}>
      <Splitter
        label={texts.recordEdge}
        value={width}
        least={320}
        most={Math.max(320, whole - 360)}
        reversed
        onChange={(wanted) => (recordWidth.value = wanted)}
      />
      <div class="side" style={recordWide.value ? {} : { width: `${width}px` }}>
        <KeyCard />
        <RecordPane />
      </div>
    </div>
  );
}

function Records() {
  // Anew with other keys.
  const onRest = useCallback(
    (rows: readonly RestingRow[]) => inBackground(fillRows(rows)),
    [keys.value, strict.value, fillsRows.value],
  );
  return (
    <RecordTable
      view={view.value}
      columns={indexed.value.columns}
      rows={rowsOf}
      records={recordsOf}
      filePath={(file) => files.value[file]?.path ?? ""}
      previews={previews.value}
      selected={selected.value}
      onSelect={(position, row) => select(position, row?.record)}
      onOpen={(byKey) => {
        openRecord();
        // Once it is there.
        if (byKey || narrow.value) setTimeout(focusRecord);
      }}
      onClose={closeRecord}
      findHits={findInCells.value}
      onHit={goToHit}
      onSort={sortBy}
      onRest={onRest}
      marked={marked.value}
      onMark={(records) => (marked.value = records)}
      compact={narrow.value}
      onExport={() => (exportShown.value = true)}
      empty={view.value.rows === 0 && <NoRows />}
      covered={usageShown.value || (narrow.value ? recordOnTop.value : recordShown.value && recordWide.value)}
    />
  );
}
