//! Hits: where the texts of an opened record have what a filter looks for. A hit is something that the filter matched by, in
//! the same fields and readings as in [`crate::search`]; parts of the filter that are negated look for nothing.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::Settings;
use crate::envelope::scan_with;
use crate::filter::{self, Test};
use crate::index::{Cell, Field, Fields, Kind, MAX_VALUE, Matches, Table, Value, View, is_body};
use crate::json::{LEVELS, resolve_escapes_mapped};
use crate::mapping::Mapping;

/// Hits that are found at most in one text.
const MOST: usize = 10_000;
/// Different texts that a pattern found in a field, of which each is compared with what it finds in parts of the field.
const MOST_COMPARED: usize = 1_000;

/// A text that is shown, in which hits are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The names that lead to the field that it is, or is a part of. `None` if it is the record, as it is written.
    pub field: Option<&'a str>,
    /// The text, as it is shown: that of a string without its escapes.
    pub text: &'a str,
    /// It is a part of a field that is not among the whole ones: a pattern that asks for the ends of texts, lines or words
    /// could find them where the field has none, so it is not looked for.
    pub is_cut: bool,
}

/// A test that looks for something, and the name of the column in which it does; `None` for all.
#[derive(Clone, Copy, Debug)]
struct Needle<'a> {
    column: Option<&'a str>,
    test: &'a Test,
}

/// How a value is compared.
#[derive(Clone, Copy)]
enum Form<'a> {
    /// As the index has it.
    Plain(filter::Value<'a>),
    /// As a text that was sealed, or is too long for the index.
    Text,
}

impl View {
    /// Whether the filter in force looks for something that a text can have.
    #[must_use]
    pub fn looks_for_text(&self) -> bool {
        self.matches().is_some_and(|matches| matches.affirmed().any(|(_, test)| test.looks_for_text()))
    }

    /// Which bytes of these texts of a record have what the filter in force looks for: in order, without overlaps, at most
    /// 10,000 of each. `fields` are whole fields of which some of the texts are parts.
    #[must_use]
    pub fn hits(&self, record: usize, parts: &[Part<'_>], fields: &[Part<'_>]) -> Vec<Vec<Range<usize>>> {
        let table = self.table();
        let affirmed = self.matches().into_iter().flat_map(Matches::affirmed);
        let needles: Vec<_> = affirmed
            .map(|(column, test)| Needle { column: column.map(|column| table.columns()[column].name()), test })
            .collect();
        if needles.is_empty() {
            return vec![Vec::new(); parts.len()];
        }
        let searched = Searched { table, record, needles, fields };
        // What was found in a field is the same for all of its parts.
        let mut found = Vec::new();
        parts.iter().map(|part| searched.in_part(part, &mut found)).collect()
    }
}

struct Searched<'a> {
    table: &'a Table,
    record: usize,
    needles: Vec<Needle<'a>>,
    fields: &'a [Part<'a>],
}

/// What a test finds in a whole field.
enum Found {
    Nothing,
    /// What it finds in a part of it is a part of that.
    Something,
    /// These texts: a pattern can find something in a part that it does not find in the whole.
    Texts(BTreeSet<String>),
}

impl<'a> Searched<'a> {
    fn in_part(&self, part: &Part<'a>, found: &mut Vec<(usize, &'a str, Found)>) -> Vec<Range<usize>> {
        let Some(field) = part.field else { return self.in_record(part.text) };
        let whole = self.fields.iter().find(|whole| whole.field == part.field && whole.text != part.text);
        let is_part = whole.is_some() || part.is_cut;
        let mut places = Vec::new();
        for (number, needle) in self.needles.iter().enumerate().filter(|(_, needle)| needle.asks(field)) {
            let test = needle.test;
            if let Some(own) = needle.in_member(field, part.text) {
                places.extend(own);
                continue;
            }
            if part.is_cut && test.asks_for_ends() {
                continue;
            }
            let mut own = match self.form(field, part.text) {
                Form::Plain(value) if !is_part => test.places_in_value(value),
                // Of a short value a test is asked as a whole.
                Form::Plain(_) if whole.is_some_and(|whole| !self.matches_plain(test, field, whole.text)) => continue,
                Form::Plain(_) => test.places_in_text(part.text),
                Form::Text => places_in_readings(test, part.text, 0, !is_part),
            };
            if let (Some(whole), false) = (whole, own.is_empty()) {
                let known = found.iter().position(|(test, of, _)| *test == number && *of == field);
                let at = known.unwrap_or_else(|| {
                    found.push((number, field, Found::of(test, whole.text)));
                    found.len() - 1
                });
                own.retain(|place| found[at].2.has(&part.text[place.clone()]));
            }
            places.extend(own);
        }
        joined(places)
    }

    /// Whether a test matches a field as a plain value; so it does if the field is not compared as one.
    fn matches_plain(&self, asked: &Test, field: &str, text: &str) -> bool {
        match self.form(field, text) {
            Form::Plain(value) => asked.matches(value),
            Form::Text => true,
        }
    }

    /// Hits in a record as it is written: in its values, for its own names are not looked at.
    fn in_record(&self, text: &str) -> Vec<Range<usize>> {
        let (line, mut fields, mut places) = (text.as_bytes(), Fields::default(), Vec::new());
        let Ok(envelopes) = scan_with(line, Settings::default().max_nesting, &mut fields.collect(line)) else {
            return places;
        };
        fields.each(line, &envelopes, |path, field| {
            let Field::Plain(kind, raw) = field else { return };
            // It is a part of the line.
            let begin = raw.as_ptr().addr() - line.as_ptr().addr();
            let raw = &text[begin..begin + raw.len()];
            let needles: Vec<_> = self.needles.iter().filter(|needle| needle.asks(path)).collect();
            if needles.is_empty() {
                return;
            }
            let (value, mapping) = if kind == Kind::Text { resolved(raw) } else { (raw.into(), Mapping::default()) };
            for needle in needles {
                if let Some(own) = needle.in_member(path, &value) {
                    let own = own.iter().map(|place| mapping.back(place));
                    places.extend(own.map(|place| place.start + begin..place.end + begin));
                    continue;
                }
                let within: Vec<_> = match self.form(path, &value) {
                    Form::Plain(value) => {
                        needle.test.places_in_value(value).iter().map(|place| mapping.back(place)).collect()
                    }
                    Form::Text => {
                        // A long text is compared as it is written too; one that was sealed was not written so.
                        let is_sealed = matches!(self.cell(path), Some(Cell::Sealed(_)));
                        places_in_readings(needle.test, raw, usize::from(is_sealed), true)
                    }
                };
                places.extend(within.into_iter().map(|place| place.start + begin..place.end + begin));
            }
        });
        joined(places)
    }

    fn cell(&self, field: &str) -> Option<Cell<'a>> {
        self.table.columns().iter().find(|column| column.name() == field).map(|column| column.cell(self.record))
    }

    fn form<'v>(&self, field: &str, text: &'v str) -> Form<'v>
    where
        'a: 'v,
    {
        match self.cell(field) {
            // As filters read them.
            Some(Cell::Plain(Value { kind: Kind::Text | Kind::Array, .. })) if is_body(field) => Form::Text,
            Some(Cell::Plain(Value { kind: Kind::Array, .. })) if text.contains('\\') => Form::Text,
            Some(Cell::Plain(Value { kind, .. })) => Form::Plain(Value { kind, text }.into()),
            Some(Cell::Sealed(_) | Cell::Long(_)) => Form::Text,
            _ if text.len() > MAX_VALUE => Form::Text,
            _ => Form::Plain(filter::Value::Text(text)),
        }
    }
}

impl Needle<'_> {
    /// Where a text has what is looked for in a member of the object that it is, by the value of that alone. `None` if
    /// nothing is looked for in a member, or the text is not an object.
    fn in_member(&self, field: &str, text: &str) -> Option<Vec<Range<usize>>> {
        let member = self.column?.strip_prefix(field)?.strip_prefix('.')?;
        let (line, mut fields, mut places) = (text.as_bytes(), Fields::default(), Vec::new());
        let envelopes = scan_with(line, Settings::default().max_nesting, &mut fields.collect(line)).ok()?;
        fields.each(line, &envelopes, |path, found| {
            let Field::Plain(kind, raw) = found else { return };
            if path != member {
                return;
            }
            // It is a part of the text.
            let begin = raw.as_ptr().addr() - line.as_ptr().addr();
            let raw = &text[begin..begin + raw.len()];
            let (value, mapping) = if kind == Kind::Text { resolved(raw) } else { (raw.into(), Mapping::default()) };
            let own = self.test.places_in_value(Value { kind, text: &value }.into());
            places.extend(
                own.iter().map(|place| mapping.back(place)).map(|place| place.start + begin..place.end + begin),
            );
        });
        Some(places)
    }

    /// Whether it looks for something in this field, or within it: objects are taken apart.
    fn asks(&self, field: &str) -> bool {
        self.column.is_none_or(|column| {
            column.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }
}

impl Found {
    fn of(test: &Test, whole: &str) -> Self {
        let (mut texts, mut is_found) = (BTreeSet::new(), false);
        each_reading(whole, LEVELS, |reading, _| {
            if !test.matches_text(reading) {
                return;
            }
            is_found = true;
            if matches!(test, Test::Regex(_)) {
                texts
                    .extend(test.places_in_text(reading).into_iter().take(MOST).map(|place| reading[place].to_owned()));
            }
        });
        match (is_found, texts.len()) {
            (false, _) => Self::Nothing,
            (true, 1..=MOST_COMPARED) => Self::Texts(texts),
            (true, _) => Self::Something,
        }
    }

    fn has(&self, part: &str) -> bool {
        match self {
            Self::Nothing => false,
            Self::Something => true,
            Self::Texts(texts) => texts.contains(part) || texts.iter().any(|text| text.contains(part)),
        }
    }
}

/// A text with the escapes of JSON's strings resolved, as far as there are some.
fn resolved(text: &str) -> (Cow<'_, str>, Mapping) {
    if !text.contains('\\') {
        return (Cow::Borrowed(text), Mapping::default());
    }
    let (text, mapping) = resolve_escapes_mapped(text);
    (Cow::Owned(text), mapping)
}

/// Shows a text as it is and as it reads with its escapes resolved, up to so many times, with how it was made.
fn each_reading(text: &str, levels: usize, mut show: impl FnMut(&str, &[Mapping])) {
    let (mut reading, mut mappings) = (Cow::Borrowed(text), Vec::new());
    for _ in 0..=levels {
        show(&reading, &mappings);
        if !reading.contains('\\') {
            return;
        }
        let (next, mapping) = resolve_escapes_mapped(&reading);
        reading = Cow::Owned(next);
        mappings.push(mapping);
    }
}

/// Where a test finds something in a text as it is, unless the first readings are left out, and with its escapes resolved.
/// `is_whole`: the test has to match the text, too. What it finds in parts of a text may be parts of what it asks for.
fn places_in_readings(asked: &Test, text: &str, left_out: usize, is_whole: bool) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    each_reading(text, LEVELS + left_out, |reading, mappings| {
        // What has no escapes reads the same each time.
        if (mappings.len() < left_out && reading.contains('\\')) || (is_whole && !asked.matches_text(reading)) {
            return;
        }
        let found = asked.places_in_text(reading).into_iter().take(MOST);
        places.extend(found.map(|place| mappings.iter().rev().fold(place, |place, mapping| mapping.back(&place))));
    });
    places
}

/// In order; what overlaps is one.
fn joined(mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    places.sort_unstable_by_key(|place| (place.start, place.end));
    let mut all: Vec<Range<usize>> = Vec::with_capacity(places.len().min(MOST));
    for place in places {
        if let Some(last) = all.last_mut()
            && place.start < last.end
        {
            last.end = last.end.max(place.end);
        } else if all.len() == MOST {
            break;
        } else {
            all.push(place);
        }
    }
    all
}

#[cfg(test)]
mod tests;
