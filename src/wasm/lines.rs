//! The class `LineReader`: one file into batches of records.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::checkpoint::FileCheckpoint;
use super::fault::{FaultObject, WarningObject};
#[cfg(feature = "explorer-module")]
use super::held::HeldRecord;
use super::values::{as_bytes, count, to_js, whole};
use crate::Settings;
use crate::batch::{BatchReader, ReadBatch};
use crate::input::{Checkpoint, TextKind};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BatchObject {
    #[serde(serialize_with = "as_bytes")]
    bytes: Vec<u8>,
    ends: Vec<usize>,
    numbers: Vec<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cut_off: Option<&'static str>,
    #[serde(serialize_with = "as_bytes")]
    rejects: Vec<u8>,
    rejected: u32,
    faults: Vec<FaultObject>,
    warnings: Vec<WarningObject>,
    offset: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    drained: bool,
}

/// Reads the records of one file, gzip or plain. It knows no keys.
#[wasm_bindgen]
#[derive(Debug)]
pub struct LineReader {
    reader: BatchReader,
}

impl LineReader {
    /// A reader at a place within a file, or at its beginning.
    pub(super) fn at(checkpoint: Option<&Checkpoint>, max_record_bytes: Option<usize>) -> Self {
        let max_record_bytes = max_record_bytes.unwrap_or(Settings::default().max_record_bytes);
        Self { reader: BatchReader::new(max_record_bytes, checkpoint) }
    }
}

#[cfg(feature = "explorer-module")]
impl LineReader {
    /// This reader, but it emits these records or rejects alone, named by their places in the text.
    pub(super) fn with_records(self, begins: impl IntoIterator<Item = u64>) -> Self {
        Self { reader: self.reader.with_records(begins) }
    }
}

#[cfg(feature = "explorer-module")]
#[wasm_bindgen]
impl LineReader {
    /// The next record of what was pushed, to be opened by [`Opener::open_held`](super::opener::Opener::open_held);
    /// `undefined` if there is none. What is not a record is passed over.
    pub fn hold(&mut self) -> Option<HeldRecord> {
        HeldRecord::next(&mut self.reader)
    }
}

#[wasm_bindgen]
impl LineReader {
    /// A reader at the beginning of a file. Records longer than `maxRecordBytes`, by default 32 MiB, go to
    /// the rejects.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(#[wasm_bindgen(js_name = maxRecordBytes)] max_record_bytes: Option<usize>) -> Self {
        Self::at(None, max_record_bytes)
    }

    /// A reader of one segment of a file, from a checkpoint to before what begins at the `position` of the next one,
    /// given as `end`, or to the end of the file. It reports again what is wrong with the file as far as it meets it.
    #[wasm_bindgen(js_name = ofSegment)]
    #[must_use]
    #[allow(clippy::needless_pass_by_value, reason = "classes come from JavaScript by value")]
    pub fn of_segment(
        from: Option<FileCheckpoint>,
        end: Option<f64>,
        #[wasm_bindgen(js_name = maxRecordBytes)] max_record_bytes: Option<usize>,
    ) -> Self {
        let Self { reader } = Self::at(from.as_ref().map(|from| &from.checkpoint), max_record_bytes);
        match end {
            Some(end) => Self { reader: reader.ending_before(whole(end)) },
            None => Self { reader },
        }
    }

    /// Bytes of the file used so far, or at first those before the bytes that have to be pushed.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn offset(&self) -> f64 {
        count(self.reader.offset())
    }

    /// It has emitted all that it was asked for, and needs no more bytes.
    #[wasm_bindgen(getter, js_name = hasGivenAll)]
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.reader.is_done()
    }

    /// Adds the file's next bytes. Push a few hundred KB to a few MB at a time, and read until a batch
    /// is drained before pushing more.
    pub fn push(&mut self, bytes: Vec<u8>) {
        self.reader.push(bytes);
    }

    /// Says that the file is at its end.
    pub fn finish(&mut self) {
        self.reader.finish();
    }

    /// The next records: about `maxBytes` or `maxLines` of them, or as many as there are. A batch ends with
    /// whatever comes in parts or is a fault, so that everything keeps its order.
    #[wasm_bindgen(unchecked_return_type = "LineBatch")]
    pub fn read(
        &mut self,
        #[wasm_bindgen(js_name = maxBytes)] max_bytes: usize,
        #[wasm_bindgen(js_name = maxLines)] max_lines: usize,
    ) -> Result<JsValue, JsValue> {
        let ReadBatch { bytes, ends, numbers, cut_off, rejects, rejected, fault, warning, drained } =
            self.reader.read(max_bytes, max_lines);
        to_js(&BatchObject {
            bytes,
            ends,
            numbers: numbers.into_iter().map(count).collect(),
            cut_off: cut_off.map(crate::ErrorCode::as_str),
            rejects,
            rejected: rejected.into(),
            faults: fault.into_iter().map(FaultObject::from).collect(),
            warnings: warning.into_iter().map(WarningObject::from).collect(),
            offset: count(self.reader.offset()),
            kind: self.reader.kind().map(|kind| match kind {
                TextKind::Gzip => "gzip",
                TextKind::Plain => "plain",
            }),
            drained,
        })
    }
}
