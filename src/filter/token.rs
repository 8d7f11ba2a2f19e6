//! From a filter's text to its tokens. A test is one token, with the field it is about, so that the grammar
//! above it is that of and, or, not and parentheses alone.

use std::ops::Range;

use super::cursor::Cursor;
use super::error::{self, FilterError};
use super::quote::{self, SEPARATORS};
use super::test::Test;
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
    cursor: Cursor<'a>,
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
        Self { cursor: Cursor { text, at: 0 }, open: Vec::new(), failed: false }
    }

    fn token(&mut self) -> Result<Option<Token>, FilterError> {
        self.cursor.at = self.cursor.text.len() - self.cursor.rest().trim_start().len();
        let start = self.cursor.at;
        let Some(first) = self.cursor.peek() else {
            return match self.open.pop() {
                Some((place, _)) => Err(FilterError::new(error::UNCLOSED_PARENTHESIS, place)),
                None => Ok(None),
            };
        };
        let kind = match first {
            '(' => self.parenthesis(start, self.subject())?,
            ')' => {
                self.cursor.at += 1;
                self.open.pop().ok_or_else(|| self.cursor.error(error::STRAY_PARENTHESIS, start))?;
                Kind::Close
            }
            '-' if self.negates() => {
                self.cursor.at += 1;
                Kind::Not
            }
            _ => match self.keyword() {
                Some(keyword) => keyword,
                None => self.test(start)?,
            },
        };
        Ok(Some(Token { kind, place: start..self.cursor.at }))
    }

    /// What a test that begins here is about, unless it says so itself.
    fn subject(&self) -> Subject {
        self.open.last().map_or(Subject::Record, |(_, subject)| subject.clone())
    }

    fn parenthesis(&mut self, start: usize, subject: Subject) -> Result<Kind, FilterError> {
        self.cursor.at += 1;
        if self.open.len() == MAX_NESTING {
            return Err(self.cursor.error(error::TOO_DEEP, start));
        }
        self.open.push((start..self.cursor.at, subject));
        Ok(Kind::Open)
    }

    /// A minus sign negates what follows; one that stands alone is a word.
    fn negates(&self) -> bool {
        self.cursor.rest().chars().nth(1).is_some_and(|next| !next.is_whitespace() && next != ')')
    }

    fn keyword(&mut self) -> Option<Kind> {
        let word = self.cursor.peek_word();
        let keyword = quote::KEYWORDS.into_iter().position(|keyword| word.eq_ignore_ascii_case(keyword))?;
        self.cursor.at += word.len();
        Some([Kind::And, Kind::Or, Kind::Not][keyword].clone())
    }

    fn test(&mut self, start: usize) -> Result<Kind, FilterError> {
        let mut subject = self.subject();
        if matches!(subject, Subject::Record)
            && let Some(named) = self.read_subject()?
        {
            if self.cursor.peek() == Some('(') {
                return self.parenthesis(start, named);
            }
            subject = named;
        }
        let from = self.cursor.at;
        let (field, test) = match subject {
            Subject::Record => (None, self.cursor.words()?),
            Subject::Field(field) => (Some(field), self.cursor.field_test(start)?),
            Subject::Presence => (Some(self.cursor.present_field(start)?), Test::Has),
        };
        Ok(Kind::Test(Box::new(FieldTest { field, test, place: from..self.cursor.at })))
    }

    /// Reads a field's name and the separator after it. Reads nothing if there is none here.
    fn read_subject(&mut self) -> Result<Option<Subject>, FilterError> {
        let start = self.cursor.at;
        if self.cursor.peek() == Some('/') {
            return Ok(None);
        }
        let is_quoted = self.cursor.peek() == Some('"');
        let (name, length) = if is_quoted {
            self.cursor.peek_quoted()?
        } else {
            let word = self.cursor.peek_word();
            let Some(length) = separator(word) else { return Ok(None) };
            (word[..length].to_owned(), length)
        };
        let Some(separator) = self.cursor.rest()[length..].chars().next().filter(|next| SEPARATORS.contains(next))
        else {
            return Ok(None);
        };
        self.cursor.at += length;
        let place = start..self.cursor.at;
        // `<` and `>` are separators that belong to the test.
        self.cursor.at += usize::from(matches!(separator, ':' | '='));
        if !is_quoted && name.eq_ignore_ascii_case("has") {
            return Ok(Some(Subject::Presence));
        }
        Ok(Some(Subject::Field(Field { name, place })))
    }
}

/// Where in a word a field's name ends. The colon of `https://` does not end one.
fn separator(word: &str) -> Option<usize> {
    let at = word.char_indices().skip(1).find(|(_, character)| SEPARATORS.contains(character))?.0;
    (!word[at..].starts_with("://")).then_some(at)
}
