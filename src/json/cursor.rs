//! One token of a text after the other.

use super::error::{JsonError, Reason};
use super::{Quoted, Span};

/// A place in a text.
pub(super) struct Cursor<'a> {
    pub(super) text: &'a [u8],
    pub(super) at: usize,
}

impl Cursor<'_> {
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "a module that is built for size inlines nothing else")]
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    pub(super) fn error(&self, reason: Reason) -> JsonError {
        let reason = if self.at >= self.text.len() { Reason::End } else { reason };
        JsonError { offset: self.at.min(self.text.len()), reason }
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as above")]
    pub(super) fn skip_whitespace(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Passes the byte here and the whitespace after it.
    pub(super) fn advance(&mut self) {
        self.at += 1;
        self.skip_whitespace();
    }

    /// A member's name and its colon, up to its value.
    pub(super) fn member_name(&mut self) -> Result<Quoted, JsonError> {
        if self.peek() != Some(b'"') {
            return Err(self.error(Reason::Expected("a name in double quotes")));
        }
        let name = self.string()?;
        self.skip_whitespace();
        if self.peek() != Some(b':') {
            return Err(self.error(Reason::Expected("':'")));
        }
        self.advance();
        Ok(name)
    }

    /// A string, from its opening quote to after its closing one (RFC 8259 section 7).
    pub(super) fn string(&mut self) -> Result<Quoted, JsonError> {
        let begin = self.at + 1;
        let mut is_escaped = false;
        self.at = begin;
        loop {
            self.at = find_special(self.text, self.at);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Quoted { span: begin..self.at - 1, is_escaped });
                }
                Some(b'\\') => {
                    is_escaped = true;
                    self.escape()?;
                }
                Some(_) => return Err(self.error(Reason::Control)),
                None => return Err(self.error(Reason::End)),
            }
        }
    }

    fn escape(&mut self) -> Result<(), JsonError> {
        self.at += 1;
        let digits = match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 0,
            Some(b'u') => 4,
            _ => return Err(self.error(Reason::Escape)),
        };
        self.at += 1;
        for _ in 0..digits {
            if !self.peek().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                return Err(self.error(Reason::Escape));
            }
            self.at += 1;
        }
        Ok(())
    }

    pub(super) fn scalar(&mut self) -> Result<Span, JsonError> {
        let begin = self.at;
        let rest = &self.text[begin..];
        if let Some(literal) = [&b"true"[..], b"false", b"null"].iter().find(|literal| rest.starts_with(literal)) {
            self.at += literal.len();
        } else if matches!(rest.first(), Some(b'-' | b'0'..=b'9')) {
            self.number()?;
        } else {
            return Err(self.error(Reason::Expected("a value")));
        }
        Ok(begin..self.at)
    }

    /// `-`? (0 | 1-9 digits) fraction? exponent? (RFC 8259 section 6).
    fn number(&mut self) -> Result<(), JsonError> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    /// One digit or more.
    fn digits(&mut self) -> Result<(), JsonError> {
        let begin = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == begin { Err(self.error(Reason::Number)) } else { Ok(()) }
    }
}

/// The offset, at or after `from`, of the first byte that a JSON string cannot hold as it is: a quote,
/// a backslash or a control character; the length of `text` if there is none.
///
/// Many bytes at a time: most of a line of logs lies between two quotes.
#[must_use]
pub fn find_special(text: &[u8], from: usize) -> usize {
    let special = |byte: u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    let mut at = from;
    while let Some(chunk) = text.get(at..).and_then(|rest| rest.first_chunk()) {
        match first_special(*chunk) {
            None => at += chunk.len(),
            Some(found) => return at + found,
        }
    }
    text[at..].iter().position(|&byte| special(byte)).map_or(text.len(), |found| at + found)
}

/// Where the first special byte of sixteen is.
#[inline(always)]
#[allow(clippy::inline_always, reason = "as above")]
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
fn first_special(chunk: [u8; 16]) -> Option<usize> {
    use std::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, u64x2, v128_or};
    let (words, _) = chunk.as_chunks::<8>();
    let bytes = u64x2(u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1]));
    let either = v128_or(u8x16_eq(bytes, u8x16_splat(b'"')), u8x16_eq(bytes, u8x16_splat(b'\\')));
    let special = u8x16_bitmask(v128_or(either, u8x16_lt(bytes, u8x16_splat(0x20))));
    (special != 0).then(|| special.trailing_zeros() as usize)
}

/// Where the first special byte of eight is.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
fn first_special(chunk: [u8; 8]) -> Option<usize> {
    const fn every(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    // Sets the top bit of each zero byte. It may set those of bytes after one too, but never of one before.
    const fn zeros(word: u64) -> u64 {
        word.wrapping_sub(every(1)) & !word & every(0x80)
    }
    let word = u64::from_le_bytes(chunk);
    let control = word.wrapping_sub(every(0x20)) & !word & every(0x80);
    let special = control | zeros(word ^ every(b'"')) | zeros(word ^ every(b'\\'));
    (special != 0).then(|| special.trailing_zeros() as usize / 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_special_byte_at_every_place() {
        for length in 0..40 {
            assert_eq!(find_special(&vec![b'x'; length], 0), length);
            for at in 0..length {
                for byte in 0..=255 {
                    let mut text = vec![0xc3; length];
                    text[at] = byte;
                    let special = byte < 0x20 || byte == b'"' || byte == b'\\';
                    assert_eq!(find_special(&text, 0), if special { at } else { length }, "{byte} at {at}");
                }
            }
        }
    }
}
