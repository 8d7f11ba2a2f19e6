import { openMenu } from "../../layout/menus.ts";
import { inBackground } from "../../session/background.ts";
import { download } from "../../session/download.ts";
import { closeFiles, removeFile } from "../../session/reading-anew.ts";
import { fileBytes, files, type LogFile, listing, readingAnew, sample } from "../../session/state.ts";
import { fileTexts as texts } from "../../texts/files.ts";
import { bytes } from "../../texts/format.ts";
import { pageTexts } from "../../texts/page.ts";
import { visible } from "../../visible.ts";
import { IconButton } from "../shared/IconButton.tsx";
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
        {all.slice(0, LISTED).map((file, number) => (
          <li key={number} class={file.state}>
            <span class="path">{visible(file.path)}</span> <span class="soft">{bytes(file.size)}</span>{" "}
            {file.records > 0 && <span class="soft">{texts.records(file.records)}</span>}{" "}
            <span class="state">{texts.states[file.state]}</span>
            <Remove file={file} />
          </li>
        ))}
        {all.length > LISTED && <li class="soft">{texts.more(all.length - LISTED)}</li>}
      </ul>
    </>
  );
}

/** Removes a file from the page. The focus stays in the list. */
function Remove({ file }: { file: LogFile }) {
  return (
    <IconButton
      icon="close"
      label={texts.remove(visible(file.path))}
      off={listing.value !== null || readingAnew.value}
      onClick={(event) => {
        event.currentTarget.closest<HTMLElement>(".file-list")?.focus();
        if (files.peek().length === 1) openMenu.value = null;
        inBackground(removeFile(file));
      }}
    />
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
