//! Indexing files for JavaScript: each on whichever thread is free.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::keys::count;
use super::lines::WarningObject;
use super::opener::{FaultObject, as_bytes};
use crate::Settings;
use crate::index::{Found, Indexer};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What was indexed of a file since the last call. */
export interface IndexedPart {
  /** The index of its records, for `RecordTable.append`. */
  chunk: Uint8Array<ArrayBuffer>;
  records: number;
  /** Sealed fields of these records, and fields that are almost sealed. */
  sealed: number;
  /** Lines that are no records. */
  rejected: number;
  /** What is wrong with lines and with the file, in order; some at most. */
  faults: Fault[];
  /** Faults beyond those. */
  moreFaults: number;
  /** Odd things that are no fault; some at most, and how many more there were. */
  warnings: { offset: number; message: string }[];
  moreWarnings: number;
  /** There is more in what was pushed: `take` it before pushing more. */
  more: boolean;
  /** Bytes of the file used so far, as stored. */
  offset: number;
  /** Whole gzip members so far; 0 for plain text. */
  members: number;
}
"#;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IndexedPart {
    #[serde(serialize_with = "as_bytes")]
    chunk: Vec<u8>,
    records: usize,
    sealed: f64,
    rejected: usize,
    faults: Vec<FaultObject>,
    more_faults: f64,
    warnings: Vec<WarningObject>,
    more_warnings: f64,
    more: bool,
    offset: f64,
    members: f64,
}

/// Indexes the records of one file. It knows no keys.
#[wasm_bindgen]
#[derive(Debug)]
pub struct FileIndexer {
    indexer: Indexer,
}

#[wasm_bindgen]
impl FileIndexer {
    /// An indexer at the beginning of a file. Records longer than `maxRecordBytes`, by default 32 MiB, are rejects.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(#[wasm_bindgen(js_name = maxRecordBytes)] max_record_bytes: Option<usize>) -> Self {
        let default = Settings::default();
        let max_record_bytes = max_record_bytes.unwrap_or(default.max_record_bytes);
        Self { indexer: Indexer::new(Settings { max_record_bytes, ..default }) }
    }

    /// Adds the file's next bytes, some hundred KB to a few MB, and indexes the records that are whole.
    pub fn push(&mut self, bytes: Vec<u8>) {
        self.indexer.push(bytes);
    }

    /// Says that the file is at its end.
    pub fn finish(&mut self) {
        self.indexer.finish();
    }

    /// What was indexed since the last call: a part of bounded size. Take until there is no `more`, also after
    /// `finish`.
    #[wasm_bindgen(unchecked_return_type = "IndexedPart")]
    pub fn take(&mut self) -> Result<JsValue, JsValue> {
        let Found { chunk, sealed, faults, more_faults, warnings, more_warnings, more } = self.indexer.take();
        let part = IndexedPart {
            records: chunk.records(),
            sealed: count(sealed),
            rejected: chunk.rejected(),
            chunk: chunk.to_bytes(),
            faults: faults.iter().map(FaultObject::from).collect(),
            more_faults: count(more_faults),
            warnings: warnings.into_iter().map(WarningObject::from).collect(),
            more_warnings: count(more_warnings),
            more,
            offset: count(self.indexer.offset()),
            members: count(self.indexer.members()),
        };
        Ok(serde_wasm_bindgen::to_value(&part)?)
    }
}
