//! The different values of a column, each kept once.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::filter;

/// What a plain value is in JSON (RFC 8259 section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `true`, `false` or `null`.
    Literal,
    /// A number, as it is written.
    Number,
    /// A string, with its escapes resolved.
    Text,
    /// An array, as it is written.
    Array,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Literal, Self::Number, Self::Text, Self::Array];

    pub(super) fn of(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == byte)
    }
}

/// One plain value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value<'a> {
    /// What it is.
    pub kind: Kind,
    /// What it says.
    pub text: &'a str,
}

impl<'a> From<Value<'a>> for filter::Value<'a> {
    fn from(Value { kind, text }: Value<'a>) -> Self {
        match (kind, text) {
            (Kind::Literal, "null") => Self::Null,
            (Kind::Literal, text) => Self::Bool(text == "true"),
            (Kind::Number, text) => Self::Number(text),
            (Kind::Text | Kind::Array, text) => Self::Text(text),
        }
    }
}

/// Values by number, from 0 in the order in which they came, in one arena without an allocation for each.
#[derive(Clone, Default)]
pub(super) struct Dictionary {
    /// Each value: a byte for its kind, then its text.
    arena: Vec<u8>,
    /// Where each value ends in the arena.
    ends: Vec<u32>,
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// A value that is not a number came.
    mixed: bool,
}

impl Dictionary {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of all values together.
    pub fn bytes(&self) -> usize {
        self.arena.len()
    }

    /// Bytes of memory that it takes: texts, where they end, and the hash table, whose slots have a byte each beside.
    pub fn memory(&self) -> usize {
        self.arena.capacity() + self.ends.capacity() * 4 + self.numbers.capacity() * 8 / 7 * 5
    }

    /// Whether all values are numbers, and there is one at least.
    pub fn is_numeric(&self) -> bool {
        !self.mixed && !self.ends.is_empty()
    }

    fn entry<'a>(arena: &'a [u8], ends: &[u32], number: u32) -> &'a [u8] {
        let number = number as usize;
        let begin = if number == 0 { 0 } else { ends[number - 1] as usize };
        &arena[begin..ends[number] as usize]
    }

    /// The value of this number, if there is one.
    pub fn get(&self, number: u32) -> Option<Value<'_>> {
        let entry = (number as usize) < self.len();
        let (&kind, text) = entry.then(|| Self::entry(&self.arena, &self.ends, number))?.split_first()?;
        Some(Value { kind: Kind::of(kind)?, text: std::str::from_utf8(text).ok()? })
    }

    /// The number of a value, which is added if it is new and there is room for it.
    pub fn number(&mut self, value: Value<'_>, most_bytes: usize) -> Option<u32> {
        let Self { arena, ends, numbers, hasher, mixed } = self;
        let hash = hasher.hash_one((value.kind as u8, value.text));
        let same = |&number: &u32| {
            let entry = Self::entry(arena, ends, number);
            entry[0] == value.kind as u8 && &entry[1..] == value.text.as_bytes()
        };
        if let Some(&number) = numbers.find(hash, same) {
            return Some(number);
        }
        let end = arena.len() + 1 + value.text.len();
        if end > most_bytes {
            return None;
        }
        let number = u32::try_from(ends.len()).ok()?;
        *mixed |= value.kind != Kind::Number;
        arena.push(value.kind as u8);
        arena.extend_from_slice(value.text.as_bytes());
        ends.push(u32::try_from(end).ok()?);
        let rehash = |&number: &u32| {
            let entry = Self::entry(arena, ends, number);
            hasher.hash_one((entry[0], std::str::from_utf8(&entry[1..]).unwrap_or_default()))
        };
        numbers.insert_unique(hash, number, rehash);
        Some(number)
    }

    /// All values, in the order of their numbers.
    pub fn values(&self) -> impl Iterator<Item = Value<'_>> {
        // The numbers were given out as 32 bits.
        #[allow(clippy::cast_possible_truncation)]
        (0..self.len() as u32).filter_map(|number| self.get(number))
    }
}

impl std::fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.values()).finish()
    }
}
