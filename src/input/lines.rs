//! Splits text at line feeds, whatever pieces it comes in, within a limit of length.

use memchr::memchr;
use serde::{Deserialize, Serialize};

/// Bytes of an overlong line that are handed out at a time.
const PART: usize = 64 * 1024;

/// A piece that [`LineSplitter::feed`] found; its bytes are [`LineSplitter::bytes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A whole line, without its line feed.
    Line,
    /// A part of a line that is longer than the limit; `last` if the line ends with it.
    Part {
        /// Whether the line ends here.
        last: bool,
    },
}

/// Collects lines out of pieces of text. Holds at most one line, and never more than the limit.
#[derive(Debug)]
pub struct LineSplitter {
    limit: usize,
    buffer: Vec<u8>,
    /// The number of the line in `buffer`, from 1.
    number: u64,
    overlong: bool,
    /// What `buffer` holds was handed out: (line is over).
    taken: Option<bool>,
    /// Bytes of text used so far, and those before the line in `buffer`.
    position: u64,
    begin: u64,
    /// The rest of a line whose beginning was not seen is passed over.
    skipping: bool,
}

/// Where in a text splitting can begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinePlace {
    /// Bytes of text before.
    pub position: u64,
    /// The number of the line that the place is in, from 1.
    pub number: u64,
    /// Whether the line begins before the place, and so is passed over.
    pub within: bool,
}

impl LineSplitter {
    /// Lines of at most `limit` bytes before their line feed are collected; longer ones come in
    /// parts.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self::resume(limit, LinePlace { position: 0, number: 1, within: false })
    }

    /// Begins at a place within a text.
    #[must_use]
    pub fn resume(limit: usize, place: LinePlace) -> Self {
        let LinePlace { position, number, within } = place;
        let buffer = Vec::new();
        Self { limit, buffer, number, overlong: false, taken: None, position, begin: position, skipping: within }
    }

    /// Where it is now.
    #[must_use]
    pub fn place(&self) -> LinePlace {
        let begun = self.taken != Some(true) && (self.overlong || !self.buffer.is_empty());
        LinePlace { position: self.position, number: self.next_number(), within: begun || self.skipping }
    }

    /// Bytes of text before the line of the piece found last.
    #[must_use]
    pub fn begin(&self) -> u64 {
        self.begin
    }

    /// The bytes of the piece found last.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.buffer
    }

    /// The number of the line that the piece found last belongs to, from 1.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The number of the line that text fed from now on belongs to.
    #[must_use]
    pub fn next_number(&self) -> u64 {
        self.number + u64::from(self.taken == Some(true))
    }

    /// Whether the piece found last is the end of a line, and nothing was fed since.
    #[must_use]
    pub fn at_line_end(&self) -> bool {
        self.taken == Some(true)
    }

    /// Takes text up to the end of the next piece. Returns how many bytes were used, and the piece
    /// unless more text is needed for one. Lines of nothing but spaces, tabs and carriage returns are
    /// counted and passed over where they come in a run.
    pub fn feed(&mut self, text: &[u8]) -> (usize, Option<Piece>) {
        self.drop_taken();
        let (used, piece) = self.find(text);
        self.position += used as u64;
        (used, piece)
    }

    fn find(&mut self, text: &[u8]) -> (usize, Option<Piece>) {
        if self.skipping {
            let Some(line_feed) = memchr(b'\n', text) else { return (text.len(), None) };
            self.skipping = false;
            self.number += 1;
            self.begin = self.position + line_feed as u64 + 1;
            return (line_feed + 1, None);
        }
        if self.buffer.is_empty() && !self.overlong {
            let blank = blank_lines(text);
            if blank.bytes > 0 {
                self.number += blank.lines;
                self.begin = self.position + blank.bytes as u64;
                return (blank.bytes, None);
            }
        }
        let line_feed = memchr(b'\n', text);
        let rest = line_feed.unwrap_or(text.len());
        let room = if self.overlong { PART } else { self.limit - self.buffer.len() };
        let used = rest.min(room);
        self.buffer.extend_from_slice(&text[..used]);
        match line_feed {
            Some(at) if at == used => {
                let piece = if self.overlong { Piece::Part { last: true } } else { Piece::Line };
                self.taken = Some(true);
                (used + 1, Some(piece))
            }
            // The buffer is full and the line goes on.
            _ if used < rest => {
                self.overlong = true;
                self.taken = Some(false);
                (used, Some(Piece::Part { last: false }))
            }
            _ if self.overlong && used > 0 => {
                self.taken = Some(false);
                (used, Some(Piece::Part { last: false }))
            }
            _ => (used, None),
        }
    }

    /// The text is over: the line that lacks its line feed, if there is one.
    pub fn finish(&mut self) -> Option<Piece> {
        self.drop_taken();
        let piece = if self.overlong {
            Piece::Part { last: true }
        } else if self.buffer.is_empty() {
            return None;
        } else {
            Piece::Line
        };
        self.taken = Some(true);
        Some(piece)
    }

    fn drop_taken(&mut self) {
        if let Some(over) = self.taken.take() {
            self.buffer.clear();
            if over {
                self.number += 1;
                self.overlong = false;
                self.begin = self.position;
            }
        }
    }
}

struct Blank {
    lines: u64,
    /// Up to and including the last one's line feed.
    bytes: usize,
}

/// The blank lines (RFC 8259 section 2: what is white space to JSON) that a text begins with.
fn blank_lines(text: &[u8]) -> Blank {
    let mut blank = Blank { lines: 0, bytes: 0 };
    for (i, byte) in text.iter().enumerate() {
        match byte {
            b'\n' => blank = Blank { lines: blank.lines + 1, bytes: i + 1 },
            b' ' | b'\t' | b'\r' => {}
            _ => break,
        }
    }
    blank
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All pieces of `text` given in chunks: (line number, bytes, whole line).
    fn split(text: &[u8], chunk: usize, limit: usize) -> Vec<(u64, Vec<u8>, bool)> {
        let mut splitter = LineSplitter::new(limit);
        let mut found: Vec<(u64, Vec<u8>, bool)> = Vec::new();
        let mut keep = |splitter: &LineSplitter, piece: Piece| match (piece, found.last_mut()) {
            (Piece::Part { .. }, Some((number, bytes, false))) if *number == splitter.number() => {
                bytes.extend_from_slice(splitter.bytes());
            }
            _ => found.push((splitter.number(), splitter.bytes().to_vec(), piece == Piece::Line)),
        };
        for mut rest in text.chunks(chunk) {
            while !rest.is_empty() {
                let (used, piece) = splitter.feed(rest);
                rest = &rest[used..];
                if let Some(piece) = piece {
                    keep(&splitter, piece);
                }
            }
        }
        if let Some(piece) = splitter.finish() {
            keep(&splitter, piece);
        }
        found
    }

    #[test]
    fn the_same_lines_at_every_chunk_size() {
        let text = b"one\n\ntwo\r\nlonger than ten bytes\n0123456789\n01234567890\nlast";
        let line = |n, bytes: &[u8]| (n, bytes.to_vec(), true);
        let part = |n, bytes: &[u8]| (n, bytes.to_vec(), false);
        for chunk in 1..=text.len() {
            assert_eq!(
                split(text, chunk, 10),
                [
                    line(1, b"one"),
                    line(3, b"two\r"),
                    part(4, b"longer than ten bytes"),
                    line(5, b"0123456789"),
                    part(6, b"01234567890"),
                    line(7, b"last"),
                ],
                "chunks of {chunk}"
            );
        }
    }

    #[test]
    fn an_overlong_line_without_an_end_is_ended_by_finish() {
        assert_eq!(split(b"0123456789ab", 3, 4), [(1, b"0123456789ab".to_vec(), false)]);
    }
}
