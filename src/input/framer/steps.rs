//! What the framer's states have in common: emitting a piece, and continuing after it.

use memchr::memchr_iter;

use super::{Context, Ended, Framer, Kind, Moved, Piece, Place, State};

impl Framer {
    /// What is before `scan` is a record, or is not one, without its first `head` bytes.
    pub(super) fn found(&mut self, head: usize) -> Moved {
        let mut piece = self.piece(self.start + head..self.scan, Kind::Whole);
        piece.begin += head as u64;
        if self.state != State::Zeros {
            self.line += self.automaton.newlines();
        }
        self.pass_over();
        self.separated = false;
        self.state = State::Between;
        Moved::Found(piece)
    }

    pub(super) fn piece(&self, range: std::ops::Range<usize>, kind: Kind) -> Piece {
        let cut_off = match self.ended {
            Ended::By(code) if range.end == self.buffer.len() => Some(code),
            _ => None,
        };
        Piece { begin: self.base + self.start as u64, number: self.line, range, kind, cut_off }
    }

    /// Emits what is before `until` of something longer than the limit.
    pub(super) fn part(&mut self, begin: u64, number: u64, until: usize, first: bool, last: bool) -> Moved {
        let range = self.start..until;
        self.line += memchr_iter(b'\n', &self.buffer[range.clone()]).count() as u64;
        self.start = until;
        if last {
            self.separated = false;
        }
        Moved::Found(Piece { range, begin, number, kind: Kind::Part { first, last }, cut_off: None })
    }

    /// Continues after a line that ends at `scan`.
    pub(super) fn end_line(&mut self, newline: bool) {
        if newline {
            self.scan += 1;
        }
        self.start = self.scan;
        self.separated = false;
        self.state = State::Between;
        if newline {
            self.begin_line(self.scan);
        }
    }

    /// A line begins here.
    pub(super) fn begin_line(&mut self, start: usize) {
        self.start = start;
        self.line += 1;
        self.at_line_start = true;
        self.separated &= self.context != Context::Top;
    }

    /// What is before `scan` is not kept.
    pub(super) fn pass_over(&mut self) {
        self.start = self.scan;
        self.at_line_start = false;
    }

    /// White space is kept only at the beginning of a line, and not around the elements of an array.
    pub(super) fn drop_margin(&mut self) {
        if !(self.at_line_start && self.context == Context::Top) {
            self.start = self.scan;
        }
    }

    pub(super) fn single_line(&self) -> bool {
        self.base + (self.start as u64) < self.single_line_until
    }

    /// A record or reject begins at `start`.
    pub(super) fn note_begin(&mut self) {
        let begin = self.base + self.start as u64;
        if self.mark.is_some_and(|mark| begin >= mark) && !self.single_line() {
            self.mark = None;
            let Self { line: number, at_line_start, context, separated, .. } = *self;
            self.marked = Some(Place { begin, number, at_line_start, context, separated });
        }
    }
}
