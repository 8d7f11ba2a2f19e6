//! Counts over the records of all files, for JavaScript.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::error::error;
use super::values::{count, to_js};
use crate::ErrorCode;
use crate::index::{Chunk, ChunkError, FieldSummary, Summary};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CountsObject<'a> {
    records: f64,
    fields: Vec<FieldObject<'a>>,
    wrapped_keys: Vec<WrappedObject>,
    left_out: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FieldObject<'a> {
    name: &'a str,
    sealed: f64,
    long: f64,
    values: Vec<ValueObject<'a>>,
    other_values: usize,
    other_records: f64,
}

#[derive(Serialize)]
struct ValueObject<'a> {
    text: &'a str,
    count: f64,
}

#[derive(Serialize)]
struct WrappedObject {
    bytes: u32,
    count: f64,
}

impl<'a> FieldObject<'a> {
    fn new(field: &'a FieldSummary, most: usize) -> Self {
        let values = field.values();
        let (listed, others) = values.split_at(most.min(values.len()));
        Self {
            name: &field.name,
            sealed: count(field.sealed),
            long: count(field.long),
            values: listed
                .iter()
                .map(|(value, records)| ValueObject { text: value.text, count: count(*records) })
                .collect(),
            other_values: others.len(),
            other_records: count(field.others + others.iter().map(|(_, records)| records).sum::<u64>()),
        }
    }
}

/// Counts what is in any number of records, and keeps none of them. It knows no keys.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct RecordSummary {
    summary: Summary,
}

#[wasm_bindgen]
impl RecordSummary {
    /// A summary of no records.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts the records of a `chunk` of an `IndexedPart`.
    pub fn add(&mut self, chunk: &[u8]) -> Result<(), JsValue> {
        let damaged = |failure: ChunkError| error(ErrorCode::Io, &failure.to_string());
        let chunk = Chunk::from_bytes(chunk).map_err(damaged)?;
        self.summary.add(&chunk).map_err(damaged)
    }

    /// What was counted, with `most` values of each field.
    #[wasm_bindgen(unchecked_return_type = "Counts")]
    pub fn counts(&self, most: usize) -> Result<JsValue, JsValue> {
        let wrapped = self.summary.wrapped();
        let counts = CountsObject {
            records: count(self.summary.records()),
            fields: self.summary.fields().iter().map(|field| FieldObject::new(field, most)).collect(),
            wrapped_keys: wrapped.map(|(bytes, keys)| WrappedObject { bytes, count: count(keys) }).collect(),
            left_out: count(self.summary.left_out()),
        };
        to_js(&counts)
    }
}
