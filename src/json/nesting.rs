//! The objects and arrays around a token.

use super::error::{JsonError, Reason};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Object,
    Array,
}

/// The open containers, a bit each: 1 for an object.
pub(super) struct Nesting {
    limit: usize,
    depth: usize,
    bits: Vec<u64>,
}

impl Nesting {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, depth: 0, bits: Vec::new() }
    }

    pub(super) fn enter(&mut self, container: Container, at: usize) -> Result<(), JsonError> {
        if self.depth == self.limit {
            return Err(JsonError { offset: at, reason: Reason::Nesting });
        }
        if self.depth.is_multiple_of(64) {
            self.bits.push(0);
        }
        if let Some(word) = self.bits.last_mut() {
            *word = *word << 1 | u64::from(container == Container::Object);
        }
        self.depth += 1;
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
        if let Some(word) = self.bits.last_mut() {
            *word >>= 1;
        }
        if self.depth.is_multiple_of(64) {
            self.bits.pop();
        }
    }

    pub(super) fn innermost(&self) -> Option<Container> {
        let word = self.bits.last()?;
        Some(if word & 1 == 1 { Container::Object } else { Container::Array })
    }
}
