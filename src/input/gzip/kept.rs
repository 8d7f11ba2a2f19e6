//! The compressed bytes that a [`Gunzip`](super::Gunzip) holds: those not read yet, and some that were.

use memchr::memchr;

use super::header::MAGIC;

/// Bytes that are taken out of the input at a time.
const TURN: usize = 32 * 1024;

/// A contiguous part of the file.
#[derive(Debug, Default)]
pub struct Kept {
    bytes: Vec<u8>,
    /// Offset in the file of the first byte.
    begin: u64,
}

impl Kept {
    /// Nothing yet, at this offset of the file.
    pub fn at(begin: u64) -> Self {
        Self { bytes: Vec::new(), begin }
    }

    /// Offset of the first byte that is held.
    pub fn begin(&self) -> u64 {
        self.begin
    }

    /// Offset after the last byte.
    pub fn end(&self) -> u64 {
        self.begin + self.bytes.len() as u64
    }

    /// The index of an offset, which is not before the first byte.
    fn index(&self, offset: u64) -> usize {
        usize::try_from(offset.saturating_sub(self.begin)).map_or(self.bytes.len(), |at| at.min(self.bytes.len()))
    }

    /// The bytes from `offset`.
    pub fn from(&self, offset: u64) -> &[u8] {
        &self.bytes[self.index(offset)..]
    }

    /// The bytes from `begin` to before `end`.
    pub fn between(&self, begin: u64, end: u64) -> &[u8] {
        let begin = self.index(begin);
        &self.bytes[begin..self.index(end).max(begin)]
    }

    /// Takes some of the input. Returns how many bytes.
    pub fn absorb(&mut self, input: &[u8]) -> usize {
        let used = input.len().min(TURN);
        self.bytes.extend_from_slice(&input[..used]);
        used
    }

    /// Takes all of the input, which is known to be short. Returns how many bytes.
    pub fn absorb_all(&mut self, input: &[u8]) -> usize {
        self.bytes.extend_from_slice(input);
        input.len()
    }

    /// Lets go of the bytes before `offset`, once they are at least as many as the others: each byte that stays
    /// is moved at most once for one that goes.
    pub fn forget(&mut self, offset: u64) {
        let at = self.index(offset);
        if at * 2 >= self.bytes.len() {
            self.bytes.drain(..at);
            self.begin += at as u64;
        }
    }
}

/// Where the first bytes of a member ([`MAGIC`]) stand in `bytes`, else how many bytes hold no beginning of
/// them: if more may follow (not `at_end`), one or two bytes at the end can be their beginning.
pub fn find_magic(bytes: &[u8], at_end: bool) -> Result<usize, usize> {
    let mut from = 0;
    while let Some(found) = memchr(MAGIC[0], &bytes[from..]) {
        let at = from + found;
        let rest = &bytes[at..];
        if rest.starts_with(&MAGIC) {
            return Ok(at);
        }
        if !at_end && MAGIC.starts_with(rest) {
            return Err(at);
        }
        from = at + 1;
    }
    Err(bytes.len())
}
