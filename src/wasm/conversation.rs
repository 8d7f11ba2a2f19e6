//! What opened bodies say, for JavaScript: texts in, a text of JSON out.

use wasm_bindgen::prelude::*;

use crate::conversation::{Bodies, mask_credentials, read};

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
