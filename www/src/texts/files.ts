// What the page says about the files that were given.
import { count, plural } from "./format.ts";

export const fileTexts = {
  files: (files: number) => plural(files, "file", "files"),
  menu: "Files",
  chooseFiles: "Choose files",
  chooseFolder: "Choose folder",
  folderNote: "Your browser may call this an upload. Nothing is uploaded.",
  addFiles: "Add files",
  addFolder: "Add folder",
  remove: (path: string) => `Remove ${path}`,
  closeFiles: "Close all files",
  more: (files: number) => `…and ${count(files)} more.`,
  records: (records: number) => plural(records, "record", "records"),
  states: {
    waiting: "waiting",
    reading: "reading…",
    read: "",
    damaged: "cut off or damaged",
    failed: "cannot be read",
    foreign: "not a log",
  },
  filesNeeded: "Key added. Now add your logs.",
  nothingGiven: "It has no files.",
  emptyArchive: "The archive has no files.",
  unreadable: (path: string) => `The browser cannot read ${path}. Choose it with the button instead.`,
  logAsKey: (name: string) => `${name} is a log, not a key. It was added to your logs.`,
};
