//! Searching sealed records: `Opener.search`.

use js_sys::{Error, Function, Reflect, Uint8Array, Uint32Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::engine::EngineInfo;
use super::opener::Opener;
use super::pause::PauseFunction;
use super::values::{count, to_js};
use crate::Settings;
use crate::batch::Batch;
use crate::envelope::sealed_for_bits as bits;
use crate::index::Asked;
use crate::search::{ColumnTest, Searcher};

#[derive(Deserialize)]
struct ColumnTestObject {
    column: Option<String>,
    member: Option<String>,
    said: Option<String>,
    source: String,
}

/// The rest of `SearchedLines`, beside its arrays.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SearchedObject {
    opened: u32,
    sealed: u32,
    private_operations: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    engine: Option<EngineInfo>,
    stopped: bool,
}

#[wasm_bindgen]
impl Opener {
    /// Asks tests of a batch of lines, of what the index does not hold of them. Lines, content keys and pauses
    /// are as with `open`. Throws if one of the tests is not a test.
    #[wasm_bindgen(unchecked_return_type = "SearchedLines")]
    pub async fn search(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "ColumnTest[]")] tests: JsValue,
        bytes: Vec<u8>,
        ends: Vec<u32>,
        numbers: Vec<f64>,
        #[wasm_bindgen(unchecked_param_type = "() => Promise<boolean>")] pause: Function,
        #[wasm_bindgen(js_name = contentKeys)] content_keys: Vec<u8>,
    ) -> Result<JsValue, JsValue> {
        let tests: Vec<ColumnTestObject> = serde_wasm_bindgen::from_value(tests)?;
        let tests = tests.into_iter().map(|ColumnTestObject { column, member, said, source }| {
            let asked = column.map(Asked::Column).or(member.map(Asked::Member)).or(said.map(Asked::Said));
            ColumnTest::parse(&source, asked.unwrap_or(Asked::Any))
        });
        let tests = tests.collect::<Result<_, _>>().map_err(|error| JsValue::from(Error::new(&error.message)))?;
        let batch = Batch { bytes: &bytes, ends: &ends, numbers: &numbers, cut_off: None };
        let content_keys = Zeroizing::new(content_keys);
        let mut searcher = Searcher::new(tests, self.settings).with_prices(self.prices.clone());
        let found = searcher.search_batch(batch, &content_keys, &mut self.keys, PauseFunction::new(pause)).await?;
        self.keys.reset_usage();
        let object = to_js(&SearchedObject {
            opened: found.opened,
            sealed: found.sealed,
            private_operations: count(found.private_operations),
            engine: self.keys.engine().info(),
            stopped: found.stopped,
        })?;
        let set = |name: &str, value: JsValue| Reflect::set(&object, &name.into(), &value);
        set("matched", Uint32Array::from(&found.matched[..]).into())?;
        set("undecided", Uint32Array::from(&found.undecided[..]).into())?;
        set("contentKeys", Uint8Array::from(&found.content_keys[..]).into())?;
        set("memberNotes", Uint8Array::from(&found.member_notes[..]).into())?;
        Ok(object)
    }
}

/// The size in bits of the RSA key that the first sealed field of a record was encrypted for; `undefined` if the line
/// is not a record or has no sealed field from which it is known.
#[wasm_bindgen(js_name = sealedForBits)]
#[must_use]
pub fn sealed_for_bits(line: &[u8]) -> Option<usize> {
    bits(line, Settings::default().max_nesting)
}
