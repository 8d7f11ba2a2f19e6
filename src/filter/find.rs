//! Where a test finds what it asks for: the same as what it matches by, so that both agree.

use std::ops::Range;

use memchr::memmem::Finder;

use super::fold::fold_mapped;
use super::test::Test;
use super::value::Value;

impl Test {
    /// Whether it asks for something that can be somewhere in a text.
    #[must_use]
    pub fn looks_for_text(&self) -> bool {
        matches!(self, Self::Contains(_) | Self::Equals(_) | Self::Wildcard(_) | Self::Regex(_))
    }

    /// Whether it may ask for the ends of a text, of lines or of words: what it finds in a part of a text depends on what
    /// is around that.
    #[must_use]
    pub fn asks_for_ends(&self) -> bool {
        matches!(self, Self::Regex(pattern) if pattern.asks_for_ends())
    }

    /// Where a longer text, or a part of one that [`Test::matches_text`], has what is asked for: which bytes, in order,
    /// each at most once. A wildcard is found by what is between its `*`.
    #[must_use]
    pub fn places_in_text(&self, text: &str) -> Vec<Range<usize>> {
        match self {
            Self::Contains(word) | Self::Equals(word) => of_finders(&[word.finder()], text),
            Self::Wildcard(wildcard) => of_finders(&wildcard.pieces().iter().collect::<Vec<_>>(), text),
            Self::Regex(pattern) => pattern.places(text),
            Self::Between(_) | Self::Has => Vec::new(),
        }
    }

    /// Where a plain value has what is asked for: some of it if parts of it are asked for, else all.
    #[must_use]
    pub fn places_in_value(&self, value: Value<'_>) -> Vec<Range<usize>> {
        if matches!(self, Self::Has) || !self.matches(value) {
            return Vec::new();
        }
        let text = value.as_text();
        let parts = match (self, value) {
            (Self::Contains(_), Value::Text(_)) | (Self::Regex(_), _) => self.places_in_text(text),
            _ => Vec::new(),
        };
        // A word can mean the number that a text is, and a pattern may match without a character.
        if parts.is_empty() && !matches!(self, Self::Regex(_)) && !text.is_empty() {
            return std::iter::once(0..text.len()).collect();
        }
        parts
    }
}

/// Where these texts are found in another one, without regard to case.
fn of_finders(finders: &[&Finder<'_>], text: &str) -> Vec<Range<usize>> {
    let (folded, mapping) = fold_mapped(text);
    let finders = finders.iter().filter(|finder| !finder.needle().is_empty());
    let mut places: Vec<_> = finders
        .flat_map(|finder| {
            let length = finder.needle().len();
            finder.find_iter(folded.as_bytes()).map(move |at| at..at + length)
        })
        .map(|place| mapping.back(&place))
        .collect();
    places.sort_unstable_by_key(|place| (place.start, place.end));
    places.dedup();
    places
}
