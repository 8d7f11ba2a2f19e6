//! Gemini's interactions: steps in, steps out, and the provider may keep the earlier ones.

use super::{Family, Fit, Request, tools};
use crate::conversation::draft::{Draft, Kind};
use crate::conversation::media;
use crate::conversation::messages;
use crate::conversation::model::{Conversation, Media, Message, Role};
use crate::conversation::time;
use crate::conversation::value::Value;

pub(super) const FAMILY: Family = Family {
    name: "gemini-interactions",
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
    let step = |step: Value<'_>| step.get("type").is_some_and(|kind| kind.is("user_input") || kind.is("model_output"));
    let asks = body.has("input") && (body.has("agent") || request.endpoint_has("interactions"));
    let marks = asks || body.has("previous_interaction_id") || body.each("input").any(step);
    if marks { Fit::Marks } else { Fit::No }
}

fn read_request(request: &Request<'_>, conversation: &mut Conversation) {
    let messages = &mut conversation.messages;
    messages::system(request.body.get("system_instruction"), messages);
    let Some(input) = request.body.get("input") else { return };
    let steps = input.elements().next().is_some_and(|first| first.has("content") || is_step(first));
    if steps {
        input.elements().for_each(|step| read_step(step, messages));
        messages::merge_assistant(messages);
    } else {
        let mut message = Message::new(Role::User);
        read_content(input, &mut message);
        messages.push(message);
    }
    tools(request.body, &mut conversation.tools);
}

fn is_step(item: Value<'_>) -> bool {
    let kind = item.text_of("type").unwrap_or_default();
    matches!(kind, "user_input" | "model_output" | "thought") || kind.ends_with("_call") || kind.ends_with("_result")
}

fn read_step(step: Value<'_>, messages: &mut Vec<Message>) {
    let kind = step.text_of("type").unwrap_or_default();
    let mut message = Message::new(if kind == "user_input" { Role::User } else { Role::Assistant });
    match kind {
        "user_input" | "model_output" => {
            step.get("content").into_iter().for_each(|content| read_content(content, &mut message));
        }
        "thought" => {
            for part in step.each("summary") {
                message.add_thinking(part.text_of("text").unwrap_or_default());
            }
        }
        "function_call" => messages::add_call(&mut message, step.get("id"), step.get("name"), step.get("arguments")),
        "function_result" => {
            message.role = Role::Tool;
            message.tool_call_id = step.text_of("call_id").map(str::to_string);
            message.tool_result = step.get("result").and_then(messages::result);
        }
        _ => {}
    }
    if !message.is_empty() {
        messages.push(message);
    }
}

/// A text, a part, or parts.
fn read_content(content: Value<'_>, message: &mut Message) {
    if let Some(text) = content.text() {
        message.add_text(text);
    }
    let one = Some(content).filter(|content| content.is_object());
    for part in one.into_iter().chain(content.elements()) {
        match part.text_of("text") {
            Some(text) => message.add_text(text),
            None => message.media.extend(part_media(part)),
        }
    }
}

fn part_media(part: Value<'_>) -> Option<Media> {
    let class = part.text_of("type").filter(|class| matches!(*class, "image" | "audio" | "video" | "document"))?;
    let kind = part.text_of("mime_type").unwrap_or(class);
    match part.text_of("uri") {
        Some(uri) => Some(media::at_url(uri, kind)),
        None => media::of_base64(part.get("data")?, kind),
    }
}

fn is_response(body: Value<'_>) -> bool {
    body.get("object").is_some_and(|object| object.is("interaction")) || body.each("steps").next().is_some_and(is_step)
}

fn read_response(body: Value<'_>, draft: &mut Draft) {
    draft.answered = true;
    begin(body, draft);
    read_output(body, draft);
    end(body, draft);
}

fn begin(body: Value<'_>, draft: &mut Draft) {
    draft.model(body.any(&["model", "agent"]));
    if draft.created.is_none() {
        draft.created = body.get("created").and_then(time::moment);
    }
}

fn end(body: Value<'_>, draft: &mut Draft) {
    draft.usage(body.get("usage"));
    let status = body.get("status").filter(|status| !status.is("in_progress"));
    draft.stop_after_calls(status, "completed");
}

fn read_output(body: Value<'_>, draft: &mut Draft) {
    for (at, step) in (0..).zip(body.each("steps")) {
        begin_step(at << 20, step, draft);
        if step.is_whole() {
            draft.end_call(at << 20);
        }
    }
}

/// A step, or the beginning of one in a stream.
fn begin_step(key: u64, step: Value<'_>, draft: &mut Draft) {
    let kind = step.text_of("type").unwrap_or_default();
    match kind {
        "model_output" => {
            for (part, content) in (key..).zip(step.each("content")) {
                draft.text(part, content.get("text"));
                draft.medium(part_media(content));
                content.each("annotations").for_each(|annotation| draft.citation(annotation));
            }
        }
        "thought" => {
            for (part, content) in (key..).zip(step.each("summary")) {
                draft.thinking(part, content.get("text"));
            }
        }
        "function_call" => {
            if let Some(call) = draft.block(Kind::Call, key) {
                call.set_id(step.get("id"));
                call.set_name(step.get("name"));
                // In a stream it is empty here, and its pieces follow.
                if let Some(arguments) = step.get("arguments").filter(|arguments| arguments.members().next().is_some())
                {
                    call.add_arguments(arguments);
                }
            }
        }
        kind if kind.ends_with("_call") => {
            let own = step.text_of("name");
            draft.server_tool_named(own.unwrap_or(kind.trim_end_matches("_call")));
        }
        _ => {}
    }
}

fn kind_of<'n>(name: &'n str, event: Value<'n>) -> &'n str {
    event.text_of("event_type").unwrap_or(name)
}

fn is_event(name: &str, event: Value<'_>) -> bool {
    let kind = kind_of(name, event);
    kind.starts_with("interaction.") || kind.starts_with("step.")
}

fn read_event(name: &str, event: Value<'_>, draft: &mut Draft) {
    let key = event.get("index").and_then(Value::integer).unwrap_or(0) << 20;
    match kind_of(name, event) {
        "interaction.created" => event.get("interaction").into_iter().for_each(|body| begin(body, draft)),
        "step.start" => event.get("step").into_iter().for_each(|step| begin_step(key, step, draft)),
        "step.delta" => event.get("delta").into_iter().for_each(|delta| piece(key, delta, draft)),
        "step.stop" => draft.end_call(key),
        "interaction.completed" => {
            if let Some(body) = event.get("interaction") {
                begin(body, draft);
                if body.each("steps").next().is_some() {
                    draft.restart();
                    read_output(body, draft);
                }
                end(body, draft);
            }
            draft.ended = true;
        }
        _ => {}
    }
}

fn piece(key: u64, delta: Value<'_>, draft: &mut Draft) {
    match delta.text_of("type").unwrap_or_default() {
        "text" => draft.text(key, delta.get("text")),
        "thought_summary" => draft.thinking(key, delta.path(&["content", "text"])),
        "arguments_delta" => {
            if let (Some(call), Some(arguments)) = (draft.known_call(key), delta.get("arguments")) {
                call.add_arguments(arguments);
            }
        }
        "text_annotation" | "text_annotation_delta" => {
            delta.each("annotations").for_each(|annotation| draft.citation(annotation));
        }
        _ => draft.medium(part_media(delta)),
    }
}
