//! And, or and not over tests, whose answers may be unknown yet.

/// An expression over tests, which are told by their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expression {
    Test(usize),
    Not(Box<Self>),
    All(Vec<Self>),
    Any(Vec<Self>),
}

impl Expression {
    pub(super) fn all(parts: Vec<Self>) -> Self {
        single(parts).unwrap_or_else(Self::All)
    }

    pub(super) fn any(parts: Vec<Self>) -> Self {
        single(parts).unwrap_or_else(Self::Any)
    }

    pub(super) fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// The numbers of its tests as bits.
    pub(super) fn tests(&self) -> u32 {
        match self {
            Self::Test(test) => 1 << test,
            Self::Not(inner) => inner.tests(),
            Self::All(parts) | Self::Any(parts) => parts.iter().fold(0, |tests, part| tests | part.tests()),
        }
    }

    /// Kleene's three-valued logic. As each test stands in an expression once, this is `None` only if the unknown
    /// answers matter.
    pub(super) fn evaluate(&self, answer: &impl Fn(usize) -> Option<bool>) -> Option<bool> {
        match self {
            Self::Test(test) => answer(*test),
            Self::Not(inner) => inner.evaluate(answer).map(|is_true| !is_true),
            Self::All(parts) => all(parts.iter().map(|part| part.evaluate(answer))),
            Self::Any(parts) => {
                let none = all(parts.iter().map(|part| part.evaluate(answer).map(|is_true| !is_true)));
                none.map(|none| !none)
            }
        }
    }
}

/// Whether all are true; asks no further behind one that is false.
pub(super) fn all(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut all = Some(true);
    for answer in answers {
        match answer {
            Some(true) => {}
            Some(false) => return Some(false),
            None => all = None,
        }
    }
    all
}

/// The only part, or all of them back.
fn single(mut parts: Vec<Expression>) -> Result<Expression, Vec<Expression>> {
    if parts.len() == 1 { parts.pop().ok_or(parts) } else { Err(parts) }
}
