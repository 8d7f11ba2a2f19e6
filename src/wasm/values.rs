//! Numbers and bytes as JavaScript has them.

use serde::{Serialize, Serializer};
use wasm_bindgen::JsValue;

/// A count as JavaScript has numbers: exact up to 2^53.
#[allow(clippy::cast_precision_loss)]
pub(super) fn count(number: u64) -> f64 {
    number as f64
}

/// A number of bytes or lines that came from JavaScript, which is whole and not negative.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(super) fn whole(number: f64) -> u64 {
    number as u64
}

/// Serializes bytes as a `Uint8Array` instead of an array of numbers.
pub(super) fn as_bytes<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

/// A value as JavaScript has it. What is absent is left out.
pub(super) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(serde_wasm_bindgen::to_value(value)?)
}

/// A value as JavaScript has it. What is absent is `null`.
#[cfg(feature = "explorer-module")]
pub(super) fn to_js_with_null(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true))?)
}
