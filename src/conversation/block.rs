//! The blocks of an answer.

use super::json::Json;
use super::model::ToolCall;
use super::partial::Partial;
use super::value::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Thinking,
    Refusal,
    Call,
}

/// A part of the answer.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) kind: Kind,
    pub(super) key: u64,
    /// Of a call, its arguments.
    pub(super) text: String,
    id: String,
    name: String,
    /// Arguments that arrived as one value.
    value: Option<Json>,
    /// Arguments that arrived value by value.
    partial: Partial,
    /// The arguments' end was seen.
    whole: bool,
}

impl Block {
    pub(super) fn new(kind: Kind, key: u64) -> Self {
        let (text, id, name) = Default::default();
        Self { kind, key, text, id, name, value: None, partial: Partial::default(), whole: false }
    }

    /// Sets the id. An empty one, and the text "null" (Mistral), change nothing.
    pub(super) fn set_id(&mut self, id: Option<Value<'_>>) {
        set(&mut self.id, id);
    }

    pub(super) fn set_name(&mut self, name: Option<Value<'_>>) {
        set(&mut self.name, name);
    }

    /// Adds arguments: a piece of their text, or a whole value.
    pub(super) fn add_arguments(&mut self, arguments: Value<'_>) {
        match arguments.text() {
            Some(text) => self.text.push_str(text),
            None => self.value = arguments.json().or(self.value.take()),
        }
    }

    /// Replaces the arguments, whose end this is.
    pub(super) fn set_arguments(&mut self, arguments: Option<Value<'_>>) {
        if let Some(arguments) = arguments {
            self.text.clear();
            self.add_arguments(arguments);
            self.whole = true;
        }
    }

    /// Ends the call. A call without any piece of arguments has none (Anthropic).
    pub(super) fn end(&mut self) {
        self.whole = true;
        if self.text.is_empty() && self.value.is_none() && self.partial.is_empty() {
            self.value = Some(Json::known("{}"));
        }
    }

    /// Adds an argument that names its place.
    pub(super) fn add_partial(&mut self, piece: Value<'_>) {
        self.partial.add(piece);
    }

    /// Whether more is to come.
    pub(super) fn is_open(&self) -> bool {
        !self.whole
    }

    pub(super) fn has_id(&self, id: &str) -> bool {
        self.id == id
    }

    /// The call. Arguments whose end is unknown are a value only if they end themselves, as objects do: `12` may be the
    /// beginning of `123`.
    pub(super) fn call(self, ended: bool) -> ToolCall {
        let named = |text: String| Some(text).filter(|text| !text.is_empty());
        let arguments = if !self.partial.is_empty() {
            Some(Json::value_or_text(&self.partial.text()))
        } else if self.text.is_empty() {
            self.value.map(Json::kept)
        } else if ended || self.whole || self.text.trim_ascii_start().starts_with(['{', '[']) {
            Some(Json::value_or_text(&self.text))
        } else {
            Some(Json::string(&self.text))
        };
        ToolCall { id: named(self.id), name: named(self.name), arguments }
    }
}

fn set(slot: &mut String, value: Option<Value<'_>>) {
    if let Some(text) = value.and_then(Value::text)
        && !text.is_empty()
        && (text != "null" || slot.is_empty())
    {
        *slot = text.to_string();
        if slot == "null" {
            slot.clear();
        }
    }
}
