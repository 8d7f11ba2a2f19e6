//! Tests: what a filter says of one value, or of one text.

use std::borrow::Cow;
use std::iter::successors;

use memchr::memmem::Finder;

use super::bounds::Bounds;
use super::fold::{fold, with_folded};
use super::quote;
use super::regex::Pattern;
use super::time::Interval;
use super::value::Value;
use super::word::Word;
use crate::json::{LEVELS, resolve_escapes};

/// What is asked of a field, or of a record as a whole. Case is ignored, except in regular expressions
/// without the flag `i`.
#[derive(Clone, Debug)]
pub enum Test {
    /// `word`, `"some words"`, `field:word`: part of a text, or the whole of another value.
    Contains(Word),
    /// `field=word`, `field:"some words"`: the whole value.
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
            Self::Contains(word) => word.is_within(value),
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

    /// Whether a body matches as [`Test::matches_text`] says, as it stands or as it reads with its escapes resolved: a body is
    /// mostly JSON, whose strings people know without the backslashes, and may have JSON in such a string.
    #[must_use]
    pub fn matches_body(&self, body: &str) -> bool {
        readings(body).any(|reading| self.matches_text(&reading))
    }

    /// Whether the path of a file matches: a word has to be somewhere in it, and what has to be a whole value may be the
    /// path or the name at its end.
    #[must_use]
    pub fn matches_path(&self, path: &str) -> bool {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        match self {
            Self::Contains(word) => word.is_in(path),
            _ => [path, name].into_iter().any(|text| self.matches(Value::Text(text))),
        }
    }

    /// The span of time that the test means if its field is a time. `None` if it means none: a pattern, or no
    /// time as [`Interval::parse`] reads it.
    #[must_use]
    pub fn time(&self) -> Option<Interval> {
        match self {
            Self::Contains(word) | Self::Equals(word) => Interval::parse(word.as_str()),
            Self::Between(bounds) => bounds.time(),
            _ => None,
        }
    }

    /// What stands between a field's name and the test.
    pub(super) fn operator(&self) -> &'static str {
        if matches!(self, Self::Equals(_)) { "=" } else { ":" }
    }

    /// The test as it is written after a field's name and [`Test::operator`].
    pub(super) fn source(&self) -> String {
        match self {
            Self::Contains(word) | Self::Equals(word) if word.is_quoted() => quote::quoted(word.as_str()),
            Self::Contains(word) | Self::Equals(word) => word.as_str().to_owned(),
            Self::Wildcard(wildcard) => wildcard.written.clone(),
            Self::Regex(pattern) => pattern.source(),
            Self::Between(bounds) => bounds.source(),
            Self::Has => String::new(),
        }
    }
}

/// A text as it stands, and as it reads with its escapes resolved once, twice, and so on as long as it has some.
pub(crate) fn readings(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let next = |reading: &Cow<'_, str>| reading.contains('\\').then(|| Cow::Owned(resolve_escapes(reading)));
    successors(Some(Cow::Borrowed(text)), next).take(LEVELS + 1)
}

impl Wildcard {
    /// The text as it was written.
    pub(super) fn as_str(&self) -> &str {
        &self.written
    }

    /// What is between the `*`, in lower case.
    pub(super) fn pieces(&self) -> &[Finder<'static>] {
        &self.pieces
    }

    /// `written` has at least one `*`.
    pub(super) fn new(written: &str) -> Self {
        let pieces = fold(written).split('*').map(|piece| Finder::new(piece.as_bytes()).into_owned()).collect();
        Self { written: written.to_owned(), pieces }
    }

    /// Whether it is the whole text.
    fn is(&self, text: &str) -> bool {
        let [first, middle @ .., last] = self.pieces.as_slice() else { return false };
        // Among a million values few have both ends: those alone are worth folding.
        if text.is_ascii() && !has_ends(text.as_bytes(), first.needle(), last.needle()) {
            return false;
        }
        with_folded(text, |folded| {
            folded
                .strip_prefix(first.needle())
                .and_then(|rest| rest.strip_suffix(last.needle()))
                .is_some_and(|rest| in_order(middle, rest))
        })
    }

    /// Whether its pieces are in the text, one after the other.
    fn is_in(&self, text: &str) -> bool {
        with_folded(text, |folded| in_order(&self.pieces, folded))
    }
}

/// Whether an ASCII text begins and ends so, without regard to case.
fn has_ends(text: &[u8], first: &[u8], last: &[u8]) -> bool {
    let begins = text.get(..first.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(first));
    begins && text.len().checked_sub(last.len()).is_some_and(|at| text[at..].eq_ignore_ascii_case(last))
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
