//! The subjects of the tests of a filter: what a name means, and the result of a test on a conversation.

use std::borrow::Cow;

use super::Problem;
use crate::conversation::model::{Conversation, Role, StopKind};
use crate::conversation::record::{OpenedRecord, Plain};
use crate::filter::{FieldTest, NOT_A_TIME, Resolved, Test, Value, metadata_member, plain_name, resolve};
use crate::index::{self, Kind, MAX_VALUE};
use crate::json::{resolve_escapes, unescape};
use crate::search::LEVELS;

/// What a test is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// All fields, and the bodies.
    Any,
    /// A field of the record.
    Own,
    /// A member of the metadata.
    Metadata(String),
    /// Something that the bodies say.
    Body(BodyField),
    Time,
    File,
    Line,
}

impl Subject {
    pub fn of(test: &FieldTest) -> Result<Self, Problem> {
        let Some(field) = &test.field else { return Ok(Self::Any) };
        if let Some(member) = metadata_member(&field.name) {
            return Ok(Self::Metadata(member.to_string()));
        }
        let name = plain_name(&field.name);
        Ok(match name.as_str() {
            "time" if test.test.time().is_none() && !matches!(test.test, Test::Has) => {
                return Err(Problem { message: NOT_A_TIME.into(), place: test.place.clone() });
            }
            "time" => Self::Time,
            "file" => Self::File,
            "line" => Self::Line,
            _ => BodyField::of(&name).map_or(Self::Own, Self::Body),
        })
    }

    pub fn is_own_field(&self) -> bool {
        *self == Self::Own
    }
}

/// What a test may ask of bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyField {
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
    fn of(name: &str) -> Option<Self> {
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
                    if !seen.contains(&name) {
                        seen.push(name);
                        show(Value::Text(name));
                    }
                }
            }
            Self::Stop => {
                let Some(output) = &conversation.output else { return };
                let kind = output.stop_kind.map(StopKind::as_str);
                // The provider's word is often its meaning too.
                let kind = kind.filter(|kind| output.stop.as_deref() != Some(*kind));
                output.stop.as_deref().into_iter().chain(kind).for_each(|word| show(Value::Text(word)));
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

/// What a test says of a member of the metadata, by its name or what is enough of it.
pub(super) fn of_metadata(test: &Test, name: &str, record: &OpenedRecord<'_>) -> bool {
    metadata_of(name, record).is_some_and(|value| test.matches(as_value(&value)))
}

/// A member of the metadata, by its name or what is enough of it.
pub(super) fn metadata_of<'r>(name: &str, record: &'r OpenedRecord<'_>) -> Option<Plain<'r>> {
    record.metadata_of(name).or_else(|| record.metadata_of(&nearest(name, record)?))
}

/// The member of the metadata that a name means.
fn nearest(name: &str, record: &OpenedRecord<'_>) -> Option<String> {
    let names: Vec<_> = record.metadata_names().collect();
    match resolve(name, names.iter().copied()) {
        Resolved::One(at) => names.into_iter().nth(at).map(str::to_string),
        _ => None,
    }
}

/// The path of the field that a name means: a plain field, or a member of the metadata. `None` if there is none, or
/// several.
pub(in crate::conversation) fn resolve_field(name: &str, record: &OpenedRecord<'_>) -> Option<String> {
    if let Some(name) = metadata_member(name) {
        let exact = record.metadata_of(name).map(|_| name.to_string());
        return exact.or_else(|| nearest(name, record)).map(|name| format!("Metadata.{name}"));
    }
    if record.field(name).is_some() {
        return Some(name.to_string());
    }
    let mut names = Vec::new();
    record.each_plain(|name, _| names.push(name.to_string()));
    match resolve(name, names.iter().map(String::as_str)) {
        Resolved::One(at) => names.into_iter().nth(at),
        _ => None,
    }
}

pub(super) fn as_value<'v>(value: &'v Plain<'_>) -> Value<'v> {
    match value {
        Plain::Null => Value::Null,
        Plain::Bool(value) => Value::Bool(*value),
        Plain::Number(text) => Value::Number(text),
        Plain::Text(text) => Value::Text(text),
    }
}

/// What a test says of a plain value as it is written, a string without its quotes; and a short one is shown.
pub(super) fn plain_value(test: &Test, kind: Kind, raw: &[u8], show: impl FnOnce(Value<'_>)) -> bool {
    let value = String::from_utf8_lossy(raw);
    if raw.len() > MAX_VALUE {
        return of_long(test, &value);
    }
    let value =
        if kind == Kind::Text && raw.contains(&b'\\') { unescape(raw).map_or(value, Cow::Owned) } else { value };
    let value = index::Value { kind, text: value.as_ref() }.into();
    show(value);
    test.matches(value)
}

/// What a test says of a long text such as a body: as it stands, or as it reads with its escapes resolved.
pub(super) fn of_long(test: &Test, body: &str) -> bool {
    let mut reading = Cow::Borrowed(body);
    for _ in 0..LEVELS {
        if test.matches_text(&reading) {
            return true;
        }
        if !reading.contains('\\') {
            return false;
        }
        reading = Cow::Owned(resolve_escapes(&reading));
    }
    test.matches_text(&reading)
}
