//! What a reader emits.

use memchr::memchr2;

use crate::fault::{ErrorCode, Fault};

/// The UTF-8 byte-order mark. Joined files bring one at the beginning of any line.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What [`LineReader::next`](super::LineReader::next) returns.
#[derive(Debug)]
pub enum Input<'a> {
    /// A record as far as its structure goes, or a line that is not a record.
    Line(Line<'a>),
    /// A part of a record, or of a line, longer than the limit. The parts of one follow each other.
    Part(LinePart<'a>),
    /// The file could not be read here. More may follow.
    Fault(Fault),
    /// Something odd that is not a fault.
    Warning(Warning),
}

/// One record of the text, or a line that is not a record. Most records are one line each.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// The line that it begins in, counted from 1, blank lines included.
    pub number: u64,
    /// Bytes of text before it: which identifies it in its file.
    pub begin: u64,
    /// Its bytes, without the line feed after it. Those of a record can have line breaks between its tokens.
    pub bytes: &'a [u8],
    /// If the file was cut off or is damaged within it, or right after it: which of the two.
    pub cut_off: Option<ErrorCode>,
}

impl<'a> Line<'a> {
    /// The line without its line end and without a byte-order mark.
    #[must_use]
    pub fn text(&self) -> &'a [u8] {
        let text = &self.bytes[self.text_begin()..];
        text.strip_suffix(b"\r").unwrap_or(text)
    }

    /// Where in the line's bytes its text begins: after a byte-order mark.
    #[must_use]
    pub fn text_begin(&self) -> usize {
        if self.bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 }
    }
}

/// A part of something longer than the limit.
#[derive(Clone, Copy, Debug)]
pub struct LinePart<'a> {
    /// The line that the whole begins in, counted from 1.
    pub number: u64,
    /// Bytes of text before the whole.
    pub begin: u64,
    /// These bytes of it.
    pub bytes: &'a [u8],
    /// Whether this is its first part.
    pub first: bool,
    /// Whether this is its last part.
    pub last: bool,
}

/// Something odd about a file that is not a fault, such as bytes after its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Where in the file, in bytes as stored.
    pub offset: u64,
    /// What it is, for people.
    pub message: String,
}

/// Appends JSON without the line breaks between its tokens. Within its strings it has none.
pub(crate) fn push_without_line_breaks(to: &mut Vec<u8>, json: &[u8]) {
    let mut rest = json;
    while let Some(at) = memchr2(b'\n', b'\r', rest) {
        to.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
    }
    to.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_without_mark_and_line_end() {
        for (bytes, begin, text) in [
            (&b""[..], 0, &b""[..]),
            (b"{}", 0, b"{}"),
            (b"{}\r", 0, b"{}"),
            (b"\xef\xbb\xbf{}\r", 3, b"{}"),
            (b"\xef\xbb\xbf", 3, b""),
            (b"\xef\xbb{}", 0, b"\xef\xbb{}"),
            (b"\r{}\r\r", 0, b"\r{}\r"),
        ] {
            let line = Line { number: 1, begin: 0, bytes, cut_off: None };
            assert_eq!((line.text_begin(), line.text()), (begin, text), "{bytes:?}");
        }
    }

    #[test]
    fn line_breaks_are_left_out() {
        for (json, written) in
            [(&b""[..], &b"[]"[..]), (b"{}", b"[]{}"), (b"\n{\r\n\"a\":\r1}\n\n", b"[]{\"a\":1}"), (b"\r\n", b"[]")]
        {
            let mut to = b"[]".to_vec();
            push_without_line_breaks(&mut to, json);
            assert_eq!(to, written, "{json:?}");
        }
    }
}
