//! Records sealed again for another key.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

#[cfg(feature = "explorer-module")]
use super::keys::PublicKeyHandle;
use super::masker::{Masker, number, offsets, pieces};
use super::object::{array, object};
use crate::reseal::ResealedBatch;

/// A batch of records: as they were read, and as they were opened.
struct Lines<'a> {
    sealed: &'a [u8],
    sealed_ends: &'a [u32],
    opened: &'a [u8],
    opened_ends: &'a [u32],
}

impl Lines<'_> {
    /// Reseals all of them; `make` gives what seals the fields of the record of a number.
    fn reseal<E, S: FnMut(&[u8]) -> Result<String, E>>(
        &self,
        masker: &mut Masker,
        make: impl Fn(usize) -> S,
    ) -> Result<JsValue, E> {
        let mut batch = ResealedBatch::default();
        let pairs = pieces(self.sealed, self.sealed_ends).zip(pieces(self.opened, self.opened_ends));
        for (record, pair) in pairs.enumerate() {
            batch.add(record, pair, (&masker.masks, &mut masker.counts), || make(record))?;
        }
        let left_out = batch
            .left_out
            .iter()
            .map(|(record, why)| object([("record", number(*record)), ("why", why.name().into())]));
        Ok(object([
            ("output", Uint8Array::from(&batch.output[..]).into()),
            ("ends", offsets(&batch.ends)),
            ("sealed", number(batch.sealed)),
            ("leftOut", array(left_out)),
        ]))
    }
}

#[cfg(feature = "masks-module")]
#[wasm_bindgen]
extern "C" {
    /// Seals a text.
    #[wasm_bindgen(typescript_type = "(text: Uint8Array, record: number) => string")]
    pub type Seal;

    #[wasm_bindgen(method, catch)]
    fn call(this: &Seal, none: &JsValue, text: Uint8Array, record: usize) -> Result<String, JsValue>;
}

/// Seals records again, masked. `sealed` are their lines as they were read, `opened` the same as they were opened, with their
/// texts as strings; `…Ends` is where each ends. `seal` returns the JSON object of an envelope around a text, which is not
/// kept after it; fields of the same record have the same number. Throws what `seal` throws.
#[cfg(feature = "masks-module")]
#[wasm_bindgen(js_name = resealLines, unchecked_return_type = "ResealedLines")]
pub fn reseal_lines(
    masker: &mut Masker,
    sealed: &[u8],
    #[wasm_bindgen(js_name = sealedEnds)] sealed_ends: &[u32],
    opened: &[u8],
    #[wasm_bindgen(js_name = openedEnds)] opened_ends: &[u32],
    seal: &Seal,
) -> Result<JsValue, JsValue> {
    Lines { sealed, sealed_ends, opened, opened_ends }.reseal(masker, |record| calling(seal, record))
}

#[cfg(feature = "masks-module")]
fn calling(seal: &Seal, record: usize) -> impl FnMut(&[u8]) -> Result<String, JsValue> {
    move |text| seal.call(&JsValue::UNDEFINED, Uint8Array::from(text), record)
}

#[cfg(feature = "explorer-module")]
#[wasm_bindgen]
impl PublicKeyHandle {
    /// Seals records again for this key, masked. `sealed` are their lines as they were read, `opened` the same as they were
    /// opened, with their texts as strings; `…Ends` is where each ends.
    #[wasm_bindgen(js_name = resealLines, unchecked_return_type = "ResealedLines")]
    pub fn reseal_lines(
        &self,
        masker: &mut Masker,
        sealed: &[u8],
        #[wasm_bindgen(js_name = sealedEnds)] sealed_ends: &[u32],
        opened: &[u8],
        #[wasm_bindgen(js_name = openedEnds)] opened_ends: &[u32],
    ) -> Result<JsValue, JsValue> {
        Lines { sealed, sealed_ends, opened, opened_ends }.reseal(masker, |_| self.record_seal())
    }

    fn record_seal(&self) -> impl FnMut(&[u8]) -> Result<String, JsValue> {
        let seal = crate::envelope::RecordSeal::new(&self.key);
        move |text| Ok(seal.seal(text))
    }
}
