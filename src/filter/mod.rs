//! Filters: one line that people type, and what it says of a record.
//!
//! ```text
//! provider:openai status:>=400 model:gpt-4* -cached:true "exact words" /regex/i (a or b) and not c
//! ```
//!
//! | written | matches |
//! |---|---|
//! | `word`, `"some words"` | records in which that is part of any value or body |
//! | `gpt-4*` | where a whole value looks so, `*` being any text; in a body, where such a text is in it |
//! | `/pattern/ism` | where the regular expression is found in a value or body |
//! | `field:word`, `field="some words"` | where it is the field's whole value; numbers in whatever spelling |
//! | `field:>=4`, `field<4`, `field:4..5`, `field:4..` | within bounds, of numbers, times or texts; `..` includes both |
//! | `field:gpt-4*`, `field:/pattern/` | as without a field |
//! | `field:(a or b)` | `(field:a or field:b)` |
//! | `has:field` | records that have the field, and not as null |
//!
//! Juxtaposition and `and` bind tighter than `or`, `-` and `not` tighter than both. Case is ignored, by
//! Unicode's lower case, but in regular expressions without `i`. A word in quotation marks is never a keyword, and
//! `"a:b":c` names a field `a:b`. An empty filter matches everything.
//!
//! A filter is at most 4,096 characters long, with 32 tests and 64 levels of parentheses.

mod bounds;
mod complete;
mod cursor;
mod decimal;
mod edit;
mod error;
mod expression;
mod fold;
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

use std::ops::Range;

pub use bounds::Bounds;
pub use complete::{Completion, Vocabulary, complete};
pub use edit::Inclusion;
pub use error::FilterError;
use expression::Expression;
pub use mask::Mask;
pub(crate) use names::plain as plain_name;
pub use names::{Resolved, resolve};
pub use regex::Pattern;
pub use test::{Test, Wildcard, Word};
pub use time::Interval;
pub use value::Value;

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

    /// Which bytes of the filter it takes.
    #[must_use]
    pub fn place(&self) -> Range<usize> {
        self.place.clone()
    }

    /// Which of 64 records pass this part; see [`Filter::evaluate`].
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
            (Some(field), test) => format!("{}:{}", quote::name(&field.name), test.source()),
            (None, Test::Contains(word)) => quote::quoted(word.as_str()),
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
