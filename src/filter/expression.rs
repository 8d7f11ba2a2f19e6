//! And, or and not over tests, whose answers may be unknown yet.

use super::Mask;

/// An expression over tests, which have numbers.
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

    /// Alternatives among alternatives are some of them.
    pub(super) fn any(parts: Vec<Self>) -> Self {
        let parts = parts.into_iter().flat_map(|part| match part {
            Self::Any(parts) => parts,
            other => vec![other],
        });
        single(parts.collect()).unwrap_or_else(Self::Any)
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

    /// Those of its tests that let records match where they match themselves, as bits: the others are negated.
    pub(super) fn affirmed(&self) -> u32 {
        self.tests_with(false)
    }

    fn tests_with(&self, negated: bool) -> u32 {
        match self {
            Self::Test(test) => u32::from(!negated) << test,
            Self::Not(inner) => inner.tests_with(!negated),
            Self::All(parts) | Self::Any(parts) => parts.iter().fold(0, |tests, part| tests | part.tests_with(negated)),
        }
    }

    /// What it is of 64 records. As each test stands in an expression once, that is unknown only if the unknown answers
    /// matter.
    pub(super) fn evaluate(&self, masks: &impl Fn(usize) -> Mask) -> Mask {
        match self {
            Self::Test(test) => masks(*test),
            Self::Not(inner) => !inner.evaluate(masks),
            Self::All(parts) => all(parts.iter().map(|part| part.evaluate(masks))),
            Self::Any(parts) => !all(parts.iter().map(|part| !part.evaluate(masks))),
        }
    }
}

/// Whether all are so; asks no further after one that is so of no record.
pub(super) fn all(parts: impl Iterator<Item = Mask>) -> Mask {
    let mut all = Mask::all(Some(true));
    for part in parts {
        all = all.and(part);
        if all.is_none() {
            break;
        }
    }
    all
}

/// The only part, or all of them back.
fn single(mut parts: Vec<Expression>) -> Result<Expression, Vec<Expression>> {
    if parts.len() == 1 { parts.pop().ok_or(parts) } else { Err(parts) }
}
