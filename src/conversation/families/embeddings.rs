//! Embeddings: texts in, vectors out. The vectors stay in the body.

use super::{Family, Fit, Request, inputs};
use crate::conversation::draft::Draft;
use crate::conversation::model::Conversation;
use crate::conversation::value::Value;

pub(super) const FAMILY: Family = Family {
    name: "embeddings",
    talks: false,
    fits,
    read_request,
    is_response,
    read_response,
    is_event: super::no_event,
    read_event: super::read_no_event,
};

fn fits(request: &Request<'_>) -> Fit {
    let body = request.body;
    let asks = body
        .any(&["input", "texts", "content", "text", "instances", "requests", "inputs", "inputText", "images"])
        .is_some();
    let endpoint =
        request.endpoint_has("embed") || request.endpoint_has("Embed") || request.endpoint_has("@cf/baai/bge");
    let marks =
        body.any(&["encoding_format", "input_type", "embedding_types", "dimensions", "outputDimensionality"]).is_some();
    match (asks, endpoint, marks) {
        (false, _, _) => Fit::No,
        (true, true, _) => Fit::Marks,
        (true, false, true) if body.any(&["messages", "prompt"]).is_none() => Fit::Endpoint,
        _ if request.model.contains("embed") || request.model.contains("/bge-") => Fit::Endpoint,
        _ => Fit::No,
    }
}

fn read_request(request: &Request<'_>, conversation: &mut Conversation) {
    let body = request.body;
    let texts = &mut conversation.inputs;
    inputs(body.any(&["input", "texts", "text", "inputs", "inputText"]), texts);
    // Gemini: one content, or requests of one each; Vertex: instances.
    for holder in std::iter::once(body).chain(body.each("requests")) {
        for part in holder.get("content").into_iter().flat_map(|content| content.each("parts")) {
            inputs(part.get("text"), texts);
        }
    }
    body.each("instances").for_each(|instance| inputs(instance.any(&["content", "text"]), texts));
}

fn is_response(body: Value<'_>) -> bool {
    let first = |name: &str| body.each(name).next();
    first("data").is_some_and(|item| item.has("embedding"))
        || body.any(&["embeddings", "embedding"]).is_some()
        || body.has("shape") && body.has("data")
        || first("predictions").is_some_and(|item| item.has("embeddings"))
        || first("data")
            .is_some_and(|item| item.is_object() && item.get("object").is_some_and(|kind| kind.is("embedding")))
}

fn read_response(body: Value<'_>, draft: &mut Draft) {
    draft.model(body.get("model"));
    draft.usage(body.any(&["usage", "meta", "usageMetadata"]));
}
