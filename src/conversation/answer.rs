//! An answer in one of its forms, and the events of the forms that are streams.

use super::body::{Body, decode};
use super::document::Document;
use super::draft::Draft;
use super::events::{self, Data, Event, Stream};
use super::failure;
use super::families::{self, Family};
use super::model::{Conversation, Failure, Media};
use super::value::Value;
use super::wrappers;

/// An answer without the wrappers around it.
pub(super) enum Answer<'a> {
    /// One body, and the wrapper around it.
    Whole {
        body: Value<'a>,
        outer: Value<'a>,
        cut: bool,
    },
    Stream(&'a Stream<'a>),
    /// Chunks in an array.
    Array(Value<'a>),
    /// A stream that the gateway assembled, and its chunks.
    Together {
        outer: Value<'a>,
        chunks: Value<'a>,
        cut: bool,
    },
    Bytes(u64),
    Text,
}

impl<'a> Answer<'a> {
    pub(super) fn of(body: &'a Body<'a>) -> Self {
        let document = match body {
            Body::Json(document) => document,
            Body::Stream(stream) => return Self::Stream(stream),
            Body::Bytes(size) => return Self::Bytes(*size),
            Body::Text => return Self::Text,
        };
        let (outer, cut) = (document.root(), document.is_cut());
        let body = wrappers::answer(outer);
        match body.get("streamed_data") {
            Some(chunks) => Self::Together { outer: body, chunks, cut },
            // An error alone is not a stream.
            None if outer.is_array()
                && outer.elements().any(|chunk| chunk.is_whole() && failure::read(chunk).is_none()) =>
            {
                Self::Array(outer)
            }
            None => Self::Whole { body, outer, cut },
        }
    }

    /// Shows each event. A form that is not a stream has none.
    fn each(&self, visit: &mut dyn FnMut(Event<'_>) -> bool) {
        match self {
            Self::Whole { .. } | Self::Bytes(_) | Self::Text => {}
            Self::Stream(stream) => stream.each(visit),
            Self::Array(array) => events::each_element(*array, visit),
            Self::Together { chunks, .. } => match chunks.text() {
                Some(text) => Stream::Sse(text).each(visit),
                None => events::each_element(*chunks, visit),
            },
        }
    }

    pub(super) fn family(&self) -> Option<&'static Family> {
        let whole = match self {
            Self::Whole { body, .. } | Self::Together { outer: body, .. } => families::of_response(*body),
            _ => None,
        };
        if whole.is_some() {
            return whole;
        }
        let mut family = None;
        self.each(&mut |event| {
            inner(event, &mut |name, value| family = families::of_event(name, value));
            family.is_none()
        });
        family
    }

    /// The provider's id of the answer.
    pub(super) fn id(&self) -> Option<String> {
        let of = |body: Value<'_>| {
            let inner = body.any(&["message", "response", "interaction"]).and_then(|inner| inner.get("id"));
            let id = inner.or_else(|| body.any(&["id", "responseId"])).and_then(Value::text);
            id.filter(|id| !id.is_empty()).map(str::to_string)
        };
        match self {
            Self::Whole { body, .. } | Self::Together { outer: body, .. } => of(*body),
            _ => {
                let mut id = None;
                self.each(&mut |event| {
                    inner(event, &mut |_, value| id = of(value));
                    id.is_none()
                });
                id
            }
        }
    }

    /// Reads the answer as its family writes it, or as the request's family does if it is cut off before it shows its
    /// own. Returns whether it was understood.
    pub(super) fn read(
        &self,
        answered: Option<&'static Family>,
        asked: Option<&'static Family>,
        draft: &mut Draft,
        conversation: &mut Conversation,
    ) -> bool {
        match self {
            // A request for speech is answered with sound and nothing else.
            Self::Bytes(size) if asked.is_some_and(|family| family.name == "audio") => {
                draft.medium(Some(Media { bytes: Some(*size), ..Media::of("audio") }));
                true
            }
            Self::Bytes(_) | Self::Text => false,
            Self::Whole { body, outer, cut } => {
                draft.cut = *cut;
                draft.failure = failure::read(*outer).or_else(|| failure::read(*body));
                match answered.or(asked.filter(|_| *cut)) {
                    Some(family) => (family.read_response)(*body, draft),
                    None => return draft.failure.is_some(),
                }
                true
            }
            Self::Stream(_) | Self::Array(_) => {
                let chunks = self.read_events(answered, draft);
                conversation.streamed = true;
                conversation.chunks = Some(chunks);
                answered.is_some() || draft.failure.is_some() || chunks == 0
            }
            Self::Together { outer, chunks: _, cut } => {
                let chunks = self.read_events(answered, draft);
                conversation.streamed = true;
                conversation.chunks = Some(chunks);
                if let Some(family) = answered {
                    let mut rest = Draft::default();
                    rest.cut = *cut;
                    (family.read_response)(*outer, &mut rest);
                    draft.fill(rest);
                }
                draft.failure = draft.failure.take().or_else(|| failure::read(*outer));
                answered.is_some() || draft.failure.is_some()
            }
        }
    }

    /// Reads each event, and returns how many there are.
    fn read_events(&self, family: Option<&'static Family>, draft: &mut Draft) -> u64 {
        draft.streaming = true;
        let mut chunks = 0;
        self.each(&mut |event| {
            if matches!(event.data, Data::Done) {
                draft.ended = true;
            }
            inner(event, &mut |name, value| {
                if name == "ping" || value.get("type").is_some_and(|kind| kind.is("ping")) {
                    return;
                }
                chunks += 1;
                if let Some(failure) = failure_of(name, value) {
                    draft.failure = Some(failure);
                }
                if let Some(family) = family {
                    draft.answered |= family.talks;
                    (family.read_event)(name, value, draft);
                }
            });
            true
        });
        chunks
    }
}

/// Shows an event's name and its JSON. Bedrock's Invoke has the model's own events in base64: `{"bytes":…}`.
fn inner(event: Event<'_>, visit: &mut dyn FnMut(&str, Value<'_>)) {
    let Data::Json(value) = event.data else { return };
    let value = value.get("chunk").unwrap_or(value);
    let bytes = value.get("bytes").filter(|bytes| bytes.is_string()).and_then(decode);
    let document = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).and_then(Document::whole);
    match &document {
        Some(document) => visit("", document.root()),
        None => visit(event.name, value),
    }
}

/// The error that an event reports, if it is one. AWS names it: `throttlingException`.
fn failure_of(name: &str, event: Value<'_>) -> Option<Failure> {
    let is_exception = |name: &str| name.ends_with("Exception");
    let alone = event.members().next().filter(|(name, value)| is_exception(name) && value.is_object());
    let (name, event) = alone.unwrap_or((name, event));
    if is_exception(name) {
        let message = event.any(&["message", "Message"]).and_then(Value::text).map(str::to_string);
        return Some(Failure { kind: Some(name.to_string()), message });
    }
    failure::read(event)
}
