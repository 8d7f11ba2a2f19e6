//! OpenAI's chat completions, and all that copy them: Azure, Groq, xAI, DeepSeek, Mistral, OpenRouter, Perplexity,
//! Workers AI's newer models, and the gateway's `/compat`.

use super::{Family, Fit, Request, tools};
use crate::conversation::draft::{Draft, Kind};
use crate::conversation::media;
use crate::conversation::messages;
use crate::conversation::model::{Conversation, Media};
use crate::conversation::part_media::part_media;
use crate::conversation::time;
use crate::conversation::value::Value;

pub(super) const FAMILY: Family =
    Family { name: "openai-chat", talks: true, fits, read_request, is_response, read_response, is_event, read_event };

fn fits(request: &Request<'_>) -> Fit {
    match request.body.get("messages") {
        Some(messages) if messages.is_array() && request.endpoint_has("chat/completions") => Fit::Endpoint,
        Some(messages) if messages.is_array() => Fit::Shape,
        _ => Fit::No,
    }
}

fn read_request(request: &Request<'_>, conversation: &mut Conversation) {
    messages::read(request.body.get("messages"), &mut conversation.messages);
    tools(request.body, &mut conversation.tools);
}

fn is_response(body: Value<'_>) -> bool {
    let object = body.text_of("object").is_some_and(|object| object.starts_with("chat.completion"));
    object || body.each("choices").next().is_some_and(|choice| choice.has("message") || choice.has("delta"))
}

fn is_event(_: &str, event: Value<'_>) -> bool {
    is_response(event)
}

fn read_response(body: Value<'_>, draft: &mut Draft) {
    common(body, draft);
    if let Some(choice) = first(body) {
        draft.answered = true;
        // Streams that the gateway put together have the answer under the name of its pieces.
        if let Some(message) = choice.any(&["message", "delta"]) {
            read_message(message, draft);
        }
        // OpenAI says `stop` where the request named the tool.
        draft.stop_after_calls(choice.get("finish_reason"), "stop");
        error_of(choice, draft);
    }
    citations(body, draft);
}

/// The choice that is shown, of several: the one of index 0.
fn first(body: Value<'_>) -> Option<Value<'_>> {
    let is_first = |choice: &Value<'_>| choice.get("index").and_then(Value::integer).unwrap_or(0) == 0;
    body.each("choices").find(is_first)
}

fn common(body: Value<'_>, draft: &mut Draft) {
    draft.model(body.get("model"));
    if draft.created.is_none() {
        draft.created = body.get("created").and_then(time::moment);
    }
    draft.service_tier(body);
    // Groq, and Kimi in the last chunk.
    let others = || body.path(&["x_groq", "usage"]).or_else(|| first(body)?.get("usage"));
    let usage = body.get("usage").or_else(others);
    draft.usage(usage);
    if let Some(seconds) = usage.and_then(|usage| usage.get("total_time")).and_then(time::seconds) {
        draft.duration_ms = Some(seconds);
    }
}

/// OpenRouter reports errors of the model within the choice.
fn error_of(choice: Value<'_>, draft: &mut Draft) {
    if choice.has("error") {
        draft.failure = crate::conversation::failure::read(choice);
    }
}

/// Perplexity: addresses beside the choices.
fn citations(body: Value<'_>, draft: &mut Draft) {
    for citation in body.each("citations") {
        draft.citation(citation);
    }
}

fn read_message(message: Value<'_>, draft: &mut Draft) {
    texts(message, draft);
    for (at, call) in (0..).zip(message.each("tool_calls")) {
        let function = call.any(&["function", "custom"]).unwrap_or(call);
        let key = call.get("index").and_then(Value::integer).unwrap_or(at);
        draft.call(key, call.get("id"), function.get("name"), function.any(&["arguments", "input"]));
    }
    if let Some(call) = message.get("function_call") {
        draft.call(0, None, call.get("name"), call.get("arguments"));
    }
    if let Some(audio) = message.get("audio") {
        draft.text(1, audio.get("transcript"));
        draft.medium(audio.get("data").and_then(|data| media::of_base64(data, "audio")));
    }
    beside(message, draft);
}

/// Pictures and citations of a message or of a piece of one.
fn beside(message: Value<'_>, draft: &mut Draft) {
    for image in message.each("images") {
        let url = image.path(&["image_url", "url"]).and_then(Value::text);
        draft.medium(url.map(|url| media::at_url(url, "image")));
    }
    for annotation in message.each("annotations") {
        draft.citation(annotation);
    }
}

/// Text, thinking and refusal of a message or of a piece of one.
fn texts(message: Value<'_>, draft: &mut Draft) {
    match message.get("content") {
        Some(parts) if parts.is_array() => parts.elements().for_each(|part| chunk(part, draft)),
        text => draft.text(0, text),
    }
    // Some have both, with the same text.
    draft.thinking(0, message.any(&["reasoning_content", "reasoning"]));
    draft.refusal(0, message.get("refusal"));
}

/// Mistral: content in chunks.
fn chunk(part: Value<'_>, draft: &mut Draft) {
    match part.text_of("type").unwrap_or_default() {
        "thinking" => part.each("thinking").for_each(|part| draft.thinking(0, part.get("text"))),
        "reference" => draft.citation(part),
        "image_url" => {
            let media: Option<Media> = part_media(part);
            draft.medium(media);
        }
        "refusal" => draft.refusal(0, part.get("refusal")),
        _ => draft.text(0, part.get("text")),
    }
}

fn read_event(_: &str, event: Value<'_>, draft: &mut Draft) {
    common(event, draft);
    citations(event, draft);
    let Some(choice) = first(event) else { return };
    if let Some(delta) = choice.get("delta") {
        texts(delta, draft);
        for call in delta.each("tool_calls") {
            piece(call, draft);
        }
        if let Some(call) = delta.get("function_call")
            && let Some(block) = draft.block(Kind::Call, 0)
        {
            block.set_name(call.get("name"));
            call.get("arguments").into_iter().for_each(|arguments| block.add_arguments(arguments));
        }
        if let Some(audio) = delta.get("audio") {
            draft.text(1, audio.get("transcript"));
            draft.sound(audio.get("data"));
        }
        beside(delta, draft);
    } else if let Some(message) = choice.get("message") {
        // One chunk that is the whole answer.
        draft.restart();
        read_message(message, draft);
    }
    draft.stop_after_calls(choice.get("finish_reason"), "stop");
    error_of(choice, draft);
}

/// A piece of a tool call, which its index or else its id names. Some number all of them 0: another id with a
/// name is another call.
fn piece(call: Value<'_>, draft: &mut Draft) {
    let id = call.text_of("id");
    let function = call.any(&["function", "custom"]).unwrap_or(call);
    let begins = function.text_of("name").is_some_and(|name| !name.is_empty());
    let index = call.get("index").and_then(Value::integer);
    let index = index.filter(|index| !(begins && draft.has_other_call(*index, id)));
    let key = index.unwrap_or_else(|| draft.key_of_call(id));
    if let Some(block) = draft.block(Kind::Call, key) {
        block.set_id(call.get("id"));
        block.set_name(function.get("name"));
        if let Some(arguments) = function.any(&["arguments", "input"]) {
            block.add_arguments(arguments);
        }
    }
}
