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
    /// The innermost containers, up to 64, the last one in the lowest bit.
    inner: u64,
    /// 64 at a time, those around them.
    outer: Vec<u64>,
}

impl Nesting {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, depth: 0, inner: 0, outer: Vec::new() }
    }

    pub(super) fn enter(&mut self, container: Container, at: usize) -> Result<(), JsonError> {
        if self.depth == self.limit {
            return Err(JsonError { offset: at, reason: Reason::Nesting });
        }
        if self.depth > 0 && self.depth.is_multiple_of(64) {
            self.outer.push(self.inner);
        }
        self.inner = self.inner << 1 | u64::from(container == Container::Object);
        self.depth += 1;
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
        self.inner >>= 1;
        if self.depth.is_multiple_of(64) {
            self.inner = self.outer.pop().unwrap_or_default();
        }
    }

    pub(super) fn innermost(&self) -> Option<Container> {
        let container = if self.inner & 1 == 1 { Container::Object } else { Container::Array };
        (self.depth > 0).then_some(container)
    }
}
