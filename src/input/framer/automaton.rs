//! The structure of one JSON value (RFC 8259), followed byte by byte: where it ends, or where it cannot continue.
//!
//! It checks brackets, commas, colons and strings, and leaves escapes, numbers, literals and UTF-8 to the scan that
//! opens the record. So it refuses nothing that the scan takes.

use memchr::memchr3;

/// What [`Automaton::run`] came to. Offsets count from the value's first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// All bytes fit so far.
    More,
    /// The value ends before this offset.
    End(usize),
    /// The byte at this offset cannot stand there.
    Fault(usize),
    /// The value is a batch wrapper, whose elements begin at this offset.
    Wrapper(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expect {
    Value,
    /// After `[`.
    ValueOrEnd,
    /// After a comma in an object.
    Name,
    /// After `{`.
    NameOrEnd,
    Colon,
    CommaOrEnd,
    InString,
    InStringEscape,
    InName,
    InNameEscape,
    InScalar,
}

/// Whether an object can be a batch wrapper: its only member is an array, whose elements are all objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Watch {
    No,
    /// The first member's value has not begun.
    First,
    /// Within the array or after it.
    Elements {
        /// Where its elements begin.
        inner: usize,
        any: bool,
    },
}

/// How a value is followed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mode {
    /// A line break within it is a fault.
    pub single_line: bool,
    /// It may be a batch wrapper.
    pub wrapper: bool,
    /// How deep it may be nested: bounds the memory, one bit a level.
    pub max_depth: usize,
}

#[derive(Debug)]
pub(super) struct Automaton {
    expect: Expect,
    nesting: Nesting,
    watch: Watch,
    mode: Mode,
    newlines: u64,
    first_newline: usize,
    last_newline: usize,
}

impl Automaton {
    pub fn new() -> Self {
        let mode = Mode { single_line: false, wrapper: false, max_depth: 0 };
        Self {
            expect: Expect::Value,
            nesting: Nesting::default(),
            watch: Watch::No,
            mode,
            newlines: 0,
            first_newline: 0,
            last_newline: 0,
        }
    }

    /// Begins with another value. Memory of the value before is used again.
    pub fn begin(&mut self, mode: Mode) {
        self.expect = Expect::Value;
        self.nesting.clear();
        self.watch = if mode.wrapper { Watch::First } else { Watch::No };
        self.mode = mode;
        self.newlines = 0;
    }

    /// Whatever comes, the value is no batch wrapper.
    pub fn refuse_wrapper(&mut self) {
        self.watch = Watch::No;
    }

    /// Line feeds between the tokens seen so far.
    pub fn newlines(&self) -> u64 {
        self.newlines
    }

    /// Where the first of those line feeds is, if there is one.
    pub fn first_newline(&self) -> usize {
        self.first_newline
    }

    /// Where the last of them is.
    pub fn last_newline(&self) -> usize {
        self.last_newline
    }

    /// Where the elements begin, if all that was seen is the beginning of a batch wrapper within its array.
    pub fn wrapper_so_far(&self) -> Option<usize> {
        match self.watch {
            Watch::Elements { inner, any: true } if self.nesting.depth >= 2 => Some(inner),
            _ => None,
        }
    }

    /// Follows `text`, the value from its first byte, starting at the offset `from`.
    pub fn run(&mut self, text: &[u8], from: usize) -> (usize, Step) {
        let mut at = from;
        while let Some(&byte) = text.get(at) {
            match self.expect {
                Expect::InString | Expect::InName => {
                    let Some(found) = memchr3(b'"', b'\\', b'\n', &text[at..]) else { return (text.len(), Step::More) };
                    at += found;
                    match text[at] {
                        b'"' => {
                            at += 1;
                            if self.expect == Expect::InName {
                                self.expect = Expect::Colon;
                            } else if self.nesting.depth == 0 {
                                return (at, Step::End(at));
                            } else {
                                self.expect = Expect::CommaOrEnd;
                            }
                        }
                        b'\\' if text.get(at + 1).is_some_and(|next| *next != b'\n') => at += 2,
                        b'\\' => {
                            at += 1;
                            let name = self.expect == Expect::InName;
                            self.expect = if name { Expect::InNameEscape } else { Expect::InStringEscape };
                        }
                        _ => return (at, Step::Fault(at)),
                    }
                }
                Expect::InStringEscape | Expect::InNameEscape => {
                    if byte == b'\n' {
                        return (at, Step::Fault(at));
                    }
                    at += 1;
                    let name = self.expect == Expect::InNameEscape;
                    self.expect = if name { Expect::InName } else { Expect::InString };
                }
                Expect::InScalar if is_scalar(byte) => at += 1,
                Expect::InScalar if self.nesting.depth == 0 => return (at, Step::End(at)),
                Expect::InScalar => self.expect = Expect::CommaOrEnd,
                _ => match byte {
                    b' ' | b'\t' | b'\r' => at += 1,
                    b'\n' => {
                        if self.mode.single_line {
                            return (at, Step::Fault(at));
                        }
                        if self.newlines == 0 {
                            self.first_newline = at;
                        }
                        self.last_newline = at;
                        self.newlines += 1;
                        at += 1;
                    }
                    _ => match self.token(byte, at) {
                        Step::More => at += 1,
                        Step::End(end) => return (end, Step::End(end)),
                        step => return (at, step),
                    },
                },
            }
        }
        (at, Step::More)
    }

    /// A byte between tokens that is no white space.
    fn token(&mut self, byte: u8, at: usize) -> Step {
        use Expect::{Colon, CommaOrEnd, InName, InScalar, InString, Name, NameOrEnd, Value, ValueOrEnd};
        self.expect = match (self.expect, byte) {
            (Value | ValueOrEnd, b'"') => {
                self.value(byte, at);
                InString
            }
            (Value | ValueOrEnd, b'{' | b'[') => {
                // `{"name":[`, the end of the line and an object, as Logpush writes nested JSON: no record looks so.
                if let Watch::Elements { inner, any: false } = self.watch
                    && byte == b'{'
                    && self.nesting.depth == 2
                    && self.newlines > 0
                    && self.first_newline >= inner
                {
                    return Step::Wrapper(inner);
                }
                self.value(byte, at);
                if self.nesting.depth >= self.mode.max_depth {
                    return Step::Fault(at);
                }
                self.nesting.enter(byte == b'{');
                if byte == b'{' { NameOrEnd } else { ValueOrEnd }
            }
            (Value | ValueOrEnd, b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
                self.value(byte, at);
                InScalar
            }
            (Name | NameOrEnd, b'"') => InName,
            (Colon, b':') => Value,
            (CommaOrEnd, b',') => {
                if self.nesting.depth == 1 {
                    self.watch = Watch::No;
                }
                if self.nesting.in_object() { Name } else { Value }
            }
            (NameOrEnd | CommaOrEnd, b'}') if self.nesting.in_object() => return self.leave(at + 1),
            (ValueOrEnd | CommaOrEnd, b']') if !self.nesting.in_object() => return self.leave(at + 1),
            _ => return Step::Fault(at),
        };
        Step::More
    }

    fn leave(&mut self, after: usize) -> Step {
        self.nesting.leave();
        if self.nesting.depth > 0 {
            self.expect = Expect::CommaOrEnd;
            return Step::More;
        }
        match self.watch {
            Watch::Elements { inner, any: true } => Step::Wrapper(inner),
            _ => Step::End(after),
        }
    }

    /// A value begins: what does that say of a wrapper?
    fn value(&mut self, byte: u8, at: usize) {
        self.watch = match (self.watch, self.nesting.depth) {
            (Watch::First, 1) if byte == b'[' => Watch::Elements { inner: at + 1, any: false },
            (Watch::Elements { inner, .. }, 2) if byte == b'{' => Watch::Elements { inner, any: true },
            (Watch::First, 1) | (Watch::Elements { .. }, 2) => Watch::No,
            (watch, _) => watch,
        };
    }
}

/// Bytes of numbers and literals.
fn is_scalar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')
}

/// The open objects and arrays, one bit each: 1 for an object.
#[derive(Debug, Default)]
struct Nesting {
    depth: usize,
    /// The innermost up to 64 levels.
    word: u64,
    /// Those around them, 64 a word.
    outer: Vec<u64>,
}

impl Nesting {
    fn clear(&mut self) {
        self.depth = 0;
        self.word = 0;
        self.outer.clear();
    }

    fn enter(&mut self, object: bool) {
        if self.depth > 0 && self.depth.is_multiple_of(64) {
            self.outer.push(self.word);
        }
        self.word = self.word << 1 | u64::from(object);
        self.depth += 1;
    }

    fn leave(&mut self) {
        self.depth -= 1;
        self.word >>= 1;
        if self.depth > 0 && self.depth.is_multiple_of(64) {
            self.word = self.outer.pop().unwrap_or_default();
        }
    }

    fn in_object(&self) -> bool {
        self.word & 1 == 1
    }
}

#[cfg(test)]
mod tests;
