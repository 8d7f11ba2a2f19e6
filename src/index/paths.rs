//! The paths of fields, by number.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// Paths that are remembered from one record to the next, and bytes of them.
pub(super) const PATHS: usize = 1 << 16;
const PATHS_BYTES: usize = 4 << 20;

/// Paths by number, each kept once. Records have the same fields in the same order, so the one after the last is
/// tried first, and nothing is copied.
#[derive(Debug, Default)]
pub(super) struct Paths {
    text: String,
    ends: Vec<u32>,
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
    last: u32,
}

impl Paths {
    /// A record begins. Forgets the paths if there are too many.
    pub(super) fn begin(&mut self) {
        self.last = u32::MAX;
        if self.ends.len() > PATHS || self.text.len() > PATHS_BYTES {
            self.text.clear();
            self.ends.clear();
            self.numbers.clear();
        }
    }

    pub(super) fn get(&self, number: u32) -> &str {
        Self::at(&self.text, &self.ends, number)
    }

    /// How many there are.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    fn at<'a>(text: &'a str, ends: &[u32], number: u32) -> &'a str {
        let number = number as usize;
        let begin = if number == 0 { 0 } else { ends[number - 1] as usize };
        &text[begin..ends[number] as usize]
    }

    pub(super) fn find(&mut self, path: &str) -> Option<u32> {
        let next = self.last.wrapping_add(1);
        let is_next = (next as usize) < self.ends.len() && self.get(next) == path;
        let found = if is_next {
            Some(next)
        } else {
            let Self { text, ends, numbers, hasher, .. } = &*self;
            numbers.find(hasher.hash_one(path), |number| Self::at(text, ends, *number) == path).copied()
        };
        self.last = found.unwrap_or(self.last);
        found
    }

    /// Adds a path that is not there. There are never as many that 32 bits do not count them.
    #[allow(clippy::cast_possible_truncation)]
    pub(super) fn add(&mut self, path: &str) -> u32 {
        let Self { text, ends, numbers, hasher, last } = self;
        let number = ends.len() as u32;
        text.push_str(path);
        ends.push(text.len() as u32);
        let rehash = |number: &u32| hasher.hash_one(Self::at(text, ends, *number));
        numbers.insert_unique(hasher.hash_one(path), number, rehash);
        *last = number;
        number
    }
}
