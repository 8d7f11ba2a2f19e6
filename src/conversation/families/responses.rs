//! OpenAI's responses: a list of items in, a list of items out.

use super::{Family, Fit, Request, tools};
use crate::conversation::draft::{Draft, Kind};
use crate::conversation::failure;
use crate::conversation::media;
use crate::conversation::messages;
use crate::conversation::model::{Conversation, Message, Role, StopKind};
use crate::conversation::part_media::part_media;
use crate::conversation::time;
use crate::conversation::value::Value;

pub(super) const FAMILY: Family = Family {
    name: "openai-responses",
    talks: true,
    fits,
    read_request,
    is_response,
    read_response,
    is_event,
    read_event,
};

/// Members that no other family with `input` has.
const MARKS: &[&str] = &[
    "instructions",
    "previous_response_id",
    "conversation",
    "max_output_tokens",
    "reasoning",
    "include",
    "truncation",
    "store",
];

fn fits(request: &Request<'_>) -> Fit {
    let body = request.body;
    let Some(input) = body.get("input") else {
        return if body.has("previous_response_id") { Fit::Marks } else { Fit::No };
    };
    let item = |item: Value<'_>| {
        item.has("role") || item.has("call_id") || item.get("type").is_some_and(|kind| kind.is("item_reference"))
    };
    let flat = |tool: Value<'_>| tool.has("type") && !tool.has("function");
    if body.has("previous_interaction_id") || body.has("voice") {
        Fit::No
    } else if body.any(MARKS).is_some() || input.elements().any(item) || body.each("tools").any(flat) {
        Fit::Marks
    } else if request.endpoint_has("responses") {
        Fit::Endpoint
    } else {
        Fit::No
    }
}

fn read_request(request: &Request<'_>, conversation: &mut Conversation) {
    let messages = &mut conversation.messages;
    messages::system(request.body.get("instructions"), messages);
    if let Some(input) = request.body.get("input") {
        if input.is_string() {
            let mut message = Message::new(Role::User);
            messages::content(input, &mut message, messages);
            messages.push(message);
        }
        input.elements().for_each(|item| read_item(item, messages));
        messages::merge_assistant(messages);
    }
    tools(request.body, &mut conversation.tools);
}

/// Calls that the client runs, and what of them says what is to be done.
const RUN_BY_CLIENT: &[&str] = &["computer_call", "local_shell_call", "shell_call", "apply_patch_call"];
const DONE: &[&str] = &["action", "actions", "operation"];

/// An item of the request.
fn read_item(item: Value<'_>, messages: &mut Vec<Message>) {
    let kind = item.text_of("type").unwrap_or_default();
    match kind {
        "" | "message" => messages::one(item, messages),
        "function_call" | "custom_tool_call" => {
            let mut message = Message::new(Role::Assistant);
            messages::add_call(&mut message, item.get("call_id"), item.get("name"), item.any(&["arguments", "input"]));
            messages.push(message);
        }
        "reasoning" => {
            let mut message = Message::new(Role::Assistant);
            thoughts(item).for_each(|text| message.add_thinking(text.text_of("text").unwrap_or_default()));
            if !message.is_empty() {
                messages.push(message);
            }
        }
        kind if RUN_BY_CLIENT.contains(&kind) => {
            let mut message = Message::new(Role::Assistant);
            messages::add_call(&mut message, item.get("call_id"), item.get("type"), item.any(DONE));
            messages.push(message);
        }
        kind if kind.ends_with("_output") => {
            let mut message = Message::new(Role::Tool);
            message.tool_call_id = item.text_of("call_id").map(str::to_string);
            let screenshot = item.get("output").and_then(part_media);
            if screenshot.is_none() {
                message.tool_result = item.get("output").and_then(messages::result);
                messages::media_of_result(item.get("output"), &mut message);
            }
            message.media.extend(screenshot);
            messages.push(message);
        }
        _ => {}
    }
}

/// Summaries of the thinking; without any, the thinking itself.
fn thoughts(item: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let name = if item.each("summary").next().is_some() { "summary" } else { "content" };
    item.each(name)
}

fn is_response(body: Value<'_>) -> bool {
    body.get("object").is_some_and(|object| object.is("response"))
}

fn read_response(body: Value<'_>, draft: &mut Draft) {
    begin(body, draft);
    draft.answered = true;
    for (at, item) in (0..).zip(body.each("output")) {
        read_output(at, item, draft);
    }
    end(body, draft);
}

fn begin(body: Value<'_>, draft: &mut Draft) {
    draft.model(body.get("model"));
    if draft.created.is_none() {
        draft.created = body.get("created_at").and_then(time::moment);
    }
}

/// What is known when the answer has ended: counts, the word for the end, an error.
fn end(body: Value<'_>, draft: &mut Draft) {
    draft.usage(body.get("usage"));
    draft.service_tier(body);
    let status = body.get("status").filter(|status| !status.is("in_progress") && !status.is("queued"));
    draft.stop(body.path(&["incomplete_details", "reason"]).or(status));
    if status.is_some_and(|status| status.is("completed")) && draft.has_calls() {
        draft.stop_is(StopKind::Tool);
    }
    let moment = |name: &str| body.get(name).and_then(Value::integer);
    if let (Some(from), Some(to)) = (moment("created_at"), moment("completed_at")) {
        draft.duration_ms = to.checked_sub(from).and_then(|seconds| seconds.checked_mul(1_000));
    }
    if body.has("error") {
        draft.failure = failure::read(body);
    }
}

/// Items and their parts in the order they have.
fn key(item: u64, part: u64) -> u64 {
    (item << 20).saturating_add(part.min(0xf_ffff))
}

/// Reads a whole item of the answer.
fn read_output(at: u64, item: Value<'_>, draft: &mut Draft) {
    let kind = item.text_of("type").unwrap_or_default();
    match kind {
        "message" => {
            for (part, content) in (0..).zip(item.each("content")) {
                draft.replace(Kind::Text, key(at, part), content.get("text"));
                draft.replace(Kind::Refusal, key(at, part), content.get("refusal"));
                content.each("annotations").for_each(|annotation| draft.citation(annotation));
            }
        }
        "reasoning" => {
            for (part, thought) in (0..).zip(thoughts(item)) {
                draft.replace(Kind::Thinking, key(at, part), thought.get("text"));
            }
        }
        "function_call" | "custom_tool_call" => {
            draft.call(key(at, 0), item.get("call_id"), item.get("name"), item.any(&["arguments", "input"]));
        }
        kind if RUN_BY_CLIENT.contains(&kind) => {
            draft.call(key(at, 0), item.get("call_id"), item.get("type"), item.any(DONE));
        }
        kind if kind.ends_with("_call") => {
            let own = item.text_of("name");
            draft.server_tool_named(own.unwrap_or(kind.trim_end_matches("_call")));
            if let Some(result) = item.get("result").filter(|_| kind == "image_generation_call") {
                draft.medium(media::of_base64(result, "image"));
            }
        }
        _ => {}
    }
}

fn is_event(_: &str, event: Value<'_>) -> bool {
    let kind = event.text_of("type").unwrap_or_default();
    // `response.done` is of the realtime family.
    kind.starts_with("response.") && kind != "response.done" && !event.has("event_id")
}

fn read_event(_: &str, event: Value<'_>, draft: &mut Draft) {
    let number = |name: &str| event.get(name).and_then(Value::integer).unwrap_or(0);
    let item = number("output_index");
    let kind = event.text_of("type").unwrap_or_default();
    match kind {
        "response.created" | "response.in_progress" | "response.queued" => {
            event.get("response").into_iter().for_each(|response| begin(response, draft));
        }
        "response.completed" | "response.incomplete" | "response.failed" => {
            if let Some(response) = event.get("response") {
                begin(response, draft);
                if response.each("output").next().is_some() {
                    draft.restart();
                    for (at, item) in (0..).zip(response.each("output")) {
                        read_output(at, item, draft);
                    }
                }
                end(response, draft);
            }
            draft.ended = true;
        }
        "response.output_item.added" => {
            if let Some(added) = event.get("item")
                && is_call(added)
                && let Some(block) = draft.block(Kind::Call, key(item, 0))
            {
                block.set_id(added.get("call_id"));
                block.set_name(added.get("name"));
            }
        }
        "response.output_item.done" => {
            event.get("item").into_iter().for_each(|done| read_output(item, done, draft));
        }
        "response.output_text.delta" => draft.text(key(item, number("content_index")), event.get("delta")),
        "response.refusal.delta" => draft.refusal(key(item, number("content_index")), event.get("delta")),
        "response.reasoning_summary_text.delta" => {
            draft.thinking(key(item, number("summary_index")), event.get("delta"));
        }
        "response.reasoning_text.delta" => draft.thinking(key(item, number("content_index")), event.get("delta")),
        "response.function_call_arguments.delta" | "response.custom_tool_call_input.delta" => {
            if let (Some(block), Some(delta)) = (draft.block(Kind::Call, key(item, 0)), event.get("delta")) {
                block.add_arguments(delta);
            }
        }
        _ => {}
    }
}

fn is_call(item: Value<'_>) -> bool {
    item.get("type").is_some_and(|kind| kind.is("function_call") || kind.is("custom_tool_call"))
}
