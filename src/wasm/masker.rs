//! The class `Masker`: values of records and texts masked.

use js_sys::{Error, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;

#[cfg(feature = "explorer-module")]
use super::object::array;
use super::object::object;
#[cfg(feature = "explorer-module")]
use crate::mask::write_edited;
use crate::mask::{Counts, Kind, Masks};

#[allow(dead_code, reason = "used by what `wasm_bindgen` makes of the section, where the lint does not look")]
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types/mask.d.ts");

/// Masks values, and counts them.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Masker {
    pub(super) masks: Masks,
    pub(super) counts: Counts,
}

#[wasm_bindgen]
impl Masker {
    /// A masker of these kinds, and of what these regular expressions match. Throws with what is wrong with them.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::needless_pass_by_value, reason = "wasm-bindgen hands texts over by value")]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "MaskKind[]")] kinds: Vec<String>,
        patterns: Vec<String>,
    ) -> Result<Masker, JsValue> {
        let unknown = |name: &str| Error::new(&format!("There is no mask '{name}'."));
        let kinds = kinds.iter().map(|name| Kind::of_name(name).ok_or_else(|| unknown(name)));
        let kinds = kinds.collect::<Result<Vec<_>, _>>()?;
        let patterns: Vec<_> = patterns.iter().map(String::as_str).collect();
        let masks = Masks::new(&kinds, &patterns).map_err(|error| Error::new(&error.message))?;
        Ok(Self { masks, counts: Counts::default() })
    }

    /// A masker that masks nothing.
    #[must_use]
    pub fn none() -> Masker {
        Self { masks: Masks::none(), counts: Counts::default() }
    }

    /// Masks opened records, one after the other in `bytes`; `ends` is where each of them ends.
    #[wasm_bindgen(unchecked_return_type = "MaskedLines")]
    pub fn lines(&mut self, bytes: &[u8], ends: &[u32]) -> JsValue {
        let mut masked = Vec::with_capacity(bytes.len());
        let mut masked_ends = Vec::with_capacity(ends.len());
        for line in pieces(bytes, ends) {
            self.masks.write_record(line, &mut masked, &mut self.counts);
            masked_ends.push(masked.len());
        }
        object([("bytes", Uint8Array::from(&masked[..]).into()), ("ends", offsets(&masked_ends))])
    }

    /// Values masked so far in records.
    #[wasm_bindgen(unchecked_return_type = "MaskCounts")]
    #[must_use]
    pub fn counts(&self) -> JsValue {
        let Counts { email, secret, card, iban, masked } = self.counts;
        let counted =
            [(Kind::Email, email), (Kind::Secret, secret), (Kind::Card, card), (Kind::Iban, iban), (Kind::Own, masked)];
        object(counted.map(|(kind, values)| (kind.name(), count(values))))
    }
}

#[cfg(feature = "explorer-module")]
#[wasm_bindgen]
impl Masker {
    /// Masks any text: words, JSON, or a stream. It is not counted.
    #[wasm_bindgen(unchecked_return_type = "MaskedText")]
    #[must_use]
    pub fn text(&self, text: &str) -> JsValue {
        let edits = self.masks.edits_of_text(text);
        let (mut masked, mut copied, mut units) = (Vec::with_capacity(text.len()), 0, 0);
        let mut masks = Vec::with_capacity(edits.len());
        for edit in &edits {
            units += utf16_length(&text[copied..edit.place.start]);
            let start = units;
            // Masks are ASCII.
            units += edit.replacement().len();
            copied = edit.place.end;
            let kind = edit.kind.name();
            masks.push(object([("start", number(start)), ("end", number(units)), ("kind", kind.into())]));
        }
        write_edited(text.as_bytes(), &edits, &mut masked);
        let masked = String::from_utf8(masked).unwrap_or_default();
        object([("text", masked.into()), ("masks", array(masks.into_iter()))])
    }
}

/// The parts of `bytes` that end at these places.
pub(super) fn pieces<'a>(bytes: &'a [u8], ends: &'a [u32]) -> impl Iterator<Item = &'a [u8]> {
    let mut begin = 0;
    ends.iter().map(move |&end| {
        let end = (end as usize).clamp(begin, bytes.len());
        &bytes[std::mem::replace(&mut begin, end)..end]
    })
}

/// Places in what goes to JavaScript, which is shorter than 4 GiB.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn offsets(places: &[usize]) -> JsValue {
    Uint32Array::from(&places.iter().map(|place| *place as u32).collect::<Vec<_>>()[..]).into()
}

pub(super) fn number(number: usize) -> JsValue {
    count(number as u64)
}

/// A count as JavaScript has numbers: exact up to 2^53.
#[allow(clippy::cast_precision_loss)]
fn count(number: u64) -> JsValue {
    (number as f64).into()
}

#[cfg(feature = "explorer-module")]
fn utf16_length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}
