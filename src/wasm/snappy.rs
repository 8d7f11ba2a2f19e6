//! Snappy, which pages of Parquet are compressed with.

use js_sys::Error;
use snap::raw::Encoder;
use wasm_bindgen::prelude::*;

/// Bytes in Snappy's raw format. Throws if they are more than 4 GiB.
#[wasm_bindgen]
pub fn snappy(bytes: &[u8]) -> Result<Vec<u8>, JsValue> {
    // All that can be wrong: the words of `snap` for its other errors would take more code than Snappy itself.
    Encoder::new().compress_vec(bytes).map_err(|_| Error::new("too much for Snappy").into())
}
