//! What `RecordTable.usage` takes and returns, as JavaScript sees it: see `types/table.d.ts`.

use js_sys::{Float64Array, Uint32Array};
use serde::Serialize;
use wasm_bindgen::JsValue;

use super::super::object::{array, object};
use super::super::values::{count, to_js};
use crate::conversation::Sums;
use crate::usage::{By, Groups, Key, Usage};

/// The number of a column, `"day"` or `"hour"`.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the number of a column")]
pub(super) fn usage_by(by: &JsValue) -> By {
    match by.as_f64() {
        Some(column) => By::Column(column as usize),
        None if by.as_string().as_deref() == Some("hour") => By::Hour,
        None => By::Day,
    }
}

/// Usage for JavaScript.
pub(super) fn usage_object(usage: &Usage) -> Result<JsValue, JsValue> {
    let two = usage.two.as_ref().map_or(Ok(JsValue::NULL), groups_object);
    Ok(object([
        ("one", groups_object(&usage.one)?),
        ("two", two?),
        ("total", to_js(&SumsObject::from(usage.total))?),
        ("unread", count(usage.unread).into()),
    ]))
}

/// Up to 10,000 groups: numbers in arrays, for an object takes a microsecond on each side, and each key once.
fn groups_object(Groups { keys, groups, others }: &Groups) -> Result<JsValue, JsValue> {
    let keys = keys.iter().map(|level| array(level.iter().map(key_object)));
    let places: Vec<u32> = groups.iter().flat_map(|(places, _)| places.iter().copied()).collect();
    let sums: Vec<f64> = groups.iter().flat_map(|(_, sums)| SumsObject::from(*sums).numbers()).collect();
    let others = others.map_or(Ok(JsValue::NULL), |sums| to_js(&SumsObject::from(sums)));
    Ok(object([
        ("keys", array(keys)),
        ("places", Uint32Array::from(&places[..]).into()),
        ("sums", Float64Array::from(&sums[..]).into()),
        ("others", others?),
    ]))
}

/// A text, `null` where records lack the field, and `false` where it is not known.
fn key_object(key: &Key) -> JsValue {
    match key {
        Key::Value(value) => value.into(),
        Key::None => JsValue::NULL,
        Key::Unknown => JsValue::FALSE,
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SumsObject {
    records: f64,
    errors: f64,
    cached: f64,
    input: f64,
    cached_input: f64,
    cache_write: f64,
    output: f64,
    reasoning: f64,
    usd: f64,
    without_price: f64,
    without_usage: f64,
}

impl SumsObject {
    /// All members, in their order.
    fn numbers(&self) -> [f64; 11] {
        let Self { records, errors, cached, input, cached_input, cache_write, output, reasoning, .. } = *self;
        let Self { usd, without_price, without_usage, .. } = *self;
        [
            records,
            errors,
            cached,
            input,
            cached_input,
            cache_write,
            output,
            reasoning,
            usd,
            without_price,
            without_usage,
        ]
    }
}

impl From<Sums> for SumsObject {
    fn from(sums: Sums) -> Self {
        Self {
            records: count(sums.records),
            errors: count(sums.errors),
            cached: count(sums.cached),
            input: count(sums.input),
            cached_input: count(sums.cached_input),
            cache_write: count(sums.cache_write),
            output: count(sums.output),
            reasoning: count(sums.reasoning),
            usd: sums.usd.dollars(),
            without_price: count(sums.without_price),
            without_usage: count(sums.without_usage),
        }
    }
}
