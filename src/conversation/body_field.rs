//! What filters ask of conversations, by name: counts, tools, reasons, errors, and what was said.

use super::model::{Conversation, Role, StopKind};
use crate::filter::{Test, Value};

/// What a test may ask of bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyField {
    Tokens,
    Input,
    CachedInput,
    CacheWrite,
    Output,
    Reasoning,
    Cost,
    Tool,
    Stop,
    Error,
    System,
    User,
    Assistant,
    Thinking,
    Family,
}

impl BodyField {
    /// What a name asks of, which is [plain](crate::filter::plain_name).
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "tokens" => Self::Tokens,
            "input" => Self::Input,
            "cachedinput" => Self::CachedInput,
            "cachewrite" => Self::CacheWrite,
            "output" => Self::Output,
            "reasoning" => Self::Reasoning,
            "cost" => Self::Cost,
            "tool" => Self::Tool,
            "stop" => Self::Stop,
            "error" => Self::Error,
            "system" => Self::System,
            "user" => Self::User,
            "assistant" => Self::Assistant,
            "thinking" => Self::Thinking,
            "family" => Self::Family,
            _ => return None,
        })
    }

    /// Whether a conversation has what is asked for.
    pub fn matches(self, test: &Test, conversation: &Conversation) -> bool {
        match self {
            Self::Error => {
                let Some(error) = &conversation.error else { return false };
                matches!(test, Test::Has)
                    || [&error.kind, &error.message].into_iter().flatten().any(|text| test.matches_text(text))
            }
            Self::System => said(test, conversation, Role::System),
            Self::User => said(test, conversation, Role::User),
            Self::Assistant => {
                let answer = conversation.output.as_ref().and_then(|output| output.text.as_deref());
                said(test, conversation, Role::Assistant) || answer.is_some_and(|text| test.matches_text(text))
            }
            Self::Thinking => {
                let answer = conversation.output.as_ref().and_then(|output| output.thinking.as_deref());
                let before = conversation.messages.iter().filter_map(|message| message.thinking.as_deref());
                before.chain(answer).any(|text| test.matches_text(text))
            }
            _ => {
                let mut matches = false;
                self.values(conversation, |value| matches |= test.matches(value));
                matches
            }
        }
    }

    /// Shows what a conversation has there, where that is one value or some. Costs depend on the record too.
    pub fn values(self, conversation: &Conversation, mut show: impl FnMut(Value<'_>)) {
        match self {
            Self::Tokens | Self::Input | Self::CachedInput | Self::CacheWrite | Self::Output | Self::Reasoning => {
                if let Some(count) = self.count(conversation) {
                    show(Value::Number(&count.to_string()));
                }
            }
            Self::Tool => {
                // Once each: values are counted as records.
                let mut seen: Vec<&str> = Vec::new();
                for name in tools(conversation) {
                    if seen.contains(&name) {
                        continue;
                    }
                    // Of a text that is made of names, each would be compared with all before it.
                    if seen.len() < MOST_SEEN {
                        seen.push(name);
                    }
                    show(Value::Text(name));
                }
            }
            Self::Stop => {
                let Some(output) = &conversation.output else { return };
                let kind = output.stop_kind.map(StopKind::as_str);
                // The provider's word is often its meaning too.
                let kind = kind.filter(|kind| output.stop.as_deref() != Some(*kind));
                let cut_off = (output.complete == Some(false)).then_some(CUT_OFF);
                let words = output.stop.as_deref().into_iter().chain(kind).chain(cut_off);
                words.for_each(|word| show(Value::Text(word)));
            }
            Self::Family => show(Value::Text(conversation.family)),
            Self::Cost | Self::Error | Self::System | Self::User | Self::Assistant | Self::Thinking => {}
        }
    }

    fn count(self, conversation: &Conversation) -> Option<u64> {
        let usage = conversation.usage?;
        match self {
            Self::Tokens if usage.input.is_none() && usage.output.is_none() => None,
            Self::Tokens => Some(usage.input.unwrap_or(0).saturating_add(usage.output.unwrap_or(0))),
            Self::Input => usage.input,
            Self::CachedInput => usage.cached_input,
            Self::CacheWrite => usage.cache_write,
            Self::Output => usage.output,
            Self::Reasoning => usage.reasoning,
            _ => None,
        }
    }
}

/// Tools of a conversation that are told apart, so that each is shown once: of more, some may be shown several times.
const MOST_SEEN: usize = 128;

/// What stands in place of a reason where an answer was cut off, and has none.
pub(crate) const CUT_OFF: &str = "cut-off";

/// Why an answer ended: the meaning of the provider's word, or [`CUT_OFF`].
pub(crate) fn stop_of(conversation: &Conversation) -> Option<&'static str> {
    let output = conversation.output.as_ref()?;
    let kind = output.stop_kind.map(StopKind::as_str);
    kind.or_else(|| (output.complete == Some(false)).then_some(CUT_OFF))
}

/// What kind of error there is; empty if it has none.
pub(crate) fn error_of(conversation: &Conversation) -> Option<&str> {
    conversation.error.as_ref().map(|error| error.kind.as_deref().unwrap_or_default())
}

/// The tools that were called, before or by the answer, and those that the provider ran.
fn tools(conversation: &Conversation) -> impl Iterator<Item = &str> {
    let before = conversation.messages.iter().flat_map(|message| &message.tool_calls);
    let output = conversation.output.as_ref();
    let answer = output.into_iter().flat_map(|output| &output.tool_calls);
    let run = output.into_iter().flat_map(|output| &output.server_tools).map(String::as_str);
    before.chain(answer).filter_map(|call| call.name.as_deref()).chain(run)
}

fn said(test: &Test, conversation: &Conversation, role: Role) -> bool {
    let messages = conversation.messages.iter().filter(|message| message.role == role);
    messages.filter_map(|message| message.text.as_deref()).any(|text| test.matches_text(text))
}
