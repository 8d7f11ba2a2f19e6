//! Replicate's predictions: inputs of any shape in, an output of any shape out.

use super::{Family, Fit, Request};
use crate::conversation::draft::Draft;
use crate::conversation::failure;
use crate::conversation::media;
use crate::conversation::messages;
use crate::conversation::model::{Conversation, Message, Role};
use crate::conversation::parameters;
use crate::conversation::time;
use crate::conversation::value::Value;

pub(super) const FAMILY: Family = Family {
    name: "replicate",
    talks: true,
    fits,
    read_request,
    is_response,
    read_response,
    is_event: super::no_event,
    read_event: super::read_no_event,
};

fn fits(request: &Request<'_>) -> Fit {
    let object = request.body.get("input").is_some_and(Value::is_object);
    if object && request.body.has("version") {
        Fit::Marks
    } else if object && (request.provider_is("replicate") || request.endpoint_has("predictions")) {
        Fit::Endpoint
    } else {
        Fit::No
    }
}

fn read_request(request: &Request<'_>, conversation: &mut Conversation) {
    let Some(input) = request.body.get("input") else { return };
    let messages = &mut conversation.messages;
    messages::system(input.get("system_prompt"), messages);
    messages::read(input.get("messages"), messages);
    let mut message = Message::new(Role::User);
    message.add_text(input.text_of("prompt").unwrap_or_default());
    for class in ["image", "audio", "video"] {
        message.media.extend(input.text_of(class).map(|url| media::at_url(url, class)));
    }
    if !message.is_empty() {
        messages.push(message);
    }
    parameters::read(input, &mut conversation.parameters);
}

fn is_response(body: Value<'_>) -> bool {
    body.has("status") && (body.has("urls") || body.has("version") && body.has("input"))
}

fn read_response(body: Value<'_>, draft: &mut Draft) {
    draft.answered = true;
    draft.model(body.get("model"));
    draft.created = body.get("created_at").and_then(time::moment);
    draft.duration_ms = body.path(&["metrics", "predict_time"]).and_then(time::seconds);
    if let Some(output) = body.get("output") {
        read_output(output, draft);
    }
    draft.stop(body.get("status").filter(|status| !status.is("starting") && !status.is("processing")));
    if let Some(metrics) = body.get("metrics") {
        draft.usage_of_body(metrics, &["input_token_count", "output_token_count"]);
    }
    if body.has("error") {
        draft.failure = failure::read(body);
    }
}

/// Language models return their text in pieces, others addresses of files. Any other output is shown as JSON.
fn read_output(output: Value<'_>, draft: &mut Draft) {
    let one = Some(output).filter(|output| output.is_string());
    for text in one.into_iter().chain(output.elements()) {
        match text.text() {
            Some(url) if url.starts_with("https://") || url.starts_with("data:") => {
                draft.medium(Some(media::at_url(url, "file")));
            }
            _ => draft.text(0, Some(text)),
        }
    }
    if let Some(json) = output.json().filter(|_| output.is_object()) {
        draft.add_text(0, json.text());
    }
}
