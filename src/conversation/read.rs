//! From two bodies to a conversation: which families they belong to, and which one reads them.

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

/// Reads what the bodies say, in time and memory that are linear in their size.
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
    if answer.as_ref().is_some_and(|answer| !finish(answer, answered, asked, &mut conversation)) {
        conversation.raw.push(BodyName::Response);
    }
    conversation.family = answered.or(asked).map_or(UNKNOWN, |family| family.name);
    conversation
}

/// Reads an answer without its request. `None` unless it shows its family and its model: then model, counts and error
/// are the same as with the request.
pub(super) fn read_answer(response: &[u8]) -> Option<Conversation> {
    let response = Body::read(response)?;
    let answer = Answer::of(&response);
    let family = answer.family()?;
    let mut conversation = Conversation::unknown();
    finish(&answer, Some(family), None, &mut conversation);
    conversation.family = family.name;
    conversation.model.is_some().then_some(conversation)
}

/// Adds the answer. Returns whether it was understood.
fn finish(
    answer: &Answer<'_>,
    answered: Option<&'static Family>,
    asked: Option<&'static Family>,
    conversation: &mut Conversation,
) -> bool {
    let mut draft = Draft::default();
    let understood = answer.read(answered, asked, &mut draft, conversation);
    draft.finish(conversation);
    conversation.ids.answer = answer.id();
    understood
}

/// Reads the request, and returns its family.
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
    // The answer decides, unless the request certainly belongs to another family.
    let family = match (answered, best) {
        (Some(answered), Some(best))
            if fit(answered) == Fit::No || fit(best) == Fit::Marks && fit(answered) < Fit::Marks =>
        {
            best
        }
        (Some(answered), _) if fit(answered) > Fit::No => answered,
        // A question alone has no marks: `{"input":"…"}` to an endpoint of another name.
        (Some(answered), None) if answered.name == "openai-responses" && step.body.has("input") => answered,
        (_, best) => best?,
    };
    (family.read_request)(&request, conversation);
    parameters::read(step.body, &mut conversation.parameters);
    let text = |value: Option<Value<'_>>| value.and_then(Value::text).map(str::to_string);
    let thread = step.body.path(&["thread", "previous_message_id"]);
    conversation.ids.previous = text(step.body.any(&["previous_response_id", "previous_interaction_id"]).or(thread));
    let whole = step.body.get("conversation");
    conversation.ids.conversation = text(whole.and_then(|whole| whole.get("id")).or(whole));
    let model = step.body.text_of("model").unwrap_or(step.model);
    conversation.model = Some(model.to_string()).filter(|model| !model.is_empty());
    Some(family)
}

/// Reads everything that a client sent in a session, an event each.
fn read_session(bodies: &Bodies<'_>, stream: &Stream<'_>, conversation: &mut Conversation) -> Option<&'static Family> {
    let mut first = None;
    stream.each(&mut |event| {
        let Data::Json(body) = event.data else { return true };
        let step = Step { body, provider: "", endpoint: "", model: "" };
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
        provider: or(step.provider, bodies.provider),
        endpoint: or(step.endpoint, bodies.endpoint),
        model: or(step.model, bodies.model),
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
        4 * u32::from(same(step.provider, bodies.provider))
            + 2 * u32::from(same(step.endpoint, bodies.endpoint))
            + u32::from(same(step.model, bodies.model))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_alone_counts_what_it_counts_with_its_request() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conversations/fixtures");
        let mut alone = 0;
        for file in std::fs::read_dir(folder).expect("the folder of fixtures") {
            let path = file.expect("a file").path();
            let fixture = std::fs::read(&path).expect("a fixture");
            let fixture: serde_json::Value = serde_json::from_slice(&fixture).expect("a fixture's JSON");
            let body = |name: &str| match &fixture[name] {
                serde_json::Value::Null => None,
                serde_json::Value::String(text) => Some(text.clone()),
                json => Some(json.to_string()),
            };
            let (request, response) = (body("request"), body("response"));
            let Some(response) = response.as_deref().map(str::as_bytes) else { continue };
            for cut in [response.len(), response.len() / 2, response.len() / 3] {
                let Some(found) = read_answer(&response[..cut]) else { continue };
                let whole = read(&Bodies {
                    provider: fixture["provider"].as_str(),
                    endpoint: fixture["endpoint"].as_str(),
                    model: fixture["model"].as_str(),
                    request: request.as_deref().map(str::as_bytes),
                    response: Some(&response[..cut]),
                });
                let counted = |conversation: Conversation| {
                    let Conversation { family, model, usage, usage_also, created, error, .. } = conversation;
                    (family, model, usage, usage_also, created, error)
                };
                assert_eq!(counted(found), counted(whole), "{} cut at {cut}", path.display());
                alone += 1;
            }
        }
        assert!(alone > 100, "{alone} answers have their model");
    }
}
