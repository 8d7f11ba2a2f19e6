//! Errors, in the forms that providers and the gateway write.

use super::model::Failure;
use super::value::Value;

/// The error that a body or an event reports, if it is one.
pub(super) fn read(body: Value<'_>) -> Option<Failure> {
    // Google wraps errors of streams in an array.
    let body = if body.is_array() { body.elements().next()? } else { body };
    if let Some(error) = body.get("error") {
        return of_error(body, error);
    }
    // Workers AI: `errors` beside `success`.
    if let Some(error) = body.each("errors").next() {
        return of_error(body, error);
    }
    let text = message(body)?;
    let type_is = |name: &str| body.get("type").is_some_and(|kind| kind.is(name));
    let object_is = |name: &str| body.get("object").is_some_and(|object| object.is(name));
    // Bedrock, Cohere, Cerebras and Replicate: a message and little else. Responses: a flat event.
    let bare = || body.is_whole() && body.members().all(|(name, _)| BARE.contains(&name));
    (type_is("error") || object_is("error") || body.has("__type") || bare())
        .then(|| Failure { kind: kind(body), message: Some(text) })
}

/// The members that a bare error may have.
const BARE: &[&str] = &[
    "message",
    "Message",
    "__type",
    "id",
    "code",
    "status",
    "request_id",
    "originalStatusCode",
    "originalMessage",
    "detail",
    "data",
    "type",
    "param",
    "title",
    "statusCode",
    "invalid_fields",
    "retry_after",
];

/// `error`: an object, an array of them (the gateway), or a sentence.
fn of_error(body: Value<'_>, error: Value<'_>) -> Option<Failure> {
    let error = error.elements().next().unwrap_or(error);
    if let Some(text) = error.text() {
        return Some(Failure { kind: body.any(&["code", "name"]).and_then(word), message: Some(text.to_string()) });
    }
    if !error.is_object() {
        return None;
    }
    let failure = Failure { kind: kind(error), message: message(error) };
    (failure.kind.is_some() || failure.message.is_some()).then_some(failure)
}

fn message(error: Value<'_>) -> Option<String> {
    let said = error.any(&["message", "Message", "detail"])?;
    // Mistral, and servers made with FastAPI: a list of what is wrong with the request. ElevenLabs: an object.
    let said = said.any(&["detail", "message"]).unwrap_or(said);
    let said = said.elements().next().and_then(|first| first.get("msg")).unwrap_or(said);
    said.text().map(str::to_string)
}

/// The word in `code`, else in `status`, else in `type`, else the number in `code`.
///
/// An error that is cut off has no kind: the cut may have removed a better word.
fn kind(error: Value<'_>) -> Option<String> {
    if !error.is_whole() {
        return None;
    }
    let named = |name: &str| error.text_of(name).filter(|text| !text.is_empty()).map(str::to_string);
    let number = || error.any(&["code", "status", "statusCode"]).and_then(Value::number).map(str::to_string);
    let kind = || named("type").filter(|kind| kind != "error");
    // `"1500"` (Mistral) is not a word.
    let code = named("code").filter(|code| code.bytes().any(|byte| !byte.is_ascii_digit()));
    code.or_else(|| named("status"))
        .or_else(kind)
        .or_else(|| named("__type").map(|name| short(&name)))
        .or_else(number)
        .or_else(|| named("code"))
}

/// The last part of a name such as `com.amazon.coral.service#ThrottlingException`.
fn short(name: &str) -> String {
    name.rsplit('#').next().unwrap_or_default().to_string()
}

/// A text or a number, as text.
fn word(value: Value<'_>) -> Option<String> {
    value.text().map(str::to_string).or_else(|| value.number().map(str::to_string))
}

#[cfg(test)]
mod tests {
    use super::super::document::Document;
    use super::*;

    #[test]
    fn errors_of_every_kind_are_read() {
        for (text, kind, message) in [
            (
                r#"{"error":{"message":"No key","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}"#,
                Some("invalid_api_key"),
                "No key",
            ),
            (r#"{"error":{"message":"Slow down","type":"requests","code":null}}"#, Some("requests"), "Slow down"),
            (
                r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
                Some("overloaded_error"),
                "Overloaded",
            ),
            (r#"{"error":{"code":400,"message":"Bad","status":"INVALID_ARGUMENT"}}"#, Some("INVALID_ARGUMENT"), "Bad"),
            (r#"[{"error":{"code":503,"message":"Busy"}}]"#, Some("503"), "Busy"),
            (r#"{"message":"Too many tokens"}"#, None, "Too many tokens"),
            (r#"{"__type":"com.amazon#ThrottlingException","message":"Slow"}"#, Some("ThrottlingException"), "Slow"),
            (
                r#"{"object":"error","message":"Gone","type":"invalid_model","param":null,"code":"1500"}"#,
                Some("invalid_model"),
                "Gone",
            ),
            (
                r#"{"success":false,"error":[{"code":2003,"message":"Rate limited"}],"name":"AiGatewayError","httpCode":429}"#,
                Some("2003"),
                "Rate limited",
            ),
            (
                r#"{"errors":[{"message":"No such model","code":5007}],"success":false,"result":{},"messages":[]}"#,
                Some("5007"),
                "No such model",
            ),
            (
                r#"{"type":"error","code":"server_error","message":"Sorry","param":null,"sequence_number":9}"#,
                Some("server_error"),
                "Sorry",
            ),
            (r#"{"error":"model 'x' not found"}"#, None, "model 'x' not found"),
            (
                r#"{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","x"],"msg":"Extra inputs"}]},"type":"invalid_request_error","param":null,"code":null}"#,
                Some("invalid_request_error"),
                "Extra inputs",
            ),
            (r#"{"detail":[{"type":"missing","loc":["body","y"],"msg":"Field required"}]}"#, None, "Field required"),
            (
                r#"{"message":"Too many requests","type":"too_many_requests_error","param":"quota","code":"request_quota_exceeded"}"#,
                Some("request_quota_exceeded"),
                "Too many requests",
            ),
            (r#"{"title":"Unauthenticated","detail":"No token","status":401}"#, Some("401"), "No token"),
            (r#"{"statusCode":429,"message":"Rate limit is exceeded"}"#, Some("429"), "Rate limit is exceeded"),
        ] {
            let document = Document::read(text).expect("JSON");
            let failure = Failure { kind: kind.map(str::to_string), message: Some(message.to_string()) };
            assert_eq!(read(document.root()), Some(failure), "{text}");
        }
    }

    #[test]
    fn answers_are_no_errors() {
        for text in [
            r#"{"id":"x","error":null,"output":[]}"#,
            r#"{"message":{"role":"assistant","content":"Hi"}}"#,
            r#"{"message":"Hi","model":"m","stream":false}"#,
            r#"{"success":true,"errors":[],"result":{}}"#,
        ] {
            let document = Document::read(text).expect("JSON");
            assert_eq!(read(document.root()), None, "{text}");
        }
    }
}
