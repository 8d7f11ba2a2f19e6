//! OpenAI's older completions, and Llama's on Bedrock: a prompt in, a text out.

use super::{Family, Fit, Request};
use crate::conversation::draft::Draft;
use crate::conversation::model::{Conversation, Message, Role};
use crate::conversation::time;
use crate::conversation::value::Value;

pub(super) const FAMILY: Family = Family {
    name: "openai-completions",
    talks: true,
    fits,
    read_request,
    is_response,
    read_response,
    is_event,
    read_event,
};

fn fits(request: &Request<'_>) -> Fit {
    let prompt = request.body.get("prompt").is_some_and(|prompt| prompt.is_string() || prompt.is_array());
    let endpoint = request.endpoint_ends("completions") && !request.endpoint_has("chat/");
    match (prompt, endpoint) {
        (true, true) => Fit::Marks,
        (true, false) if request.body.any(SETTINGS).is_some() => Fit::Shape,
        _ => Fit::No,
    }
}

/// The members of a request for a text, besides its prompt.
const SETTINGS: &[&str] = &["max_tokens", "max_gen_len", "logprobs", "echo", "best_of", "suffix"];

fn read_request(request: &Request<'_>, conversation: &mut Conversation) {
    let Some(prompt) = request.body.get("prompt") else { return };
    for text in std::iter::once(prompt).chain(prompt.elements()).filter_map(Value::text) {
        let mut message = Message::new(Role::User);
        message.add_text(text);
        conversation.messages.push(message);
    }
}

fn is_response(body: Value<'_>) -> bool {
    body.get("object").is_some_and(|object| object.is("text_completion"))
        || body.each("choices").next().is_some_and(|choice| choice.has("text"))
        || body.has("generation") && body.has("generation_token_count")
}

fn is_event(_: &str, event: Value<'_>) -> bool {
    is_response(event)
}

fn read_response(body: Value<'_>, draft: &mut Draft) {
    draft.answered = true;
    draft.model(body.get("model"));
    if draft.created.is_none() {
        draft.created = body.get("created").and_then(time::moment);
    }
    let is_first = |choice: &Value<'_>| choice.get("index").and_then(Value::integer).unwrap_or(0) == 0;
    if let Some(choice) = body.each("choices").find(is_first) {
        draft.text(0, choice.get("text"));
        draft.stop(choice.get("finish_reason"));
    }
    draft.usage(body.get("usage"));
    if body.has("generation") {
        draft.text(0, body.get("generation"));
        draft.stop(body.get("stop_reason"));
        draft.usage_of_body(body, &["prompt_token_count", "generation_token_count"]);
    }
}

fn read_event(_: &str, event: Value<'_>, draft: &mut Draft) {
    read_response(event, draft);
}
