//! What opened bodies say, for JavaScript: texts in, texts of JSON out; and what is asked of many records at once, a batch
//! of lines at a time.

use js_sys::Error;
use wasm_bindgen::prelude::*;

use crate::conversation::{
    self, Bodies, Conversation, CostOptions, Place, PriceList, Problem, Shown, estimate, mask_credentials, read,
    write_line,
};

/// A conversation as JSON, of the texts that a record has; what it lacks is undefined.
#[wasm_bindgen(js_name = readConversation)]
#[must_use]
#[allow(clippy::needless_pass_by_value, reason = "wasm-bindgen hands texts over by value")]
pub fn read_conversation(
    provider: Option<String>,
    endpoint: Option<String>,
    model: Option<String>,
    request: Option<String>,
    response: Option<String>,
) -> String {
    let bodies = Bodies {
        provider: provider.as_deref(),
        endpoint: endpoint.as_deref(),
        model: model.as_deref(),
        request: request.as_deref().map(str::as_bytes),
        response: response.as_deref().map(str::as_bytes),
    };
    // Writing a conversation cannot fail: it has text keys and no floating point.
    serde_json::to_string(&read(&bodies)).unwrap_or_default()
}

/// A request's text without the credentials in it.
#[wasm_bindgen(js_name = maskCredentials)]
#[must_use]
pub fn mask_request(request: &str) -> String {
    mask_credentials(request).into_owned()
}

/// A list of prices.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Prices {
    /// `None` for the list of the module.
    own: Option<PriceList>,
}

impl Prices {
    fn list(&self) -> &PriceList {
        self.own.as_ref().unwrap_or_else(|| PriceList::built_in())
    }
}

#[wasm_bindgen]
impl Prices {
    /// The list that this text of JSON is, or without a text that of the module. Throws if it is not of the documented
    /// form.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::needless_pass_by_value, reason = "wasm-bindgen hands texts over by value")]
    pub fn new(text: Option<String>) -> Result<Prices, JsValue> {
        let own = text.map(|text| PriceList::read(&text)).transpose();
        own.map(|own| Self { own }).map_err(|error| Error::new(&error.to_string()).into())
    }

    /// The day the list was made, as YYYY-MM-DD.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn generated(&self) -> String {
        self.list().generated().to_string()
    }

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
        estimate(&conversation, self.list(), &options).and_then(|cost| serde_json::to_string(&cost).ok())
    }
}

/// Conversations of opened records, a line of JSON each; `cost` adds the estimated cost. Lines that are not records are
/// left out.
#[wasm_bindgen(js_name = conversationLines)]
#[must_use]
pub fn conversation_lines(
    bytes: &[u8],
    ends: &[u32],
    numbers: &[f64],
    file: &str,
    cost: Option<bool>,
    prices: &Prices,
) -> Vec<u8> {
    let shown = if cost == Some(true) { Shown::WithCost(prices.list()) } else { Shown::Conversation };
    let mut text = String::new();
    for (line, number) in lines(bytes, ends, numbers) {
        write_line(line, Place { file, line: number }, shown, &mut text);
    }
    text.into_bytes()
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

    /// Adds opened records. Gives back how many of the lines are not records.
    pub fn add(&mut self, bytes: &[u8], ends: &[u32], prices: &Prices) -> u32 {
        let mut others = 0;
        for (line, _) in lines(bytes, ends, &[]) {
            others += u32::from(!self.tally.add(line, prices.list()));
        }
        others
    }

    /// The sums, as JSON: `{by, groups: [{key, …sums}], others, total}`.
    #[wasm_bindgen(js_name = toJson)]
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(&self.tally).unwrap_or_default()
    }

    /// Fields that no record has.
    #[wasm_bindgen(js_name = neverFound)]
    #[must_use]
    pub fn never_found(&self) -> Vec<String> {
        self.tally.never_found().map(str::to_string).collect()
    }
}

/// Tells which records a filter lets through: 1 for those that match, 0 for those that do not, and 2 where that is not
/// known.
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

/// The lines of a batch, each with its number; a line feed at its end is not a part of it.
fn lines<'a>(bytes: &'a [u8], ends: &'a [u32], numbers: &'a [f64]) -> impl Iterator<Item = (&'a [u8], u64)> {
    let mut begin = 0;
    ends.iter().enumerate().map(move |(at, &end)| {
        let end = (end as usize).clamp(begin, bytes.len());
        let line = &bytes[begin..end];
        begin = end;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number, counted from 1")]
        let number = numbers.get(at).copied().unwrap_or_default() as u64;
        (line.strip_suffix(b"\n").unwrap_or(line), number)
    })
}
