//! From a filter's text to its tokens. A test is one token, with the field it is about, so that the grammar
//! above it is that of and, or, not and parentheses alone.

use std::ops::Range;

use super::error::{self, FilterError};
use super::quote::{self, SEPARATORS, ends_word, read_quoted};
use super::regex::{Flags, Pattern, read_slashed};
use super::test::{Bound, Bounds, Test, Wildcard, Word};
use super::{Field, FieldTest};

/// Parentheses within parentheses.
const MAX_NESTING: usize = 64;

/// A part of a filter, and which bytes of the filter it takes, a field's name before it included.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) place: Range<usize>,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Open,
    Close,
    And,
    Or,
    Not,
    Test(Box<FieldTest>),
}

/// What a test is about, as it stands before the test or before the parentheses around it.
#[derive(Clone, Debug)]
enum Subject {
    /// The record as a whole.
    Record,
    Field(Field),
    /// `has:`
    Presence,
}

/// Reads tokens from left to right, up to the first fault.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// The parentheses that are open: where they begin, and what the tests in them are about.
    open: Vec<(Range<usize>, Subject)>,
    failed: bool,
}

impl Iterator for Tokens<'_> {
    type Item = Result<Token, FilterError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let token = self.token().transpose();
        self.failed = matches!(token, Some(Err(_)));
        token
    }
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, open: Vec::new(), failed: false }
    }

    fn token(&mut self) -> Result<Option<Token>, FilterError> {
        self.at = self.text.len() - self.rest().trim_start().len();
        let start = self.at;
        let Some(first) = self.peek() else {
            return match self.open.pop() {
                Some((place, _)) => Err(FilterError::new(error::UNCLOSED_PARENTHESIS, place)),
                None => Ok(None),
            };
        };
        let kind = match first {
            '(' => self.parenthesis(start, self.subject())?,
            ')' => {
                self.at += 1;
                self.open.pop().ok_or_else(|| self.error(error::STRAY_PARENTHESIS, start))?;
                Kind::Close
            }
            '-' if self.negates() => {
                self.at += 1;
                Kind::Not
            }
            _ => match self.keyword() {
                Some(keyword) => keyword,
                None => self.test(start)?,
            },
        };
        Ok(Some(Token { kind, place: start..self.at }))
    }

    /// What a test that begins here is about, unless it says so itself.
    fn subject(&self) -> Subject {
        self.open.last().map_or(Subject::Record, |(_, subject)| subject.clone())
    }

    fn parenthesis(&mut self, start: usize, subject: Subject) -> Result<Kind, FilterError> {
        self.at += 1;
        if self.open.len() == MAX_NESTING {
            return Err(self.error(error::TOO_DEEP, start));
        }
        self.open.push((start..self.at, subject));
        Ok(Kind::Open)
    }

    /// A minus sign negates what follows; one that stands alone is a word.
    fn negates(&self) -> bool {
        self.rest().chars().nth(1).is_some_and(|next| !next.is_whitespace() && next != ')')
    }

    fn keyword(&mut self) -> Option<Kind> {
        let word = self.peek_word();
        let keyword = quote::KEYWORDS.into_iter().position(|keyword| word.eq_ignore_ascii_case(keyword))?;
        self.at += word.len();
        Some([Kind::And, Kind::Or, Kind::Not][keyword].clone())
    }

    fn test(&mut self, start: usize) -> Result<Kind, FilterError> {
        let mut subject = self.subject();
        if matches!(subject, Subject::Record)
            && let Some(named) = self.read_subject()?
        {
            if self.peek() == Some('(') {
                return self.parenthesis(start, named);
            }
            subject = named;
        }
        let from = self.at;
        let (field, test) = match subject {
            Subject::Record => (None, self.words()?),
            Subject::Field(field) => (Some(field), self.field_test(start)?),
            Subject::Presence => (Some(self.present_field(start)?), Test::Has),
        };
        Ok(Kind::Test(Box::new(FieldTest { field, test, place: from..self.at })))
    }

    /// Reads a field's name and the separator behind it. Reads nothing if what stands here is no such thing.
    fn read_subject(&mut self) -> Result<Option<Subject>, FilterError> {
        let start = self.at;
        if self.peek() == Some('/') {
            return Ok(None);
        }
        let is_quoted = self.peek() == Some('"');
        let (name, length) = if is_quoted {
            self.peek_quoted()?
        } else {
            let word = self.peek_word();
            let Some(length) = separator(word) else { return Ok(None) };
            (word[..length].to_owned(), length)
        };
        let Some(separator) = self.rest()[length..].chars().next().filter(|next| SEPARATORS.contains(next)) else {
            return Ok(None);
        };
        self.at += length;
        let place = start..self.at;
        // `<` and `>` are separators that belong to the test.
        self.at += usize::from(matches!(separator, ':' | '='));
        if !is_quoted && name.eq_ignore_ascii_case("has") {
            return Ok(Some(Subject::Presence));
        }
        Ok(Some(Subject::Field(Field { name, place })))
    }

    /// A test without a field.
    fn words(&mut self) -> Result<Test, FilterError> {
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

    /// What stands behind a field's name, which began at `start`, or in parentheses behind one.
    fn field_test(&mut self, start: usize) -> Result<Test, FilterError> {
        match self.peek() {
            Some('/') => self.regex(),
            Some('<' | '>') => self.comparison(start),
            Some('"') => {
                let word = Word::new(self.quoted()?);
                if self.rest().starts_with("..") { self.range(start, Some(word)) } else { Ok(Test::Equals(word)) }
            }
            _ => {
                let word = self.peek_word();
                if let Some(low) = word.find("..") {
                    let low = &word[..low];
                    self.at += low.len();
                    return self.range(start, (!low.is_empty()).then(|| Word::new(low)));
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

    /// The name behind `has:`, which began at `start`.
    fn present_field(&mut self, start: usize) -> Result<Field, FilterError> {
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
        let word = self.bound()?.ok_or_else(|| self.error(error::MISSING_BOUND, start))?;
        let bound = Some(Bound { word, included });
        Ok(Test::Between(if is_low { Bounds { low: bound, high: None } } else { Bounds { low: None, high: bound } }))
    }

    /// The two dots and what stands behind them.
    fn range(&mut self, start: usize, low: Option<Word>) -> Result<Test, FilterError> {
        self.at += 2;
        let high = self.bound()?;
        if low.is_none() && high.is_none() {
            return Err(self.error(error::MISSING_BOUND, start));
        }
        let [low, high] = [low, high].map(|word| word.map(|word| Bound { word, included: true }));
        Ok(Test::Between(Bounds { low, high }))
    }

    fn bound(&mut self) -> Result<Option<Word>, FilterError> {
        if self.peek() == Some('"') {
            return self.quoted().map(|word| Some(Word::new(word)));
        }
        let word = self.word();
        Ok((!word.is_empty()).then(|| Word::new(word)))
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

    fn quoted(&mut self) -> Result<String, FilterError> {
        let (text, length) = self.peek_quoted()?;
        self.at += length;
        Ok(text)
    }

    fn peek_quoted(&self) -> Result<(String, usize), FilterError> {
        let unclosed = || FilterError::new(error::UNCLOSED_QUOTE, self.at..self.text.len());
        read_quoted(self.rest()).ok_or_else(unclosed)
    }

    fn word(&mut self) -> &'a str {
        let word = self.peek_word();
        self.at += word.len();
        word
    }

    fn peek_word(&self) -> &'a str {
        let rest = self.rest();
        &rest[..rest.find(ends_word).unwrap_or(rest.len())]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn error(&self, message: &str, start: usize) -> FilterError {
        FilterError::new(message, start..self.at)
    }
}

/// Where in a word a field's name ends. The colon of `https://` does not end one.
fn separator(word: &str) -> Option<usize> {
    let at = word.char_indices().skip(1).find(|(_, character)| SEPARATORS.contains(character))?.0;
    (!word[at..].starts_with("://")).then_some(at)
}
