//! A list of prices, for costs and for filters on them.

use std::sync::Arc;

use js_sys::Error;
use wasm_bindgen::prelude::*;

use crate::conversation::PriceList;

/// A list of prices.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Prices {
    /// `None` for the list of the module.
    own: Option<Arc<PriceList>>,
}

impl Prices {
    pub(super) fn list(&self) -> &PriceList {
        self.own.as_deref().unwrap_or_else(|| PriceList::built_in())
    }

    /// The list, if it is not that of the module.
    #[cfg(feature = "explorer-module")]
    pub(super) fn shared(self) -> Option<Arc<PriceList>> {
        self.own
    }
}

#[wasm_bindgen]
impl Prices {
    /// The list that this text of JSON is, or without a text that of the module. Throws if it is not of the documented
    /// form.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::needless_pass_by_value, reason = "wasm-bindgen hands texts over by value")]
    pub fn new(text: Option<String>) -> Result<Prices, JsValue> {
        let own = text.map(|text| PriceList::read(&text).map(Arc::new)).transpose();
        own.map(|own| Self { own }).map_err(|error| Error::new(&error.to_string()).into())
    }

    /// The day the list was made, as YYYY-MM-DD.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn generated(&self) -> String {
        self.list().generated().to_string()
    }
}
