//! The language as a whole; each part's own tests stand with it.

mod complete;
mod edit;
mod grammar;
mod hints;
mod matching;
mod random;

use super::{Filter, FilterError, Vocabulary};

/// Names, and the values of each.
struct Words<'a, V> {
    names: &'a [&'a str],
    values: V,
}

impl<'a, V: Fn(usize) -> Vec<(&'a str, u64)>> Vocabulary for Words<'a, V> {
    fn names(&self) -> Vec<&str> {
        self.names.to_vec()
    }

    fn values(&self, name: usize) -> Vec<(&str, u64)> {
        (self.values)(name)
    }
}

fn parsed(text: &str) -> Filter {
    Filter::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refused(text: &str) -> FilterError {
    Filter::parse(text).err().unwrap_or_else(|| panic!("{text} is understood"))
}

/// Numbers that are the same in each run (Marsaglia, "Xorshift RNGs", 2003).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).expect("a small number");
        usize::try_from(self.next() % limit).expect("a small number")
    }

    fn choose<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.below(things.len())]
    }
}
