//! The module `zstd`: Zstandard and nothing else. Few files are compressed with it, so only they load the module.
//! It makes no object of JavaScript, which takes a twentieth off.

use wasm_bindgen::prelude::*;

use crate::input;

/// Decompresses one Zstandard file.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct ZstdDecoder {
    decoder: input::ZstdDecoder,
}

#[wasm_bindgen]
impl ZstdDecoder {
    /// A decoder at the beginning of a file.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next bytes of the file.
    pub fn push(&mut self, bytes: &[u8]) {
        self.decoder.push(bytes);
    }

    /// Says that no more bytes come. Read once more then.
    pub fn finish(&mut self) {
        self.decoder.finish();
    }

    /// The next text, `most` bytes while there are that many. With less, more has to be pushed.
    #[must_use]
    pub fn read(&mut self, most: usize) -> Vec<u8> {
        self.decoder.read(most)
    }

    /// What is wrong with the file, if anything is, once all of its text was read: the code, a space and the sentence.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        self.decoder.fault().map(|fault| {
            let mut text = String::from(fault.code.as_str());
            text.push(' ');
            text.push_str(&fault.message);
            text
        })
    }
}
