// What the tests of archives use.
export { entriesOf, kindOf, streamedEntriesOf } from "../../js/archive/archive.ts";
export { bytesOf, inMemory } from "../../js/archive/bytes.ts";
export { isEntry } from "../../js/archive/entry.ts";
