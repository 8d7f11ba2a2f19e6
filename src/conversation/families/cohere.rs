//! Cohere's chat, versions 1 and 2.

use super::{Family, Fit, Request, tools};
use crate::conversation::draft::{Draft, Kind};
use crate::conversation::messages;
use crate::conversation::model::{Conversation, Message, Role};
use crate::conversation::value::Value;

pub(super) const FAMILY: Family =
    Family { name: "cohere-chat", talks: true, fits, read_request, is_response, read_response, is_event, read_event };

fn fits(request: &Request<'_>) -> Fit {
    let body = request.body;
    let cohere = request.provider_is("cohere") && !request.endpoint_has("compat");
    if body.get("messages").is_some_and(Value::is_array) {
        let marks = body.any(&["documents", "citation_options", "safety_mode", "p", "k"]).is_some();
        return if marks {
            Fit::Marks
        } else if cohere {
            Fit::Endpoint
        } else {
            Fit::No
        };
    }
    if body.get("message").is_some_and(Value::is_string) {
        return if body.has("chat_history") {
            Fit::Marks
        } else if cohere {
            Fit::Endpoint
        } else {
            Fit::Shape
        };
    }
    Fit::No
}

fn read_request(request: &Request<'_>, conversation: &mut Conversation) {
    let body = request.body;
    let messages = &mut conversation.messages;
    messages::system(body.get("preamble"), messages);
    messages::read(body.get("messages"), messages);
    for turn in body.each("chat_history") {
        let Some(role) = turn.text_of("role") else { continue };
        let mut message = Message::new(messages::role(role));
        message.add_text(turn.text_of("message").unwrap_or_default());
        messages::calls(turn, &mut message);
        messages.push(message);
    }
    if let Some(text) = body.text_of("message") {
        let mut message = Message::new(Role::User);
        message.add_text(text);
        messages.push(message);
    }
    tools(body, &mut conversation.tools);
}

fn is_response(body: Value<'_>) -> bool {
    let second = body.get("message").is_some_and(|message| {
        message.is_object() && message.get("content").is_none_or(|content| !content.is_string()) && body.has("id")
    });
    second || body.has("generation_id")
}

fn read_response(body: Value<'_>, draft: &mut Draft) {
    draft.answered = true;
    draft.text(0, body.get("text"));
    if let Some(message) = body.get("message") {
        for (key, part) in (0..).zip(message.each("content")) {
            draft.text(key, part.get("text"));
            draft.thinking(key, part.get("thinking"));
        }
        draft.thinking(0, message.get("tool_plan"));
        for (key, call) in (0..).zip(message.each("tool_calls")) {
            let function = call.get("function").unwrap_or(call);
            draft.call(key, call.get("id"), function.get("name"), function.get("arguments"));
        }
        message.each("citations").for_each(|citation| draft.citation(citation));
    }
    for (key, call) in (0..).zip(body.each("tool_calls")) {
        draft.call(key, None, call.get("name"), call.get("parameters"));
    }
    body.each("citations").for_each(|citation| draft.citation(citation));
    draft.stop(body.get("finish_reason"));
    draft.usage(body.any(&["usage", "meta"]));
}

const EVENTS: &[&str] = &[
    "message-start",
    "content-start",
    "content-delta",
    "content-end",
    "tool-plan-delta",
    "tool-call-start",
    "tool-call-delta",
    "tool-call-end",
    "citation-start",
    "citation-end",
    "message-end",
];

fn is_event(_: &str, event: Value<'_>) -> bool {
    event.text_of("type").is_some_and(|kind| EVENTS.contains(&kind)) || event.has("event_type")
}

fn read_event(_: &str, event: Value<'_>, draft: &mut Draft) {
    let key = event.get("index").and_then(Value::integer).unwrap_or(0);
    let message = |names: &[&str]| event.path(&["delta", "message"]).and_then(|message| message.path(names));
    match event.any(&["type", "event_type"]).and_then(Value::text).unwrap_or_default() {
        "content-start" | "content-delta" => {
            draft.text(key, message(&["content", "text"]));
            draft.thinking(key, message(&["content", "thinking"]));
        }
        "tool-plan-delta" => draft.thinking(0, message(&["tool_plan"])),
        "tool-call-start" => {
            if let (Some(call), Some(block)) = (message(&["tool_calls"]), draft.block(Kind::Call, key)) {
                block.set_id(call.get("id"));
                block.set_name(call.path(&["function", "name"]));
                if let Some(arguments) = call.path(&["function", "arguments"]) {
                    block.add_arguments(arguments);
                }
            }
        }
        "tool-call-delta" => {
            let arguments = message(&["tool_calls", "function", "arguments"]);
            if let (Some(call), Some(arguments)) = (draft.known_call(key), arguments) {
                call.add_arguments(arguments);
            }
        }
        "tool-call-end" => draft.end_call(key),
        "citation-start" => message(&["citations"]).into_iter().for_each(|citation| draft.citation(citation)),
        "message-end" => {
            if let Some(delta) = event.get("delta") {
                draft.stop(delta.get("finish_reason"));
                draft.usage(delta.get("usage"));
            }
            draft.ended = true;
        }
        // Version 1.
        "text-generation" => draft.text(0, event.get("text")),
        "tool-calls-generation" => {
            for (key, call) in (0..).zip(event.each("tool_calls")) {
                draft.call(key, None, call.get("name"), call.get("parameters"));
            }
        }
        "citation-generation" => event.each("citations").for_each(|citation| draft.citation(citation)),
        "stream-end" => {
            draft.stop(event.get("finish_reason"));
            draft.usage(event.path(&["response", "meta"]));
            draft.ended = true;
        }
        _ => {}
    }
}
