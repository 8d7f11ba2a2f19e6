//! From two bodies to a conversation: which families they are of, and who reads what.

use std::borrow::Cow;

use super::answer::Answer;
use super::body::Body;
use super::draft::Draft;
use super::events::{Data, Stream};
use super::families::{self, Family, Fit, Request};
use super::model::{BodyName, Conversation};
use super::parameters;
use super::value::Value;
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
        (Some(answered), Some(best))
            if fit(answered) == Fit::No || fit(best) == Fit::Marks && fit(answered) < Fit::Marks =>
        {
            best
        }
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
    let named =
        steps.iter().rev().max_by_key(|step| score(step)).filter(|step| score(step) > if certain { 0 } else { 5 });
    let fits = |step: &&Step<'_>| {
        let family = families::of_request(&request_of(step, &Bodies::default()));
        answered.is_some() && family.map(|family| family.name) == answered.map(|family| family.name)
    };
    let any = || steps.first().filter(|_| certain || answered.is_none() && bodies.provider.is_none());
    named.or_else(|| steps.iter().find(fits)).or_else(any)
}
