//! The class `Inflater`: the bytes in a gzip file that holds other files.

use wasm_bindgen::prelude::*;

use super::error::error;
use crate::input;

/// Inflates one gzip file: a tar archive in gzip, or gzip within a ZIP archive.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Inflater {
    inflate: input::Inflate,
}

#[wasm_bindgen]
impl Inflater {
    /// An inflater at the beginning of a file.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next bytes of the file.
    pub fn push(&mut self, bytes: &[u8]) {
        self.inflate.push(bytes);
    }

    /// Says that no more bytes come. Read once more then.
    pub fn finish(&mut self) {
        self.inflate.finish();
    }

    /// The next text, at least `most` bytes while there are that many and at most 64 KiB more. With less, all that
    /// was pushed is used up.
    #[must_use]
    pub fn read(&mut self, most: usize) -> Vec<u8> {
        self.inflate.read(most)
    }

    /// Throws what is wrong with the file, if anything is. Call it once its text was read.
    pub fn check(&self) -> Result<(), JsValue> {
        match self.inflate.fault() {
            Some(fault) => Err(error(fault.code, &fault.message)),
            None => Ok(()),
        }
    }
}
