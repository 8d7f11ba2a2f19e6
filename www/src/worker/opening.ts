// Records that somebody looks at: opened by the keys that are here, one by one.
import type { ContentKeys } from "core";
import type { ReadRecord } from "../protocol/records.ts";
import type { ChosenRecord } from "./chosen.ts";
import { contentsOf } from "./contents.ts";
import { conversationOf } from "./conversation.ts";
import type { KeyStore } from "./key-store.ts";
import type { Outcomes } from "./outcomes.ts";

/** Notes what opened records say in their metadata, and wipes the notes. */
export type NoteMembers = (records: Uint32Array, notes: Uint8Array) => void;

/** The index whose records are opened. */
export interface IndexContext {
  /** The names of fields that it does not show in full. */
  hidden: ReadonlySet<string>;
  /** Whether it was not let go of meanwhile. */
  isStill(): boolean;
  note: NoteMembers;
}

export class Opening {
  readonly #keys: KeyStore;
  readonly #kept: ContentKeys;
  readonly #outcomes: Outcomes;

  constructor(keys: KeyStore, kept: ContentKeys, outcomes: Outcomes) {
    [this.#keys, this.#kept, this.#outcomes] = [keys, kept, outcomes];
  }

  /** Opens chosen records, one after the other: what is more urgent can come between two. */
  async *open(chosen: AsyncIterable<ChosenRecord>, index: IndexContext): AsyncGenerator<ReadRecord> {
    for await (const each of chosen) yield await this.#open(each, index);
  }

  async #open({ held, record, file }: ChosenRecord, { hidden, isStill, note }: IndexContext): Promise<ReadRecord> {
    const own = Uint32Array.of(record);
    const { number: line } = held;
    let noteOutcome = this.#outcomes.noting();
    const opened = await this.#keys.open(held, () => {
      // Its turn has come: the keys are those that it is opened with.
      noteOutcome = this.#outcomes.noting();
      return this.#kept.get(own);
    });
    // The number belongs to another record once the files are closed.
    if (isStill()) {
      this.#kept.put(own, opened.contentKeys);
      noteOutcome(own, opened.sealedRecords);
    }
    opened.contentKeys.fill(0);
    note(own, opened.memberNotes);
    const { faults } = opened;
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(opened.output).trimEnd();
    const said = conversationOf(opened.output);
    const contents = contentsOf({ record, text, faults }, said?.conversation ?? null, hidden);
    return { record, file, line, text, faults, conversation: said?.json ?? null, contents };
  }
}
