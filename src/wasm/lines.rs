//! A file's bytes into batches of lines, for JavaScript.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::keys::count;
use super::opener::{FaultObject, as_bytes};
use crate::Settings;
#[cfg(feature = "explorer-module")]
use crate::input::Checkpoint;
use crate::input::{self, Input, TextKind, Warning};
use crate::stream::overlong_line;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Lines of a file, to be opened; and what else was found behind them. */
export interface LineBatch {
  /** The lines without their line feeds, one after the other. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Where each line ends in `bytes`. */
  ends: number[];
  /** Which line of the file each is, counted from 1. */
  numbers: number[];
  /** The code of the fault, if the file breaks off within the last of these lines. */
  cutOff?: string;
  /** Parts of an overlong line, as they were; its last part ended with a line feed. */
  rejects: Uint8Array<ArrayBuffer>;
  /** Overlong lines that end here. */
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

/// Reads the lines of one file, gzip or plain. It knows no keys.
#[wasm_bindgen]
#[derive(Debug)]
pub struct LineReader {
    reader: input::LineReader,
    max_line_bytes: usize,
    /// The overlong line whose first part was handed out.
    overlong: Option<u64>,
}

#[cfg(feature = "explorer-module")]
impl LineReader {
    /// A reader at a place within a file.
    pub(super) fn resume(checkpoint: &Checkpoint) -> Self {
        let max_line_bytes = Settings::default().max_line_bytes;
        Self { reader: input::LineReader::resume(max_line_bytes, checkpoint), max_line_bytes, overlong: None }
    }

    /// The same, but gives these lines alone.
    pub(super) fn with_lines(self, lines: impl IntoIterator<Item = u64>) -> Self {
        Self { reader: self.reader.with_lines(lines), ..self }
    }
}

#[wasm_bindgen]
impl LineReader {
    /// A reader at the beginning of a file. Lines longer than `maxLineBytes`, by default 16 MiB, go to
    /// the rejects.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(#[wasm_bindgen(js_name = maxLineBytes)] max_line_bytes: Option<usize>) -> Self {
        let max_line_bytes = max_line_bytes.unwrap_or(Settings::default().max_line_bytes);
        Self { reader: input::LineReader::new(max_line_bytes), max_line_bytes, overlong: None }
    }

    /// Bytes of the file used so far, or at first those before the bytes that are to be pushed.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn offset(&self) -> f64 {
        count(self.reader.offset())
    }

    /// It has given all lines that it was told to give, and needs no more bytes.
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

    /// The next lines: some `maxBytes` or `maxLines` of them, or as many as there are. A batch ends with
    /// whatever is no line, so that everything keeps its order.
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
                    if self.overlong != Some(part.number) {
                        self.overlong = Some(part.number);
                        batch.faults.push(FaultObject::from(&overlong_line(part.number, self.max_line_bytes)));
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
