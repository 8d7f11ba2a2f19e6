//! The families: shapes of requests and answers that providers share. Each is one file, and a line in [`ALL`].

mod anthropic;
mod audio;
mod bedrock;
mod chat;
mod cohere;
mod completions;
mod embeddings;
mod gemini;
mod images;
mod interactions;
mod moderation;
mod ollama;
mod realtime;
mod replicate;
mod rerank;
mod responses;
mod workers_ai;

use super::draft::Draft;
use super::model::Conversation;
use super::value::Value;

/// A request, and the fields of its record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request<'a> {
    pub(super) body: Value<'a>,
    pub(super) provider: &'a str,
    pub(super) endpoint: &'a str,
    pub(super) model: &'a str,
}

impl Request<'_> {
    fn endpoint_has(&self, part: &str) -> bool {
        self.endpoint.contains(part)
    }

    /// Whether the path of the endpoint, without its query, ends like this.
    fn endpoint_ends(&self, end: &str) -> bool {
        self.endpoint.split('?').next().is_some_and(|path| path.trim_end_matches('/').ends_with(end))
    }

    fn provider_is(&self, provider: &str) -> bool {
        self.provider.starts_with(provider)
    }

    /// Whether a model of Workers AI is asked: those have names such as `@cf/meta/llama-3.1-8b-instruct`.
    fn is_workers_ai(&self) -> bool {
        let named = |text: &str| text.contains("@cf/") || text.contains("@hf/");
        named(self.model) || named(self.endpoint) || self.body.text_of("model").is_some_and(named)
    }
}

/// How well a request fits a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    No,
    /// It has what all requests of the family have, and others may have.
    Shape,
    /// Provider or Endpoint name the family too.
    Endpoint,
    /// It has what only this family has.
    Marks,
}

/// What is known of a family.
#[derive(Debug)]
pub(super) struct Family {
    pub(super) name: &'static str,
    /// Whether its answers are texts, and not numbers.
    pub(super) talks: bool,
    /// How well a request fits.
    pub(super) fits: fn(&Request<'_>) -> Fit,
    /// Reads messages, tools and inputs. Model and settings are read in the same way for all families.
    pub(super) read_request: fn(&Request<'_>, &mut Conversation),
    /// Whether a body is an answer of this family.
    pub(super) is_response: fn(Value<'_>) -> bool,
    pub(super) read_response: fn(Value<'_>, &mut Draft),
    /// Whether an event of this name is of this family.
    pub(super) is_event: fn(&str, Value<'_>) -> bool,
    pub(super) read_event: fn(&str, Value<'_>, &mut Draft),
}

/// All families. The first that an answer fits is its family, so the more specific ones come first.
pub(super) const ALL: &[Family] = &[
    responses::FAMILY,
    realtime::FAMILY,
    anthropic::FAMILY,
    chat::FAMILY,
    completions::FAMILY,
    gemini::FAMILY,
    interactions::FAMILY,
    bedrock::FAMILY,
    ollama::FAMILY,
    cohere::FAMILY,
    replicate::FAMILY,
    embeddings::FAMILY,
    moderation::FAMILY,
    rerank::FAMILY,
    workers_ai::FAMILY,
    images::FAMILY,
    audio::FAMILY,
];

/// The family that this request fits best; of equal ones the first.
pub(super) fn of_request(request: &Request<'_>) -> Option<&'static Family> {
    let mut best = (Fit::No, None);
    for family in ALL {
        let fit = (family.fits)(request);
        if fit > best.0 {
            best = (fit, Some(family));
        }
    }
    best.1
}

/// The family of an answer.
pub(super) fn of_response(body: Value<'_>) -> Option<&'static Family> {
    ALL.iter().find(|family| (family.is_response)(body))
}

/// The family of an event.
pub(super) fn of_event(name: &str, event: Value<'_>) -> Option<&'static Family> {
    ALL.iter().find(|family| (family.is_event)(name, event))
}

/// Adds the names of tools: `tools[].function.name`, `tools[].name` or `functions[].name`, else the name of their
/// server or their type.
pub(super) fn tools(body: Value<'_>, tools: &mut Vec<String>) {
    for tool in body.each("tools").chain(body.each("functions")).take(MOST_TOOLS) {
        let inner = tool.any(&["function", "custom", "toolSpec"]).unwrap_or(tool);
        let others = || inner.any(&["server_label", "mcp_server_name", "type"]).filter(|_| tool.is_whole());
        let name = inner.get("name").or_else(others).and_then(Value::text);
        tools.extend(name.map(str::to_string));
    }
}

/// Further tools are left out.
const MOST_TOOLS: usize = 10_000;

/// A text, or each text of an array: what is embedded or ranked.
pub(super) fn inputs(value: Option<Value<'_>>, inputs: &mut Vec<String>) {
    let Some(value) = value else { return };
    let texts = std::iter::once(value).chain(value.elements());
    inputs.extend(texts.filter_map(|value| value.text().or_else(|| value.text_of("text"))).map(str::to_string));
}

/// For families without streams.
fn no_event(_: &str, _: Value<'_>) -> bool {
    false
}

fn read_no_event(_: &str, _: Value<'_>, _: &mut Draft) {}
