//! Ollama's chat and generation, streamed as JSON lines.

use super::{Family, Fit, Request, tools};
use crate::conversation::draft::Draft;
use crate::conversation::media;
use crate::conversation::messages;
use crate::conversation::model::{Conversation, Message, Role};
use crate::conversation::time;
use crate::conversation::value::Value;

pub(super) const FAMILY: Family =
    Family { name: "ollama", talks: true, fits, read_request, is_response, read_response, is_event, read_event };

fn fits(request: &Request<'_>) -> Fit {
    let body = request.body;
    let asks = body.any(&["messages", "prompt"]).is_some();
    let marks = body.get("options").is_some_and(Value::is_object) || body.has("keep_alive") || body.has("think");
    let endpoint =
        request.endpoint_ends("api/chat") || request.endpoint_ends("api/generate") || request.provider_is("ollama");
    if !asks {
        Fit::No
    } else if marks {
        Fit::Marks
    } else if endpoint {
        Fit::Endpoint
    } else {
        Fit::No
    }
}

fn read_request(request: &Request<'_>, conversation: &mut Conversation) {
    let body = request.body;
    let messages = &mut conversation.messages;
    messages::system(body.get("system"), messages);
    messages::read(body.get("messages"), messages);
    if let Some(prompt) = body.text_of("prompt") {
        let mut message = Message::new(Role::User);
        message.add_text(prompt);
        message.media.extend(body.each("images").filter_map(|image| media::of_base64(image, "image")));
        messages.push(message);
    }
    tools(body, &mut conversation.tools);
}

fn is_response(body: Value<'_>) -> bool {
    let said = body.get("message").is_some_and(Value::is_object) || body.get("response").is_some_and(Value::is_string);
    said && (body.has("done") || body.get("created_at").is_some_and(Value::is_string))
}

fn read_response(body: Value<'_>, draft: &mut Draft) {
    draft.answered = true;
    read(body, draft);
    // One line of a stream that was cut off.
    draft.cut |= !draft.ended;
}

fn read(body: Value<'_>, draft: &mut Draft) {
    draft.model(body.get("model"));
    let message = body.get("message").unwrap_or(body);
    draft.text(0, message.any(&["content", "response"]));
    draft.thinking(0, message.get("thinking"));
    for call in message.each("tool_calls") {
        let function = call.get("function").unwrap_or(call);
        let key = draft.next_call();
        draft.call(key, call.get("id"), function.get("name"), function.get("arguments"));
    }
    if draft.created.is_none() {
        draft.created = body.get("created_at").and_then(time::moment);
    }
    if body.get("done").is_some_and(Value::is_true) {
        draft.ended = true;
        draft.stop_after_calls(body.get("done_reason"), "stop");
        draft.duration_ms = body.get("total_duration").and_then(time::nanoseconds);
        if body.any(&["eval_count", "prompt_eval_count"]).is_some() {
            draft.usage_of_body(body, &["eval_count", "prompt_eval_count"]);
        }
    }
}

fn is_event(_: &str, event: Value<'_>) -> bool {
    is_response(event)
}

fn read_event(_: &str, event: Value<'_>, draft: &mut Draft) {
    read(event, draft);
}
