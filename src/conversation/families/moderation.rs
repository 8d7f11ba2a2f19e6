//! Moderation: texts in, results out. The results stay in the body.

use super::{Family, Fit, Request, inputs};
use crate::conversation::draft::Draft;
use crate::conversation::model::Conversation;
use crate::conversation::value::Value;

pub(super) const FAMILY: Family = Family {
    name: "moderation",
    talks: false,
    fits,
    read_request,
    is_response,
    read_response,
    is_event: super::no_event,
    read_event: super::read_no_event,
};

fn fits(request: &Request<'_>) -> Fit {
    let named = request.endpoint_has("moderation")
        || request.body.text_of("model").is_some_and(|model| model.contains("moderation"));
    if named && request.body.has("input") { Fit::Marks } else { Fit::No }
}

fn read_request(request: &Request<'_>, conversation: &mut Conversation) {
    inputs(request.body.get("input"), &mut conversation.inputs);
}

fn is_response(body: Value<'_>) -> bool {
    body.each("results").next().is_some_and(|result| result.any(&["flagged", "categories"]).is_some())
}

fn read_response(body: Value<'_>, draft: &mut Draft) {
    draft.model(body.get("model"));
}
