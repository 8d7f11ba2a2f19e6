//! Filters over records, with what their bodies say: what plain fields decide is decided before anything is opened.
//!
//! Beside a record's own fields a filter may name these, of which only opening tells:
//!
//! | field | matches |
//! |---|---|
//! | `tokens`, `input`, `cachedInput`, `cacheWrite`, `output`, `reasoning` | counts, such as `tokens:>4000` |
//! | `cost` | the estimate in dollars, such as `cost:>0.05` |
//! | `tool` | a tool that was called |
//! | `stop` | why the answer ended: the provider's word, or its meaning such as `length` |
//! | `error` | part of the error's type or of its message |
//! | `system`, `user`, `assistant`, `thinking` | part of what is said; `assistant` is the answer too |
//! | `family` | the shape of the bodies, such as `openai-chat` |
//! | `metadata.NAME` | a member of the metadata |
//! | `time`, `file`, `line` | where the record comes from, as in the page |

mod asked;
mod leaves;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use self::asked::{BodyField, Subject, of_long, plain_value};
use self::leaves::{Leaf, Leaves, Part};
use super::cost::PriceList;
use super::model::Conversation;
use super::record::OpenedRecord;
use super::sums;
use crate::filter::{FieldTest, Filter, FilterError, Resolved, Test, Value, resolve};
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

/// Tells which records a filter lets through.
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
            filter,
            subjects,
            leaves: Leaves::default(),
            resolved: vec![None; tests],
            found: 0,
            opening: 0,
            suggestions: vec![None; tests],
        })
    }

    /// Whether a record matches, by its plain fields. `None` if only opening tells, and for what is not a record.
    ///
    /// # Errors
    ///
    /// If a name in the filter can be several of the record's fields.
    pub fn before(&mut self, line: &[u8], place: Place<'_>) -> Result<Option<bool>, Problem> {
        if !self.collect(line)? {
            return Ok(None);
        }
        let answers = self.answers(line, place);
        let opaque = self.leaves.is_opaque;
        let mut opening = 0;
        let known: Vec<_> = answers
            .iter()
            .zip(&self.subjects)
            .zip(0..32)
            .map(|((answer, subject), test)| {
                // What a string hides is not known yet.
                let known = answer.filter(|answer| *answer || !opaque || !subject.is_own_field());
                opening |= u32::from(known.is_none()) << test;
                known
            })
            .collect();
        let answer = self.filter.evaluate(|test| known[test]);
        if answer.is_none() {
            self.opening |= opening;
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
        let answers = self.answers(line, place);
        let opened = Opened::new(&record, prices, self.leaves.has_sealed);
        let tests = self.filter.tests();
        Ok(self.filter.evaluate(|test| {
            answers[test].or_else(|| {
                let meant = self.resolved[test].and_then(|name| self.leaves.named(name));
                opened.answer(&tests[test].test, &self.subjects[test], meant)
            })
        }))
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

    /// Reads the fields of a line, and which of them the filter means. Gives back whether it is a record.
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
    fn answers(&mut self, line: &[u8], place: Place<'_>) -> Vec<Option<bool>> {
        let tests = self.filter.tests();
        let mut answers: Vec<_> =
            tests.iter().zip(&self.subjects).map(|(test, subject)| Some(of_place(test, subject, place))).collect();
        let (subjects, resolved) = (&self.subjects, &self.resolved);
        self.leaves.each(line, |leaf| {
            for (at, test) in tests.iter().enumerate() {
                let answer = match &subjects[at] {
                    Subject::Any => of_leaf(&test.test, &leaf),
                    Subject::Own if resolved[at] == Some(leaf.name) => of_leaf(&test.test, &leaf),
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
        Subject::File => test.test.matches_text(place.file),
        Subject::Line => test.test.matches(Value::Number(&place.line.to_string())),
        Subject::Time => window(place.file)
            .is_some_and(|window| test.test.time().is_none_or(|interval| interval.contains(window.start))),
        _ => false,
    }
}

/// What a test says of a field.
fn of_leaf(test: &Test, leaf: &Leaf<'_>) -> Option<bool> {
    match (leaf.part, leaf.value) {
        (_, None) | (Part::Body | Part::Metadata, _) => matches!(test, Test::Has).then_some(true),
        (Part::Plain, Some((kind, raw))) => Some(plain_value(test, kind, raw)),
    }
}

/// Whether one or the other is so.
fn either(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// An opened record, with what tests may ask of it.
struct Opened<'r, 'a> {
    record: &'r OpenedRecord<'a>,
    prices: &'r PriceList,
    /// A field stayed sealed.
    has_sealed: bool,
    conversation: OnceCell<Conversation>,
}

impl<'r, 'a> Opened<'r, 'a> {
    fn new(record: &'r OpenedRecord<'a>, prices: &'r PriceList, has_sealed: bool) -> Self {
        Self { record, prices, has_sealed, conversation: OnceCell::new() }
    }

    /// What a test says that the plain fields did not decide.
    fn answer(&self, test: &Test, subject: &Subject, meant: Option<(&str, Part)>) -> Option<bool> {
        let record = self.record;
        let long = |text: Option<Cow<'_, str>>| text.is_some_and(|text| of_long(test, &text));
        let or_sealed = |matches: bool, sealed: bool| if !matches && sealed { None } else { Some(matches) };
        match (subject, meant) {
            (Subject::Any, _) => {
                let texts = [record.metadata_text(), record.request(), record.response()];
                or_sealed(texts.into_iter().any(long), self.has_sealed)
            }
            (Subject::Metadata(name), _) => {
                or_sealed(asked::of_metadata(test, name, record), record.has_sealed_metadata())
            }
            (Subject::Body(field), _) => or_sealed(self.of_body(test, *field), record.has_sealed_body()),
            (Subject::Own, Some((_, Part::Metadata))) => record.metadata_text().map(|text| of_long(test, &text)),
            (Subject::Own, Some((name, Part::Body))) => {
                let body = if name.ends_with("RequestBody") { record.request() } else { record.response() };
                body.map(|body| of_long(test, &body))
            }
            // A field that stayed sealed.
            _ => None,
        }
    }

    fn of_body(&self, test: &Test, field: BodyField) -> bool {
        let conversation = self.conversation.get_or_init(|| self.record.conversation());
        if field == BodyField::Cost {
            return sums::cost(self.record, conversation, self.prices).is_some_and(|usd| asked::of_cost(test, usd));
        }
        field.matches(test, conversation)
    }
}
