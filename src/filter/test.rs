//! Tests: what a filter says of one value, or of one text.

use std::cmp::Ordering;

use memchr::memmem::Finder;

use super::bounds::Bounds;
use super::decimal::Decimal;
use super::fold::{fold, folds_to};
use super::quote;
use super::regex::Pattern;
use super::time::Interval;
use super::value::Value;

/// What is asked of a field, or of a record as a whole. Case is ignored, except in regular expressions
/// without the flag `i`.
#[derive(Clone, Debug)]
pub enum Test {
    /// `word` or `"some words"` without a field: part of any value.
    Contains(Word),
    /// `field:word`: the whole value.
    Equals(Word),
    /// `gpt-4*`: the whole value, in which each `*` stands for any text.
    Wildcard(Wildcard),
    /// `/pattern/ism`: found in the value.
    Regex(Pattern),
    /// `field:>=400`, `field:400..499`: between bounds.
    Between(Bounds),
    /// `has:field`: the field is there, and is not null.
    Has,
}

/// A word, and what is made of it once to be compared often.
#[derive(Clone, Debug)]
pub struct Word {
    written: String,
    folded: String,
    finder: Finder<'static>,
}

/// A text with gaps.
#[derive(Clone, Debug)]
pub struct Wildcard {
    written: String,
    /// What is between the `*`: at least two pieces.
    pieces: Vec<Finder<'static>>,
}

impl Test {
    /// Whether a plain value of the field matches, or, for a test without a field, a plain value of any field.
    #[must_use]
    pub fn matches(&self, value: Value<'_>) -> bool {
        match self {
            Self::Contains(word) => match value {
                // A search for "al" does not mean each record in which something is false.
                Value::Null | Value::Bool(_) => word.is(value),
                Value::Number(text) | Value::Text(text) => word.is_in(text),
            },
            Self::Equals(word) => word.is(value),
            Self::Wildcard(wildcard) => wildcard.is(value.as_text()),
            Self::Regex(pattern) => pattern.is_in(value.as_text()),
            Self::Between(bounds) => bounds.contains(value),
            Self::Has => value != Value::Null,
        }
    }

    /// Whether a longer text, such as a body, matches: a word or a pattern has to be somewhere in it. A range
    /// takes the text as one value.
    #[must_use]
    pub fn matches_text(&self, text: &str) -> bool {
        match self {
            Self::Contains(word) | Self::Equals(word) => word.is_in(text),
            Self::Wildcard(wildcard) => wildcard.is_in(text),
            Self::Regex(pattern) => pattern.is_in(text),
            Self::Between(bounds) => bounds.contains(Value::Text(text)),
            Self::Has => true,
        }
    }

    /// The span of time that the test means if its field is a time. `None` if it means none: a pattern, or no
    /// time as [`Interval::parse`] reads it.
    #[must_use]
    pub fn time(&self) -> Option<Interval> {
        match self {
            Self::Equals(word) => Interval::parse(&word.written),
            Self::Between(bounds) => bounds.time(),
            _ => None,
        }
    }

    /// The test as it is written after a field's name.
    pub(super) fn source(&self) -> String {
        match self {
            Self::Contains(word) | Self::Equals(word) => quote::value(&word.written),
            Self::Wildcard(wildcard) => wildcard.written.clone(),
            Self::Regex(pattern) => pattern.source(),
            Self::Between(bounds) => bounds.source(),
            Self::Has => String::new(),
        }
    }
}

impl Word {
    pub(super) fn new(written: impl Into<String>) -> Self {
        let written = written.into();
        let folded = fold(&written);
        let finder = Finder::new(folded.as_bytes()).into_owned();
        Self { written, folded, finder }
    }

    /// The word as it was written, without quotation marks.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether it is the whole value; numbers are equal however they are written.
    pub(super) fn is(&self, value: Value<'_>) -> bool {
        let same_number = || {
            let Value::Number(number) = value else { return false };
            Decimal::parse(number)
                .zip(Decimal::parse(&self.written))
                .is_some_and(|(number, own)| number.compare(&own) == Ordering::Equal)
        };
        folds_to(value.as_text(), &self.folded) || same_number()
    }

    fn is_in(&self, text: &str) -> bool {
        self.finder.find(fold(text).as_bytes()).is_some()
    }
}

impl Wildcard {
    /// `written` has at least one `*`.
    pub(super) fn new(written: &str) -> Self {
        let pieces = fold(written).split('*').map(|piece| Finder::new(piece.as_bytes()).into_owned()).collect();
        Self { written: written.to_owned(), pieces }
    }

    /// Whether it is the whole text.
    fn is(&self, text: &str) -> bool {
        let [first, middle @ .., last] = self.pieces.as_slice() else { return false };
        let folded = fold(text);
        folded
            .as_bytes()
            .strip_prefix(first.needle())
            .and_then(|rest| rest.strip_suffix(last.needle()))
            .is_some_and(|rest| in_order(middle, rest))
    }

    /// Whether its pieces are in the text, one after the other.
    fn is_in(&self, text: &str) -> bool {
        in_order(&self.pieces, fold(text).as_bytes())
    }
}

/// Taking each piece where it is found first leaves the most for the others, so there is nothing to go back to.
fn in_order(pieces: &[Finder<'_>], text: &[u8]) -> bool {
    let mut rest = text;
    pieces.iter().all(|piece| match piece.find(rest) {
        Some(at) => {
            rest = &rest[at + piece.needle().len()..];
            true
        }
        None => false,
    })
}
