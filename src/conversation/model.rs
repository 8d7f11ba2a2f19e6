//! What a conversation is made of. What the bodies do not say is absent.

use super::document::Document;
use super::json::Json;
use super::to_json;
use super::value::Value;

/// What one record says: the messages that were sent, the answer, and what it used.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversation {
    /// The shape of the bodies, such as `openai-chat`; `unknown` if it is not known.
    pub family: &'static str,
    /// The model that answered, else the one that was asked.
    pub model: Option<String>,
    /// What was sent, system messages first.
    pub messages: Vec<Message>,
    /// Names of the tools on offer.
    pub tools: Vec<String>,
    /// Settings of the request, under the provider's names.
    pub parameters: Members,
    /// Texts that were sent without being messages: what is embedded, ranked, spoken or drawn.
    pub inputs: Vec<String>,
    /// The answer.
    pub output: Option<Output>,
    /// Tokens.
    pub usage: Option<Usage>,
    /// What else the provider counted.
    pub usage_also: Members,
    /// How long the provider says it took, in milliseconds.
    pub duration_ms: Option<u64>,
    /// When the answer was made, as RFC 3339.
    pub created: Option<String>,
    /// Whether the answer came as a stream.
    pub streamed: bool,
    /// How many events the stream has.
    pub chunks: Option<u64>,
    /// What went wrong, in the words of the provider or the gateway.
    pub error: Option<Failure>,
    /// How many requests a universal request has to choose from.
    pub steps: Option<u64>,
    /// The bodies that stay plain text or plain JSON, because their shape is unknown.
    pub raw: Vec<BodyName>,
    /// The provider's ids of this answer and the one before it. Not part of the JSON.
    pub ids: Ids,
}

/// The ids of a provider that keeps conversations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    /// Of the answer.
    pub answer: Option<String>,
    /// Of the answer that the request continues: `previous_response_id`, `previous_interaction_id`, or Anthropic's
    /// `thread.previous_message_id`.
    pub previous: Option<String>,
    /// Of the conversation as a whole: `conversation` of OpenAI's responses.
    pub conversation: Option<String>,
}

impl Conversation {
    /// The conversation as JSON (`Conversation` in the package's types): one line, without what is absent.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json::text_of(self)
    }

    /// Reads back what [`super::estimate`] needs of a conversation's JSON: model, time and counts, and nothing else.
    /// `None` for a text that is not such JSON.
    #[must_use]
    pub fn counted(json: &str) -> Option<Self> {
        let document = Document::whole(json)?;
        let root = document.root();
        let text = |name: &str| root.text_of(name).map(str::to_string);
        let usage = root.get("usage").map(|usage| {
            let count = |name: &str| usage.get(name).and_then(Value::integer);
            Usage {
                input: count("input"),
                cached_input: count("cachedInput"),
                cache_write: count("cacheWrite"),
                output: count("output"),
                reasoning: count("reasoning"),
            }
        });
        let mut counted = Self { model: text("model"), created: text("created"), usage, ..Self::unknown() };
        for (name, value) in root.get("usageAlso").into_iter().flat_map(Value::members) {
            if let Some(value) = value.json() {
                counted.usage_also.insert(name, value);
            }
        }
        Some(counted)
    }

    /// A conversation of which nothing is known.
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

/// The family of bodies of unknown shape.
pub const UNKNOWN: &str = "unknown";

/// Which of a record's two bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyName {
    /// What was sent.
    Request,
    /// What came back.
    Response,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// Instructions, also of the role `developer`.
    System,
    /// The person or program that asks.
    #[default]
    User,
    /// The model.
    Assistant,
    /// The result of a tool.
    Tool,
}

impl Role {
    /// The word that JSON has for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::Tool => "tool",
        }
    }
}

/// One message of the request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// Its text parts, joined.
    pub text: Option<String>,
    /// What the model thought before it answered.
    pub thinking: Option<String>,
    /// Tools that the model called.
    pub tool_calls: Vec<ToolCall>,
    /// What the tool gave: a JSON value, or a text as a JSON string.
    pub tool_result: Option<Json>,
    /// The call this is the result of.
    pub tool_call_id: Option<String>,
    /// Pictures, sound and files.
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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ToolCall {
    /// What the result refers to.
    pub id: Option<String>,
    /// The tool.
    pub name: Option<String>,
    /// A JSON value, or a text as a JSON string.
    pub arguments: Option<Json>,
}

/// A picture, sound or file. Its contents stay in the body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Media {
    /// The media type, such as `image/png`; `image`, `audio`, `video`, `document` or `file` if the body says no more.
    pub kind: String,
    /// How many bytes it has.
    pub bytes: Option<u64>,
    /// Its address, if it is not in the body. Ids of the provider are not addresses.
    pub url: Option<String>,
}

impl Media {
    /// One of which only the kind is known.
    pub(super) fn of(kind: &str) -> Self {
        Self { kind: kind.to_string(), bytes: None, url: None }
    }
}

/// The answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Output {
    /// What it says.
    pub text: Option<String>,
    /// What the model thought before it.
    pub thinking: Option<String>,
    /// Why it says nothing.
    pub refusal: Option<String>,
    /// Tools to be called.
    pub tool_calls: Vec<ToolCall>,
    /// Tools that the provider ran itself.
    pub server_tools: Vec<String>,
    /// Pictures and sound.
    pub media: Vec<Media>,
    /// Why it ended, in the provider's word.
    pub stop: Option<String>,
    /// What that word means.
    pub stop_kind: Option<StopKind>,
    /// `Some(false)` if the answer was cut off.
    pub complete: Option<bool>,
    /// Sources, as the provider gives them.
    pub citations: Vec<Json>,
}

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopKind {
    /// The model was done, or reached a stop sequence.
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// All of the input.
    pub input: Option<u64>,
    /// Read from a cache.
    pub cached_input: Option<u64>,
    /// Written to a cache.
    pub cache_write: Option<u64>,
    /// All of the output.
    pub output: Option<u64>,
    /// Spent on thinking.
    pub reasoning: Option<u64>,
}

/// What went wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// The provider's word for it.
    pub kind: Option<String>,
    /// A sentence.
    pub message: Option<String>,
}

/// Names and JSON values, in the order of the body.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Members(Vec<(String, Json)>);

impl Members {
    /// More members than these are left out.
    const MOST: usize = 200;

    /// Whether there are none.
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
