//! Speech to text and text to speech.

use super::{Family, Fit, Request, inputs};
use crate::conversation::draft::Draft;
use crate::conversation::media;
use crate::conversation::model::{Conversation, Message, Role};
use crate::conversation::value::Value;

pub(super) const FAMILY: Family =
    Family { name: "audio", talks: true, fits, read_request, is_response, read_response, is_event, read_event };

fn fits(request: &Request<'_>) -> Fit {
    let body = request.body;
    let speech = body.has("input") && body.has("voice");
    let heard = body.has("audio") && !body.has("messages");
    if speech || heard || request.endpoint_has("audio/") { Fit::Marks } else { Fit::No }
}

fn read_request(request: &Request<'_>, conversation: &mut Conversation) {
    let body = request.body;
    inputs(body.any(&["input", "text"]), &mut conversation.inputs);
    if let Some(media) = body.get("audio").and_then(|audio| media::of_base64(audio, "audio")) {
        let mut message = Message::new(Role::User);
        message.media.push(media);
        conversation.messages.push(message);
    }
}

fn is_response(body: Value<'_>) -> bool {
    // A text that something else stands beside may be anything.
    let known = [
        "text",
        "segments",
        "words",
        "duration",
        "language",
        "usage",
        "task",
        "logprobs",
        "vtt",
        "word_count",
        "transcription_info",
        // Groq and Mistral.
        "x_groq",
        "id",
        "model",
        "created",
        "object",
        "finish_reason",
    ];
    let transcript =
        body.get("text").is_some_and(Value::is_string) && body.members().all(|(name, _)| known.contains(&name));
    transcript || body.get("audio").is_some_and(Value::is_string)
}

fn read_response(body: Value<'_>, draft: &mut Draft) {
    draft.answered = true;
    draft.model(body.get("model"));
    draft.text(0, body.get("text"));
    draft.medium(body.get("audio").and_then(|audio| media::of_base64(audio, "audio")));
    draft.usage(body.get("usage"));
}

fn is_event(_: &str, event: Value<'_>) -> bool {
    event.text_of("type").is_some_and(|kind| kind.starts_with("transcript.text.") || kind.starts_with("speech.audio."))
}

fn read_event(_: &str, event: Value<'_>, draft: &mut Draft) {
    match event.text_of("type").unwrap_or_default() {
        "transcript.text.delta" => draft.text(0, event.get("delta")),
        "transcript.text.done" => {
            draft.restart();
            draft.text(0, event.get("text"));
            draft.usage(event.get("usage"));
            draft.ended = true;
        }
        "speech.audio.done" => {
            draft.usage(event.get("usage"));
            draft.ended = true;
        }
        _ => {}
    }
}
