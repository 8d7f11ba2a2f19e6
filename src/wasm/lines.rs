//! A file's bytes into batches of records, for JavaScript.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::keys::count;
use super::opener::{FaultObject, as_bytes};
use super::split::FileCheckpoint;
use crate::Settings;
use crate::input::{self, Checkpoint, Input, TextKind, Warning};
use crate::reject::long_record;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Records of a file, and lines that are none, to be opened; and what else was found behind them. */
export interface LineBatch {
  /** The records, one after the other. They can have line breaks between their tokens. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Where each record ends in `bytes`. */
  ends: number[];
  /** The line of the file that each begins in, counted from 1. */
  numbers: number[];
  /** The code of the fault, if the file breaks off within the last of these. */
  cutOff?: string;
  /** A part of what is longer than the limit, as it was; the last part ended with a line feed. */
  rejects: Uint8Array<ArrayBuffer>;
  /** Whether what is longer than the limit ends here: 0 or 1. */
  rejected: number;
  faults: Fault[];
  warnings: { offset: number; message: string }[];
  /** Bytes of the file used so far, as stored. */
  offset: number;
  /** How the text is stored; absent while that cannot be told. */
  kind?: "gzip" | "plain";
  /** All that was pushed is used up: push more, or after `finish` stop. */
  drained: boolean;
}
"#;

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct LineBatch {
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

#[derive(Serialize)]
pub(super) struct WarningObject {
    offset: f64,
    message: String,
}

impl From<Warning> for WarningObject {
    fn from(warning: Warning) -> Self {
        Self { offset: count(warning.offset), message: warning.message }
    }
}

/// Reads the records of one file, gzip or plain. It knows no keys.
#[wasm_bindgen]
#[derive(Debug)]
pub struct LineReader {
    reader: input::LineReader,
    max_record_bytes: usize,
}

impl LineReader {
    /// A reader at a place within a file, or at its beginning.
    pub(super) fn at(checkpoint: Option<&Checkpoint>, max_record_bytes: Option<usize>) -> Self {
        let max_record_bytes = max_record_bytes.unwrap_or(Settings::default().max_record_bytes);
        let reader = match checkpoint {
            Some(checkpoint) => input::LineReader::resume(max_record_bytes, checkpoint),
            None => input::LineReader::new(max_record_bytes),
        };
        Self { reader, max_record_bytes }
    }
}

#[cfg(feature = "explorer-module")]
impl LineReader {
    /// This reader, but it gives these records or rejects alone, told by their places in the text.
    pub(super) fn with_records(self, begins: impl IntoIterator<Item = u64>) -> Self {
        Self { reader: self.reader.with_records(begins), ..self }
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

    /// A reader of one segment of a file, from a point to before what begins at the `position` of the next point,
    /// given as `end`, or to the end of the file. It tells again what is wrong with the file as far as it meets it.
    #[wasm_bindgen(js_name = ofSegment)]
    #[must_use]
    #[allow(clippy::needless_pass_by_value, reason = "classes come from JavaScript by value")]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of bytes")]
    pub fn of_segment(
        from: Option<FileCheckpoint>,
        end: Option<f64>,
        #[wasm_bindgen(js_name = maxRecordBytes)] max_record_bytes: Option<usize>,
    ) -> Self {
        let whole = Self::at(from.as_ref().map(|from| &from.checkpoint), max_record_bytes);
        match end {
            Some(end) => Self { reader: whole.reader.ending_before(end as u64), ..whole },
            None => whole,
        }
    }

    /// Bytes of the file used so far, or at first those before the bytes that are to be pushed.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn offset(&self) -> f64 {
        count(self.reader.offset())
    }

    /// It has given all that it was told to give, and needs no more bytes.
    #[wasm_bindgen(getter, js_name = hasGivenAll)]
    #[must_use]
    pub fn has_given_all(&self) -> bool {
        self.reader.has_given_all()
    }

    /// Adds the file's next bytes. Push some hundred KB to a few MB at a time, and read until a batch
    /// is drained before pushing more.
    pub fn push(&mut self, bytes: Vec<u8>) {
        self.reader.push(bytes);
    }

    /// Says that the file is at its end.
    pub fn finish(&mut self) {
        self.reader.finish();
    }

    /// The next records: some `maxBytes` or `maxLines` of them, or as many as there are. A batch ends with
    /// whatever comes in parts or is a fault, so that everything keeps its order.
    #[wasm_bindgen(unchecked_return_type = "LineBatch")]
    pub fn read(
        &mut self,
        #[wasm_bindgen(js_name = maxBytes)] max_bytes: usize,
        #[wasm_bindgen(js_name = maxLines)] max_lines: usize,
    ) -> Result<JsValue, JsValue> {
        let mut batch = LineBatch::default();
        while batch.bytes.len() < max_bytes && batch.ends.len() < max_lines {
            match self.reader.next() {
                Some(Input::Line(line)) => {
                    batch.bytes.extend_from_slice(line.bytes);
                    batch.ends.push(batch.bytes.len());
                    batch.numbers.push(count(line.number));
                    if let Some(code) = line.cut_off {
                        batch.cut_off = Some(code.as_str());
                        break;
                    }
                    continue;
                }
                Some(Input::Part(part)) => {
                    if part.first {
                        batch.faults.push(FaultObject::from(&long_record(part.number, self.max_record_bytes)));
                    }
                    batch.rejects.extend_from_slice(part.bytes);
                    if part.last {
                        batch.rejects.push(b'\n');
                        batch.rejected += 1;
                    }
                }
                Some(Input::Fault(fault)) => batch.faults.push(FaultObject::from(&fault)),
                Some(Input::Warning(warning)) => batch.warnings.push(warning.into()),
                None => batch.drained = true,
            }
            break;
        }
        batch.offset = count(self.reader.offset());
        batch.kind = self.reader.kind().map(|kind| match kind {
            TextKind::Gzip => "gzip",
            TextKind::Plain => "plain",
        });
        Ok(serde_wasm_bindgen::to_value(&batch)?)
    }
}
