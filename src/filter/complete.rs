//! What a filter that is being typed can be completed with.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::ops::Range;

use memchr::memmem::Finder;

use super::FieldTest;
use super::class::Class;
use super::fold::{begins_with, fold, with_folded};
use super::names::{Plain, plain, resolve_name};
use super::quote::{self, SEPARATORS, ends_word};
use super::test::Test;
use super::token::{Kind, Token, Tokens};
use super::value::Value;
use super::word::Word;
use crate::decimal::Decimal;

/// Completions that are given at most.
const MAX_COMPLETIONS: usize = 12;

/// Different values of a field up to which they are searched through for a part of one, not for beginnings alone.
const FEW_VALUES: usize = 10_000;

/// Names that every filter understands, beside those of fields.
const BUILT_IN: [&str; 4] = ["time", "file", "line", "has"];

/// A text that may take a place in the filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The bytes of the filter that it replaces.
    pub place: Range<usize>,
    /// What to write there, with quotation marks if it needs them; a name with its colon.
    pub insert: String,
    /// What it is called: the name, or the value.
    pub label: String,
    /// Records that have the value; `None` for a name.
    pub count: Option<u64>,
}

/// What a filter can be completed with.
pub trait Vocabulary {
    /// The names of fields.
    fn names(&self) -> Vec<&str>;

    /// The place of the name that is meant among the names, if it can be one only.
    fn meant(&self, name: &str) -> Option<usize> {
        resolve_name(name, self.names().into_iter())
    }

    /// The values of the field at this place of the names, in any order, and how many records have each.
    fn values(&self, name: usize) -> Vec<(&str, u64)>;
}

/// What can be written at the cursor, the most probable first and at most twelve: where a name begins, the fields'
/// names and `time`, `file`, `line` and `has`; after a field's name or a comma, its values, the most frequent first, those
/// that begin so before those that have it elsewhere. A value is written so that it means no other. The filter need not be
/// whole yet.
///
/// `cursor` is an offset in bytes.
#[must_use]
pub fn complete(text: &str, cursor: usize, vocabulary: &impl Vocabulary) -> Vec<Completion> {
    let cursor = (0..=cursor.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let (head, tail) = text.split_at(cursor);
    let Some(Started { about, prefix, start }) = started(head) else { return Vec::new() };
    let (after, separator) = rest_of_word(tail, &about, head[start..].starts_with('"'));
    let place = start..cursor + after;

    let names = vocabulary.names();
    let mut values = Vec::new();
    let candidates: Vec<(String, Option<u64>)> = match &about {
        About::Nothing => {
            let built_in = BUILT_IN.into_iter().filter(|name| !names.contains(name));
            fitting(&prefix, names.iter().copied().chain(built_in)).collect()
        }
        About::Presence => fitting(&prefix, names.iter().copied()).collect(),
        About::Field { name, .. } => {
            let Some(name) = vocabulary.meant(name) else { return Vec::new() };
            values = vocabulary.values(name);
            offered_values(&prefix, &values)
        }
    };
    let insert = |label: &str| match about {
        // A field may be called `has`; the word itself has to stay without quotation marks.
        About::Nothing if BUILT_IN.contains(&label) && !names.contains(&label) => format!("{label}{separator}"),
        About::Nothing => format!("{}{separator}", quote::name(label)),
        About::Field { exact: false, .. } if !is_only(label, &values) => quote::quoted(label),
        _ => quote::value(label),
    };
    let completion =
        |(label, count): (String, _)| Completion { place: place.clone(), insert: insert(&label), label, count };
    candidates.into_iter().take(MAX_COMPLETIONS).map(completion).collect()
}

/// The values that begin with the text and those that have it elsewhere, the most frequent of each first; among the
/// first the class of numbers that several of them are.
fn offered_values(text: &str, values: &[(&str, u64)]) -> Vec<(String, Option<u64>)> {
    let text = fold(text);
    let finder = Finder::new(text.as_bytes());
    let has = |value: &str| values.len() <= FEW_VALUES && with_folded(value, |folded| finder.find(folded).is_some());
    let mut offered: Vec<(bool, Cow<'_, str>, u64)> = values
        .iter()
        .filter_map(|&(value, count)| {
            let begins = begins_with(value, &text);
            (begins || has(value)).then_some((!begins, Cow::Borrowed(value), count))
        })
        .collect();
    offered.extend(classes(&text, values).into_iter().map(|(class, count)| (false, Cow::Owned(class), count)));
    offered.sort_by_key(|(is_elsewhere, _, count)| (*is_elsewhere, Reverse(*count)));
    let offered = offered.into_iter().take(MAX_COMPLETIONS);
    offered.map(|(_, value, count)| (value.into_owned(), Some(count))).collect()
}

/// `4xx` and the like, of each of which there are several values, if all values are numbers such as HTTP's status codes.
fn classes(text: &str, values: &[(&str, u64)]) -> Vec<(String, u64)> {
    /// More values are not codes.
    const MAX_CODES: usize = 100;
    let is_code = |value: &str| value.len() == 3 && value.bytes().all(|byte| byte.is_ascii_digit());
    if values.len() > MAX_CODES || !values.iter().all(|(value, _)| is_code(value)) {
        return Vec::new();
    }
    let class = |first: char| {
        let name = format!("{first}xx");
        let class = Class::parse(&name).filter(|_| name.starts_with(text))?;
        let is_in = |value: &str| Decimal::parse(value).is_some_and(|number| class.contains(&number));
        let counts: Vec<u64> = values.iter().filter(|(value, _)| is_in(value)).map(|(_, count)| *count).collect();
        (counts.len() > 1).then(|| (name, counts.iter().sum()))
    };
    "123456789".chars().filter_map(class).collect()
}

/// Whether the value as a word after a colon means no other value.
fn is_only(value: &str, values: &[(&str, u64)]) -> bool {
    let word = Word::value(value);
    let is_other = |other: &str| other != value && word.is_within(Value::Text(other));
    word.is_class() || (values.len() <= FEW_VALUES && !values.iter().any(|(other, _)| is_other(other)))
}

/// How much after the cursor belongs to the word that the cursor is in; and what has to follow a name.
fn rest_of_word(tail: &str, about: &About, is_quoted: bool) -> (usize, &'static str) {
    let is_name = matches!(about, About::Nothing);
    let is_end = |next: char| ends_word(next) || if is_name { SEPARATORS.contains(&next) } else { next == ',' };
    let end = tail.find(is_end).unwrap_or(tail.len());
    match tail[end..].chars().next() {
        Some(':') if is_name => (end + 1, ":"),
        Some('=') if is_name => (end - usize::from(tail[..end].ends_with('!')), ""),
        Some('<' | '>') if is_name => (end, ""),
        Some('"') if is_quoted => (end + 1, ":"),
        _ => (end, ":"),
    }
}

/// What was begun at the end of a text.
struct Started {
    about: About,
    /// What of it is there, without a quotation mark.
    prefix: String,
    /// Where it begins, with its quotation mark.
    start: usize,
}

enum About {
    /// A name or a word.
    Nothing,
    /// A value of a field. `exact`: whatever is written there is the whole value.
    Field { name: String, exact: bool },
    /// A name after `has:`.
    Presence,
}

/// Finds that by writing a letter after the text, and a quotation mark if need be: then what was begun, be it as
/// little as nothing, is a test of its own, which says what it is about.
fn started(head: &str) -> Option<Started> {
    const LETTER: char = 'x';
    let (test, start) = [format!("{head}{LETTER}"), format!("{head}{LETTER}\"")].iter().find_map(|text| {
        // After the last value of a list there is a token without a place.
        let is_there = |token: &Token| !token.place.is_empty();
        let token = Tokens::new(text).map_while(Result::ok).filter(is_there).last();
        let token = token.filter(|token| token.place.end == text.len())?;
        let Token { kind: Kind::Test(test), place } = token else { return None };
        // Nobody writes a test that touches the one before it.
        let before = head[..place.start].chars().next_back();
        let is_apart = before.is_none_or(|before| before.is_whitespace() || matches!(before, '(' | '-' | ','));
        is_apart.then_some((*test, place.start))
    })?;
    let FieldTest { field, test, place } = test;
    let without_letter = |text: &str| text.strip_suffix(LETTER).map(str::to_owned);
    let (about, prefix) = match (field, test) {
        (Some(field), Test::Has) => (About::Presence, without_letter(&field.name)?),
        (Some(field), Test::Equals(word) | Test::Contains(word)) => {
            // After `=`; a quotation mark says as much by itself.
            let exact = matches!(&head.as_bytes()[field.place.end..], [b'=', ..] | [b'!', b'=', ..]);
            (About::Field { name: field.name, exact }, without_letter(word.as_str())?)
        }
        // Words in quotation marks are words, and no name.
        (None, Test::Contains(word)) if !head[start..].starts_with('"') => {
            (About::Nothing, without_letter(word.as_str())?)
        }
        _ => return None,
    };
    Some(Started { about, prefix, start: place.start })
}

/// The names that the text fits, the best first: those that begin so, those of whose last part that is the
/// beginning, those that have it somewhere.
fn fitting<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> impl Iterator<Item = (String, Option<u64>)> {
    let text = plain(text);
    let mut fitting: Vec<(u8, &str)> = names
        .filter_map(|name| {
            let plain = Plain::new(name);
            let rank = if plain.whole.starts_with(&text) {
                0
            } else if plain.last_part.starts_with(&text) {
                1
            } else if plain.whole.contains(&text) {
                2
            } else {
                return None;
            };
            Some((rank, name))
        })
        .collect();
    fitting.sort_by_key(|(rank, _)| *rank);
    fitting.into_iter().map(|(_, name)| (name.to_owned(), None))
}
