//! What opened records say, a line of JSON each: for the package, and for exports.

use wasm_bindgen::prelude::*;

use super::prices::Prices;
use super::record_lines::lines;
use crate::conversation::{self, Place, Shown, mask_credentials, write_line};

/// A request's text without the credentials in it.
#[wasm_bindgen(js_name = maskCredentials)]
#[must_use]
pub fn mask_request(request: &str) -> String {
    mask_credentials(request).into_owned()
}

/// Conversations of opened records, a line of JSON each; `cost` adds the estimated cost, and `for_columns` leaves out what
/// no column of an export is made of. Lines that are not records are left out.
#[wasm_bindgen(js_name = conversationLines)]
#[must_use]
pub fn conversation_lines(
    bytes: &[u8],
    ends: &[u32],
    numbers: &[f64],
    file: &str,
    cost: Option<bool>,
    prices: &Prices,
    #[wasm_bindgen(js_name = forColumns)] for_columns: Option<bool>,
) -> Vec<u8> {
    let shown = if for_columns == Some(true) { Shown::ForColumns(prices.list()) } else { shown(cost, prices) };
    let mut json = Vec::new();
    for (line, number) in lines(bytes, ends, numbers) {
        write_line(line, Place { file, line: number }, shown, &mut json);
    }
    json
}

fn shown(cost: Option<bool>, prices: &Prices) -> Shown<'_> {
    if cost == Some(true) { Shown::WithCost(prices.list()) } else { Shown::Conversation }
}

/// Writes conversations with their threads.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct ThreadedLines {
    lines: conversation::ThreadedLines,
}

#[wasm_bindgen]
impl ThreadedLines {
    /// None is known yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// As [`conversation_lines`], with each conversation's thread and the record that it continues.
    #[must_use]
    pub fn lines(
        &mut self,
        bytes: &[u8],
        ends: &[u32],
        numbers: &[f64],
        file: &str,
        cost: Option<bool>,
        prices: &Prices,
    ) -> Vec<u8> {
        let mut json = Vec::new();
        for (line, number) in lines(bytes, ends, numbers) {
            self.lines.write_line(line, Place { file, line: number }, shown(cost, prices), &mut json);
        }
        json
    }
}
