//! The values of a field, and which of them a test that matches none could have meant.

use std::cmp::Ordering;

use strsim::osa_distance;

use super::fold::fold;
use super::hint::{MAX_OFFERS, grouped, most};
use super::quote;
use super::test::{Test, Wildcard};
use super::value::Value;
use super::word::Word;
use crate::decimal::Decimal;

/// Values that are named at most.
const MAX_NAMED: usize = 5;
/// Characters of a value that is named.
const MAX_SHOWN: usize = 40;
/// Different values among which one that was meant is looked for, and how long it and the word may be: comparing them takes
/// time that grows with the square of that.
const MAX_COMPARED: usize = 1_000;
const MAX_CHARACTERS: usize = 64;

/// The plain values of a field, as far as they are known.
#[derive(Clone, Debug)]
pub struct FieldValues<'a> {
    /// The field's name; `None` for the values of all fields.
    pub name: Option<&'a str>,
    /// Each value, and how many records have it.
    pub values: Vec<(Value<'a>, u64)>,
    /// There are no others.
    pub is_all: bool,
}

impl FieldValues<'_> {
    /// How many records a test matches.
    fn count(&self, asked: &Test) -> u64 {
        self.values.iter().filter(|(value, _)| asked.matches(*value)).map(|(_, count)| count).sum()
    }

    /// What matches nothing.
    pub(super) fn lead(&self, asked: &Test) -> String {
        let Some(name) = self.name else {
            return match asked {
                Test::Contains(word) => format!("No record contains {}", word.as_str()),
                other => format!("No record has a value that matches {}", other.source()),
            };
        };
        let has_texts = self.values.is_empty() || self.values.iter().any(|(value, _)| matches!(value, Value::Text(_)));
        match asked {
            Test::Contains(word) if has_texts => format!("No {name} contains {}", word.as_str()),
            Test::Contains(word) => format!("No {name} is {}", word.as_str()),
            Test::Equals(word) if word.as_str().is_empty() => format!("No {name} is empty"),
            Test::Equals(word) => format!("No {name} equals {}", word.as_str()),
            Test::Between(_) => format!("No {name} is {}", asked.source()),
            Test::Has => format!("No record has {name}, but for null"),
            Test::Wildcard(_) | Test::Regex(_) => format!("No {name} matches {}", asked.source()),
        }
    }

    /// What to write in place of a test that matches nothing, with how many records each matches; and the end of the
    /// sentence that says so.
    pub(super) fn offers(&self, asked: &Test, written: &str) -> (Vec<(String, u64)>, String) {
        let word = match asked {
            Test::Equals(word) | Test::Contains(word) => word.as_str().to_owned(),
            Test::Wildcard(wildcard) => wildcard.as_str().replace('*', ""),
            _ => return (Vec::new(), format!(".{}", self.named())),
        };
        let is_writable = !word.is_empty() && quote::value(&word) == word;
        let parts = [(format!("{word}*"), "begin with it"), (format!("*{word}*"), "contain it")];
        for (text, how) in parts.into_iter().filter(|(text, _)| is_writable && text != written) {
            let count = self.count(&Test::Wildcard(Wildcard::new(&text)));
            if count > 0 {
                // Of values that are not all there, the count is not that of all records.
                let many = if self.is_all { grouped(count) } else { "some".to_owned() };
                let how = if many == "1" { how.replacen(' ', "s ", 1) } else { how.to_owned() };
                return (vec![(text, count)], format!("; {many} {how}."));
            }
        }
        if let Some((text, count)) = self.nearest(asked, &word) {
            return (vec![(text.clone(), count)], format!(". Did you mean {text}?"));
        }
        if self.name.is_none() {
            return (Vec::new(), ".".to_owned());
        }
        let frequent = self.frequent().into_iter().take(MAX_OFFERS);
        let texts = frequent.map(|(value, count)| (quote::value(value.as_text()), count)).collect();
        (texts, format!(".{}", self.named()))
    }

    /// The value with the fewest slips of the keyboard, or the beginning of one, if a third of it at most is wrong: as it
    /// is to be written, and how many records that matches.
    fn nearest(&self, asked: &Test, word: &str) -> Option<(String, u64)> {
        let wanted = fold(word);
        let length = wanted.chars().count();
        if !(2..=MAX_CHARACTERS).contains(&length) {
            return None;
        }
        let texts = self.values.iter().filter_map(|(value, _)| match value {
            Value::Text(text) if text.chars().count() <= MAX_CHARACTERS => Some(*text),
            _ => None,
        });
        let beginning = |text: &str| text.chars().take(length).collect::<String>();
        let readings = texts.take(MAX_COMPARED).flat_map(|text| [(text.to_owned(), true), (beginning(text), false)]);
        let distances = readings.map(|(text, is_whole)| (osa_distance(&wanted, &fold(&text)), text, is_whole));
        let (distance, text, is_whole) = distances.min_by_key(|(distance, ..)| *distance)?;
        if distance > (length / 3).max(1) {
            return None;
        }
        let is_exact = matches!(asked, Test::Equals(_) | Test::Wildcard(_));
        let is_writable = quote::value(&text) == text;
        let (written, meant) = match (is_exact, is_whole, is_writable) {
            (true, false, true) => (format!("{text}*"), Test::Wildcard(Wildcard::new(&format!("{text}*")))),
            (false, _, true) => (text.clone(), Test::Contains(Word::value(&text))),
            (_, true, _) => (quote::value(&text), Test::Equals(Word::quoted(&text))),
            (_, false, false) => return None,
        };
        let count = self.count(&meant);
        (count > 0).then_some((written, count))
    }

    /// The values but for null.
    fn shown(&self) -> impl Iterator<Item = (Value<'_>, u64)> {
        self.values.iter().copied().filter(|(value, _)| *value != Value::Null)
    }

    /// The most frequent values.
    fn frequent(&self) -> Vec<(Value<'_>, u64)> {
        most(self.shown(), MAX_NAMED, |(_, count)| *count)
    }

    /// A sentence about the values that there are, with a space before it.
    pub(super) fn named(&self) -> String {
        let (frequent, count) = (self.frequent(), self.shown().count());
        let numbers: Vec<&str> = self
            .shown()
            .filter_map(|(value, _)| if let Value::Number(number) = value { Some(number) } else { None })
            .collect();
        let order = |a: &&&str, b: &&&str| {
            let numbers = Decimal::parse(a).zip(Decimal::parse(b));
            numbers.map_or(Ordering::Equal, |(a, b)| a.compare(&b))
        };
        let ends = numbers.iter().min_by(order).zip(numbers.iter().max_by(order));
        if let Some((least, greatest)) = ends.filter(|_| numbers.len() == count && count > MAX_NAMED) {
            return format!(" The values go from {least} to {greatest}.");
        }
        let named: Vec<String> = frequent.iter().map(|(value, _)| shown(value.as_text())).collect();
        match named.as_slice() {
            [] => String::new(),
            [one] if self.is_all => format!(" The only value is {one}."),
            [others @ .., last] if self.is_all && count == named.len() => {
                format!(" The values are {} and {last}.", others.join(", "))
            }
            some => format!(" The most frequent values are {}.", some.join(", ")),
        }
    }
}

/// A value as it is named in a sentence.
fn shown(value: &str) -> String {
    match value.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None if value.is_empty() => "the empty text".to_owned(),
        None => value.to_owned(),
    }
}
