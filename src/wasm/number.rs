//! Floating point as the engine reads and prints it, for the core has neither the code nor the tables.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Number)]
    fn number(text: &str) -> f64;

    #[wasm_bindgen(js_name = String)]
    fn text(number: f64) -> String;
}

/// A number as it is printed with the fewest digits that mean the same 64-bit floating point number.
#[must_use]
pub fn printed_number(written: &str) -> String {
    text(number(written))
}
