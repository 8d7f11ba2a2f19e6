//! The grammar: `or` joins least, then juxtaposition and `and`, then `not` and `-`; parentheses go first.

use std::ops::Range;

use super::error::{self, FilterError};
use super::expression::Expression;
use super::token::{Kind, Token, Tokens};
use super::{Conjunct, FieldTest};

/// Characters of a filter.
const MAX_LENGTH: usize = 4_096;
/// Tests of a filter: a set of them is a number of 32 bits.
const MAX_TESTS: usize = 32;

/// What stands in a filter.
pub(super) struct Parsed {
    pub(super) tests: Vec<FieldTest>,
    pub(super) conjuncts: Vec<Conjunct>,
    /// Whether the filter is several alternatives without parentheses around them. They are one conjunct then.
    pub(super) has_alternatives: bool,
}

pub(super) fn parse(text: &str) -> Result<Parsed, FilterError> {
    if let Some((end, _)) = text.char_indices().nth(MAX_LENGTH) {
        return Err(FilterError::new(error::TOO_LONG, end..text.len()));
    }
    let tokens = Tokens::new(text).collect::<Result<Vec<_>, _>>()?;
    let mut parser = Parser { tokens: tokens.into_iter().peekable(), tests: Vec::new(), last: 0..0 };
    let mut alternatives = parser.alternatives()?;
    let has_alternatives = alternatives.len() > 1;
    let terms = if has_alternatives { vec![Term::any(alternatives)] } else { alternatives.pop().unwrap_or_default() };
    let conjuncts = terms.into_iter().map(|term| Conjunct::new(term.expression, term.place)).collect();
    Ok(Parsed { tests: parser.tests, conjuncts, has_alternatives })
}

/// A part of a filter that `and` joins with others.
struct Term {
    expression: Expression,
    place: Range<usize>,
}

impl Term {
    /// One of several conjunctions.
    fn any(alternatives: Vec<Vec<Self>>) -> Self {
        let terms = || alternatives.iter().flatten();
        let start = terms().next().map_or(0, |first| first.place.start);
        let end = terms().last().map_or(0, |last| last.place.end);
        let all = |terms: Vec<Self>| Expression::all(terms.into_iter().map(|term| term.expression).collect());
        Self { expression: Expression::any(alternatives.into_iter().map(all).collect()), place: start..end }
    }
}

/// Goes down one level for each pair of parentheses, of which [`Tokens`] lets no more than 64 through.
struct Parser<I: Iterator<Item = Token>> {
    tokens: std::iter::Peekable<I>,
    tests: Vec<FieldTest>,
    /// Where the token lies that was taken last.
    last: Range<usize>,
}

impl<I: Iterator<Item = Token>> Parser<I> {
    fn take(&mut self) -> Option<Kind> {
        let token = self.tokens.next()?;
        self.last = token.place;
        Some(token.kind)
    }

    /// Conjunctions with `or` between them, up to a closing parenthesis or the end. One that is empty comes alone.
    fn alternatives(&mut self) -> Result<Vec<Vec<Term>>, FilterError> {
        let mut alternatives = vec![self.conjunction()?];
        while let Some(or) = self.tokens.next_if(|token| matches!(token.kind, Kind::Or)) {
            if alternatives.last().is_none_or(Vec::is_empty) {
                return Err(FilterError::new(error::MISSING_BEFORE, or.place));
            }
            let conjunction = self.conjunction()?;
            if conjunction.is_empty() {
                return Err(FilterError::new(error::MISSING_AFTER, or.place));
            }
            alternatives.push(conjunction);
        }
        Ok(alternatives)
    }

    /// Terms with `and` or nothing between them.
    fn conjunction(&mut self) -> Result<Vec<Term>, FilterError> {
        let mut terms = Vec::new();
        loop {
            let and = self.tokens.next_if(|token| matches!(token.kind, Kind::And));
            if let Some(and) = &and
                && terms.is_empty()
            {
                return Err(FilterError::new(error::MISSING_BEFORE, and.place.clone()));
            }
            match self.term()? {
                Some(term) => terms.push(term),
                None => match and {
                    Some(and) => return Err(FilterError::new(error::MISSING_AFTER, and.place)),
                    None => return Ok(terms),
                },
            }
        }
    }

    /// A test or a pair of parentheses, with what negates it. `None` if there is none here.
    fn term(&mut self) -> Result<Option<Term>, FilterError> {
        let mut negations: Vec<Range<usize>> = Vec::new();
        while let Some(not) = self.tokens.next_if(|token| matches!(token.kind, Kind::Not)) {
            negations.push(not.place);
        }
        let is_term = |token: &Token| matches!(token.kind, Kind::Open | Kind::Test(_));
        if self.tokens.peek().is_none_or(|token| !is_term(token)) {
            return match negations.pop() {
                Some(place) => Err(FilterError::new(error::MISSING_AFTER, place)),
                None => Ok(None),
            };
        }
        let kind = self.take();
        let start = negations.first().unwrap_or(&self.last).start;
        let mut expression = match kind {
            Some(Kind::Test(test)) => self.test(*test)?,
            _ => self.group()?,
        };
        if negations.len() % 2 == 1 {
            expression = expression.negated();
        }
        Ok(Some(Term { expression, place: start..self.last.end }))
    }

    fn test(&mut self, test: FieldTest) -> Result<Expression, FilterError> {
        if self.tests.len() == MAX_TESTS {
            return Err(FilterError::new(error::TOO_MANY_TESTS, self.last.clone()));
        }
        self.tests.push(test);
        Ok(Expression::Test(self.tests.len() - 1))
    }

    /// What stands in the parenthesis that was taken last, and the closing one.
    fn group(&mut self) -> Result<Expression, FilterError> {
        let start = self.last.start;
        let alternatives = self.alternatives()?;
        // `Tokens` lets no text through in which a parenthesis is not closed.
        self.take();
        if alternatives.iter().all(Vec::is_empty) {
            return Err(FilterError::new(error::EMPTY_PARENTHESES, start..self.last.end));
        }
        Ok(Term::any(alternatives).expression)
    }
}
