import { exportShown, narrow } from "../../layout/layout.ts";
import { openMenu } from "../../layout/menus.ts";
import { linkToView } from "../../session/explore/filter.ts";
import { indexed } from "../../session/explore/news.ts";
import { saving } from "../../session/saving/save-records.ts";
import { files, keys } from "../../session/state.ts";
import { filterTexts } from "../../texts/filter.ts";
import { pageTexts as texts } from "../../texts/page.ts";
import { saveTexts } from "../../texts/save.ts";
import { NotesButton } from "../notes/NotesButton.tsx";
import { Copy } from "../shared/Copy.tsx";
import { Icon } from "../shared/Icon.tsx";
import { Menu } from "../shared/Menu.tsx";
import { FilesMenu, FilesPanel } from "../sources/FilesMenu.tsx";
import { KeysMenu } from "../sources/KeysMenu.tsx";
import { SettingsPanel } from "./Settings.tsx";
import { ShortcutHelp } from "./ShortcutHelp.tsx";
import { Trust } from "./Trust.tsx";

/** The name of the page, what was given to it, its promise, and the way out for records. */
export function TopBar({ working }: { working: boolean }) {
  return (
    <header class="top-bar">
      <h1>
        <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="8" />
          <path d="M10 15v-3a6 6 0 0 1 11.5-2.4M8 15h16v10H8z" />
        </svg>
        {texts.title}
      </h1>
      {working && !narrow.value && <FilesMenu />}
      {(working || keys.value.length > 0 || openMenu.value === "keys") && <KeysMenu />}
      <span class="gap" />
      {/* At the side that stays where it is, whatever is said of files and keys. */}
      {working && !narrow.value && <NotesButton />}
      {narrow.value && working ? (
        <Menu
          name="more"
          class="more-menu"
          align="end"
          title={texts.more}
          label={<Icon name="more" />}
          panel={texts.more}
        >
          {() => (
            <>
              {files.value.length > 0 && <FilesPanel />}
              <Copy text={linkToView} label={filterTexts.copyLink} copied={filterTexts.copiedLink} />
              <SettingsPanel />
              <Trust />
            </>
          )}
        </Menu>
      ) : (
        <PromiseMenu />
      )}
      {working && !narrow.value && <ExportButton />}
      {!narrow.value && <ShortcutHelp />}
    </header>
  );
}

function PromiseMenu() {
  return (
    <Menu
      name="promise"
      class="promise"
      align="end"
      title={texts.promise}
      panel={texts.promise}
      label={
        <>
          <Icon name="shield" /> {texts.promise}
        </>
      }
    >
      {() => <Trust />}
    </Menu>
  );
}

/** Shows the ways to export; while an export runs, it says how far that is. */
export function ExportButton() {
  const { value } = saving;
  const percent = (records: number, total: number) => (total > 0 ? Math.floor((100 * records) / total) : null);
  return (
    <button
      type="button"
      class="primary export-button"
      aria-haspopup="dialog"
      disabled={indexed.value.records + indexed.value.rejected === 0}
      onClick={() => (exportShown.value = true)}
    >
      {value.state === "saving" ? saveTexts.now(percent(value.progress.records, value.progress.total)) : saveTexts.open}
    </button>
  );
}
