//! Workers AI's own form. Its newer models answer as chat completions.

use super::{Family, Fit, Request, tools};
use crate::conversation::draft::Draft;
use crate::conversation::messages;
use crate::conversation::model::{Conversation, Message, Role};
use crate::conversation::value::Value;

pub(super) const FAMILY: Family =
    Family { name: "workers-ai", talks: true, fits, read_request, is_response, read_response, is_event, read_event };

fn fits(request: &Request<'_>) -> Fit {
    let body = request.body;
    let asks = body.any(&["prompt", "messages", "requests"]).is_some();
    if !asks || request.endpoint_has("v1/chat/completions") {
        Fit::No
    } else if request.is_workers_ai() && body.has("messages") {
        Fit::Marks
    } else if request.is_workers_ai() || request.provider_is("workers-ai") {
        Fit::Endpoint
    } else {
        Fit::No
    }
}

fn read_request(request: &Request<'_>, conversation: &mut Conversation) {
    let messages = &mut conversation.messages;
    messages::read(request.body.get("messages"), messages);
    if let Some(prompt) = request.body.text_of("prompt") {
        let mut message = Message::new(Role::User);
        message.add_text(prompt);
        messages.push(message);
    }
    tools(request.body, &mut conversation.tools);
}

fn is_response(body: Value<'_>) -> bool {
    let said = body.get("response").is_some_and(|said| !said.has("object") && !said.is_array());
    let empty = || body.member("response").is_some() && body.has("tool_calls");
    said || empty() || is_verdict(body)
}

/// What a guardrail's check says of a text.
fn is_verdict(body: Value<'_>) -> bool {
    body.get("safe").is_some_and(|safe| safe.is_true() || safe.is_false())
}

fn read_response(body: Value<'_>, draft: &mut Draft) {
    draft.answered = true;
    read(body, draft);
    if is_verdict(body)
        && let Some(verdict) = body.json()
    {
        draft.add_text(0, verdict.text());
    }
}

fn read(body: Value<'_>, draft: &mut Draft) {
    draft.model(body.get("model"));
    match body.get("response") {
        // Answers by a schema are objects, and some pieces are numbers.
        Some(said) if !said.is_string() => {
            if let Some(json) = said.json() {
                draft.add_text(0, json.text());
            }
        }
        text => draft.text(0, text),
    }
    for call in body.each("tool_calls") {
        let function = call.get("function").unwrap_or(call);
        let key = draft.next_call();
        draft.call(key, call.get("id"), function.get("name"), function.get("arguments"));
    }
    draft.stop(body.get("finish_reason"));
    draft.usage(body.get("usage"));
}

fn is_event(_: &str, event: Value<'_>) -> bool {
    is_response(event)
}

fn read_event(_: &str, event: Value<'_>, draft: &mut Draft) {
    read(event, draft);
}
