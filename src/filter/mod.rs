//! Filters: one line that people type, and what it says of a record. `docs/filter.md` documents the language.
//!
//! A filter is at most 4,096 characters long, with 32 tests and 64 levels of parentheses.

mod bounds;
mod class;
mod complete;
mod cursor;
mod edit;
mod error;
mod expression;
mod field_values;
mod find;
mod fold;
mod hint;
mod mask;
mod names;
mod operand;
mod parse;
mod quote;
mod regex;
mod test;
mod time;
mod token;
mod value;
mod word;

use std::ops::Range;

pub use bounds::Bounds;
pub use complete::{Completion, Vocabulary, complete};
pub use edit::Inclusion;
pub use error::FilterError;
pub(crate) use error::NOT_A_TIME;
use expression::Expression;
pub use field_values::FieldValues;
pub use hint::{Hint, Offer};
pub use mask::Mask;
pub(crate) use mask::either;
pub(crate) use names::{OF_BODIES, metadata_member, name_of_said, plain as plain_name, resolve_name};
pub use names::{Resolved, resolve};
pub use regex::Pattern;
pub(crate) use test::readings;
pub use test::{Test, Wildcard};
pub use time::Interval;
pub use value::Value;
pub use word::Word;

/// A filter that was understood.
#[derive(Clone, Debug)]
pub struct Filter {
    text: String,
    tests: Vec<FieldTest>,
    conjuncts: Vec<Conjunct>,
    has_alternatives: bool,
}

/// A test, and the field that it is about.
#[derive(Clone, Debug)]
pub struct FieldTest {
    /// `None` if any value of a record may pass, and any body.
    pub field: Option<Field>,
    /// What is asked.
    pub test: Test,
    /// Which bytes of the filter the test takes, without the field's name. Of `has:field` it is the name.
    pub place: Range<usize>,
}

/// A field's name as somebody typed it; [`resolve`] tells which field is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Without quotation marks.
    pub name: String,
    /// Which bytes of the filter it takes, with its quotation marks.
    pub place: Range<usize>,
}

/// One of the parts of a filter all of which a record has to pass.
#[derive(Clone, Debug)]
pub struct Conjunct {
    expression: Expression,
    tests: u32,
    place: Range<usize>,
}

impl Filter {
    /// Parses a filter.
    ///
    /// # Errors
    /// What is wrong with it, where, and what to write instead.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let parse::Parsed { tests, conjuncts, has_alternatives } = parse::parse(text)?;
        Ok(Self { text: text.to_owned(), tests, conjuncts, has_alternatives })
    }

    /// The filter as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its tests from left to right: at most 32.
    #[must_use]
    pub fn tests(&self) -> &[FieldTest] {
        &self.tests
    }

    /// The tests that are not negated, with their numbers: what is found by them is what somebody looks for.
    pub fn affirmed(&self) -> impl Iterator<Item = (usize, &FieldTest)> {
        let affirmed = self.conjuncts.iter().fold(0, |tests, part| tests | part.expression.affirmed());
        self.tests.iter().enumerate().filter(move |(number, _)| affirmed >> number & 1 == 1)
    }

    /// The parts all of which a record has to pass, from left to right. An empty filter has none; alternatives
    /// (`a or b`) are one.
    #[must_use]
    pub fn conjuncts(&self) -> &[Conjunct] {
        &self.conjuncts
    }

    /// Whether a record matches, by what each test says of it: `answer` is asked by the number of a test in
    /// [`Filter::tests`], and only as long as it matters. That is `false` for a test of a field that the record lacks,
    /// and `None` as long as it is not known; the result is `None` only if it depends on such answers.
    pub fn evaluate(&self, answer: impl Fn(usize) -> Option<bool>) -> Option<bool> {
        self.evaluate_many(|test| Mask::all(answer(test))).get(0)
    }

    /// The same of 64 records.
    pub fn evaluate_many(&self, masks: impl Fn(usize) -> Mask) -> Mask {
        expression::all(self.conjuncts.iter().map(|conjunct| conjunct.expression.evaluate(&masks)))
    }
}

impl Conjunct {
    fn new(expression: Expression, place: Range<usize>) -> Self {
        Self { tests: expression.tests(), expression, place }
    }

    /// Its tests: a bit for each, the lowest one for the first of [`Filter::tests`].
    #[must_use]
    pub fn tests(&self) -> u32 {
        self.tests
    }

    /// Whether a test is one of its tests.
    #[must_use]
    pub fn has(&self, test: usize) -> bool {
        self.tests >> test & 1 == 1
    }

    /// Which bytes of the filter it takes.
    #[must_use]
    pub fn place(&self) -> Range<usize> {
        self.place.clone()
    }

    /// The number of its test, if it is nothing but one, which is not negated.
    #[must_use]
    pub fn single_test(&self) -> Option<usize> {
        if let Expression::Test(test) = self.expression { Some(test) } else { None }
    }

    /// Whether it is alternatives, none of which is negated or has parts.
    #[must_use]
    pub fn is_list(&self) -> bool {
        matches!(&self.expression, Expression::Any(parts) if parts.iter().all(|part| matches!(part, Expression::Test(_))))
    }

    /// Whether a record matches this part; see [`Filter::evaluate`].
    pub fn evaluate(&self, answer: impl Fn(usize) -> Option<bool>) -> Option<bool> {
        self.evaluate_many(|test| Mask::all(answer(test))).get(0)
    }

    /// Which of 64 records match this part; see [`Filter::evaluate`].
    pub fn evaluate_many(&self, masks: impl Fn(usize) -> Mask) -> Mask {
        self.expression.evaluate(&masks)
    }
}

impl FieldTest {
    /// The test as a filter of its own, in the same words. [`FieldTest::parse_source`] reads it back, on another thread
    /// or later, the same but for its places.
    #[must_use]
    pub fn source(&self) -> String {
        match (&self.field, &self.test) {
            (Some(field), Test::Has) => format!("has:{}", quote::value(&field.name)),
            (Some(field), test) => format!("{}{}{}", quote::name(&field.name), test.operator(), test.source()),
            (None, test) => test.source(),
        }
    }

    /// Parses what [`FieldTest::source`] wrote.
    ///
    /// # Errors
    /// If the text is not a single test.
    pub fn parse_source(source: &str) -> Result<Self, FilterError> {
        let filter = Filter::parse(source)?;
        let is_test = matches!(filter.conjuncts.as_slice(), [Conjunct { expression: Expression::Test(_), .. }]);
        let test = filter.tests.into_iter().next().filter(|_| is_test);
        test.ok_or_else(|| FilterError::new(error::ONE_TEST, 0..source.len()))
    }
}

#[cfg(test)]
mod tests;
