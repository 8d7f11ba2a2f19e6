//! What a record says, for the page.

use wasm_bindgen::prelude::*;

use crate::conversation::{Place, PriceList, Shown, write_line};

/// The conversation of an opened record as a line of JSON, with its metadata and its estimated cost beside it.
/// `undefined` if the line is not a record.
#[wasm_bindgen(js_name = conversationOf)]
#[must_use]
pub fn conversation_of(line: &[u8]) -> Option<String> {
    let mut text = String::new();
    let nowhere = Place { file: "", line: 0 };
    write_line(line.trim_ascii_end(), nowhere, Shown::WithCost(PriceList::built_in()), &mut text).then_some(text)
}
