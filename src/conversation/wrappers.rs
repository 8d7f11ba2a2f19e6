//! What the gateway and Cloudflare's API put around bodies.

use std::borrow::Cow;
use std::ops::Range;

use super::document::{Document, check};
use super::json::Json;
use super::to_json::text_of;
use super::value::Value;

/// Further steps of a universal request are left out.
const MOST: usize = 1_000;

/// A request without what is around it.
#[derive(Clone, Debug)]
pub(super) struct Step<'a> {
    pub(super) body: Value<'a>,
    /// What the wrapper says of it; empty where it does not.
    pub(super) provider: &'a str,
    pub(super) endpoint: &'a str,
    pub(super) model: &'a str,
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
        _ => (body, ""),
    };
    Steps { steps: vec![Step { body, provider: "", endpoint: "", model }], universal: false }
}

fn universal(step: Value<'_>) -> Option<Step<'_>> {
    let body = step.get("query").filter(|query| query.is_object())?;
    let provider = step.text_of("provider")?;
    let endpoint = step.text_of("endpoint").unwrap_or_default();
    Some(Step { body, provider, endpoint, model: body.text_of("model").unwrap_or_default() })
}

/// The answer in a wrapper: `{result, success, errors}` of Cloudflare's API, `{state, result, provider}` of
/// `/ai/run`.
pub(super) fn answer(body: Value<'_>) -> Value<'_> {
    let result = body.get("result").filter(|result| result.is_object());
    result.filter(|_| body.any(&["success", "state"]).is_some()).unwrap_or(body)
}

/// Headers that hold no credentials.
const PLAIN_HEADERS: &[&str] =
    &["content-type", "accept", "user-agent", "anthropic-version", "anthropic-beta", "openai-beta"];

/// A request's text with the values of `headers` objects, of whatever depth, replaced by `"…"`, save for those of a few
/// headers that cannot be credentials: whatever shows a body must not show those. Universal requests have such objects,
/// and so have descriptions of MCP servers. Where the text is damaged, nothing after the damage is shown.
///
/// ```
/// # use logpush_decrypt::conversation::mask_credentials;
/// let request = r#"[{"provider":"openai","headers":{"Authorization":"Bearer sk-1"},"query":{}}]"#;
/// let masked = r#"[{"provider":"openai","headers":{"Authorization":"…"},"query":{}}]"#;
/// assert_eq!(mask_credentials(request), masked);
/// ```
#[must_use]
pub fn mask_credentials(request: &str) -> Cow<'_, str> {
    if !may_have_headers(request) {
        return Cow::Borrowed(request);
    }
    // A JSON string with JSON in it, which is read as that.
    if let Some(inner) = string_in(request)
        && let Cow::Owned(masked) = mask_credentials(&inner)
    {
        return Cow::Owned(text_of(&masked.as_str()));
    }
    // Those of a session stand a line each.
    if Document::read(request).is_none() && Document::read(request.lines().next().unwrap_or_default()).is_some() {
        return Cow::Owned(request.split_inclusive('\n').map(mask).collect());
    }
    Cow::Owned(mask(request))
}

/// The text of a JSON string, if that is all there is.
fn string_in(text: &str) -> Option<String> {
    let text = text.trim_ascii();
    let is_string = text.starts_with('"') && check(text).is_ok();
    is_string.then(|| Json::known(text).as_string()).flatten()
}

/// Whether a text has what stands before credentials. The name may be written with escapes of its letters.
fn may_have_headers(text: &str) -> bool {
    ["headers\"", "headers\\", "\\u006", "\\u007"].iter().any(|sign| text.contains(sign))
}

/// The same for one JSON text.
fn mask(request: &str) -> String {
    let begin = request.find(['{', '[']).unwrap_or(request.len());
    let (mut masked, text) = (request[..begin].to_string(), &request[begin..]);
    let Some(document) = Document::read_damaged(text) else { return masked + text };
    let mut spans = Vec::new();
    credentials(document.root(), &mut spans);
    if document.is_cut() && may_have_headers(text) {
        // The cut may go through a credential, and others may follow the damage.
        spans.push(document.cut_from()..text.len());
    }
    let mut from = 0;
    for span in spans.into_iter().filter(|span| !span.is_empty()) {
        if span.start >= from {
            masked.push_str(&text[from..span.start]);
            masked.push_str("\"…\"");
            from = span.end;
        }
    }
    masked + &text[from..]
}

/// Where the values of headers are that may be credentials, in order. Documents are at most a thousand levels deep.
fn credentials(value: Value<'_>, spans: &mut Vec<Range<usize>>) {
    if value.is_unread() && may_have_headers(value.raw()) {
        spans.push(value.span());
        return;
    }
    for (name, value) in value.members() {
        if name != "headers" || !value.is_object() {
            credentials(value, spans);
            continue;
        }
        for (name, value) in value.members() {
            if PLAIN_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
                credentials(value, spans);
            } else {
                spans.push(value.span());
            }
        }
    }
    value.elements().for_each(|value| credentials(value, spans));
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
        for damaged in [request.replace(":5}", ":5]"), format!("{request}\n{request}"), format!("{request}x{request}")]
        {
            let masked = mask_credentials(&damaged);
            assert!(!masked.contains("sec") && !masked.contains("sk-"), "{masked}");
            assert!(masked.starts_with(r#"{"type":"universal.create""#));
        }
        assert_eq!(mask_credentials(&format!("{request}\n{request}")), format!("{masked}\n{masked}"));
        assert_eq!(mask_credentials("no JSON"), "no JSON");
    }

    #[test]
    fn credentials_are_masked_in_a_string_of_json() {
        let mut text = r#"{"provider":"p","headers":{"Authorization":"Bearer sk-1"},"query":{}}"#.to_string();
        let mut masked = mask_credentials(&text).into_owned();
        assert!(!masked.contains("sk-1"));
        for level in 0..4 {
            [text, masked] = [text, masked].map(|text| serde_json::to_string(&text).expect("a string"));
            assert_eq!(mask_credentials(&text), masked, "{level}");
            assert_eq!(mask_credentials(&format!(" {text}\n")), masked, "{level}");
        }
        let harmless = r#""the headers\" of nothing""#;
        assert_eq!(mask_credentials(harmless), harmless);
    }

    #[test]
    fn credentials_are_masked_however_names_are_written() {
        let escaped = |text: &str| -> String { text.bytes().map(|byte| format!("\\u{byte:04X}")).collect() };
        let names = ["headers".into(), escaped("headers"), r"h\u0065aders".into(), r"header\u0073".into()];
        for headers in names {
            for authorization in ["authorization".into(), escaped("Authorization")] {
                let credential = format!(r#""{authorization}":"Bearer sk-secret""#);
                let request = format!(r#"[{{"query":{{"e":"\u00e9"}},"{headers}":{{{credential}}}}}]"#);
                let masked = request.replace(r#""Bearer sk-secret""#, r#""…""#);
                assert_eq!(mask_credentials(&request), masked);
                assert_eq!(mask_credentials(&format!("{request}\n{request}")), format!("{masked}\n{masked}"));
                for cut in 0..request.len() {
                    assert!(!mask_credentials(&request[..cut]).contains("sk-"), "{request} cut at {cut}");
                }
                let plain = request.replace("authorization", "accept").replace(&escaped("Authorization"), "ACCEPT");
                assert_eq!(mask_credentials(&plain), plain);
            }
        }
    }

    #[test]
    fn credentials_are_masked_within_what_is_not_read() {
        for logprobs in ["logprobs", r"l\u006fgprobs"] {
            let request =
                format!(r#"{{"{logprobs}":{{"a":[{{"headers":{{"authorization":"sk-secret"}}}}]}},"n":[1]}}"#);
            assert!(!mask_credentials(&request).contains("sk-"), "{request}");
        }
        let request = r#"{"logprobs":{"token":"x"},"e":{},"headers":{}}"#;
        assert_eq!(mask_credentials(request), request);
    }
}
