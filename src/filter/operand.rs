//! Reading tests: what stands after a field's name, or alone.

use super::Field;
use super::bounds::{Bound, Bounds};
use super::cursor::Cursor;
use super::error::{self, FilterError};
use super::regex::{Flags, Pattern, read_slashed};
use super::test::{Test, Wildcard, Word};

impl Cursor<'_> {
    /// A test without a field.
    pub(super) fn words(&mut self) -> Result<Test, FilterError> {
        let start = self.at;
        match self.peek() {
            Some('/') => self.regex(),
            Some('"') => match self.quoted()? {
                empty if empty.is_empty() => Err(self.error(error::EMPTY_QUOTES, start)),
                words => Ok(Test::Contains(Word::new(words))),
            },
            _ => {
                let word = self.word();
                Ok(if word.contains('*') {
                    Test::Wildcard(Wildcard::new(word))
                } else {
                    Test::Contains(Word::new(word))
                })
            }
        }
    }

    /// What stands after a field's name, which began at `start`, or in parentheses after one.
    pub(super) fn field_test(&mut self, start: usize) -> Result<Test, FilterError> {
        match self.peek() {
            Some('/') => self.regex(),
            Some('<' | '>') => self.comparison(start),
            Some('"') => {
                let text = self.quoted()?;
                if self.rest().starts_with("..") {
                    self.range(start, Some(text))
                } else {
                    Ok(Test::Equals(Word::new(text)))
                }
            }
            _ => {
                let word = self.peek_word();
                if let Some(low) = word.find("..") {
                    let low = &word[..low];
                    self.at += low.len();
                    return self.range(start, (!low.is_empty()).then(|| low.to_owned()));
                }
                self.at += word.len();
                match word {
                    "" => Err(self.error(error::MISSING_TEST, start)),
                    word if word.contains('*') => Ok(Test::Wildcard(Wildcard::new(word))),
                    word => Ok(Test::Equals(Word::new(word))),
                }
            }
        }
    }

    /// The name after `has:`, which began at `start`.
    pub(super) fn present_field(&mut self, start: usize) -> Result<Field, FilterError> {
        let from = self.at;
        let name = match self.peek() {
            Some('"') => self.quoted()?,
            _ => self.word().to_owned(),
        };
        if name.is_empty() || self.text[from..].starts_with(['<', '>', '/']) {
            return Err(self.error(error::HAS_NAME, start));
        }
        Ok(Field { name, place: from..self.at })
    }

    fn comparison(&mut self, start: usize) -> Result<Test, FilterError> {
        let is_low = self.peek() == Some('>');
        self.at += 1;
        let included = self.peek() == Some('=');
        self.at += usize::from(included);
        let bound = self.bound()?.ok_or_else(|| self.error(error::MISSING_BOUND, start))?;
        let bound = Some(Bound::new(bound, included));
        Ok(Test::Between(if is_low { Bounds::new(bound, None) } else { Bounds::new(None, bound) }))
    }

    /// The two dots and what stands after them.
    fn range(&mut self, start: usize, low: Option<String>) -> Result<Test, FilterError> {
        self.at += 2;
        let high = self.bound()?;
        if low.is_none() && high.is_none() {
            return Err(self.error(error::MISSING_BOUND, start));
        }
        let [low, high] = [low, high].map(|bound| bound.map(|bound| Bound::new(bound, true)));
        Ok(Test::Between(Bounds::new(low, high)))
    }

    fn bound(&mut self) -> Result<Option<String>, FilterError> {
        if self.peek() == Some('"') {
            return self.quoted().map(Some);
        }
        let word = self.word();
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
