import { inBackground } from "../session/background.ts";
import { useEffect, useState } from "preact/hooks";
import { focusRecord } from "../keys.ts";
import { download } from "../session/download.ts";
import { marked } from "../session/explore/marks.ts";
import { indexed, rowsOf, sortBy, view } from "../session/explore/news.ts";
import { chooseTime, histogram, showOverview, split, splitBy, splits, timeRange } from "../session/explore/overview.ts";
import { preview } from "../session/explore/previews.ts";
import { selected } from "../session/explore/selection.ts";
import { save } from "../session/save.ts";
import { closeFiles, give } from "../session/session.ts";
import { files, keys, sample } from "../session/state.ts";
import { filterTexts } from "../texts/filter.ts";
import { texts } from "../texts.ts";
import { Facets } from "./Facets.tsx";
import { FileList } from "./FileList.tsx";
import { FilterBar } from "./FilterBar.tsx";
import { Histogram } from "./Histogram.tsx";
import { KeyEntry, KeyProblem } from "./KeyEntry.tsx";
import { KeyFit } from "./KeyFit.tsx";
import { KeyList } from "./KeyList.tsx";
import { Picker } from "./Picker.tsx";
import { Problems } from "./Problems.tsx";
import { RecordTable } from "./RecordTable.tsx";
import { RecordView } from "./RecordView.tsx";
import { Completeness } from "./Report.tsx";
import { Saving } from "./Saving.tsx";
import { Speed } from "./Speed.tsx";
import { Status } from "./Status.tsx";

/** What was given, how far it is, and what came out of it. */
export function Workspace() {
  const [addingKey, setAddingKey] = useState(false);
  return (
    <>
      <section class="sources" aria-label={texts.files(files.value.length)}>
        <FileList />
        <Picker label={texts.addFiles} name="log-files" multiple class="small" onFiles={(given) => inBackground(give(given))} />
        <Speed />
        <span class="gap" />
        <KeyList />
        <button type="button" class="small" aria-expanded={addingKey} onClick={() => setAddingKey(!addingKey)}>
          {texts.addKey}
        </button>
        <button type="button" class="small" onClick={() => inBackground(closeFiles())}>
          {texts.closeFiles}
        </button>
      </section>
      {(addingKey || keys.value.length === 0) && (
        <section class={keys.value.length === 0 ? "card inline first-key" : "card inline"}>
          <KeyEntry />
        </section>
      )}
      <KeyProblem />
      <KeyFit />
      <SampleNote />
      <Status />
      <Saving />
      <Problems />
      {indexed.value.records > 0 && <FilterBar />}
      <div class="overviews">
        {/* In the order in which they come, so that none is moved from under the pointer. */}
        <Completeness />
        {indexed.value.records > 0 && <OverTime />}
        {indexed.value.records > 0 && <Facets />}
      </div>
      {indexed.value.records > 0 && <Explorer />}
    </>
  );
}

/** When the records were that pass. */
function OverTime() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    showOverview("time", open);
    return () => showOverview("time", false);
  }, [open]);
  return (
    <details class="over-time" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{filterTexts.overTime}</summary>
      {open && (
        <Histogram
          histogram={histogram.value}
          splitBy={splitBy.value}
          splits={splits.value}
          onSplit={split}
          range={timeRange.value}
          onRange={(range) => inBackground(chooseTime(range ? [range[0], range[1]] : null))}
        />
      )}
    </details>
  );
}

/** The records as a table, and one of them in full. */
function Explorer() {
  return (
    <div class="split">
      <div class="table-side">
        <RecordTable
          view={view.value}
          columns={indexed.value.columns}
          rows={rowsOf}
          filePath={(file) => files.value[file]?.path ?? ""}
          preview={preview.value}
          selected={selected.value}
          onSelect={(place) => (selected.value = place)}
          onOpen={focusRecord}
          onSort={sortBy}
          marked={marked.value}
          onMark={(records) => (marked.value = records)}
        />
        {marked.value.size > 0 && (
          <button type="button" onClick={() => inBackground(save({ records: "selected", form: "opened", gzip: false }))}>
            {texts.saveMarked(marked.value.size)}
          </button>
        )}
      </div>
      <RecordView />
    </div>
  );
}

function SampleNote() {
  const made = sample.value;
  if (!made) return null;
  return (
    <p class="sample-note">
      <span>{texts.sampleNote}</span>
      <button type="button" class="small" onClick={() => download(made.key, made.key.name)}>
        {texts.saveSampleKey}
      </button>
      <button type="button" class="small" onClick={() => download(made.logs, made.logs.name)}>
        {texts.saveSampleLogs}
      </button>
      <Picker label={texts.useOwn} name="own-files" multiple class="small" onFiles={(given) => inBackground(give(given))} />
    </p>
  );
}
