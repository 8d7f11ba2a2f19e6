//! The class `FileSplitter`: finds the segments of a file, so that many machines can open it.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::checkpoint::FileCheckpoint;
use super::fault::{FaultObject, WarningObject};
use super::values::{to_js, whole};
use crate::Settings;
use crate::input::{Split, Splitter};

#[derive(Serialize)]
struct SplitObject {
    faults: Vec<FaultObject>,
    warnings: Vec<WarningObject>,
}

/// Walks a file without reading its records, and finds where segments of it begin.
#[wasm_bindgen]
#[derive(Debug)]
pub struct FileSplitter {
    splitter: Splitter,
    split: Split,
}

#[wasm_bindgen]
impl FileSplitter {
    /// A splitter at the beginning of a file, or at a checkpoint of another splitter. Segments have about
    /// `spacing` bytes of text.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(
        spacing: f64,
        from: Option<FileCheckpoint>,
        #[wasm_bindgen(js_name = maxRecordBytes)] max_record_bytes: Option<usize>,
    ) -> Self {
        let limit = max_record_bytes.unwrap_or(Settings::default().max_record_bytes);
        let spacing = whole(spacing);
        let splitter = match from {
            Some(from) => Splitter::resume(limit, spacing, &from.checkpoint),
            None => Splitter::new(limit, spacing),
        };
        Self { splitter, split: Split::default() }
    }

    /// Adds the file's next bytes, and returns the checkpoints that were found in them.
    pub fn push(&mut self, bytes: Vec<u8>) -> Vec<FileCheckpoint> {
        self.splitter.push(bytes);
        self.points()
    }

    /// Says that the file is at its end, and returns the last checkpoints.
    pub fn finish(&mut self) -> Vec<FileCheckpoint> {
        self.splitter.finish();
        self.points()
    }

    /// What is wrong with the file, as far as it was found since the last call.
    #[wasm_bindgen(unchecked_return_type = "SplitFindings")]
    pub fn take(&mut self) -> Result<JsValue, JsValue> {
        let Split { faults, warnings, .. } = std::mem::take(&mut self.split);
        let faults = faults.into_iter().map(FaultObject::from).collect();
        let warnings = warnings.into_iter().map(WarningObject::from).collect();
        to_js(&SplitObject { faults, warnings })
    }

    fn points(&mut self) -> Vec<FileCheckpoint> {
        let Split { points, faults, warnings } = self.splitter.take();
        self.split.faults.extend(faults);
        self.split.warnings.extend(warnings);
        points.into_iter().map(|checkpoint| FileCheckpoint { checkpoint }).collect()
    }
}
