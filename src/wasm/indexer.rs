//! The class `FileIndexer`: indexes one file, on whichever thread is free.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::fault::{FaultObject, WarningObject};
use super::values::{as_bytes, count, to_js};
use crate::Settings;
use crate::index::{Indexed, Indexer};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IndexedObject {
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

    /// Adds the file's next bytes, a few hundred KB to a few MB, and indexes the records that are whole.
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
        let Indexed { chunk, sealed, faults, more_faults, warnings, more_warnings, more } = self.indexer.take();
        let part = IndexedObject {
            records: chunk.records(),
            sealed: count(sealed),
            rejected: chunk.rejected(),
            chunk: chunk.to_bytes(),
            faults: faults.into_iter().map(FaultObject::from).collect(),
            more_faults: count(more_faults),
            warnings: warnings.into_iter().map(WarningObject::from).collect(),
            more_warnings: count(more_warnings),
            more,
            offset: count(self.indexer.offset()),
            members: count(self.indexer.members()),
        };
        to_js(&part)
    }
}
