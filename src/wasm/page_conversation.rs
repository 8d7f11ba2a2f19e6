//! What a record says, for the page.

use wasm_bindgen::prelude::*;

use crate::conversation::{Place, PriceList, Shown, write_line};

/// The conversation of an opened record as a line of JSON in UTF-8, with its metadata and its estimated cost beside it.
/// `undefined` if the line is not a record.
#[wasm_bindgen(js_name = conversationOf)]
#[must_use]
pub fn conversation_of(line: &[u8]) -> Option<Vec<u8>> {
    let mut json = Vec::new();
    let nowhere = Place { file: "", line: 0 };
    write_line(line.trim_ascii_end(), nowhere, Shown::WithCost(PriceList::built_in()), &mut json).then_some(json)
}
