import { notesShown } from "../../layout/layout.ts";
import { noteCount, notes } from "../../session/notes.ts";
import { noteTexts as texts } from "../../texts/notes.ts";

/** How many notes there are; shows and hides them. */
export function NotesButton() {
  return (
    <button
      type="button"
      class={`notes-button${notes.value.length > 0 ? " some" : ""}`}
      aria-expanded={notesShown.value}
      onClick={() => (notesShown.value = !notesShown.value)}
    >
      {texts.notes(noteCount.value)}
    </button>
  );
}
