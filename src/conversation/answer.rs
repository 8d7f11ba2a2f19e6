//! An answer in one of the forms it comes in, and the events of those that are streams.

use std::borrow::Cow;

use super::body::{Body, decode};
use super::document::Document;
use super::draft::Draft;
use super::events::{self, Data, Event, Stream};
use super::failure;
use super::families::{self, Family};
use super::model::{Conversation, Failure, Media};
use super::value::Value;
use super::wrappers;

/// An answer without what is around it.
pub(super) enum Answer<'a> {
    /// One body, and what is around it.
    Whole {
        body: Value<'a>,
        outer: Value<'a>,
        cut: bool,
    },
    Stream(&'a Stream<'a>),
    /// Chunks in an array.
    Array(Value<'a>),
    /// A stream that the gateway put together, beside its chunks.
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
            // An error alone is no stream.
            None if outer.is_array()
                && outer.elements().any(|chunk| chunk.is_whole() && failure::read(chunk).is_none()) =>
            {
                Self::Array(outer)
            }
            None => Self::Whole { body, outer, cut },
        }
    }

    /// Shows each event; nothing of what is no stream.
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

    /// What the provider calls it.
    pub(super) fn id(&self) -> Option<String> {
        let of = |body: Value<'_>| {
            let inner = body.any(&["message", "response", "interaction"]).and_then(|inner| inner.get("id"));
            let id = inner.or_else(|| body.any(&["id", "responseId"])).and_then(Value::text);
            id.filter(|id| !id.is_empty()).map(Cow::into_owned)
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

    /// Reads the answer with its family; what is cut off so early that its family does not show, with that of the
    /// request. Gives back whether it was understood.
    pub(super) fn read(
        &self,
        answered: Option<&'static Family>,
        asked: Option<&'static Family>,
        draft: &mut Draft,
        conversation: &mut Conversation,
    ) -> bool {
        match self {
            // Speech is answered with sound and nothing else.
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

    /// Reads each event; gives back how many there are.
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

/// An event's name and what it says. Bedrock's Invoke has the model's own events in base64: `{"bytes":…}`.
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

/// The error that an event is. AWS names it: `throttlingException`.
fn failure_of(name: &str, event: Value<'_>) -> Option<Failure> {
    let is_exception = |name: &str| name.ends_with("Exception");
    let alone = event.members().next().filter(|(name, value)| is_exception(name) && value.is_object());
    let (name, event) = match &alone {
        Some((name, value)) => (name.as_ref(), *value),
        None => (name, event),
    };
    if is_exception(name) {
        let message = event.any(&["message", "Message"]).and_then(Value::text).map(Cow::into_owned);
        return Some(Failure { kind: Some(name.to_string()), message });
    }
    failure::read(event)
}
