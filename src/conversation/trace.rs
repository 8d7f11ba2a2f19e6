//! What conversations are found by: fingerprints of what a later request repeats.
//!
//! A fingerprint is a hash of 64 bits; no text is kept. It leaves out what may change from one request to the next in the same
//! conversation: the ids of tool calls, signatures, marks for caches.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Serialize};

use super::messages::merge_assistant;
use super::model::{Conversation, Message, Output, Role, ToolCall};

/// Beginnings of a conversation that are looked for, the longest first.
const MOST: usize = 64;

/// The fingerprints of one conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// Those by which a later conversation finds this one.
    pub(super) own: Vec<u64>,
    /// Those that it continues by the provider's ids.
    named: Vec<u64>,
    /// Beginnings of it, the longest first.
    beginnings: Vec<u64>,
    /// One that failed, if this is the same request again: by the same caller, or by another.
    repeated: Option<u64>,
    /// Beginnings without thinking: such as it may continue.
    without_thinking: Vec<u64>,
    /// Its questions with their answers, the last ones first: those of others that it may continue.
    pairs: Vec<u64>,
}

impl Trace {
    /// Of a conversation.
    #[must_use]
    pub fn of(conversation: &Conversation) -> Self {
        let messages = &without_server_tools(&conversation.messages);
        let [whole, without] = [Of::Whole, Of::WithoutThinking].map(|of| Chain::new(messages, &conversation.tools, of));
        let ids = &conversation.ids;
        let id = |of: Of, id: &Option<String>| id.as_ref().map(|id| fingerprint(&(of, id)));
        let named = [id(Of::Answer, &ids.answer), id(Of::Conversation, &ids.conversation)];
        let mut own: Vec<_> = named.into_iter().flatten().collect();
        if let Some(answer) = conversation.output.as_ref().map(answer).filter(|answer| !answer.is_empty()) {
            own.extend([&whole, &without].map(|chain| chain.then(&answer)));
            own.push(last(messages.last(), &answer));
        }
        if conversation.error.is_some() && !messages.is_empty() {
            own.push(whole.failed());
        }
        let beginnings = |chain: &Chain| chain.at_answers.iter().rev().take(MOST).copied().collect::<Vec<_>>();
        let before = [id(Of::Answer, &ids.previous), id(Of::Conversation, &ids.conversation)];
        let named = before.into_iter().flatten().collect();
        let repeated = (!messages.is_empty()).then(|| whole.failed());
        let pairs = messages.windows(2).rev().filter(|pair| pair[1].role == Role::Assistant);
        let pairs = pairs.take(MOST).map(|pair| last(Some(&pair[0]), &pair[1])).collect();
        let [beginnings, without_thinking] = [beginnings(&whole), beginnings(&without)];
        Self { own, named, beginnings, repeated, without_thinking, pairs }
    }

    /// Of the conversations that it continues for certain, the best first.
    pub(super) fn certain(&self) -> impl Iterator<Item = u64> {
        self.named.iter().chain(&self.beginnings).copied()
    }

    /// Of those that it may continue.
    pub(super) fn likely(&self) -> impl Iterator<Item = u64> {
        self.repeated.iter().chain(&self.without_thinking).chain(&self.pairs).copied()
    }

    /// As bytes for [`Trace::from_bytes`].
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Writing to a vector cannot fail, and every type here has a form.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// Reads what [`Trace::to_bytes`] wrote; `None` if it is damaged, or there is none.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    /// The same with so many beginnings of each kind at most: for tables that keep many of them.
    #[must_use]
    pub fn shortened(mut self, most: usize) -> Self {
        for each in [&mut self.beginnings, &mut self.without_thinking, &mut self.pairs] {
            each.truncate(most);
        }
        self
    }
}

/// What a fingerprint is of, so that fingerprints of different things differ.
#[derive(Clone, Copy, Hash)]
enum Of {
    /// The provider's id of an answer.
    Answer,
    /// The provider's id of a conversation.
    Conversation,
    /// All messages and the answer.
    Whole,
    /// The same without thinking.
    WithoutThinking,
    /// The last message and the answer.
    Last,
    /// All messages of a request that failed: one that repeats it is tried again.
    Failed,
}

/// Fingerprints of ever longer beginnings of a conversation.
struct Chain {
    of: Of,
    /// Those that end with a message of the assistant.
    at_answers: Vec<u64>,
    /// That of all messages.
    whole: u64,
}

impl Chain {
    fn new(messages: &[Message], tools: &[String], of: Of) -> Self {
        let mut chain = Self { of, at_answers: Vec::new(), whole: fingerprint(&(of, tools)) };
        for message in messages {
            chain.whole = chain.then(message);
            if message.role == Role::Assistant {
                chain.at_answers.push(chain.whole);
            }
        }
        chain
    }

    /// The fingerprint of all messages, as those of a request that failed.
    fn failed(&self) -> u64 {
        fingerprint(&(Of::Failed, self.whole))
    }

    /// The fingerprint with one more message.
    fn then(&self, message: &Message) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.whole.hash(&mut hasher);
        hash(message, matches!(self.of, Of::Whole), &mut hasher);
        hasher.finish()
    }
}

/// The fingerprint of a question and its answer.
fn last(question: Option<&Message>, answer: &Message) -> u64 {
    let mut hasher = DefaultHasher::new();
    Of::Last.hash(&mut hasher);
    if let Some(question) = question {
        hash(question, false, &mut hasher);
    }
    hash(answer, false, &mut hasher);
    hasher.finish()
}

fn fingerprint(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The answer as a message of the next request.
fn answer(output: &Output) -> Message {
    Message {
        text: output.text.clone().or_else(|| output.refusal.clone()),
        thinking: output.thinking.clone(),
        tool_calls: output.tool_calls.clone(),
        media: output.media.clone(),
        ..Message::new(Role::Assistant)
    }
}

/// The messages without what tools of Anthropic's servers were asked and gave, which is no part of an answer: what the
/// assistant says before and after them is one message there.
fn without_server_tools(messages: &[Message]) -> Cow<'_, [Message]> {
    let is_served = |id: &Option<String>| {
        id.as_ref().is_some_and(|id| ["srvtoolu_", "mcptoolu_"].iter().any(|begin| id.starts_with(begin)))
    };
    if !messages.iter().any(|message| is_served(&message.tool_call_id)) {
        return Cow::Borrowed(messages);
    }
    let mut own: Vec<_> = messages.iter().filter(|message| !is_served(&message.tool_call_id)).cloned().collect();
    for message in &mut own {
        message.tool_calls.retain(|call| !is_served(&call.id));
    }
    merge_assistant(&mut own);
    Cow::Owned(own)
}

fn hash(message: &Message, thinking: bool, hasher: &mut DefaultHasher) {
    let Message { role, text, thinking: thought, tool_calls, tool_result, tool_call_id: _, media } = message;
    role.hash(hasher);
    text.as_deref().unwrap_or_default().hash(hasher);
    if thinking {
        thought.hash(hasher);
    }
    for ToolCall { id: _, name, arguments } in tool_calls {
        name.hash(hasher);
        arguments.as_ref().map(super::Json::text).hash(hasher);
    }
    tool_result.as_ref().map(super::Json::text).hash(hasher);
    // Pictures that a model made come back in other forms.
    for media in media.iter().filter(|_| *role != Role::Assistant) {
        (&media.kind, media.bytes, &media.url).hash(hasher);
    }
}
