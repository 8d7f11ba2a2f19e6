//! The class `HeldRecord`: a record between being read and being opened, which nothing but an opener looks at.

use wasm_bindgen::prelude::*;

use super::values::count;
use crate::ErrorCode;
use crate::batch::{Batch, BatchReader};

/// A record that was read. Its bytes stay in this memory until an opener takes them: the envelopes, which are most of them,
/// never cross into JavaScript.
#[wasm_bindgen]
#[derive(Debug)]
pub struct HeldRecord {
    bytes: Vec<u8>,
    end: u32,
    number: f64,
    cut_off: Option<ErrorCode>,
}

impl HeldRecord {
    /// The next record of what was pushed, if there is one.
    pub(super) fn next(reader: &mut BatchReader) -> Option<Self> {
        loop {
            let batch = reader.read(1, 1);
            if let (&[end], &[number]) = (&batch.ends[..], &batch.numbers[..]) {
                let end = u32::try_from(end).ok()?;
                return Some(Self { bytes: batch.bytes, end, number: count(number), cut_off: batch.cut_off });
            }
            if batch.drained {
                return None;
            }
        }
    }

    /// The record alone, to be opened.
    pub(super) fn batch(&self) -> Batch<'_> {
        let Self { bytes, end, number, cut_off } = self;
        Batch { bytes, ends: std::slice::from_ref(end), numbers: std::slice::from_ref(number), cut_off: *cut_off }
    }
}

#[wasm_bindgen]
impl HeldRecord {
    /// The line of the file that it begins in, counted from 1.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn number(&self) -> f64 {
        self.number
    }
}
