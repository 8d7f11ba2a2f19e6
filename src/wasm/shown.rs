//! What a record says, for the page.

use wasm_bindgen::prelude::*;

use super::prices::Prices;
use crate::conversation::{Place, Shown, write_line};

/// Longer records are shown without their conversations: bodies are in memory several times while they are read.
const MOST_BYTES: usize = 256 << 20;

/// The conversation of an opened record as a line of JSON in UTF-8, with its metadata and its cost by these prices beside it.
/// `undefined` if the line is not a record, or longer than 256 MiB.
#[wasm_bindgen(js_name = conversationOf)]
#[must_use]
pub fn conversation_of(line: &[u8], prices: &Prices) -> Option<Vec<u8>> {
    if line.len() > MOST_BYTES {
        return None;
    }
    let mut json = Vec::new();
    let nowhere = Place { file: "", line: 0 };
    write_line(line.trim_ascii_end(), nowhere, Shown::WithCost(prices.list()), &mut json).then_some(json)
}
