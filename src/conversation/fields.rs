//! Filters over records and what their bodies say. What plain fields decide is decided before anything is opened.
//!
//! Besides a record's own fields a filter may name what its bodies and metadata have, which only an opened record shows:
//! `docs/filter.md` lists them.

mod asked;
mod leaves;
mod opened;
#[cfg(test)]
mod tests;
mod unmatched;

use std::cell::OnceCell;
use std::ops::Range;

use self::asked::{Subject, plain_value};
use self::leaves::{Leaf, Leaves, Part};
use self::opened::Opened;
use self::unmatched::Unmatched;
use super::cost::PriceList;
use super::record::OpenedRecord;
use crate::filter::{FieldTest, Filter, FilterError, Hint, Resolved, Test, Value, either, resolve};
use crate::index::window;

pub(super) use self::asked::resolve_field;

/// What is wrong with a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What it is and what to do about it, for people.
    pub message: String,
    /// Which bytes of the filter it concerns.
    pub place: Range<usize>,
}

impl From<FilterError> for Problem {
    fn from(FilterError { message, place }: FilterError) -> Self {
        Self { message, place }
    }
}

/// Where a record comes from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place<'a> {
    /// The path of its file, of whose name a time is read.
    pub file: &'a str,
    /// Its line.
    pub line: u64,
}

/// Decides which records a filter selects.
///
/// ```
/// use logpush_decrypt::conversation::{Place, PriceList, RecordFilter};
///
/// let mut filter = RecordFilter::new("status:200 tokens:>10")?;
/// let sealed = br#"{"StatusCode":200,"ResponseBody":{"key":"AAAA","iv":"AAAAAAAAAAAAAAAA","data":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}"#;
/// let place = Place::default();
/// assert_eq!(filter.before(sealed, place)?, None);
/// assert_eq!(filter.before(br#"{"StatusCode":500}"#, place)?, Some(false));
/// let opened = br#"{"StatusCode":200,"ResponseBody":"{\"object\":\"chat.completion\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}"}"#;
/// assert_eq!(filter.after(opened, place, PriceList::built_in())?, Some(true));
/// # Ok::<_, logpush_decrypt::conversation::Problem>(())
/// ```
#[derive(Debug)]
pub struct RecordFilter {
    filter: Filter,
    subjects: Vec<Subject>,
    leaves: Leaves,
    /// For tests of a record's own fields: which of the names in `leaves` is meant, as long as those stay the same.
    resolved: Vec<Option<usize>>,
    /// Tests whose field some record had.
    found: u32,
    /// Tests that only opening decides, as far as some record asked them.
    opening: u32,
    /// The name that was probably meant, of fields that no record has.
    suggestions: Vec<Option<String>>,
    /// `None` once a record matches, or may.
    unmatched: Option<Unmatched>,
}

impl RecordFilter {
    /// Parses a filter.
    ///
    /// # Errors
    ///
    /// If the text is not a filter, or asks a field what it cannot be asked.
    pub fn new(text: &str) -> Result<Self, Problem> {
        let filter = Filter::parse(text)?;
        let subjects: Vec<_> = filter.tests().iter().map(Subject::of).collect::<Result<_, _>>()?;
        let tests = subjects.len();
        Ok(Self {
            unmatched: Some(Unmatched::new(&filter)),
            filter,
            subjects,
            leaves: Leaves::default(),
            resolved: vec![None; tests],
            found: 0,
            opening: 0,
            suggestions: vec![None; tests],
        })
    }

    /// Whether a record matches, by its plain fields. `None` if only opening decides, and for what is not a record.
    ///
    /// # Errors
    ///
    /// If a name in the filter can be several of the record's fields.
    pub fn before(&mut self, line: &[u8], place: Place<'_>) -> Result<Option<bool>, Problem> {
        if !self.collect(line)? {
            return Ok(None);
        }
        let answers = self.answers(line, place, true);
        let opaque = self.leaves.is_opaque;
        let mut opening = 0;
        let known: Vec<_> = answers
            .iter()
            .zip(&self.subjects)
            .zip(0..32)
            .map(|((answer, subject), test)| {
                // What a string hides is not known yet.
                let known = answer.filter(|answer| *answer || !opaque || !subject.is_in_record());
                opening |= u32::from(known.is_none()) << test;
                known
            })
            .collect();
        let answer = self.filter.evaluate(|test| known[test]);
        match (answer, &mut self.unmatched) {
            (None, _) => self.opening |= opening,
            (Some(true), unmatched) => *unmatched = None,
            (Some(false), Some(unmatched)) => {
                let parts = self.filter.conjuncts().iter();
                unmatched.note_record(parts.map(|part| part.evaluate(|test| known[test])));
            }
            (Some(false), None) => {}
        }
        Ok(answer)
    }

    /// Whether an opened record matches. `None` if what decides stayed sealed, and for what is not a record.
    ///
    /// # Errors
    ///
    /// If a name in the filter can be several of the record's fields.
    pub fn after(&mut self, line: &[u8], place: Place<'_>, prices: &PriceList) -> Result<Option<bool>, Problem> {
        let Some(record) = OpenedRecord::read(line) else { return Ok(None) };
        let line = record.inner_text().map_or(line, str::as_bytes);
        if !self.collect(line)? {
            return Ok(None);
        }
        // What lies in a string was hidden before.
        let answers = self.answers(line, place, record.inner_text().is_some());
        let opened = Opened::new(&record, prices, self.leaves.has_sealed);
        let tests = self.filter.tests();
        // Kept: a body is read once for a test, however often the test is asked for.
        let known: Vec<OnceCell<Option<bool>>> = vec![OnceCell::new(); tests.len()];
        let answer = |test: usize| {
            *known[test].get_or_init(|| {
                answers[test].or_else(|| {
                    let meant = self.resolved[test].and_then(|name| self.leaves.named(name));
                    opened.answer(&tests[test].test, &self.subjects[test], meant)
                })
            })
        };
        let matches = self.filter.evaluate(answer);
        match (matches, &mut self.unmatched) {
            (Some(false), Some(unmatched)) => {
                unmatched.note_record(self.filter.conjuncts().iter().map(|part| part.evaluate(answer)));
                for (test, subject) in self.subjects.iter().enumerate() {
                    if unmatched.wants(test, &self.filter) {
                        opened.values(subject, |value| unmatched.note_value(test, value));
                    }
                }
            }
            (_, unmatched) => *unmatched = None,
        }
        Ok(matches)
    }

    /// Why no record matched, and what would, after all records. `None` if one did, or may have.
    #[must_use]
    pub fn hint(&self) -> Option<Hint> {
        let unmatched = self.unmatched.as_ref().filter(|unmatched| unmatched.records > 0)?;
        let Some(dead) = unmatched.dead() else { return Some(self.filter.hint_of_all(&unmatched.without)) };
        let part = &self.filter.conjuncts()[dead];
        if let Some(test) = part.single_test() {
            return Some(match &self.subjects[test] {
                Subject::Time => self.filter.hint_of_time(test, unmatched.files, |_| None),
                Subject::File | Subject::Line => self.filter.hint_of_part(dead),
                _ => self.filter.hint_of_values(test, &unmatched.values(test, self.shown_name(test))),
            });
        }
        let mut asked = (0..self.subjects.len()).filter(|test| part.has(*test));
        let first = asked.next().filter(|_| part.is_list());
        let of_one = first.filter(|first| asked.all(|test| self.subjects[test] == self.subjects[*first]));
        Some(match of_one.and_then(|first| self.shown_name(first).map(|name| (first, name))) {
            Some((first, name)) => self.filter.hint_of_list(dead, &unmatched.values(first, Some(name))),
            None => self.filter.hint_of_part(dead),
        })
    }

    /// What the field of a test is called: in the records, or in the filter.
    fn shown_name(&self, test: usize) -> Option<&str> {
        let named = self.resolved[test].and_then(|name| self.leaves.named(name)).map(|(name, _)| name);
        named.or_else(|| self.filter.tests()[test].field.as_ref().map(|field| field.name.as_str()))
    }

    /// The first of the fields that no record had, after all records. What bodies and metadata may have is not among
    /// them.
    #[must_use]
    pub fn never_found(&self) -> Option<Problem> {
        let tests = self.filter.tests().iter().zip(&self.subjects).zip(&self.suggestions).zip(0..32);
        let mut missing =
            tests.filter(|(((_, subject), _), test)| subject.is_own_field() && self.found >> test & 1 == 0);
        missing.find_map(|(((test, _), suggestion), _)| {
            let field = test.field.as_ref()?;
            let hint = suggestion.as_ref().map_or_else(
                || format!(" Of the metadata write metadata.{}.", field.name),
                |name| format!(" Did you mean {name}?"),
            );
            let message = format!("No record has a field called {}.{hint}", field.name);
            Some(Problem { message, place: field.place.clone() })
        })
    }

    /// The tests that [`RecordFilter::before`] left open, as they are written.
    pub fn opening(&self) -> impl Iterator<Item = String> {
        let tests = self.filter.tests().iter().zip(0..32);
        tests.filter(|(_, test)| self.opening >> test & 1 == 1).map(|(test, _)| test.source())
    }

    /// Reads the fields of a line, and finds which of them the filter means. Returns whether it is a record.
    fn collect(&mut self, line: &[u8]) -> Result<bool, Problem> {
        match self.leaves.collect(line) {
            None => return Ok(false),
            Some(false) => return Ok(true),
            Some(true) => {}
        }
        for (at, (test, subject)) in self.filter.tests().iter().zip(&self.subjects).enumerate() {
            let Some(field) = test.field.as_ref().filter(|_| subject.is_own_field()) else { continue };
            self.resolved[at] = match resolve(&field.name, self.leaves.names()) {
                Resolved::One(name) => {
                    self.found |= 1 << at;
                    Some(name)
                }
                Resolved::Unknown { suggestion } => {
                    self.suggestions[at] =
                        suggestion.and_then(|name| self.leaves.names().nth(name)).map(str::to_string);
                    None
                }
                Resolved::Several(those) => {
                    let names: Vec<_> =
                        those.into_iter().take(5).filter_map(|name| self.leaves.names().nth(name)).collect();
                    let message = format!("{} can be {}. Write more of the name.", field.name, names.join(" or "));
                    return Err(Problem { message, place: field.place.clone() });
                }
            };
        }
        Ok(true)
    }

    /// What each test says of the fields that were collected; `None` if a body or the metadata decides, or if it
    /// is sealed.
    fn answers(&mut self, line: &[u8], place: Place<'_>, is_first: bool) -> Vec<Option<bool>> {
        let Self { filter, subjects, leaves, resolved, unmatched, .. } = self;
        let tests = filter.tests();
        let mut answers: Vec<_> =
            tests.iter().zip(&*subjects).map(|(test, subject)| Some(of_place(test, subject, place))).collect();
        // Of a record that is asked again once it is opened, each value counts once.
        let mut unmatched = unmatched.as_mut().filter(|_| is_first);
        if let Some(unmatched) = &mut unmatched
            && subjects.contains(&Subject::Time)
        {
            unmatched.note_file(window(place.file).map(|window| window.start));
        }
        leaves.each(line, |leaf| {
            for (at, test) in tests.iter().enumerate() {
                let answer = match &subjects[at] {
                    Subject::Any => of_leaf(&test.test, &leaf, |_| {}),
                    Subject::Own if resolved[at] == Some(leaf.name) => of_leaf(&test.test, &leaf, |value| {
                        if let Some(unmatched) = unmatched.as_mut().filter(|unmatched| unmatched.wants(at, filter)) {
                            unmatched.note_value(at, value);
                        }
                    }),
                    Subject::Body(_) if leaf.part == Part::Body => None,
                    Subject::Metadata(_) if leaf.part == Part::Metadata => None,
                    _ => continue,
                };
                answers[at] = either(answers[at], answer);
            }
        });
        answers
    }
}

/// What a test says of where a record comes from; no, if it asks of something else.
fn of_place(test: &FieldTest, subject: &Subject, place: Place<'_>) -> bool {
    match subject {
        Subject::File => test.test.matches_path(place.file),
        Subject::Line => test.test.matches(Value::Number(&place.line.to_string())),
        Subject::Time => window(place.file)
            .is_some_and(|window| test.test.time().is_none_or(|interval| interval.contains(window.start))),
        _ => false,
    }
}

/// What a test says of a field.
fn of_leaf(test: &Test, leaf: &Leaf<'_>, show: impl FnOnce(Value<'_>)) -> Option<bool> {
    match (leaf.part, leaf.value) {
        (_, None) | (Part::Body | Part::Metadata, _) => matches!(test, Test::Has).then_some(true),
        (Part::Plain, Some((kind, raw))) => Some(plain_value(test, kind, raw, show)),
    }
}
