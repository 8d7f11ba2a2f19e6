//! Pictures: a prompt in, pictures or their addresses out.

use super::{Family, Fit, Request, inputs};
use crate::conversation::draft::Draft;
use crate::conversation::media;
use crate::conversation::model::{Conversation, Message, Role};
use crate::conversation::time;
use crate::conversation::value::Value;

pub(super) const FAMILY: Family =
    Family { name: "images", talks: true, fits, read_request, is_response, read_response, is_event, read_event };

/// The members of a request for a picture, besides its prompt.
const MARKS: &[&str] = &[
    "size",
    "quality",
    "width",
    "height",
    "num_steps",
    "aspect_ratio",
    "output_format",
    "style",
    "guidance",
    "negative_prompt",
];

fn fits(request: &Request<'_>) -> Fit {
    let body = request.body;
    let vertex = body.each("instances").next().is_some_and(|instance| instance.has("prompt"));
    let prompt = body.get("prompt").is_some_and(Value::is_string);
    if vertex || prompt && (body.any(MARKS).is_some() || request.endpoint_has("images/")) {
        Fit::Marks
    } else if prompt {
        Fit::Shape
    } else {
        Fit::No
    }
}

/// The prompt, and the pictures that the request edits.
fn read_request(request: &Request<'_>, conversation: &mut Conversation) {
    let body = request.body;
    for prompt in std::iter::once(body).chain(body.each("instances")) {
        inputs(prompt.get("prompt"), &mut conversation.inputs);
        let mut message = Message::new(Role::User);
        for image in prompt.get("image").into_iter().chain(prompt.each("images")) {
            message.media.extend(media::of_base64(image, "image"));
        }
        if !message.is_empty() {
            conversation.messages.push(message);
        }
    }
}

fn is_response(body: Value<'_>) -> bool {
    let drawn = |item: Value<'_>| item.any(&["b64_json", "url", "bytesBase64Encoded"]).is_some();
    body.each("data").chain(body.each("predictions")).next().is_some_and(drawn)
        || body.get("image").is_some_and(Value::is_string)
}

fn read_response(body: Value<'_>, draft: &mut Draft) {
    draft.answered = true;
    draft.created = body.get("created").and_then(time::moment);
    for item in body.each("data").chain(body.each("predictions")) {
        let own = item.text_of("mimeType");
        let kind = own.unwrap_or("image");
        let url = item.text_of("url").map(|url| media::at_url(url, kind));
        draft.medium(url.or_else(|| media::of_base64(item.any(&["b64_json", "bytesBase64Encoded"])?, kind)));
    }
    draft.medium(body.get("image").and_then(|image| media::of_base64(image, "image")));
    draft.usage(body.get("usage"));
}

fn is_event(_: &str, event: Value<'_>) -> bool {
    event.text_of("type").is_some_and(|kind| kind.starts_with("image_generation.") || kind.starts_with("image_edit."))
}

/// Unfinished pictures come first.
fn read_event(_: &str, event: Value<'_>, draft: &mut Draft) {
    if event.text_of("type").is_some_and(|kind| kind.ends_with(".completed")) {
        draft.medium(event.get("b64_json").and_then(|image| media::of_base64(image, "image")));
        draft.created = event.get("created_at").and_then(time::moment);
        draft.usage(event.get("usage"));
        draft.ended = true;
    }
}
