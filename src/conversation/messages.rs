//! Messages and their parts, in the forms that most providers write. The forms do not contradict each other, so one
//! reader reads them all.

use super::json::Json;
use super::media;
use super::model::{Message, Role, ToolCall};
use super::part_media::part_media;
use super::value::Value;

/// Further messages, and further parts of one, are left out.
const MOST: usize = 100_000;

/// The role a word means.
pub(super) fn role(word: &str) -> Role {
    match word.to_ascii_lowercase().as_str() {
        "system" | "developer" => Role::System,
        "assistant" | "model" | "chatbot" => Role::Assistant,
        "tool" | "function" | "ipython" => Role::Tool,
        _ => Role::User,
    }
}

/// A system prompt: a text, or parts.
pub(super) fn system(value: Option<Value<'_>>, messages: &mut Vec<Message>) {
    if let Some(value) = value {
        let mut message = Message::new(Role::System);
        content(value, &mut message, messages);
        if !message.is_empty() {
            messages.push(message);
        }
    }
}

/// Items of the assistant that follow each other are one message, as they are in an answer.
pub(super) fn merge_assistant(messages: &mut Vec<Message>) {
    let items = std::mem::take(messages);
    for item in items {
        match messages.last_mut().filter(|last| last.role == Role::Assistant && item.role == Role::Assistant) {
            Some(last) => {
                last.add_text(&item.text.unwrap_or_default());
                last.add_thinking(&item.thinking.unwrap_or_default());
                last.tool_calls.extend(item.tool_calls);
                last.media.extend(item.media);
            }
            None => messages.push(item),
        }
    }
}

/// All messages of an array.
pub(super) fn read(array: Option<Value<'_>>, messages: &mut Vec<Message>) {
    for message in array.into_iter().flat_map(Value::elements).take(MOST) {
        one(message, messages);
    }
}

/// The same where results of tools are parts of messages. A message that is cut off before its parts is left out, because
/// it may be the result of a tool.
pub(super) fn read_with_results(array: Option<Value<'_>>, messages: &mut Vec<Message>) {
    read(array, messages);
    let last = array.and_then(|array| array.elements().last());
    if last.is_some_and(|last| !last.is_whole()) {
        messages.pop_if(|message| message.is_empty());
    }
}

/// One message. Results of tools among its parts become messages of their own.
pub(super) fn one(value: Value<'_>, messages: &mut Vec<Message>) {
    let Some(word) = value.text_of("role") else {
        // The cut removed the role.
        return;
    };
    let role = role(word);
    let mut message = Message::new(role);
    let parts = value.any(&["content", "parts"]);
    if role == Role::Tool {
        message.tool_call_id = value.any(&["tool_call_id", "toolCallId"]).and_then(Value::text).map(str::to_string);
        message.tool_result = parts.and_then(result);
        media_of_result(parts, &mut message);
        messages.push(message);
        return;
    }
    for name in ["reasoning_content", "reasoning", "thinking", "tool_plan"] {
        if let Some(text) = value.text_of(name) {
            message.add_thinking(text);
            break;
        }
    }
    let before = messages.len();
    if let Some(parts) = parts {
        content(parts, &mut message, messages);
    }
    if let Some(refusal) = value.text_of("refusal") {
        message.add_text(refusal);
    }
    for image in value.each("images") {
        message.media.extend(media::of_base64(image, "image"));
    }
    calls(value, &mut message);
    if !message.is_empty() || messages.len() == before {
        messages.push(message);
    }
}

/// `tool_calls`, and the older `function_call`.
pub(super) fn calls(value: Value<'_>, message: &mut Message) {
    for call in value.each("tool_calls").take(MOST) {
        let function = call.any(&["function", "custom"]).unwrap_or(call);
        let arguments = function.any(&["arguments", "input", "parameters"]);
        add_call(message, call.get("id"), function.get("name"), arguments);
    }
    if let Some(call) = value.get("function_call") {
        add_call(message, None, call.get("name"), call.get("arguments"));
    }
}

pub(super) fn add_call(
    message: &mut Message,
    id: Option<Value<'_>>,
    name: Option<Value<'_>>,
    arguments: Option<Value<'_>>,
) {
    let text = |value: Option<Value<'_>>| value.and_then(Value::text).map(str::to_string);
    message.tool_calls.push(ToolCall { id: text(id), name: text(name), arguments: arguments.and_then(value_or_text) });
}

/// A value as it is; a text as the value it holds, if it holds one.
pub(super) fn value_or_text(value: Value<'_>) -> Option<Json> {
    match value.text() {
        Some(text) => Some(Json::value_or_text(text)),
        None => value.json().map(Json::kept),
    }
}

/// The result of a tool: the text of its text parts, or its one value; a list of something else as it is.
pub(super) fn result(value: Value<'_>) -> Option<Json> {
    if !value.is_array() {
        return value_or_text(value);
    }
    if !value.is_whole() {
        return None;
    }
    let mut text = String::new();
    let mut parts = 0;
    for part in value.elements().take(MOST) {
        parts += 1;
        if let Some(json) = part.get("json") {
            return value_or_text(json);
        }
        let found = part.text_of("text").or_else(|| part.text());
        if found.is_none() && !is_media(part) {
            return value.json().map(Json::kept);
        }
        text.push_str(found.unwrap_or_default());
    }
    // An empty list is not a text.
    if text.is_empty() { (parts == 0).then(|| value.json()).flatten() } else { Some(Json::value_or_text(&text)) }
}

/// Whether a part is a picture or a file, not text.
fn is_media(part: Value<'_>) -> bool {
    part_media(part).is_some()
}

pub(super) fn media_of_result(value: Option<Value<'_>>, message: &mut Message) {
    message.media.extend(value.into_iter().flat_map(Value::elements).take(MOST).filter_map(part_media));
}

/// The content of a message: a text, parts, or one part.
pub(super) fn content(value: Value<'_>, message: &mut Message, messages: &mut Vec<Message>) {
    if let Some(text) = value.text() {
        message.add_text(text);
    } else if value.is_object() {
        part(value, message, messages);
    } else {
        for value in value.elements().take(MOST) {
            match value.text() {
                Some(text) => message.add_text(text),
                None => part(value, message, messages),
            }
        }
    }
}

fn part(value: Value<'_>, message: &mut Message, messages: &mut Vec<Message>) {
    let kind = value.text_of("type").unwrap_or_default();
    match kind {
        "text" | "input_text" | "output_text" | "summary_text" => add(message, value.get("text")),
        "refusal" => add(message, value.get("refusal")),
        "thinking" | "reasoning" => match value.any(&["thinking", "text", "reasoning"]) {
            // Mistral: parts of their own.
            Some(parts) if parts.is_array() => {
                let text: String = parts.elements().filter_map(|part| part.text_of("text")).collect();
                message.add_thinking(&text);
            }
            text => message.add_thinking(text.and_then(Value::text).unwrap_or_default()),
        },
        "tool_use" | "server_tool_use" | "mcp_tool_use" | "tool_call" => {
            add_call(message, value.get("id"), value.get("name"), value.any(&["input", "arguments"]));
        }
        kind if kind.ends_with("tool_result") => {
            tool_result(message, messages, value.get("tool_use_id"), value.get("content"));
        }
        "search_result" => value.get("content").into_iter().for_each(|found| content(found, message, messages)),
        "" => untyped(value, message, messages),
        _ => message.media.extend(part_media(value)),
    }
}

/// Bedrock's parts, distinguished by the name of their one member.
fn untyped(value: Value<'_>, message: &mut Message, messages: &mut Vec<Message>) {
    if let Some(call) = value.get("toolUse") {
        add_call(message, call.get("toolUseId"), call.get("name"), call.get("input"));
    } else if let Some(result) = value.get("toolResult") {
        tool_result(message, messages, result.get("toolUseId"), result.get("content"));
    } else if let Some(thinking) = value.path(&["reasoningContent", "reasoningText"]) {
        message.add_thinking(thinking.text_of("text").unwrap_or_default());
    } else if let Some(inner) = value.any(&["citationsContent", "searchResult"]).and_then(|part| part.get("content")) {
        content(inner, message, messages);
    } else if let Some(media) = part_media(value) {
        message.media.push(media);
    } else {
        add(message, value.get("text").or_else(|| value.path(&["guardContent", "text", "text"])));
    }
}

fn add(message: &mut Message, text: Option<Value<'_>>) {
    message.add_text(text.and_then(Value::text).unwrap_or_default());
}

/// A result of a tool within another message becomes a message of its own, after what precedes it.
fn tool_result(message: &mut Message, messages: &mut Vec<Message>, id: Option<Value<'_>>, content: Option<Value<'_>>) {
    if !message.is_empty() {
        let role = message.role;
        messages.push(std::mem::replace(message, Message::new(role)));
    }
    let mut tool = Message::new(Role::Tool);
    tool.tool_call_id = id.and_then(Value::text).map(str::to_string);
    tool.tool_result = content.and_then(result);
    media_of_result(content, &mut tool);
    messages.push(tool);
}
