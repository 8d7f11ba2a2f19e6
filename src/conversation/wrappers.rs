//! What the gateway and Cloudflare's API put around bodies.

use std::borrow::Cow;
use std::ops::Range;

use super::value::{Document, Value};

/// Further steps of a universal request are left out.
const MOST: usize = 1_000;

/// A request without what is around it.
#[derive(Clone, Debug)]
pub(super) struct Step<'a> {
    pub(super) body: Value<'a>,
    /// What the wrapper says of it; empty where it does not.
    pub(super) provider: Cow<'a, str>,
    pub(super) endpoint: Cow<'a, str>,
    pub(super) model: Cow<'a, str>,
}

/// What a request holds.
#[derive(Debug)]
pub(super) struct Steps<'a> {
    /// One at least.
    pub(super) steps: Vec<Step<'a>>,
    /// Whether it is a universal request.
    pub(super) universal: bool,
}

/// Takes off what is around a request.
///
/// Universal requests are one or several `{provider, endpoint, headers, query}`, over a WebSocket within
/// `{"type":"universal.create","request":…}` (Cloudflare AI Gateway, "Universal Endpoint" and "WebSockets API");
/// `/ai/run` takes `{model, input}`.
pub(super) fn steps<'a>(body: Value<'a>, provider: &str) -> Steps<'a> {
    let socket = body.get("type").is_some_and(|kind| kind.is("universal.create"));
    let body = body.get("request").filter(|_| socket).unwrap_or(body);
    let one = Some(body).filter(|body| body.is_object());
    let steps: Vec<_> = one.into_iter().chain(body.elements()).take(MOST).filter_map(universal).collect();
    if !steps.is_empty() {
        return Steps { steps, universal: true };
    }
    let input = body.get("input").filter(|input| input.is_object());
    let run = body.text_of("model").filter(|_| !body.has("version") && !provider.starts_with("replicate"));
    let (body, model) = match (input, run) {
        (Some(input), Some(model)) => (input, model),
        _ => (body, Cow::Borrowed("")),
    };
    Steps { steps: vec![Step { body, provider: "".into(), endpoint: "".into(), model }], universal: false }
}

fn universal(step: Value<'_>) -> Option<Step<'_>> {
    let body = step.get("query").filter(|query| query.is_object())?;
    let provider = step.text_of("provider")?;
    let endpoint = step.text_of("endpoint").unwrap_or_default();
    Some(Step { body, provider, endpoint, model: body.text_of("model").unwrap_or_default() })
}

/// Takes off what is around an answer: `{result, success, errors}` of Cloudflare's API, `{state, result, provider}` of
/// `/ai/run`.
pub(super) fn answer(body: Value<'_>) -> Value<'_> {
    let result = body.get("result").filter(|result| result.is_object());
    result.filter(|_| body.any(&["success", "state"]).is_some()).unwrap_or(body)
}

/// Headers that hold no credentials.
const PLAIN_HEADERS: &[&str] = &["content-type", "accept", "user-agent", "anthropic-version", "anthropic-beta", "openai-beta"];

/// A request's text with the values of its steps' `headers` replaced by `"…"`, save for those of a few that cannot be
/// credentials: whatever shows a body must not show those.
///
/// ```
/// # use logpush_decrypt::conversation::mask_credentials;
/// let request = r#"[{"provider":"openai","headers":{"Authorization":"Bearer sk-1"},"query":{}}]"#;
/// let masked = r#"[{"provider":"openai","headers":{"Authorization":"…"},"query":{}}]"#;
/// assert_eq!(mask_credentials(request), masked);
/// ```
#[must_use]
pub fn mask_credentials(request: &str) -> Cow<'_, str> {
    let Some(document) = Document::read(request) else { return Cow::Borrowed(request) };
    let root = document.root();
    let body = root.get("request").unwrap_or(root);
    let mut spans: Vec<Range<usize>> = Vec::new();
    for step in [root, body].into_iter().chain(root.elements()).chain(body.elements()) {
        for headers in step.members().filter(|(name, _)| name == "headers").map(|(_, headers)| headers) {
            for (name, value) in headers.members() {
                let name = name.to_ascii_lowercase();
                if !PLAIN_HEADERS.contains(&name.as_str()) {
                    spans.push(value.span());
                }
            }
        }
    }
    if document.is_cut() && request.contains("\"headers\"") {
        // The cut may go through a credential.
        spans.push(document.cut_from()..request.len());
    }
    spans.sort_by_key(|span| span.start);
    spans.dedup();
    let mut masked = String::with_capacity(request.len());
    let mut from = 0;
    for span in spans {
        if span.start < from {
            continue;
        }
        masked.push_str(&request[from..span.start]);
        masked.push_str("\"…\"");
        from = span.end;
    }
    masked.push_str(&request[from..]);
    Cow::Owned(masked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_masked_however_the_request_is_cut() {
        let request = r#"{"type":"universal.create","request":[{"headers":{"X-Api-Key":"sk-\"secret","content-type":"json","list":["secret"],"n":5},"query":{"headers":"kept"}}]}"#;
        let masked = r#"{"type":"universal.create","request":[{"headers":{"X-Api-Key":"…","content-type":"json","list":"…","n":"…"},"query":{"headers":"kept"}}]}"#;
        assert_eq!(mask_credentials(request), masked);
        for cut in 0..request.len() {
            let masked = mask_credentials(&request[..cut]);
            assert!(!masked.contains("sec") && !masked.contains("sk-"), "{masked}");
        }
        assert_eq!(mask_credentials("no JSON"), "no JSON");
    }
}
