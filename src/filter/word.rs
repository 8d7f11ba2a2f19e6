//! Words, and what they mean beside their text: a number, a class of numbers, or a truth value.

use std::cmp::Ordering;

use memchr::memmem::Finder;

use super::class::Class;
use super::fold::{fold, folds_to, with_folded};
use super::value::Value;
use crate::decimal::Decimal;

/// A word, and what is made of it once to be compared often.
#[derive(Clone, Debug)]
pub struct Word {
    written: String,
    folded: String,
    finder: Finder<'static>,
    /// It stood in quotation marks: texts are compared with it as it is.
    quoted: bool,
    number: Meaning,
    truth: Option<bool>,
}

/// Which numbers a word means.
#[derive(Clone, Debug)]
enum Meaning {
    None,
    /// The number that it is.
    Number,
    /// `4xx`
    Class(Class),
}

impl Word {
    /// A word that stands alone.
    pub(super) fn plain(written: &str) -> Self {
        let word = Self { quoted: false, ..Self::quoted(written) };
        match Class::parse(written) {
            Some(class) => Self { number: Meaning::Class(class), ..word },
            None => word,
        }
    }

    /// A word after a field's name: `yes` and `no` are truth values there.
    pub(super) fn value(written: &str) -> Self {
        let word = Self::plain(written);
        let truth = match word.folded.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => word.truth,
        };
        Self { truth, ..word }
    }

    /// What stood in quotation marks.
    pub(super) fn quoted(written: &str) -> Self {
        let folded = fold(written);
        let truth = match folded.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        let finder = Finder::new(folded.as_bytes()).into_owned();
        Self { written: written.to_owned(), folded, finder, quoted: true, number: number(written), truth }
    }

    /// The word as it was written, without quotation marks.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether it stood in quotation marks.
    pub(super) fn is_quoted(&self) -> bool {
        self.quoted
    }

    /// Whether it is neither a number nor a truth value.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.number, Meaning::None) && self.truth.is_none()
    }

    /// Whether it means several numbers.
    pub(super) fn is_class(&self) -> bool {
        matches!(self.number, Meaning::Class(_))
    }

    /// Whether it is the whole value; numbers are equal however they are written.
    pub(super) fn is(&self, value: Value<'_>) -> bool {
        match value {
            Value::Null => self.folded == "null",
            Value::Bool(value) => self.truth == Some(value),
            Value::Number(text) => self.is_number(text).unwrap_or(false),
            Value::Text(text) => {
                folds_to(text, &self.folded) || (self.is_class() && self.is_number(text) == Some(true))
            }
        }
    }

    /// Whether a value that reads so is the whole of what it asks for: a text, a number or a truth value.
    pub(super) fn means(&self, value: &str) -> bool {
        Value::readings(value).any(|value| self.is(value))
    }

    /// Whether it is part of a text, or the whole of another value. A text that is a number counts as one, unless the
    /// word is quoted.
    pub(super) fn is_within(&self, value: Value<'_>) -> bool {
        let Value::Text(text) = value else { return self.is(value) };
        let as_number = if self.quoted { None } else { self.is_number(text) };
        as_number.unwrap_or_else(|| self.is_in(text))
    }

    /// Whether it is somewhere in the text.
    pub(super) fn is_in(&self, text: &str) -> bool {
        with_folded(text, |folded| self.finder.find(folded).is_some())
    }

    /// What is looked for in texts, in lower case.
    pub(super) fn finder(&self) -> &Finder<'static> {
        &self.finder
    }

    /// Whether it means the number that the text is; `None` if one of them is not a number.
    fn is_number(&self, text: &str) -> Option<bool> {
        match &self.number {
            Meaning::None => None,
            Meaning::Number => {
                let (number, own) = Decimal::parse(text).zip(Decimal::parse(&self.written))?;
                Some(number.compare(&own) == Ordering::Equal)
            }
            Meaning::Class(class) => Decimal::parse(text).map(|number| class.contains(&number)),
        }
    }
}

fn number(written: &str) -> Meaning {
    if Decimal::parse(written).is_some() { Meaning::Number } else { Meaning::None }
}
