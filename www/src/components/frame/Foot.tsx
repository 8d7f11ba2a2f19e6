import { narrow } from "../../layout/layout.ts";
import { NotesButton } from "../notes/NotesButton.tsx";
import { SettingsMenu } from "./Settings.tsx";
import { Status } from "./Status.tsx";
import { ExportButton } from "./TopBar.tsx";

/** The line at the bottom: what came of the files, and how fast records are decrypted. */
export function Foot() {
  return (
    <footer class="foot">
      <Status />
      {narrow.value ? (
        <>
          <NotesButton />
          <ExportButton />
        </>
      ) : (
        <SettingsMenu />
      )}
    </footer>
  );
}
