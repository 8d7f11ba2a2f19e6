//! Cuts text into records, whatever pieces it comes in: objects on lines of their own, several on a line, over
//! several lines, in an array or in a batch wrapper.
//!
//! Everything that is not a record is emitted as well, line by line and byte for byte, except for white space and commas
//! between records and for the brackets around them. After something that is not JSON, reading continues at the next
//! line. Each byte is read a small, constant number of times: where a candidate of several lines is not a record,
//! its first line is a reject, and the lines up to the fault can hold records of one line only. A wrapper is
//! read once to know it and once for its elements.

mod automaton;
mod between;
mod reject;
mod steps;
#[cfg(test)]
mod tests;
mod value;

use std::ops::Range;

use memchr::memchr_iter;
use serde::{Deserialize, Serialize};

use crate::fault::ErrorCode;
use automaton::Automaton;

/// White space before or after a record, on its line, that is kept with it: at most this many bytes on each side.
const MARGIN: usize = 4096;
/// Bytes of text that callers feed at a time.
pub(super) const FEED: usize = 64 * 1024;

/// What is around the records that come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Context {
    /// Nothing.
    Top,
    /// An array.
    Array,
    /// The array of a batch wrapper.
    Wrapper,
}

/// Where in a text framing can begin, always at the first byte of a record or reject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Bytes of text before it.
    pub begin: u64,
    /// The number of its line, from 1.
    pub number: u64,
    /// Nothing but white space stands before it on its line.
    pub at_line_start: bool,
    /// What is around it.
    pub context: Context,
    /// A comma or an opening bracket stands before it.
    pub separated: bool,
}

/// Something that [`Framer::next`] found; its bytes are [`Framer::bytes`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    range: Range<usize>,
    /// Bytes of text before the first byte of the record or reject.
    pub begin: u64,
    /// The number of the line it begins in, from 1.
    pub number: u64,
    pub kind: Kind,
    /// The fault that ended the text, if this is the last of it.
    pub cut_off: Option<ErrorCode>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A record as far as its structure goes, or a line that is not a record.
    Whole,
    /// A part of what is longer than the limit. The parts of one follow each other.
    Part { first: bool, last: bool },
}

/// Collects records out of pieces of text. Holds one at most, and so never much more than the limit.
#[derive(Debug)]
pub(super) struct Framer {
    limit: usize,
    buffer: Vec<u8>,
    /// Where in `buffer` what was not given out yet begins: the record being read, with the white space before it on
    /// its line.
    start: usize,
    /// Up to where `buffer` was looked at.
    scan: usize,
    /// Bytes of text before `buffer`.
    base: u64,
    /// The line that `start` is in, from 1.
    line: u64,
    /// Nothing but white space stands before `start` on its line.
    at_line_start: bool,
    context: Context,
    separated: bool,
    state: State,
    automaton: Automaton,
    /// Before this place in the text, records have one line.
    single_line_until: u64,
    /// Bytes of text to skip.
    skip: u64,
    ended: Ended,
    /// Where the first record or reject to be noted begins, at the earliest.
    mark: Option<u64>,
    marked: Option<Place>,
    /// Bytes looked at, for the test that this is linear.
    #[cfg(test)]
    looked: u64,
}

/// Whether the text is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    /// More may come.
    No,
    /// That was all.
    Whole,
    /// A fault ended it.
    By(ErrorCode),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Between records.
    Between,
    /// After a `[` whose first element has not begun.
    Opening,
    /// After the array of a wrapper.
    WrapperEnd,
    /// In a value, which begins `head` bytes after `start`: those are white space, or a `[`.
    Value { head: usize, opening: bool },
    /// After a first element that is not an object, and ends `end` bytes after `start`: is the `[` one of an array?
    Confirm { head: usize, end: usize },
    /// After a record that ends `end` bytes after `start`: does the line end as well?
    Trailing { end: usize },
    /// In a line that is not a record.
    Reject,
    /// In zero bytes.
    Zeros,
    /// In a value beyond the limit, whose first byte was `begin`, in the line `number`.
    LongValue { begin: u64, number: u64 },
    /// In a line beyond the limit that is not a record.
    LongReject { begin: u64, number: u64 },
}

impl Framer {
    /// A framer at the beginning of a text, which collects records of up to `limit` bytes; longer ones come in parts.
    pub fn new(limit: usize) -> Self {
        Self {
            limit: limit.max(1),
            buffer: Vec::new(),
            start: 0,
            scan: 0,
            base: 0,
            line: 1,
            at_line_start: true,
            context: Context::Top,
            separated: false,
            state: State::Between,
            automaton: Automaton::new(),
            single_line_until: 0,
            skip: 0,
            ended: Ended::No,
            mark: None,
            marked: None,
            #[cfg(test)]
            looked: 0,
        }
    }

    /// Begins at a place within a text; what is fed is the text from `position`, which is not after the place.
    pub fn resume(limit: usize, position: u64, place: &Place) -> Self {
        Self {
            base: position,
            skip: place.begin - position,
            line: place.number,
            at_line_start: place.at_line_start,
            context: place.context,
            separated: place.separated,
            // The place itself was noted before.
            mark: Some(position),
            ..Self::new(limit)
        }
    }

    /// Adds text, at most about 64 KiB at a time. Take all pieces before adding more.
    pub fn feed(&mut self, mut text: &[u8]) {
        if self.skip > 0 {
            let skipped = usize::try_from(self.skip).map_or(text.len(), |skip| skip.min(text.len()));
            self.skip -= skipped as u64;
            self.base += skipped as u64;
            text = &text[skipped..];
        }
        if self.start == self.buffer.len() {
            self.base += self.start as u64;
            self.buffer.clear();
            (self.start, self.scan) = (0, 0);
        } else if self.start > FEED && self.start >= self.buffer.len() / 2 {
            // No more bytes move than were given out since.
            self.base += self.start as u64;
            self.buffer.drain(..self.start);
            self.scan -= self.start;
            self.start = 0;
        }
        self.buffer.extend_from_slice(text);
    }

    /// The text is over, by this fault if there is one. What was begun is given out then.
    pub fn end(&mut self, fault: Option<ErrorCode>) {
        self.ended = fault.map_or(Ended::Whole, Ended::By);
    }

    /// More text follows after an end, once all of what was before was taken: nothing is around it.
    pub fn begin_again(&mut self) {
        self.ended = Ended::No;
        self.state = State::Between;
        self.scan = self.buffer.len();
        self.start = self.scan;
        self.context = Context::Top;
        self.separated = false;
        self.at_line_start = true;
    }

    /// Whether an array or a wrapper was not closed.
    pub fn is_open(&self) -> bool {
        self.context != Context::Top
    }

    /// The bytes of a piece, until more text is fed.
    pub fn bytes(&self, piece: &Piece) -> &[u8] {
        &self.buffer[piece.range.clone()]
    }

    /// Bytes of text fed so far.
    pub fn fed(&self) -> u64 {
        self.base + self.buffer.len() as u64
    }

    /// Bytes of text before whatever is given out next.
    pub fn position(&self) -> u64 {
        self.base + self.start as u64 + self.skip
    }

    /// The number of the line that the text fed next belongs to, if all pieces were taken.
    pub fn next_number(&self) -> u64 {
        self.line
            + match self.state {
                State::Value { .. } | State::Trailing { .. } | State::Confirm { .. } => self.automaton.newlines(),
                // White space that was held back.
                State::LongValue { .. } => memchr_iter(b'\n', &self.buffer[self.start..self.scan]).count() as u64,
                _ => 0,
            }
    }

    /// Has the first record or reject noted that begins at `position` or later.
    pub fn set_mark(&mut self, position: u64) {
        self.mark = Some(position);
    }

    /// Whether a mark is set, or what was found for it was not taken yet.
    pub fn is_marked(&self) -> bool {
        self.mark.is_some() || self.marked.is_some()
    }

    /// What was found for a mark.
    pub fn take_marked(&mut self) -> Option<Place> {
        self.marked.take()
    }

    /// The next piece; `None` when more text is needed for one, or when there is nothing more after the end.
    pub fn next(&mut self) -> Option<Piece> {
        loop {
            #[cfg(test)]
            let scan = self.base + self.scan as u64;
            let moved = match self.state {
                State::Between => self.between(),
                State::Opening => self.opening(),
                State::WrapperEnd => self.wrapper_end(),
                State::Value { head, opening } => self.value(head, opening),
                State::Confirm { head, end } => self.confirm(head, end),
                State::Trailing { end } => self.trailing(end),
                State::Reject => self.reject(),
                State::Zeros => self.zeros(),
                State::LongValue { begin, number } => self.long_value(begin, number),
                State::LongReject { begin, number } => self.long_reject(begin, number),
            };
            #[cfg(test)]
            {
                self.looked += (self.base + self.scan as u64).saturating_sub(scan) + 1;
            }
            match moved {
                Moved::On => {}
                Moved::Found(piece) => return Some(piece),
                Moved::Stuck => return None,
            }
        }
    }
}

/// What a step came to.
enum Moved {
    On,
    Found(Piece),
    /// More text is needed.
    Stuck,
}
