//! The class `FileCheckpoint`.

use wasm_bindgen::prelude::*;

use super::error::error;
use super::values::count;
use crate::ErrorCode;
use crate::input::{Checkpoint, CheckpointError};

/// A place in a file from which reading can resume without what lies before.
#[wasm_bindgen]
#[derive(Debug)]
pub struct FileCheckpoint {
    pub(super) checkpoint: Checkpoint,
}

#[wasm_bindgen]
impl FileCheckpoint {
    /// Reads a checkpoint as `toBytes` wrote it. Throws with `ERR_IO` if it is damaged or of another version.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: &[u8]) -> Result<FileCheckpoint, JsValue> {
        let refused = |refusal: CheckpointError| error(ErrorCode::Io, &refusal.to_string());
        Ok(Self { checkpoint: Checkpoint::from_bytes(bytes).map_err(refused)? })
    }

    /// The checkpoint for another reader, in about 32 KB. It holds text of the file, as it is stored.
    #[wasm_bindgen(js_name = toBytes)]
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.checkpoint.to_bytes()
    }

    /// Where in the file, in bytes as stored: push those from here.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn offset(&self) -> f64 {
        count(self.checkpoint.offset())
    }

    /// Bytes of text before the first record that a reader emits that begins here: the `end` of the segment before.
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
