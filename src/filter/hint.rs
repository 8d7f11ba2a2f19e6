//! What a filter that matches nothing could have meant, by the values that there are.

use std::fmt;
use std::ops::Range;

use super::field_values::FieldValues;
use super::quote;
use super::test::Test;
use super::time::Interval;
use super::{FieldTest, Filter, FilterError};
use crate::calendar::minute;

/// Offers that are made at most.
pub(super) const MAX_OFFERS: usize = 3;

/// Why a filter matches nothing, and what would match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// What it is, in a sentence or two for people.
    pub message: String,
    /// Which bytes of the filter it concerns.
    pub place: Range<usize>,
    /// The most promising first, at most three.
    pub offers: Vec<Offer>,
}

/// A filter that could have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// All of it.
    pub filter: String,
    /// The part of it that is different.
    pub label: String,
    /// Records that this part matches, where that is known.
    pub count: Option<u64>,
}

impl fmt::Display for Hint {
    /// The message, and what could be written instead.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        for (at, Offer { label, count, .. }) in self.offers.iter().enumerate() {
            f.write_str(if at == 0 { " Try " } else { " or " })?;
            f.write_str(label)?;
            match count {
                Some(1) => f.write_str(" (1 record)")?,
                Some(count) => write!(f, " ({} records)", grouped(*count))?,
                None => {}
            }
        }
        if self.offers.is_empty() { Ok(()) } else { f.write_str(".") }
    }
}

impl Filter {
    /// Why a test matches none of the values of its field, and what would.
    #[must_use]
    pub fn hint_of_values(&self, test: usize, field: &FieldValues<'_>) -> Hint {
        let asked = &self.tests[test];
        let (offers, more) = field.offers(&asked.test, &self.text[asked.place.clone()]);
        let offers =
            offers.into_iter().map(|(text, count)| self.offer(asked, &text, field.is_all.then_some(count))).collect();
        let message = format!("{}{more}", field.lead(&asked.test));
        Hint { message, place: asked.place.clone(), offers }
    }

    /// The same of a part of the filter that asks for several values of a field.
    #[must_use]
    pub fn hint_of_list(&self, conjunct: usize, field: &FieldValues<'_>) -> Hint {
        let place = self.conjuncts[conjunct].place();
        Hint { message: format!("{}{}", self.nothing_matches(&place), field.named()), place, offers: Vec::new() }
    }

    /// Why a test matches no time, where the first and the last file begin at these times. `count` says how many records
    /// a span has.
    #[must_use]
    pub fn hint_of_time(
        &self,
        test: usize,
        files: Option<(i64, i64)>,
        count: impl Fn(Interval) -> Option<u64>,
    ) -> Hint {
        let asked = &self.tests[test];
        let place = asked.place.clone();
        let Some((first, last)) = files else {
            let message = "No file has a time in its name, by which records could be chosen.".to_owned();
            return Hint { message, place, offers: Vec::new() };
        };
        let message = format!("The times are from {} to {} (UTC).", minute(first), minute(last));
        let written = &self.text[place.clone()];
        // `>2026-04-19` is after the whole day.
        let with_it = match &asked.test {
            Test::Between(bounds) => bounds.with_end_included(first, last),
            _ => None,
        };
        let day = |moment| minute(moment)[.."2026-04-18".len()].to_owned();
        let texts = with_it.into_iter().chain([day(last), day(first)]).filter(|text| text != written);
        let mut offers: Vec<Offer> = Vec::new();
        for text in texts {
            let Ok(interval) = offered(asked, &text).map(|test| test.time()) else { continue };
            let offer = self.offer(asked, &text, interval.and_then(&count));
            if offer.count != Some(0) && !offers.contains(&offer) {
                offers.push(offer);
            }
        }
        offers.truncate(MAX_OFFERS);
        Hint { message, place, offers }
    }

    /// That a test asks of what bodies say, while its name may be meant as that of a member of the metadata.
    #[must_use]
    pub fn hint_of_member(&self, test: usize) -> Option<Hint> {
        let asked = &self.tests[test];
        let field = asked.field.as_ref()?;
        let (before, after) = (&self.text[..field.place.start], &self.text[field.place.end..]);
        let name = format!("metadata.{}", &self.text[field.place.clone()]);
        let rest = if field.place.end <= asked.place.end { &self.text[field.place.end..asked.place.end] } else { "" };
        let offer = Offer { filter: format!("{before}{name}{after}"), label: format!("{name}{rest}"), count: None };
        let message = format!("{} is asked of what bodies say. Of the metadata write {name}.", field.name);
        Some(Hint { message, place: asked.place.clone(), offers: vec![offer] })
    }

    /// That a part of the filter matches nothing.
    #[must_use]
    pub fn hint_of_part(&self, conjunct: usize) -> Hint {
        let place = self.conjuncts[conjunct].place();
        Hint { message: self.nothing_matches(&place), place, offers: Vec::new() }
    }

    /// That each part of the filter matches something, but nothing all of them. `without` says how many records match
    /// all parts but this one.
    #[must_use]
    pub fn hint_of_all(&self, without: &[u64]) -> Hint {
        let part = |number: usize| &self.text[self.conjuncts[number].place()];
        let fewer = without.iter().copied().enumerate().filter(|(_, count)| *count > 0);
        let offer = |(number, count)| Offer {
            filter: self.without(number),
            label: format!("without {}", part(number)),
            count: Some(count),
        };
        let offers = most(fewer, MAX_OFFERS, |(_, count)| *count).into_iter().map(offer).collect();
        let message = if self.conjuncts.len() == 2 {
            format!("No record matches both {} and {}.", part(0), part(1))
        } else {
            "Each part matches something, but no record matches all of them.".to_owned()
        };
        Hint { message, place: 0..self.text.len(), offers }
    }

    fn nothing_matches(&self, place: &Range<usize>) -> String {
        format!("No record matches {}.", &self.text[place.clone()])
    }

    /// The filter with another text in place of a test.
    fn offer(&self, asked: &FieldTest, text: &str, count: Option<u64>) -> Offer {
        let (before, after) = (&self.text[..asked.place.start], &self.text[asked.place.end..]);
        // Of a test in parentheses the name stands elsewhere.
        let is_named = |name: &Range<usize>| {
            let between = before.get(name.end..);
            between.is_some_and(|between| between.chars().all(|sign| matches!(sign, ':' | '=' | '!')))
        };
        let name = asked.field.as_ref().map(|field| field.place.clone()).filter(is_named);
        // `f>5` has no colon.
        let needs_colon = name.as_ref().is_some_and(|name| name.end == before.len()) && !text.starts_with(['<', '>']);
        let colon = if needs_colon { ":" } else { "" };
        let begin = name.map_or(asked.place.start, |name| name.start);
        let label = format!("{}{colon}{text}", &before[begin..]);
        Offer { filter: format!("{before}{colon}{text}{after}"), label, count }
    }
}

/// The test that such a text would be in place of another.
fn offered(asked: &FieldTest, text: &str) -> Result<Test, FilterError> {
    let name = asked.field.as_ref().map_or("", |field| &field.name);
    FieldTest::parse_source(&format!("{}:{text}", quote::name(name))).map(|test| test.test)
}

/// The first few, the greatest first; those that are equal in their order. Without sorting all of them, which takes more
/// code than all else here.
pub(super) fn most<T>(all: impl Iterator<Item = T>, few: usize, size: impl Fn(&T) -> u64) -> Vec<T> {
    let mut most: Vec<T> = Vec::with_capacity(few + 1);
    for each in all {
        let at = most.iter().position(|other| size(other) < size(&each)).unwrap_or(most.len());
        if at < few {
            most.insert(at, each);
            most.truncate(few);
        }
    }
    most
}

/// A count with commas between thousands.
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
