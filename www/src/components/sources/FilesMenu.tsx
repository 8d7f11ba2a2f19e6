import { openMenu } from "../../layout/menus.ts";
import { inBackground } from "../../session/background.ts";
import { download } from "../../session/download.ts";
import { closeFiles } from "../../session/session.ts";
import { fileBytes, files, sample } from "../../session/state.ts";
import { fileTexts as texts } from "../../texts/files.ts";
import { bytes } from "../../texts/format.ts";
import { pageTexts } from "../../texts/page.ts";
import { visible } from "../../visible.ts";
import { Menu } from "../shared/Menu.tsx";
import { Picker } from "./Picker.tsx";

/** Files that are listed: a folder of a month has tens of thousands. */
const LISTED = 500;

/** How many files there are; in its panel each of them, and the ways to add and close them. */
export function FilesMenu() {
  return (
    <Menu
      name="files"
      class="files-menu"
      panel={texts.menu}
      label={
        <>
          <strong>{texts.files(files.value.length)}</strong> <span class="soft">{bytes(fileBytes.value)}</span>
        </>
      }
    >
      {() => <FilesPanel />}
    </Menu>
  );
}

export function FilesPanel() {
  const all = files.value;
  return (
    <>
      <div class="buttons">
        <Picker label={texts.addFiles} source="log-files" />
        <Picker label={texts.addFolder} source="log-folder" />
        <button
          type="button"
          onClick={() => {
            openMenu.value = null;
            inBackground(closeFiles());
          }}
        >
          {texts.closeFiles}
        </button>
      </div>
      <SampleNote />
      <ul class="file-list" tabIndex={0} aria-label={texts.menu}>
        {all.slice(0, LISTED).map(({ path, size, state, records }, number) => (
          <li key={number} class={state}>
            <span class="path">{visible(path)}</span> <span class="soft">{bytes(size)}</span>{" "}
            {records > 0 && <span class="soft">{texts.records(records)}</span>}{" "}
            <span class="state">{texts.states[state]}</span>
          </li>
        ))}
        {all.length > LISTED && <li class="soft">{texts.more(all.length - LISTED)}</li>}
      </ul>
    </>
  );
}

function SampleNote() {
  const made = sample.value;
  if (!made) return null;
  return (
    <div class="sample-note">
      <p>{pageTexts.sampleNote}</p>
      <div class="buttons">
        <button type="button" onClick={() => download(made.key, made.key.name)}>
          {pageTexts.saveSampleKey}
        </button>
        <button type="button" onClick={() => download(made.logs, made.logs.name)}>
          {pageTexts.saveSampleLogs}
        </button>
        <Picker label={pageTexts.useOwn} source="log-files" />
      </div>
    </div>
  );
}
