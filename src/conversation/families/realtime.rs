//! OpenAI's realtime sessions: one event a body, or all of a session's as a stream.

use super::{Family, Fit, Request, tools};
use crate::conversation::draft::{Draft, Kind};
use crate::conversation::messages;
use crate::conversation::model::{Conversation, Message, Role};
use crate::conversation::value::Value;

pub(super) const FAMILY: Family = Family {
    name: "realtime",
    talks: true,
    fits,
    read_request,
    is_response,
    read_response: read,
    is_event,
    read_event,
};

fn fits(request: &Request<'_>) -> Fit {
    let kind = request.body.text_of("type").unwrap_or_default();
    let events = ["session.update", "conversation.item.create", "response.create", "input_audio_buffer.append"];
    if events.contains(&kind) { Fit::Marks } else { Fit::No }
}

fn read_request(request: &Request<'_>, conversation: &mut Conversation) {
    let body = request.body;
    let messages = &mut conversation.messages;
    if let Some(item) = body.get("item") {
        match item.text_of("type").unwrap_or_default() {
            "function_call_output" => {
                let mut message = Message::new(Role::Tool);
                message.tool_call_id = item.text_of("call_id").map(str::to_string);
                message.tool_result = item.get("output").and_then(messages::result);
                messages.push(message);
            }
            _ => messages::one(item, messages),
        }
    }
    if let Some(session) = body.any(&["session", "response"]) {
        messages::system(session.get("instructions"), messages);
        tools(session, &mut conversation.tools);
    }
}

fn kind_of(event: Value<'_>) -> &str {
    event.text_of("type").unwrap_or_default()
}

fn is_response(body: Value<'_>) -> bool {
    let kind = kind_of(body);
    kind == "response.done" || body.has("event_id") && (kind.starts_with("response.") || kind.starts_with("session."))
}

fn is_event(_: &str, event: Value<'_>) -> bool {
    is_response(event)
}

fn read_event(_: &str, event: Value<'_>, draft: &mut Draft) {
    read(event, draft);
}

fn read(event: Value<'_>, draft: &mut Draft) {
    let number = |name: &str| event.get(name).and_then(Value::integer).unwrap_or(0);
    let key = number("output_index") << 20;
    let part = key.saturating_add(number("content_index").min(0xf_ffff));
    draft.answered = true;
    match kind_of(event) {
        "session.created" | "session.updated" => draft.model(event.path(&["session", "model"])),
        "response.output_text.delta" | "response.text.delta" => draft.text(part, event.get("delta")),
        "response.output_audio_transcript.delta" | "response.audio_transcript.delta" => {
            draft.text(part, event.get("delta"));
        }
        "response.output_audio.delta" | "response.audio.delta" => draft.sound(event.get("delta")),
        "response.output_item.added" => {
            if let Some(item) =
                event.get("item").filter(|item| item.get("type").is_some_and(|kind| kind.is("function_call")))
                && let Some(call) = draft.block(Kind::Call, key)
            {
                call.set_id(item.get("call_id"));
                call.set_name(item.get("name"));
            }
        }
        "response.function_call_arguments.delta" => {
            if let (Some(call), Some(delta)) = (draft.known_call(key), event.get("delta")) {
                call.add_arguments(delta);
            }
        }
        "response.done" => {
            if let Some(response) = event.get("response") {
                done(response, draft);
            }
        }
        _ => {}
    }
}

/// The whole answer.
fn done(response: Value<'_>, draft: &mut Draft) {
    draft.restart_text();
    for (at, item) in (0..).zip(response.each("output")) {
        let key = at << 20;
        if item.get("type").is_some_and(|kind| kind.is("function_call")) {
            draft.call(key, item.get("call_id"), item.get("name"), item.get("arguments"));
        }
        for (part, content) in (key..).zip(item.each("content")) {
            draft.text(part, content.any(&["text", "transcript"]));
        }
    }
    draft.stop(response.path(&["status_details", "reason"]).or_else(|| response.get("status")));
    draft.usage(response.get("usage"));
    if let Some(error) = response.get("status_details").filter(|details| details.has("error")) {
        draft.failure = crate::conversation::failure::read(error);
    }
}
