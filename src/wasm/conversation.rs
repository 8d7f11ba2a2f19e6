//! What opened bodies say, for JavaScript: texts in, texts of JSON out; and what many records used, a batch of lines at a time.

use wasm_bindgen::prelude::*;

use super::prices::Prices;
use super::record_lines::lines;
use crate::conversation::{self, Bodies, Conversation, CostOptions, estimate, read};

/// A conversation as JSON, of the fields and bodies that a record has; what it lacks is undefined. Bodies are UTF-8: the
/// engine encodes a text faster than it is passed as a string.
#[wasm_bindgen(js_name = readConversation)]
#[must_use]
#[allow(clippy::needless_pass_by_value, reason = "wasm-bindgen hands texts over by value")]
pub fn read_conversation(
    provider: Option<String>,
    endpoint: Option<String>,
    model: Option<String>,
    request: Option<Vec<u8>>,
    response: Option<Vec<u8>>,
) -> String {
    read_bodies([&provider, &endpoint, &model], [&request, &response]).to_json()
}

fn read_bodies(fields: [&Option<String>; 3], bodies: [&Option<Vec<u8>>; 2]) -> Conversation {
    let [provider, endpoint, model] = fields.map(Option::as_deref);
    let [request, response] = bodies.map(Option::as_deref);
    read(&Bodies { provider, endpoint, model, request, response })
}

#[wasm_bindgen]
impl Prices {
    /// What a conversation cost, as JSON; it is given as JSON too. `undefined` where no price is known, and for what
    /// is not a conversation.
    #[must_use]
    #[allow(clippy::needless_pass_by_value, reason = "wasm-bindgen hands texts over by value")]
    pub fn estimate(
        &self,
        conversation: &str,
        provider: Option<String>,
        model: Option<String>,
        at: Option<String>,
        cached: bool,
    ) -> Option<String> {
        let conversation = Conversation::counted(conversation)?;
        let options = CostOptions { provider: provider.as_deref(), model: model.as_deref(), at: at.as_deref(), cached };
        estimate(&conversation, self.list(), &options).map(|cost| cost.to_json())
    }
}

/// Finds which conversations continue which. They are added in the order of their time.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Threads {
    threads: conversation::Threads,
}

#[wasm_bindgen]
impl Threads {
    /// None is known yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a conversation, of the fields and bodies that a record has. Returns it as JSON, with its thread and what it
    /// continues.
    #[allow(clippy::needless_pass_by_value, reason = "wasm-bindgen hands texts over by value")]
    pub fn add(
        &mut self,
        provider: Option<String>,
        endpoint: Option<String>,
        model: Option<String>,
        request: Option<Vec<u8>>,
        response: Option<Vec<u8>>,
    ) -> String {
        let conversation = read_bodies([&provider, &endpoint, &model], [&request, &response]);
        self.threads.add(&conversation).to_json(&conversation)
    }
}

/// Adds up what records used.
#[wasm_bindgen]
#[derive(Debug)]
pub struct UsageTally {
    tally: conversation::UsageTally,
}

#[wasm_bindgen]
impl UsageTally {
    /// Groups records by these fields, the first one outermost.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(by: Vec<String>) -> Self {
        Self { tally: conversation::UsageTally::new(by) }
    }

    /// Adds opened records of the file at this path. Gives back how many of the lines are not records.
    pub fn add(&mut self, bytes: &[u8], ends: &[u32], file: &str, prices: &Prices) -> u32 {
        let mut others = 0;
        for (line, _) in lines(bytes, ends, &[]) {
            others += u32::from(!self.tally.add_of_file(line, file, prices.list()));
        }
        others
    }

    /// The sums, as JSON: `{by, groups: [{key, …sums}], others, total}`.
    #[wasm_bindgen(js_name = toJson)]
    #[must_use]
    pub fn to_json(&self) -> String {
        self.tally.to_json()
    }

    /// Fields that no record has.
    #[wasm_bindgen(js_name = neverFound)]
    #[must_use]
    pub fn never_found(&self) -> Vec<String> {
        self.tally.never_found().map(str::to_string).collect()
    }
}
