//! What exports need of records.

use js_sys::{Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;

use super::object::{array, object};
use super::prices::Prices;
use super::snappy::snappy;
use crate::conversation::ColumnParts;

/// Added to the bits of long texts: they are given in Snappy.
const COMPRESSED: u8 = 0b1_0000;

/// What columns are made of, in the form that the bits of what was wanted say. Throws if texts are more than 4 GiB.
#[inline(never)]
pub(super) fn parts_object(parts: &ColumnParts, wanted: u8) -> Result<JsValue, JsValue> {
    let mut texts = Vec::new();
    for text in &parts.texts {
        let compressed = if wanted & COMPRESSED == 0 { None } else { Some(snappy(text)?) };
        texts.push(Uint8Array::from(compressed.as_ref().unwrap_or(text).as_slice()).into());
    }
    Ok(object([
        ("plain", Uint8Array::from(&parts.plain[..]).into()),
        ("ends", Uint32Array::from(&parts.ends[..]).into()),
        ("present", Uint8Array::from(&parts.present[..]).into()),
        ("texts", array(texts.into_iter())),
    ]))
}

/// What columns of opened lines are made of, which lie one after the other and end at `ends`; with the long texts of these bits,
/// as for [`Opener::open`](super::Opener::open). `undefined` if one of them is not a record.
#[wasm_bindgen(js_name = columnParts, unchecked_return_type = "ColumnParts | undefined")]
pub fn column_parts(bytes: &[u8], ends: &[u32], prices: &Prices, wanted: u8) -> Result<JsValue, JsValue> {
    let mut parts = ColumnParts::new(wanted);
    let mut begin = 0;
    for &end in ends {
        let end = (end as usize).clamp(begin, bytes.len());
        if !parts.push(bytes[begin..end].trim_ascii_end(), prices.list()) {
            return Ok(JsValue::UNDEFINED);
        }
        begin = end;
    }
    parts_object(&parts, wanted)
}
