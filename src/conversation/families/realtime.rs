//! OpenAI's realtime sessions: one event a body, or all of a session's as a stream.

use super::{Family, Fit, Request, tools};
use crate::conversation::draft::{Draft, Kind};
use crate::conversation::messages;
use crate::conversation::model::{Conversation, Message, Role};
use crate::conversation::value::Value;

pub(super) const FAMILY: Family = Family {
    name: "realtime",
    talks: true,
    fits,
    read_request,
    is_response,
    read_response: read,
    is_event,
    read_event,
};

fn fits(request: &Request<'_>) -> Fit {
    let kind = request.body.text_of("type").unwrap_or_default();
    let events = ["session.update", "conversation.item.create", "response.create", "input_audio_buffer.append"];
    if events.contains(&kind) { Fit::Marks } else { Fit::No }
}

fn read_request(request: &Request<'_>, conversation: &mut Conversation) {
    let body = request.body;
    let messages = &mut conversation.messages;
    if let Some(item) = body.get("item") {
        match item.text_of("type").unwrap_or_default() {
            "function_call_output" => {
                let mut message = Message::new(Role::Tool);
                message.tool_call_id = item.text_of("call_id").map(str::to_string);
                message.tool_result = item.get("output").and_then(messages::result);
                messages.push(message);
            }
            _ => messages::one(item, messages),
        }
    }
    if let Some(session) = body.any(&["session", "response"]) {
        messages::system(session.get("instructions"), messages);
        tools(session, &mut conversation.tools);
    }
}

fn kind_of(event: Value<'_>) -> &str {
    event.text_of("type").unwrap_or_default()
}

fn is_response(body: Value<'_>) -> bool {
    let kind = kind_of(body);
    kind == "response.done" || body.has("event_id") && (kind.starts_with("response.") || kind.starts_with("session."))
}

fn is_event(_: &str, event: Value<'_>) -> bool {
    is_response(event)
}

fn read_event(_: &str, event: Value<'_>, draft: &mut Draft) {
    read(event, draft);
}

fn read(event: Value<'_>, draft: &mut Draft) {
    let number = |name: &str| event.get(name).and_then(Value::integer).unwrap_or(0);
    let key = number("output_index") << 20;
    let part = key.saturating_add(number("content_index").min(0xf_ffff));
    draft.answered = true;
    match kind_of(event) {
        "session.created" | "session.updated" => draft.model(event.path(&["session", "model"])),
        "response.output_text.delta" | "response.text.delta" => draft.text(part, event.get("delta")),
        "response.output_audio_transcript.delta" | "response.audio_transcript.delta" => {
            draft.text(part, event.get("delta"));
        }
        "response.output_audio.delta" | "response.audio.delta" => draft.sound(event.get("delta")),
        "response.output_item.added" => {
            if let Some(item) =
                event.get("item").filter(|item| item.get("type").is_some_and(|kind| kind.is("function_call")))
                && let Some(call) = draft.block(Kind::Call, key)
            {
                call.set_id(item.get("call_id"));
                call.set_name(item.get("name"));
            }
        }
        "response.function_call_arguments.delta" => {
            if let (Some(call), Some(delta)) = (draft.known_call(key), event.get("delta")) {
                call.add_arguments(delta);
            }
        }
        "response.done" => {
            if let Some(response) = event.get("response") {
                done(response, draft);
            }
        }
        _ => {}
    }
}

/// The whole answer.
fn done(response: Value<'_>, draft: &mut Draft) {
    draft.restart_text();
    for (at, item) in (0..).zip(response.each("output")) {
        let key = at << 20;
        if item.get("type").is_some_and(|kind| kind.is("function_call")) {
            draft.call(key, item.get("call_id"), item.get("name"), item.get("arguments"));
        }
        for (part, content) in (key..).zip(item.each("content")) {
            draft.text(part, content.any(&["text", "transcript"]));
        }
    }
    draft.stop(response.path(&["status_details", "reason"]).or_else(|| response.get("status")));
    // A session has several answers, each with its own counts.
    draft.more_usage(response.get("usage"));
    if let Some(error) = response.get("status_details").filter(|details| details.has("error")) {
        draft.failure = crate::conversation::failure::read(error);
    }
}

#[cfg(test)]
mod tests {
    use crate::conversation::{Bodies, read};

    #[test]
    fn a_session_used_what_all_its_answers_used() {
        let done = |text: &str, input: u32, cached: u32, output: u32| {
            format!(
                r#"{{"type":"response.done","response":{{"object":"realtime.response","status":"completed","output":[{{"type":"message","content":[{{"type":"output_text","text":"{text}"}}]}}],"usage":{{"total_tokens":{},"input_tokens":{input},"output_tokens":{output},"input_token_details":{{"cached_tokens":{cached}}}}}}}}}"#,
                input + output
            )
        };
        let request = r#"{"type":"session.update","session":{"type":"realtime"}}"#;
        let response = [done("One.", 10, 4, 5), done("Two.", 12, 0, 6)].join("\n");
        let said = read(&Bodies {
            provider: Some("openai"),
            endpoint: Some("realtime"),
            model: Some("gpt-realtime"),
            request: Some(request.as_bytes()),
            response: Some(response.as_bytes()),
        });
        let usage = said.usage.expect("usage");
        assert_eq!((usage.input, usage.cached_input, usage.output), (Some(22), Some(4), Some(11)));
        assert_eq!(said.output.and_then(|output| output.text).as_deref(), Some("Two."));
    }
}
