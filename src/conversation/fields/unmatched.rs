//! What is kept of a filter as long as nothing matches it: which of its parts some record matches, and the values of the
//! fields that the others ask.

use crate::filter::{FieldValues, Filter, Value};
use crate::index::{self, Kind};

/// Different values of a field that are kept.
const MAX_VALUES: usize = 1_000;

/// What is known while no record matches.
#[derive(Debug)]
pub(super) struct Unmatched {
    /// Records of which it is known that they do not match.
    pub records: u64,
    /// A bit for each part of the filter: some record matches it, or may.
    alive: u32,
    /// Records that match all parts but this one.
    pub without: Vec<u64>,
    /// Of each test.
    values: Vec<Values>,
    /// When the first and the last file begin.
    pub files: Option<(i64, i64)>,
}

/// The values that a test was asked of, and how many records have each.
#[derive(Clone, Debug, Default)]
struct Values {
    /// In their order.
    counts: Vec<(Kind, String, u64)>,
    /// There were more.
    is_full: bool,
}

impl Unmatched {
    pub fn new(filter: &Filter) -> Self {
        Self {
            records: 0,
            alive: 0,
            without: vec![0; filter.conjuncts().len()],
            values: vec![Values::default(); filter.tests().len()],
            files: None,
        }
    }

    /// Notes what each part of the filter says of a record that does not match.
    pub fn note_record(&mut self, answers: impl Iterator<Item = Option<bool>>) {
        self.records += 1;
        let mut failed = None;
        let mut failures = 0;
        for (part, answer) in answers.enumerate() {
            if answer != Some(false) {
                self.alive |= 1 << part;
            }
            if answer != Some(true) {
                failed = Some(part);
                failures += 1;
            }
        }
        if let Some(part) = failed.filter(|_| failures == 1) {
            self.without[part] += 1;
        }
    }

    /// Notes when the file of a record begins.
    pub fn note_file(&mut self, begin: Option<i64>) {
        let Some(begin) = begin else { return };
        let (first, last) = self.files.unwrap_or((begin, begin));
        self.files = Some((first.min(begin), last.max(begin)));
    }

    /// The first part that no record matches.
    pub fn dead(&self) -> Option<usize> {
        (0..self.without.len()).find(|part| self.alive >> part & 1 == 0)
    }

    /// Whether the values that a test is asked of are of use: its part matches nothing so far.
    pub fn wants(&self, test: usize, filter: &Filter) -> bool {
        let part = filter.conjuncts().iter().position(|part| part.has(test));
        part.is_some_and(|part| self.alive >> part & 1 == 0)
    }

    /// Notes a value that a test was asked of.
    pub fn note_value(&mut self, test: usize, value: Value<'_>) {
        let kind = match value {
            Value::Null | Value::Bool(_) => Kind::Literal,
            Value::Number(_) => Kind::Number,
            Value::Text(_) => Kind::Text,
        };
        let Values { counts, is_full } = &mut self.values[test];
        let word = value.as_text();
        match counts.binary_search_by(|(other, text, _)| (*other, text.as_str()).cmp(&(kind, word))) {
            Ok(at) => counts[at].2 += 1,
            Err(at) if counts.len() < MAX_VALUES && word.len() <= index::MAX_VALUE => {
                counts.insert(at, (kind, word.to_owned(), 1));
            }
            Err(_) => *is_full = true,
        }
    }

    /// The values that a test was asked of.
    pub fn values<'a>(&'a self, test: usize, name: Option<&'a str>) -> FieldValues<'a> {
        let Values { counts, is_full } = &self.values[test];
        let values =
            counts.iter().map(|(kind, text, count)| (index::Value { kind: *kind, text }.into(), *count)).collect();
        FieldValues { name, values, is_all: !is_full }
    }
}
