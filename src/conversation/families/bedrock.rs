//! Amazon Bedrock's Converse. Its Invoke passes the models' own bodies on.

use super::{Family, Fit, Request, tools};
use crate::conversation::draft::{Draft, Kind};
use crate::conversation::media;
use crate::conversation::messages;
use crate::conversation::model::Conversation;
use crate::conversation::time;
use crate::conversation::value::Value;

pub(super) const FAMILY: Family = Family {
    name: "bedrock-converse",
    talks: true,
    fits,
    read_request,
    is_response,
    read_response,
    is_event,
    read_event,
};

fn fits(request: &Request<'_>) -> Fit {
    let body = request.body;
    let Some(messages) = body.get("messages").filter(|messages| messages.is_array()) else { return Fit::No };
    let untyped = |message: Value<'_>| {
        message.each("content").next().is_some_and(|block| block.is_object() && !block.has("type"))
    };
    let marks =
        body.any(&["inferenceConfig", "toolConfig", "guardrailConfig", "additionalModelRequestFields"]).is_some();
    if marks || messages.elements().next().is_some_and(untyped) {
        Fit::Marks
    } else if request.endpoint_has("/converse") {
        Fit::Endpoint
    } else {
        Fit::No
    }
}

fn read_request(request: &Request<'_>, conversation: &mut Conversation) {
    messages::system(request.body.get("system"), &mut conversation.messages);
    messages::read_with_results(request.body.get("messages"), &mut conversation.messages);
    if let Some(config) = request.body.get("toolConfig") {
        tools(config, &mut conversation.tools);
    }
}

fn is_response(body: Value<'_>) -> bool {
    body.path(&["output", "message"]).is_some()
        || body.has("stopReason") && body.has("usage")
        || body.path(&["metrics", "latencyMs"]).is_some()
}

fn read_response(body: Value<'_>, draft: &mut Draft) {
    draft.answered = true;
    let content = body.path(&["output", "message"]);
    for (key, block) in (0..).zip(content.into_iter().flat_map(|message| message.each("content"))) {
        read_block(key, block, draft);
    }
    draft.stop(body.get("stopReason"));
    metadata(body, draft);
}

fn metadata(body: Value<'_>, draft: &mut Draft) {
    draft.usage(body.get("usage"));
    if let Some(latency) = body.path(&["metrics", "latencyMs"]) {
        draft.duration_ms = time::milliseconds(latency);
    }
}

fn read_block(key: u64, block: Value<'_>, draft: &mut Draft) {
    draft.text(key, block.get("text"));
    draft.thinking(key, block.path(&["reasoningContent", "reasoningText", "text"]));
    if let Some(call) = block.get("toolUse") {
        draft.call(key, call.get("toolUseId"), call.get("name"), call.get("input"));
    }
    if let Some(image) = block.get("image") {
        let kind = media::media_type("image", image.text_of("format"));
        draft.medium(image.path(&["source", "bytes"]).and_then(|bytes| media::of_base64(bytes, &kind)));
    }
    if let Some(cited) = block.get("citationsContent") {
        cited.each("content").for_each(|part| draft.text(key, part.get("text")));
        cited.each("citations").for_each(|citation| draft.citation(citation));
    }
}

const EVENTS: &[&str] =
    &["messageStart", "contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop", "metadata"];

/// The event's name and what it says: binary messages are named, others have the name as their one member.
fn named<'n>(name: &'n str, event: Value<'n>) -> Option<(&'n str, Value<'n>)> {
    if EVENTS.contains(&name) {
        return Some((name, event));
    }
    EVENTS.iter().find_map(|name| event.get(name).filter(|inner| inner.is_object()).map(|inner| (*name, inner)))
}

fn is_event(name: &str, event: Value<'_>) -> bool {
    named(name, event).is_some()
}

fn read_event(name: &str, event: Value<'_>, draft: &mut Draft) {
    let Some((name, event)) = named(name, event) else { return };
    let key = event.get("contentBlockIndex").and_then(Value::integer).unwrap_or(0);
    match name {
        "contentBlockStart" => {
            if let Some(call) = event.path(&["start", "toolUse"])
                && let Some(block) = draft.block(Kind::Call, key)
            {
                block.set_id(call.get("toolUseId"));
                block.set_name(call.get("name"));
            }
        }
        "contentBlockDelta" => {
            let Some(delta) = event.get("delta") else { return };
            draft.text(key, delta.get("text"));
            draft.thinking(key, delta.path(&["reasoningContent", "text"]));
            if let (Some(input), Some(call)) = (delta.path(&["toolUse", "input"]), draft.known_call(key)) {
                call.add_arguments(input);
            }
            if let Some(citation) = delta.get("citation") {
                draft.citation(citation);
            }
        }
        "contentBlockStop" => draft.end_call(key),
        "messageStop" => draft.stop(event.get("stopReason")),
        "metadata" => metadata(event, draft),
        _ => {}
    }
}
