//! Ranking: a query and documents in, an order out. The order stays in the body.

use super::{Family, Fit, Request, inputs};
use crate::conversation::draft::Draft;
use crate::conversation::model::Conversation;
use crate::conversation::value::Value;

pub(super) const FAMILY: Family = Family {
    name: "rerank",
    talks: false,
    fits,
    read_request,
    is_response,
    read_response,
    is_event: super::no_event,
    read_event: super::read_no_event,
};

fn fits(request: &Request<'_>) -> Fit {
    if request.body.has("query") && request.body.any(&["documents", "contexts"]).is_some() {
        Fit::Marks
    } else {
        Fit::No
    }
}

fn read_request(request: &Request<'_>, conversation: &mut Conversation) {
    conversation.inputs.extend(request.body.text_of("query").map(str::to_string));
    inputs(request.body.any(&["documents", "contexts"]), &mut conversation.inputs);
}

fn is_response(body: Value<'_>) -> bool {
    let first = |name: &str| body.each(name).next();
    first("results").or_else(|| first("data")).is_some_and(|result| result.has("relevance_score"))
        || first("response").is_some_and(|result| result.has("score"))
}

fn read_response(body: Value<'_>, draft: &mut Draft) {
    draft.model(body.get("model"));
    draft.usage(body.any(&["usage", "meta"]));
}
