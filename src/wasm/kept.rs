//! The class `ContentKeys`: what a page keeps between two openings of the same records.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::envelope::KeptKeys;

/// Content keys by record, so that a record that was opened once is opened again without RSA. They are wiped
/// when they are freed.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct ContentKeys {
    kept: KeptKeys,
}

impl ContentKeys {
    /// Whether those of this record are here.
    pub(super) fn has(&self, record: usize) -> bool {
        u32::try_from(record).is_ok_and(|record| self.kept.has(record))
    }
}

#[wasm_bindgen]
impl ContentKeys {
    /// None yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps the content keys of records, as `Opener` returned them, as far as there is room.
    pub fn put(&mut self, records: &[u32], keys: Vec<u8>) {
        self.kept.put(records, &Zeroizing::new(keys));
    }

    /// The content keys of records, for `Opener`.
    #[must_use]
    pub fn get(&self, records: &[u32]) -> Uint8Array {
        let mut keys = Zeroizing::new(Vec::new());
        for &record in records {
            self.kept.get(record, &mut keys);
        }
        Uint8Array::from(keys.as_slice())
    }

    /// How many records have content keys here.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn size(&self) -> usize {
        self.kept.len()
    }

    /// Wipes all of them.
    pub fn clear(&mut self) {
        self.kept.clear();
    }
}
