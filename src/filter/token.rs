//! From a filter's text to its tokens. A test is one token, with the field it is about, so that the grammar
//! above it is that of and, or, not and parentheses alone.

use std::collections::VecDeque;
use std::ops::Range;

use super::cursor::Cursor;
use super::error::{self, FilterError};
use super::operand::{Operator, Tests};
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
    /// A field. `exact`: words are its whole value.
    Field { field: Field, exact: bool },
    /// `has:`
    Presence,
}

/// Reads tokens from left to right, up to the first fault.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    cursor: Cursor<'a>,
    /// The parentheses that are open: where they begin, and what the tests in them are about.
    open: Vec<(Range<usize>, Subject)>,
    /// Tokens that were read together with the one before them: `a!=1,2` is what `not (a=1 or a=2)` is.
    next: VecDeque<Token>,
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
        Self { cursor: Cursor { text, at: 0 }, open: Vec::new(), next: VecDeque::new(), failed: false }
    }

    fn token(&mut self) -> Result<Option<Token>, FilterError> {
        if let Some(token) = self.next.pop_front() {
            return Ok(Some(token));
        }
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
                None => return self.test(start).map(Some),
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

    fn test(&mut self, start: usize) -> Result<Token, FilterError> {
        let mut subject = self.subject();
        if matches!(subject, Subject::Record)
            && let Some(named) = self.read_subject()?
        {
            subject = named;
        }
        let operator = match &mut subject {
            Subject::Field { exact, .. } => {
                let operator = self.cursor.operator();
                *exact |= operator.exact;
                operator
            }
            _ => Operator::default(),
        };
        let from = self.cursor.at;
        let mut tokens = VecDeque::new();
        if operator.negated {
            tokens.push_back(Token { kind: Kind::Not, place: start..from });
        }
        if self.cursor.peek() == Some('(') && from > start {
            let kind = self.parenthesis(start, subject)?;
            tokens.push_back(Token { kind, place: start..self.cursor.at });
        } else {
            let (field, tests) = match subject {
                Subject::Record => (None, vec![(self.cursor.words()?, from..self.cursor.at)]),
                Subject::Field { field, exact } => (Some(field), self.cursor.field_tests(start, exact)?),
                Subject::Presence => {
                    let field = self.cursor.present_field(start)?;
                    (Some(field), vec![(Test::Has, from..self.cursor.at)])
                }
            };
            tokens.extend(listed(field.as_ref(), tests, start));
        }
        let first = tokens.pop_front();
        self.next = tokens;
        // There is a test at least.
        first.ok_or_else(|| self.cursor.error(error::MISSING_TEST, start))
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
        let after = &self.cursor.rest()[length..];
        if !after.starts_with(SEPARATORS) && !after.starts_with("!=") {
            return Ok(None);
        }
        let is_presence = !is_quoted && name.eq_ignore_ascii_case("has");
        // What else there is between them belongs to the test.
        let is_taken = after.starts_with(':') || (is_presence && after.starts_with('='));
        self.cursor.at += length;
        let place = start..self.cursor.at;
        self.cursor.at += usize::from(is_taken);
        Ok(Some(if is_presence {
            Subject::Presence
        } else {
            Subject::Field { field: Field { name, place }, exact: false }
        }))
    }
}

/// The tokens of tests of a field, which begins at `start`: `f:a,b` is what `(f:a or f:b)` is.
fn listed(field: Option<&Field>, tests: Tests, start: usize) -> Vec<Token> {
    let is_list = tests.len() > 1;
    let end = tests.last().map_or(start, |(_, place)| place.end);
    let mut tokens = Vec::new();
    if is_list {
        tokens.push(Token { kind: Kind::Open, place: start..start });
    }
    for (at, (test, place)) in tests.into_iter().enumerate() {
        let mut begin = start;
        if at > 0 {
            begin = place.start;
            tokens.push(Token { kind: Kind::Or, place: begin - 1..begin });
        }
        let whole = begin..place.end;
        let test = FieldTest { field: field.cloned(), test, place };
        tokens.push(Token { kind: Kind::Test(Box::new(test)), place: whole });
    }
    if is_list {
        tokens.push(Token { kind: Kind::Close, place: end..end });
    }
    tokens
}

/// Where in a word a field's name ends. The colon of `https://` does not end one, and an operator does not begin one.
fn separator(word: &str) -> Option<usize> {
    if word.starts_with(['<', '>', '=']) || word.starts_with("!=") {
        return None;
    }
    let at = word.char_indices().skip(1).find(|(_, character)| SEPARATORS.contains(character))?.0;
    let is_negated = at > 1 && word[..at].ends_with('!') && word[at..].starts_with('=');
    (!word[at..].starts_with("://")).then_some(at - usize::from(is_negated))
}
