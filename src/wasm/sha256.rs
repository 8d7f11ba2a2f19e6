//! The class `Sha256`.

use std::fmt::Write as _;

use sha2::{Digest, Sha256 as Hasher};
use wasm_bindgen::prelude::*;

/// SHA-256 of bytes that come piece by piece (FIPS 180-4), which `crypto.subtle` does not do.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Sha256 {
    hasher: Hasher,
}

#[wasm_bindgen]
impl Sha256 {
    /// The hash of nothing.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
    }

    /// The hash of all bytes so far, in hexadecimal.
    #[must_use]
    pub fn hex(&self) -> String {
        self.hasher.clone().finalize().iter().fold(String::new(), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}
