//! Splitting a file into segments for JavaScript, so that many machines can open it.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::error::error;
use super::keys::count;
use super::lines::WarningObject;
use super::opener::FaultObject;
use crate::input::{Checkpoint, CheckpointError, Split, Splitter};
use crate::{ErrorCode, Settings};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What is wrong with a file that was split. */
export interface SplitFindings {
  faults: Fault[];
  warnings: { offset: number; message: string }[];
}
"#;

#[derive(Serialize)]
struct SplitFindings {
    faults: Vec<FaultObject>,
    warnings: Vec<WarningObject>,
}

/// Where in a file reading can begin without what lies before.
#[wasm_bindgen]
#[derive(Debug)]
pub struct FileCheckpoint {
    pub(super) checkpoint: Checkpoint,
}

#[wasm_bindgen]
impl FileCheckpoint {
    /// Reads a point as `toBytes` wrote it. Throws if it is none.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: &[u8]) -> Result<FileCheckpoint, JsValue> {
        let no_point = |failure: CheckpointError| error(ErrorCode::Io, &failure.to_string());
        Ok(Self { checkpoint: Checkpoint::from_bytes(bytes).map_err(no_point)? })
    }

    /// The point for whoever reads on, in some 32 KB. It holds text of the file, as it is stored.
    #[wasm_bindgen(js_name = toBytes)]
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.checkpoint.to_bytes()
    }

    /// Where in the file, in bytes as stored: those from here on are to be pushed.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn offset(&self) -> f64 {
        count(self.checkpoint.point.offset)
    }

    /// Bytes of text before the first record that a reader which begins here gives: the `end` of the segment before.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn position(&self) -> f64 {
        count(self.checkpoint.begin())
    }

    /// The line of that record, counted from 1.
    #[wasm_bindgen(getter, js_name = firstLine)]
    #[must_use]
    pub fn first_line(&self) -> f64 {
        count(self.checkpoint.first_line())
    }
}

/// Walks a file without looking into its records, and says where segments of it begin.
#[wasm_bindgen]
#[derive(Debug)]
pub struct FileSplitter {
    splitter: Splitter,
    split: Split,
}

#[wasm_bindgen]
impl FileSplitter {
    /// A splitter at the beginning of a file, or at a point that another gave. Segments have some
    /// `spacing` bytes of text.
    #[wasm_bindgen(constructor)]
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of bytes")]
    pub fn new(
        spacing: f64,
        from: Option<FileCheckpoint>,
        #[wasm_bindgen(js_name = maxRecordBytes)] max_record_bytes: Option<usize>,
    ) -> Self {
        let limit = max_record_bytes.unwrap_or(Settings::default().max_record_bytes);
        let spacing = spacing as u64;
        let splitter = match from {
            Some(from) => Splitter::resume(limit, spacing, &from.checkpoint),
            None => Splitter::new(limit, spacing),
        };
        Self { splitter, split: Split::default() }
    }

    /// Adds the file's next bytes, and returns the points that were found in them.
    pub fn push(&mut self, bytes: Vec<u8>) -> Vec<FileCheckpoint> {
        self.splitter.push(bytes);
        self.points()
    }

    /// Says that the file is at its end, and returns the last points.
    pub fn finish(&mut self) -> Vec<FileCheckpoint> {
        self.splitter.finish();
        self.points()
    }

    /// What is wrong with the file, as far as it was found since the last call.
    #[wasm_bindgen(unchecked_return_type = "SplitFindings")]
    pub fn take(&mut self) -> Result<JsValue, JsValue> {
        let Split { faults, warnings, .. } = std::mem::take(&mut self.split);
        let faults = faults.iter().map(FaultObject::from).collect();
        let warnings = warnings.into_iter().map(WarningObject::from).collect();
        Ok(serde_wasm_bindgen::to_value(&SplitFindings { faults, warnings })?)
    }

    fn points(&mut self) -> Vec<FileCheckpoint> {
        let Split { points, faults, warnings } = self.splitter.take();
        self.split.faults.extend(faults);
        self.split.warnings.extend(warnings);
        points.into_iter().map(|checkpoint| FileCheckpoint { checkpoint }).collect()
    }
}
