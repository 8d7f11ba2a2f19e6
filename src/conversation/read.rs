//! From two bodies to a conversation: which families they are of, and who reads what.

use std::borrow::Cow;

use super::body::{Body, decode};
use super::draft::Draft;
use super::events::{self, Data, Event, Stream};
use super::failure;
use super::families::{self, Family, Fit, Request};
use super::model::{BodyName, Conversation, Failure, Media};
use super::parameters;
use super::value::{Document, Value};
use super::wrappers::{self, Step};
use super::{Bodies, UNKNOWN};

/// Reads what the bodies say. In time and memory it is linear in their size.
#[must_use]
pub fn read(bodies: &Bodies<'_>) -> Conversation {
    let mut conversation = Conversation::unknown();
    let request = bodies.request.and_then(Body::read);
    let response = bodies.response.and_then(Body::read);
    let answer = response.as_ref().map(Answer::of);
    let answered = answer.as_ref().and_then(Answer::family);

    let asked = read_request(bodies, request.as_ref(), answered, &mut conversation);
    if request.is_some() && asked.is_none() {
        conversation.raw.push(BodyName::Request);
    }
    if let Some(answer) = &answer {
        let mut draft = Draft::default();
        if !answer.read(answered, asked, &mut draft, &mut conversation) {
            conversation.raw.push(BodyName::Response);
        }
        draft.finish(&mut conversation);
        conversation.ids.answer = answer.id();
    }
    conversation.family = answered.or(asked).map_or(UNKNOWN, |family| family.name);
    conversation
}

/// Reads the request with the family it is of, which is given back.
fn read_request(
    bodies: &Bodies<'_>,
    request: Option<&Body<'_>>,
    answered: Option<&'static Family>,
    conversation: &mut Conversation,
) -> Option<&'static Family> {
    let document = match request? {
        Body::Json(document) => document,
        Body::Stream(stream) => return read_session(bodies, stream, conversation),
        Body::Bytes(_) | Body::Text => return None,
    };
    let provider = bodies.provider.unwrap_or_default();
    let unwrapped = wrappers::steps(document.root(), provider);
    if unwrapped.universal {
        conversation.steps = u64::try_from(unwrapped.steps.len()).ok();
    }
    let certain = !unwrapped.universal || !document.is_cut();
    let step = choose(&unwrapped.steps, bodies, answered, certain)?;
    let request = request_of(step, bodies);
    let best = families::of_request(&request);
    let fit = |family: &Family| (family.fits)(&request);
    // What came back decides, unless the request is surely something else.
    let family = match (answered, best) {
        (Some(answered), Some(best)) if fit(answered) == Fit::No || fit(best) == Fit::Marks && fit(answered) < Fit::Marks => best,
        (Some(answered), _) if fit(answered) > Fit::No => answered,
        (_, best) => best?,
    };
    (family.read_request)(&request, conversation);
    parameters::read(step.body, &mut conversation.parameters);
    let text = |value: Option<Value<'_>>| value.and_then(Value::text).map(Cow::into_owned);
    let thread = step.body.path(&["thread", "previous_message_id"]);
    conversation.ids.previous = text(step.body.any(&["previous_response_id", "previous_interaction_id"]).or(thread));
    let whole = step.body.get("conversation");
    conversation.ids.conversation = text(whole.and_then(|whole| whole.get("id")).or(whole));
    let model = step.body.text_of("model").unwrap_or(Cow::Borrowed(&step.model));
    conversation.model = Some(model.into_owned()).filter(|model| !model.is_empty());
    Some(family)
}

/// Reads all that a client sent in a session, an event each.
fn read_session(bodies: &Bodies<'_>, stream: &Stream<'_>, conversation: &mut Conversation) -> Option<&'static Family> {
    let mut first = None;
    stream.each(&mut |event| {
        let Data::Json(body) = event.data else { return true };
        let step = Step { body, provider: "".into(), endpoint: "".into(), model: "".into() };
        let request = request_of(&step, bodies);
        if let Some(family) = families::of_request(&request) {
            (family.read_request)(&request, conversation);
            first = first.or(Some(family));
        }
        true
    });
    first
}

fn request_of<'a>(step: &'a Step<'a>, bodies: &Bodies<'a>) -> Request<'a> {
    let or = |own: &'a str, record: Option<&'a str>| if own.is_empty() { record.unwrap_or_default() } else { own };
    Request {
        body: step.body,
        provider: or(&step.provider, bodies.provider),
        endpoint: or(&step.endpoint, bodies.endpoint),
        model: or(&step.model, bodies.model),
    }
}

/// The step that answered: the one that Provider, Endpoint and Model name, else the first of the answer's family. Of
/// a request that is cut off it is certain only if Provider and Endpoint name it.
fn choose<'s, 'a>(
    steps: &'s [Step<'a>],
    bodies: &Bodies<'_>,
    answered: Option<&'static Family>,
    certain: bool,
) -> Option<&'s Step<'a>> {
    let same = |own: &str, record: Option<&str>| record.is_some_and(|record| !own.is_empty() && own == record);
    let score = |step: &Step<'_>| {
        4 * u32::from(same(&step.provider, bodies.provider))
            + 2 * u32::from(same(&step.endpoint, bodies.endpoint))
            + u32::from(same(&step.model, bodies.model))
    };
    let named = steps.iter().rev().max_by_key(|step| score(step)).filter(|step| score(step) > if certain { 0 } else { 5 });
    let fits = |step: &&Step<'_>| {
        let family = families::of_request(&request_of(step, &Bodies::default()));
        answered.is_some() && family.map(|family| family.name) == answered.map(|family| family.name)
    };
    let any = || steps.first().filter(|_| certain || answered.is_none() && bodies.provider.is_none());
    named.or_else(|| steps.iter().find(fits)).or_else(any)
}

/// An answer without what is around it.
enum Answer<'a> {
    /// One body, and what is around it.
    Whole { body: Value<'a>, outer: Value<'a>, cut: bool },
    Stream(&'a Stream<'a>),
    /// Chunks in an array.
    Array(Value<'a>),
    /// A stream that the gateway put together, beside its chunks.
    Together { outer: Value<'a>, chunks: Value<'a>, cut: bool },
    Bytes(u64),
    Text,
}

impl<'a> Answer<'a> {
    fn of(body: &'a Body<'a>) -> Self {
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
            None if outer.is_array() && outer.elements().any(|chunk| chunk.is_whole() && failure::read(chunk).is_none()) => {
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

    fn family(&self) -> Option<&'static Family> {
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
    fn id(&self) -> Option<String> {
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
    fn read(
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
