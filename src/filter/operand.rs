//! Reading tests: what stands after a field's name, or alone.

use std::ops::Range;

use super::Field;
use super::bounds::{Bound, Bounds};
use super::cursor::Cursor;
use super::error::{self, FilterError};
use super::regex::{Flags, Pattern, read_slashed};
use super::test::{Test, Wildcard};
use super::word::Word;

/// What stands between a field's name and what is asked of it, beside a colon.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Operator {
    /// `=` or `!=`: words are whole values.
    pub(super) exact: bool,
    /// `!=`
    pub(super) negated: bool,
}

/// Tests of a field, one of which has to match, and which bytes of the filter each takes.
pub(super) type Tests = Vec<(Test, Range<usize>)>;

impl<'a> Cursor<'a> {
    /// A test without a field.
    pub(super) fn words(&mut self) -> Result<Test, FilterError> {
        let start = self.at;
        match self.peek() {
            Some('/') => self.regex(),
            Some('"') => match self.quoted()? {
                empty if empty.is_empty() => Err(self.error(error::EMPTY_QUOTES, start)),
                words => Ok(Test::Contains(Word::quoted(&words))),
            },
            _ => match self.word() {
                word if word == ":" || word.starts_with(['<', '>', '=']) || word.starts_with("!=") => {
                    Err(self.error(error::STRAY_OPERATOR, start))
                }
                word if word.contains('*') => Ok(Test::Wildcard(Wildcard::new(word))),
                word => Ok(Test::Contains(Word::plain(word))),
            },
        }
    }

    /// Takes `=` or `!=`, if one stands here; `==` and `!==` are the same.
    pub(super) fn operator(&mut self) -> Operator {
        let rest = self.rest();
        let negated = rest.starts_with("!=");
        let operator = &rest[usize::from(negated)..];
        let length = operator.len() - operator.trim_start_matches('=').len();
        self.at += length + usize::from(negated);
        Operator { exact: length > 0, negated }
    }

    /// What stands after a field's name, which began at `start`, and the operator, or in parentheses after them.
    pub(super) fn field_tests(&mut self, start: usize, exact: bool) -> Result<Tests, FilterError> {
        let from = self.at;
        let test = match self.peek() {
            Some('/') => self.regex()?,
            Some('<' | '>') => self.comparison(start)?,
            _ => return self.list(start, exact),
        };
        Ok(vec![(test, from..self.at)])
    }

    /// Words and ranges with commas between them.
    fn list(&mut self, start: usize, exact: bool) -> Result<Tests, FilterError> {
        let mut tests = Tests::new();
        loop {
            let from = self.at;
            let test = self.part(start, exact, tests.is_empty())?;
            tests.push((test, from..self.at));
            if self.peek() != Some(',') {
                return Ok(tests);
            }
            self.at += 1;
        }
    }

    /// A word or a range.
    fn part(&mut self, start: usize, exact: bool, is_first: bool) -> Result<Test, FilterError> {
        let from = self.at;
        if self.peek() == Some('"') {
            let text = self.quoted()?;
            return if self.rest().starts_with("..") {
                self.range(start, Some(text))
            } else {
                Ok(Test::Equals(Word::quoted(&text)))
            };
        }
        let word = self.peek_part();
        if !is_first && word.starts_with(['/', '<', '>', '=', '!']) {
            self.word();
            return Err(self.error(error::LIST_PART, from));
        }
        if let Some(low) = word.find("..") {
            let low = &word[..low];
            self.at += low.len();
            return self.range(start, (!low.is_empty()).then(|| low.to_owned()));
        }
        self.at += word.len();
        match word {
            "" if is_first => Err(self.error(error::MISSING_TEST, start)),
            "" => Err(self.error(error::MISSING_AFTER_COMMA, start)),
            // In a list of values each would be written without them.
            "000" if !is_first => Err(self.error(error::THOUSANDS, start)),
            word if word.contains('*') => Ok(Test::Wildcard(Wildcard::new(word))),
            word if exact => Ok(Test::Equals(Word::value(word))),
            word => Ok(Test::Contains(Word::value(word))),
        }
    }

    /// The name after `has:`, which began at `start`.
    pub(super) fn present_field(&mut self, start: usize) -> Result<Field, FilterError> {
        let from = self.at;
        let name = match self.peek() {
            Some('"') => self.quoted()?,
            _ => self.word().to_owned(),
        };
        if name.is_empty() || self.text[from..].starts_with(['<', '>', '/', '!', '=']) {
            return Err(self.error(error::HAS_NAME, start));
        }
        Ok(Field { name, place: from..self.at })
    }

    fn comparison(&mut self, start: usize) -> Result<Test, FilterError> {
        let is_low = self.peek() == Some('>');
        self.at += 1;
        let included = self.peek() == Some('=');
        self.at += usize::from(included);
        if !is_low && !included && self.peek() == Some('>') {
            self.at += 1;
            return Err(self.error(error::NOT_EQUAL, start));
        }
        let is_quoted = self.peek() == Some('"');
        let bound = match self.bound(Self::word)? {
            Some(bound) if is_quoted || !bound.starts_with(['<', '>', '=']) => bound,
            _ => return Err(self.error(error::MISSING_BOUND, start)),
        };
        if !is_quoted && bound.contains(',') {
            return Err(self.error(error::ONE_BOUND, start));
        }
        let bound = Some(Bound::new(bound, included));
        Ok(Test::Between(if is_low { Bounds::new(bound, None) } else { Bounds::new(None, bound) }))
    }

    /// The two dots and what stands after them.
    fn range(&mut self, start: usize, low: Option<String>) -> Result<Test, FilterError> {
        self.at += 2;
        let high = self.bound(Self::take_part)?;
        if low.is_none() && high.is_none() {
            return Err(self.error(error::MISSING_BOUND, start));
        }
        let [low, high] = [low, high].map(|bound| bound.map(|bound| Bound::new(bound, true)));
        Ok(Test::Between(Bounds::new(low, high)))
    }

    /// A bound, which `take` takes unless it is quoted.
    fn bound(&mut self, take: impl Fn(&mut Self) -> &'a str) -> Result<Option<String>, FilterError> {
        if self.peek() == Some('"') {
            return self.quoted().map(Some);
        }
        let word = take(self);
        Ok((!word.is_empty()).then(|| word.to_owned()))
    }

    fn regex(&mut self) -> Result<Test, FilterError> {
        let start = self.at;
        let slashed = read_slashed(self.rest());
        let Some((pattern, length)) = slashed else {
            self.at = self.text.len();
            return Err(self.error(error::UNCLOSED_REGEX, start));
        };
        self.at += length;
        let flags = Flags::parse(self.word()).ok_or_else(|| self.error(error::REGEX_FLAGS, start))?;
        if pattern.is_empty() {
            return Err(self.error(error::EMPTY_REGEX, start));
        }
        Pattern::new(pattern, flags).map(Test::Regex).map_err(|message| FilterError::new(message, start..self.at))
    }
}
