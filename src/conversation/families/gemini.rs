//! Google's `generateContent`, of the Gemini API and of Vertex.

use super::{Family, Fit, Request};
use crate::conversation::draft::{Draft, Kind};
use crate::conversation::media;
use crate::conversation::messages;
use crate::conversation::model::{Conversation, Media, Message, Role, StopKind};
use crate::conversation::time;
use crate::conversation::value::Value;

pub(super) const FAMILY: Family =
    Family { name: "gemini", talks: true, fits, read_request, is_response, read_response, is_event, read_event };

fn fits(request: &Request<'_>) -> Fit {
    let contents = request.body.get("contents");
    if contents.is_some_and(|contents| contents.is_array() || contents.is_object()) { Fit::Marks } else { Fit::No }
}

fn read_request(request: &Request<'_>, conversation: &mut Conversation) {
    let body = request.body;
    let messages = &mut conversation.messages;
    if let Some(system) = body.any(&["systemInstruction", "system_instruction"]) {
        let mut message = Message::new(Role::System);
        parts(system, &mut message, messages);
        if !message.is_empty() {
            messages.push(message);
        }
    }
    if let Some(contents) = body.get("contents") {
        let one = Some(contents).filter(|contents| contents.is_object());
        for content in one.into_iter().chain(contents.elements()) {
            let role = content.text_of("role");
            if role.is_none() && !content.is_whole() {
                // The cut removed the role.
                continue;
            }
            let mut message = Message::new(messages::role(role.unwrap_or_default()));
            let before = messages.len();
            parts(content, &mut message, messages);
            if !message.is_empty() || messages.len() == before && content.is_whole() {
                messages.push(message);
            }
        }
    }
    for tool in body.each("tools") {
        let mut declared = false;
        for function in tool.each("functionDeclarations").chain(tool.each("function_declarations")) {
            conversation.tools.extend(function.text_of("name").map(str::to_string));
            declared = true;
        }
        // Tools that Google runs: `{"googleSearch":{}}`.
        if !declared && tool.is_whole() {
            conversation.tools.extend(tool.members().map(|(name, _)| name.to_string()));
        }
    }
}

/// Parts of a message. Results of functions become messages of their own.
fn parts(content: Value<'_>, message: &mut Message, messages: &mut Vec<Message>) {
    if let Some(text) = content.text() {
        message.add_text(text);
    }
    let parts = content.get("parts");
    let one = parts.filter(|parts| parts.is_object());
    for part in one.into_iter().chain(parts.into_iter().flat_map(Value::elements)) {
        if let Some(call) = part.any(&["functionCall", "function_call"]) {
            messages::add_call(message, call.get("id"), call.get("name"), call.get("args"));
        } else if let Some(response) = part.any(&["functionResponse", "function_response"]) {
            if !message.is_empty() {
                let role = message.role;
                messages.push(std::mem::replace(message, Message::new(role)));
            }
            let mut tool = Message::new(Role::Tool);
            tool.tool_call_id = response.text_of("id").map(str::to_string);
            tool.tool_result = response.get("response").and_then(messages::value_or_text);
            messages.push(tool);
        } else if let Some(text) = part.text_of("text").filter(|_| part.is_whole()) {
            if is_thought(part) { message.add_thinking(text) } else { message.add_text(text) }
        } else {
            message.media.extend(part_media(part).filter(|_| part.is_whole()));
        }
    }
}

fn is_thought(part: Value<'_>) -> bool {
    part.get("thought").is_some_and(Value::is_true)
}

fn kind(data: Value<'_>) -> Option<&str> {
    data.any(&["mimeType", "mime_type"]).and_then(Value::text)
}

fn part_media(part: Value<'_>) -> Option<Media> {
    if let Some(data) = part.any(&["inlineData", "inline_data"]) {
        return media::of_base64(data.get("data")?, kind(data).unwrap_or("file"));
    }
    let file = part.any(&["fileData", "file_data"])?;
    let url = file.any(&["fileUri", "file_uri"]).and_then(Value::text)?;
    Some(Media { kind: kind(file).unwrap_or("file").into(), bytes: None, url: Some(url.to_string()) })
}

fn is_response(body: Value<'_>) -> bool {
    let candidates = || body.each("candidates").next().is_some_and(Value::is_object);
    candidates()
        || body.has("promptFeedback")
        || body.has("usageMetadata") && body.any(&["embedding", "embeddings"]).is_none()
}

fn is_event(_: &str, event: Value<'_>) -> bool {
    is_response(event)
}

fn read_event(_: &str, event: Value<'_>, draft: &mut Draft) {
    read_response(event, draft);
}

/// A whole answer, or a chunk of one: they have the same shape, and parts of chunks follow each other.
fn read_response(body: Value<'_>, draft: &mut Draft) {
    draft.model(body.get("modelVersion"));
    if draft.created.is_none() {
        draft.created = body.get("createTime").and_then(time::moment);
    }
    draft.usage(body.get("usageMetadata"));
    draft.answered = true;
    let is_first = |candidate: &Value<'_>| candidate.get("index").and_then(Value::integer).unwrap_or(0) == 0;
    if let Some(candidate) = body.each("candidates").find(is_first) {
        for part in candidate.get("content").into_iter().flat_map(|content| content.each("parts")) {
            read_part(part, draft);
        }
        let grounding = candidate.get("groundingMetadata");
        for chunk in grounding.into_iter().flat_map(|grounding| grounding.each("groundingChunks")) {
            draft.citation(chunk);
        }
        let cited = candidate.get("citationMetadata");
        for source in cited.into_iter().flat_map(|cited| cited.each("citationSources").chain(cited.each("citations"))) {
            draft.citation(source);
        }
        draft.stop_after_calls(candidate.get("finishReason"), "STOP");
    } else if let Some(reason) = body.path(&["promptFeedback", "blockReason"]) {
        draft.stop(Some(reason));
        draft.stop_is(StopKind::Filter);
    }
}

fn read_part(part: Value<'_>, draft: &mut Draft) {
    if let Some(call) = part.any(&["functionCall", "function_call"]) {
        read_call(call, draft);
    } else if part.has("executableCode") {
        draft.server_tool_named("codeExecution");
    } else if !part.is_whole() {
        // `thought` may follow the text.
    } else if part.has("text") {
        if is_thought(part) { draft.thinking(0, part.get("text")) } else { draft.text(0, part.get("text")) }
    } else {
        draft.medium(part_media(part));
    }
}

/// A call, or a piece of one: on Vertex a call begins with its name, arguments follow with their places, and one that
/// does not say that it continues is the last.
fn read_call(call: Value<'_>, draft: &mut Draft) {
    let continues = call.get("willContinue").is_some_and(Value::is_true);
    let begun = !call.has("name") && draft.last_call().is_some_and(|block| block.is_open());
    if !begun {
        let key = draft.next_call();
        let Some(block) = draft.block(Kind::Call, key) else { return };
        block.set_id(call.get("id"));
        block.set_name(call.get("name"));
    }
    let Some(block) = draft.last_call() else { return };
    call.each("partialArgs").for_each(|piece| block.add_partial(piece));
    if let Some(arguments) = call.get("args") {
        block.set_arguments(Some(arguments));
    } else if !continues && call.is_whole() {
        block.end();
    }
}
