//! What a conversation is made of, with the member names and the order it is written with as JSON. What the bodies do
//! not tell is absent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};
use serde_json::value::RawValue;

use super::json::Json;

/// What one record says: the messages that were sent, the answer, and what it used.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    /// The shape of the bodies, such as `openai-chat`; `unknown` if they have none that is known.
    pub family: &'static str,
    /// The model that answered, else the one that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// What was sent, system messages first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    /// Names of the tools on offer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<String>,
    /// Settings of the request, under the provider's names.
    #[serde(skip_serializing_if = "Members::is_empty")]
    pub parameters: Members,
    /// Texts that were sent without being messages: what is embedded, ranked, spoken or drawn.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<String>,
    /// The answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Output>,
    /// Tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// What else the provider counted.
    #[serde(skip_serializing_if = "Members::is_empty")]
    pub usage_also: Members,
    /// How long the provider says it took, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// When the answer was made, as RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// Whether the answer came as a stream.
    #[serde(skip_serializing_if = "is_false")]
    pub streamed: bool,
    /// How many events the stream has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chunks: Option<u64>,
    /// What went wrong, as the provider or the gateway tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// How many requests a universal request has to choose from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<u64>,
    /// The bodies that stay plain text or plain JSON, for nobody knows their shape.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub raw: Vec<BodyName>,
    /// What the provider calls this answer, and the one before it. Not part of the JSON.
    #[serde(skip)]
    pub ids: Ids,
}

/// Names by which a provider that keeps conversations knows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    /// Of the answer.
    pub answer: Option<String>,
    /// Of the answer that the request goes on from: `previous_response_id`, `previous_interaction_id`, or Anthropic's
    /// `thread.previous_message_id`.
    pub previous: Option<String>,
    /// Of the conversation as a whole: `conversation` of OpenAI's responses.
    pub conversation: Option<String>,
}

/// As much of a conversation's JSON as an estimate of its cost needs.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Counted {
    model: Option<String>,
    created: Option<String>,
    usage: Option<Usage>,
    #[serde(default)]
    usage_also: BTreeMap<String, Box<RawValue>>,
}

impl Conversation {
    /// Reads back what [`super::estimate`] needs of a conversation's JSON: model, time and counts, and nothing else.
    /// `None` for a text that is not such JSON.
    #[must_use]
    pub fn counted(json: &str) -> Option<Self> {
        let Counted { model, created, usage, usage_also } = serde_json::from_str(json).ok()?;
        let mut counted = Self { model, created, usage, ..Self::unknown() };
        for (name, value) in usage_also {
            counted.usage_also.insert(&name, Json::from_raw(value));
        }
        Some(counted)
    }

    /// One of which nothing is known.
    pub(super) fn unknown() -> Self {
        Self {
            family: UNKNOWN,
            model: None,
            messages: Vec::new(),
            tools: Vec::new(),
            parameters: Members::default(),
            inputs: Vec::new(),
            output: None,
            usage: None,
            usage_also: Members::default(),
            duration_ms: None,
            created: None,
            streamed: false,
            chunks: None,
            error: None,
            steps: None,
            raw: Vec::new(),
            ids: Ids::default(),
        }
    }
}

/// The family of bodies in no known shape.
pub const UNKNOWN: &str = "unknown";

/// Which of a record's two bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BodyName {
    /// What was sent.
    Request,
    /// What came back.
    Response,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Instructions, also of the role `developer`.
    System,
    /// Who asks.
    #[default]
    User,
    /// The model.
    Assistant,
    /// The result of a tool.
    Tool,
}

/// One message of the request.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// Its text parts, joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What the model thought before it answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thinking: Option<String>,
    /// Tools that the model called.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tool_calls: Vec<ToolCall>,
    /// What the tool gave: a JSON value, or a text as a JSON string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_result: Option<Json>,
    /// The call this is the result of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<String>,
    /// Pictures, sound and files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<Media>,
}

impl Message {
    pub(super) fn new(role: Role) -> Self {
        Self { role, ..Self::default() }
    }

    pub(super) fn add_text(&mut self, text: &str) {
        if !text.is_empty() {
            self.text.get_or_insert_default().push_str(text);
        }
    }

    /// A further block of thinking, after a blank line.
    pub(super) fn add_thinking(&mut self, text: &str) {
        join(&mut self.thinking, text);
    }

    /// Whether it says anything.
    pub(super) fn is_empty(&self) -> bool {
        let Self { role: _, text, thinking, tool_calls, tool_result, tool_call_id, media } = self;
        let nothing = text.is_none() && thinking.is_none() && tool_result.is_none() && tool_call_id.is_none();
        nothing && tool_calls.is_empty() && media.is_empty()
    }
}

/// Adds a text after a blank line.
pub(super) fn join(whole: &mut Option<String>, text: &str) {
    if text.is_empty() {
        return;
    }
    let whole = whole.get_or_insert_default();
    if !whole.is_empty() {
        whole.push_str("\n\n");
    }
    whole.push_str(text);
}

/// A call of a tool.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ToolCall {
    /// What the result refers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The tool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A JSON value, or a text as a JSON string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Json>,
}

/// A picture, sound or file. What it holds stays in the body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Media {
    /// The media type, such as `image/png`; `image`, `audio`, `video`, `document` or `file` if that is all the body
    /// tells.
    #[serde(rename = "type")]
    pub kind: String,
    /// How many bytes it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Where it lies, if it is not in the body. Ids that only the provider knows are no addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Media {
    /// One of which only the kind is known.
    pub(super) fn of(kind: &str) -> Self {
        Self { kind: kind.to_string(), bytes: None, url: None }
    }
}

/// The answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Output {
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What the model thought before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thinking: Option<String>,
    /// Why it says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// Tools to be called.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tool_calls: Vec<ToolCall>,
    /// Tools that the provider ran itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub server_tools: Vec<String>,
    /// Pictures and sound.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<Media>,
    /// Why it ended, in the provider's word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop: Option<String>,
    /// What that word means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_kind: Option<StopKind>,
    /// `Some(false)` if the answer was cut off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complete: Option<bool>,
    /// Sources, as the provider gives them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Json>,
}

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StopKind {
    /// The model was done, or came to a stop sequence.
    Stop,
    /// It reached a limit of tokens.
    Length,
    /// It calls a tool.
    Tool,
    /// A filter, or the model itself, refused.
    Filter,
    /// It is to be continued by another request.
    Pause,
    /// Something failed.
    Error,
}

impl StopKind {
    /// The word that JSON has for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
            Self::Tool => "tool",
            Self::Filter => "filter",
            Self::Pause => "pause",
            Self::Error => "error",
        }
    }
}

/// Tokens. Of the input, `cached_input` and `cache_write` are parts; of the output, `reasoning`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// All of the input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<u64>,
    /// Read from a cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cached_input: Option<u64>,
    /// Written to a cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_write: Option<u64>,
    /// All of the output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<u64>,
    /// Spent on thinking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<u64>,
}

/// What went wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The provider's word for it.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// A sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// Names and JSON values, in the order of the body.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Members(Vec<(String, Json)>);

impl Members {
    /// More members than these are left out.
    const MOST: usize = 200;

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.iter().find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Sets a member; the last value of a name counts.
    pub(super) fn insert(&mut self, name: &str, value: Json) {
        if let Some((_, there)) = self.0.iter_mut().find(|(found, _)| found == name) {
            *there = value;
        } else if self.0.len() < Self::MOST {
            self.0.push((name.to_string(), value));
        }
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
fn is_false(value: &bool) -> bool {
    !value
}
