import { useState } from "preact/hooks";
import { closeFiles, give } from "../session/session.ts";
import { counts, files, sample } from "../session/state.ts";
import { save } from "../session/save.ts";
import { texts } from "../texts.ts";
import { FileList } from "./FileList.tsx";
import { KeyEntry, KeyProblem } from "./KeyEntry.tsx";
import { KeyVerdict } from "./KeyVerdict.tsx";
import { KeyList } from "./KeyList.tsx";
import { Picker } from "./Picker.tsx";
import { Problems } from "./Problems.tsx";
import { RecordList } from "./RecordList.tsx";
import { RecordView } from "./RecordView.tsx";
import { Speed } from "./Speed.tsx";
import { Status } from "./Status.tsx";

/** What was given, how far it is, and what came out of it. */
export function Workspace() {
  const [addingKey, setAddingKey] = useState(false);
  return (
    <>
      <section class="sources" aria-label={texts.files(files.value.length)}>
        <FileList />
        <Picker label={texts.addFiles} name="log-files" multiple class="small" onFiles={(given) => void give(given)} />
        <Speed />
        <span class="gap" />
        <KeyList />
        <button type="button" class="small" aria-expanded={addingKey} onClick={() => setAddingKey(!addingKey)}>
          {texts.addKey}
        </button>
        <button type="button" class="small" onClick={() => void closeFiles()}>
          {texts.closeFiles}
        </button>
      </section>
      {addingKey && (
        <section class="card inline">
          <KeyEntry />
        </section>
      )}
      <KeyProblem />
      <KeyVerdict />
      <SampleNote />
      <Status />
      <Problems />
      {counts.value.records > 0 && (
        <div class="split">
          <RecordList />
          <RecordView />
        </div>
      )}
    </>
  );
}

function SampleNote() {
  const made = sample.value;
  if (!made) return null;
  return (
    <p class="sample-note">
      <span>{texts.sampleNote}</span>
      <button type="button" class="small" onClick={() => save(made.key, made.key.name)}>
        {texts.saveSampleKey}
      </button>
      <button type="button" class="small" onClick={() => save(made.logs, made.logs.name)}>
        {texts.saveSampleLogs}
      </button>
      <Picker label={texts.useOwn} name="own-files" multiple class="small" onFiles={(given) => void give(given)} />
    </p>
  );
}
