//! The different values of a column, each kept once.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use zeroize::Zeroize;

use super::said::BETWEEN;
use crate::filter;
use crate::wipe;

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
    /// Several texts, as opened bodies have them, with U+001F between them.
    List,
}

impl Kind {
    const ALL: [Self; 5] = [Self::Literal, Self::Number, Self::Text, Self::Array, Self::List];

    pub(super) fn of(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == byte)
    }
}

/// One plain value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Value<'a> {
    /// What it is.
    pub kind: Kind,
    /// What it says.
    pub text: &'a str,
}

impl Value<'_> {
    /// The values that it consists of: one, or those of a list.
    pub fn parts(self) -> impl Iterator<Item = Self> {
        let is_list = self.kind == Kind::List;
        let kind = if is_list { Kind::Text } else { self.kind };
        self.text.split(move |character| is_list && character == BETWEEN).map(move |text| Self { kind, text })
    }
}

impl<'a> From<Value<'a>> for filter::Value<'a> {
    fn from(Value { kind, text }: Value<'a>) -> Self {
        match (kind, text) {
            (Kind::Literal, "null") => Self::Null,
            (Kind::Literal, text) => Self::Bool(text == "true"),
            (Kind::Number, text) => Self::Number(text),
            (Kind::Text | Kind::Array | Kind::List, text) => Self::Text(text),
        }
    }
}

/// Values by number, from 0 in the order in which they came, their texts in one arena without an allocation for each.
#[derive(Clone, Default)]
pub(super) struct Dictionary {
    kinds: Vec<Kind>,
    /// The texts, one after the other.
    texts: String,
    /// Where each text ends.
    ends: Vec<u32>,
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// A value that is not a number came.
    mixed: bool,
    /// It has opened text: what it leaves in memory is wiped.
    is_secret: bool,
}

impl Dictionary {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of all values together.
    pub fn bytes(&self) -> usize {
        self.kinds.len() + self.texts.len()
    }

    /// Bytes of memory that it takes: texts, where they end, and the hash table, whose slots have a byte each beside.
    pub fn memory(&self) -> usize {
        self.kinds.capacity() + self.texts.capacity() + self.ends.capacity() * 4 + self.numbers.capacity() * 8 / 7 * 5
    }

    /// Whether all values are numbers, and there is one at least.
    pub fn is_numeric(&self) -> bool {
        !self.mixed && !self.ends.is_empty()
    }

    /// The value of this number, if there is one.
    pub fn get(&self, number: u32) -> Option<Value<'_>> {
        value_at(&self.kinds, &self.texts, &self.ends, number as usize)
    }

    /// The number of a value, which is added if it is new and there is room for it.
    pub fn number(&mut self, value: Value<'_>, most_bytes: usize) -> Option<u32> {
        let most_texts = most_bytes.saturating_sub(self.kinds.len() + 1);
        let Self { kinds, texts, ends, numbers, hasher, mixed, is_secret } = self;
        let hash = hasher.hash_one(value);
        let same = |&number: &u32| value_at(kinds, texts, ends, number as usize) == Some(value);
        if let Some(&number) = numbers.find(hash, same) {
            return Some(number);
        }
        let end = texts.len() + value.text.len();
        if end > most_texts {
            return None;
        }
        let number = u32::try_from(ends.len()).ok()?;
        let end = u32::try_from(end).ok()?;
        *mixed |= value.kind != Kind::Number;
        kinds.push(value.kind);
        if *is_secret {
            wipe::reserve_text(texts, end as usize);
        }
        texts.push_str(value.text);
        ends.push(end);
        let rehash =
            |&number: &u32| value_at(kinds, texts, ends, number as usize).map_or(0, |value| hasher.hash_one(value));
        numbers.insert_unique(hash, number, rehash);
        Some(number)
    }

    /// Wipes what it leaves in memory from now on: when it grows, and when it is dropped.
    pub fn keep_secret(&mut self) {
        self.is_secret = true;
    }

    /// All values, in the order of their numbers.
    pub fn values(&self) -> impl Iterator<Item = Value<'_>> {
        let begins = std::iter::once(&0).chain(&self.ends);
        self.kinds
            .iter()
            .zip(begins.zip(&self.ends))
            .map(|(&kind, (&begin, &end))| Value { kind, text: &self.texts[begin as usize..end as usize] })
    }
}

fn value_at<'a>(kinds: &[Kind], texts: &'a str, ends: &[u32], number: usize) -> Option<Value<'a>> {
    let &kind = kinds.get(number)?;
    let begin = if number == 0 { 0 } else { ends[number - 1] };
    Some(Value { kind, text: &texts[begin as usize..ends[number] as usize] })
}

impl Drop for Dictionary {
    fn drop(&mut self) {
        if self.is_secret {
            self.texts.zeroize();
        }
    }
}

impl std::fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.values()).finish()
    }
}
