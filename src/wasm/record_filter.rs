//! Filters over batches of records, before and after they are opened.

use js_sys::Error;
use wasm_bindgen::prelude::*;

use super::prices::Prices;
use super::record_lines::lines;
use crate::conversation::{self, Place, Problem};

/// Decides which records a filter selects: 1 for those that match, 0 for those that do not, and 2 where that is not known.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RecordFilter {
    filter: conversation::RecordFilter,
}

#[wasm_bindgen]
impl RecordFilter {
    /// Understands a filter. Throws with what is wrong with it.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str) -> Result<RecordFilter, JsValue> {
        conversation::RecordFilter::new(text).map(|filter| Self { filter }).map_err(|problem| error(&problem))
    }

    /// What is known of sealed records without opening them: 2 where only that tells, and for lines that are not
    /// records. Throws where a name in the filter can be several fields.
    pub fn before(&mut self, bytes: &[u8], ends: &[u32], numbers: &[f64], file: &str) -> Result<Vec<u8>, JsValue> {
        lines(bytes, ends, numbers)
            .map(|(line, number)| self.filter.before(line, Place { file, line: number }).map(answer))
            .collect::<Result<_, _>>()
            .map_err(|problem| error(&problem))
    }

    /// What is known of opened records: 2 where something stayed sealed that decides.
    pub fn after(
        &mut self,
        bytes: &[u8],
        ends: &[u32],
        numbers: &[f64],
        file: &str,
        prices: &Prices,
    ) -> Result<Vec<u8>, JsValue> {
        lines(bytes, ends, numbers)
            .map(|(line, number)| self.filter.after(line, Place { file, line: number }, prices.list()).map(answer))
            .collect::<Result<_, _>>()
            .map_err(|problem| error(&problem))
    }

    /// The tests that only opening decides, as they are written, of those that `before` left open.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn opening(&self) -> Vec<String> {
        self.filter.opening().collect()
    }

    /// What to say of a field in the filter that no record had, after all of them.
    #[wasm_bindgen(js_name = neverFound)]
    #[must_use]
    pub fn never_found(&self) -> Option<String> {
        self.filter.never_found().map(|problem| problem.message)
    }

    /// Why no record matched, and what would, after all of them; `undefined` if one did, or may have.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        self.filter.hint().map(|hint| hint.to_string())
    }
}

fn answer(matches: Option<bool>) -> u8 {
    matches.map_or(2, u8::from)
}

fn error(problem: &Problem) -> JsValue {
    Error::new(&problem.message).into()
}
