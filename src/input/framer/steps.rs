//! What the framer does in each of its states.

use memchr::{memchr, memchr_iter, memrchr};

use super::automaton::{Mode, Step};
use super::{Context, Ended, Framer, Kind, MARGIN, Moved, Piece, Place, State};

/// The UTF-8 byte-order mark. Joined files bring one at the beginning of any line.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl Framer {
    /// Passes over what may stand between records.
    pub(super) fn between(&mut self) -> Moved {
        while let Some(&byte) = self.buffer.get(self.scan) {
            match byte {
                b'\n' => {
                    self.scan += 1;
                    self.begin_line(self.scan);
                }
                b' ' | b'\t' | b'\r' => {
                    self.scan += 1;
                    if self.scan - self.start > MARGIN {
                        self.at_line_start = false;
                    }
                    self.drop_margin();
                }
                b',' => {
                    self.separated = true;
                    self.scan += 1;
                    self.pass_over();
                }
                0xef => {
                    let rest = &self.buffer[self.scan..];
                    if rest.starts_with(BYTE_ORDER_MARK) {
                        // It stays with a record that begins its line.
                        self.start = self.scan;
                        self.scan += BYTE_ORDER_MARK.len();
                        self.drop_margin();
                    } else if self.ended == Ended::No && BYTE_ORDER_MARK.starts_with(rest) {
                        return Moved::Stuck;
                    } else {
                        return self.begin_reject();
                    }
                }
                b'{' => return self.begin_value(false),
                b'[' if !self.single_line() && (self.context == Context::Top || !self.separated) => {
                    self.drop_margin();
                    self.scan += 1;
                    self.state = State::Opening;
                    return Moved::On;
                }
                b']' if self.context != Context::Top => {
                    let wrapper = self.context == Context::Wrapper;
                    self.state = if wrapper { State::WrapperEnd } else { State::Between };
                    self.context = Context::Top;
                    self.separated = false;
                    self.scan += 1;
                    self.pass_over();
                    return Moved::On;
                }
                0 => {
                    self.drop_margin();
                    self.note_begin();
                    self.state = State::Zeros;
                    return Moved::On;
                }
                _ if self.context != Context::Top && begins_value(byte) => return self.begin_value(false),
                _ => return self.begin_reject(),
            }
        }
        Moved::Stuck
    }

    /// Behind a `[`: an array, if an element or the line's end follows.
    pub(super) fn opening(&mut self) -> Moved {
        while let Some(&byte) = self.buffer.get(self.scan) {
            match byte {
                b' ' | b'\t' | b'\r' if self.scan - self.start <= MARGIN => self.scan += 1,
                b'\n' => {
                    self.enter_array();
                    self.state = State::Between;
                    return Moved::On;
                }
                b']' => {
                    self.scan += 1;
                    self.pass_over();
                    self.state = State::Between;
                    return Moved::On;
                }
                _ if begins_value(byte) => return self.begin_value(true),
                _ => return self.begin_reject(),
            }
        }
        if self.ended == Ended::No { Moved::Stuck } else { self.begin_reject() }
    }

    /// Behind a wrapper's array: its brace, or another member, which makes the rest of the line no record.
    pub(super) fn wrapper_end(&mut self) -> Moved {
        while let Some(&byte) = self.buffer.get(self.scan) {
            match byte {
                b'\n' => {
                    self.scan += 1;
                    self.begin_line(self.scan);
                }
                b' ' | b'\t' | b'\r' => {
                    self.scan += 1;
                    self.pass_over();
                }
                b'}' => {
                    self.scan += 1;
                    self.pass_over();
                    self.state = State::Between;
                    return Moved::On;
                }
                b',' => {
                    self.state = State::Reject;
                    return Moved::On;
                }
                _ => {
                    self.state = State::Between;
                    return Moved::On;
                }
            }
        }
        Moved::Stuck
    }

    pub(super) fn value(&mut self, head: usize, opening: bool) -> Moved {
        let begin = self.start + head;
        let most = (self.start + self.limit).max(begin);
        let window = &self.buffer[begin..most.min(self.buffer.len())];
        let (looked, step) = self.automaton.run(window, self.scan - begin);
        self.scan = begin + looked;
        match step {
            Step::End(_) if opening && self.buffer[begin] != b'{' => {
                self.state = State::Confirm { head, end: looked + head };
                Moved::On
            }
            Step::End(_) => self.end_value(head, head + looked, opening),
            Step::Wrapper(inner) => self.enter_wrapper(begin + inner),
            Step::Fault(_) => self.give_up(head, opening),
            Step::More if self.buffer.len() > most => match self.automaton.wrapper_so_far() {
                Some(inner) => self.enter_wrapper(begin + inner),
                None => self.begin_long_value(opening),
            },
            Step::More if self.ended != Ended::No => self.give_up(head, opening),
            Step::More => Moved::Stuck,
        }
    }

    /// Behind the first element of what may be an array of something else than records.
    pub(super) fn confirm(&mut self, head: usize, end: usize) -> Moved {
        while let Some(&byte) = self.buffer.get(self.scan) {
            match byte {
                b' ' | b'\t' | b'\r' if self.scan - self.start < end + MARGIN => self.scan += 1,
                b',' | b']' | b'\n' => {
                    self.scan = self.start + end;
                    return self.end_value(head, end, true);
                }
                _ => break,
            }
        }
        if self.scan < self.buffer.len() || self.ended != Ended::No {
            return self.give_up(head, false);
        }
        Moved::Stuck
    }

    /// Behind a record that began its line: white space up to the line's end stays with it.
    pub(super) fn trailing(&mut self, end: usize) -> Moved {
        while let Some(&byte) = self.buffer.get(self.scan) {
            match byte {
                b' ' | b'\t' | b'\r' if self.scan - self.start < end + MARGIN => self.scan += 1,
                b'\n' => {
                    let piece = self.piece(self.start..self.scan, Kind::Whole);
                    self.line += self.automaton.newlines();
                    self.scan += 1;
                    self.begin_line(self.scan);
                    self.state = State::Between;
                    return Moved::Found(piece);
                }
                _ => {
                    self.scan = self.start + end;
                    return self.found(0);
                }
            }
        }
        if self.ended == Ended::No { Moved::Stuck } else { self.found(0) }
    }

    /// In a line that is no record: up to its end.
    pub(super) fn reject(&mut self) -> Moved {
        let newline = memchr(b'\n', &self.buffer[self.scan..]);
        self.scan = newline.map_or(self.buffer.len(), |at| self.scan + at);
        if self.scan - self.start > self.limit {
            let (begin, number) = (self.base + self.start as u64, self.line);
            self.scan = self.start + self.limit;
            self.state = State::LongReject { begin, number };
            return self.part(begin, number, self.scan, true, false);
        }
        if newline.is_none() && self.ended == Ended::No {
            return Moved::Stuck;
        }
        let piece = self.piece(self.start..self.scan, Kind::Whole);
        self.end_line(newline.is_some());
        Moved::Found(piece)
    }

    /// In zero bytes, which end before the first other one.
    pub(super) fn zeros(&mut self) -> Moved {
        let rest = &self.buffer[self.scan..];
        let other = rest.iter().position(|byte| *byte != 0);
        self.scan += other.unwrap_or(rest.len());
        if self.scan - self.start > self.limit {
            // Zeros without end are handed on as a line that is too long.
            self.state = State::Reject;
            return Moved::On;
        }
        if other.is_none() && self.ended == Ended::No {
            return Moved::Stuck;
        }
        self.found(0)
    }

    /// In a value beyond the limit: handed on in parts, up to where it ends or cannot go on.
    pub(super) fn long_value(&mut self, begin: u64, number: u64) -> Moved {
        let (looked, step) = self.automaton.run(&self.buffer[self.start..], self.scan - self.start);
        self.scan = self.start + looked;
        let seen = &self.buffer[self.start..self.scan];
        // If nothing but white space stands before the fault on its line, that line can begin a record. So white
        // space is held back.
        let line_end = memrchr(b'\n', seen).filter(|at| seen[*at..].iter().all(u8::is_ascii_whitespace));
        match step {
            Step::End(_) => {
                self.at_line_start = false;
                self.state = State::Between;
                self.part(begin, number, self.scan, false, true)
            }
            // No wrapper: that was refused.
            Step::Fault(_) | Step::Wrapper(_) => {
                if let Some(at) = line_end {
                    let moved = self.part(begin, number, self.start + at, false, true);
                    self.scan = self.start;
                    self.state = State::Between;
                    moved
                } else {
                    self.state = State::LongReject { begin, number };
                    Moved::On
                }
            }
            Step::More if self.ended != Ended::No => {
                self.state = State::Between;
                self.part(begin, number, self.scan, false, true)
            }
            Step::More => {
                let held = line_end.filter(|at| seen.len() - at <= MARGIN);
                let until = held.map_or(self.scan, |at| self.start + at);
                if until == self.start { Moved::Stuck } else { self.part(begin, number, until, false, false) }
            }
        }
    }

    /// In a line beyond the limit: handed on in parts, up to its end.
    pub(super) fn long_reject(&mut self, begin: u64, number: u64) -> Moved {
        let newline = memchr(b'\n', &self.buffer[self.scan..]);
        self.scan = newline.map_or(self.buffer.len(), |at| self.scan + at);
        if newline.is_none() && self.ended == Ended::No {
            return if self.scan == self.start {
                Moved::Stuck
            } else {
                self.part(begin, number, self.scan, false, false)
            };
        }
        let moved = self.part(begin, number, self.scan, false, true);
        self.end_line(newline.is_some());
        moved
    }

    /// A value begins at `scan`.
    fn begin_value(&mut self, opening: bool) -> Moved {
        if !opening {
            self.drop_margin();
        }
        self.note_begin();
        let single_line = self.single_line();
        let wrapper = !single_line
            && !opening
            && self.buffer[self.scan] == b'{'
            && (self.context == Context::Top || !self.separated);
        self.automaton.begin(Mode { single_line, wrapper, max_depth: self.limit });
        self.state = State::Value { head: self.scan - self.start, opening };
        Moved::On
    }

    fn begin_reject(&mut self) -> Moved {
        self.note_begin();
        self.state = State::Reject;
        Moved::On
    }

    /// A value ends `end` bytes behind `start`.
    fn end_value(&mut self, head: usize, end: usize, opening: bool) -> Moved {
        if opening {
            self.context = Context::Array;
        } else if self.context == Context::Top && self.at_line_start {
            self.state = State::Trailing { end };
            return Moved::On;
        }
        self.found(head)
    }

    /// The value being read is none. Its first line is no record; those up to the fault can be records of one line.
    fn give_up(&mut self, head: usize, opening: bool) -> Moved {
        let begin = self.start + head;
        if opening && self.buffer[begin] == b'{' {
            self.context = Context::Array;
        }
        if self.automaton.newlines() == 0 {
            self.state = State::Reject;
            return Moved::On;
        }
        let single_line_until = self.base + (begin + self.automaton.last_newline()) as u64 + 1;
        self.single_line_until =
            if self.ended != Ended::No && self.scan == self.buffer.len() { self.fed() } else { single_line_until };
        let line_end = begin + self.automaton.first_newline();
        let piece = self.piece(self.start..line_end, Kind::Whole);
        self.scan = line_end;
        self.end_line(true);
        Moved::Found(piece)
    }

    fn enter_array(&mut self) {
        self.pass_over();
        self.context = Context::Array;
        self.separated = true;
    }

    fn enter_wrapper(&mut self, inner: usize) -> Moved {
        self.line += memchr_iter(b'\n', &self.buffer[self.start..inner]).count() as u64;
        self.scan = inner;
        self.pass_over();
        self.context = Context::Wrapper;
        self.separated = true;
        self.state = State::Between;
        Moved::On
    }

    fn begin_long_value(&mut self, opening: bool) -> Moved {
        if opening {
            self.context = Context::Array;
        }
        self.automaton.refuse_wrapper();
        let (begin, number) = (self.base + self.start as u64, self.line);
        self.state = State::LongValue { begin, number };
        self.part(begin, number, self.scan, true, false)
    }

    /// What is before `scan` is a record, or no record, without its first `head` bytes.
    fn found(&mut self, head: usize) -> Moved {
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

    fn piece(&self, range: std::ops::Range<usize>, kind: Kind) -> Piece {
        let cut_off = match self.ended {
            Ended::By(code) if range.end == self.buffer.len() => Some(code),
            _ => None,
        };
        Piece { begin: self.base + self.start as u64, number: self.line, range, kind, cut_off }
    }

    /// Hands on what is before `until` of something longer than the limit.
    fn part(&mut self, begin: u64, number: u64, until: usize, first: bool, last: bool) -> Moved {
        let range = self.start..until;
        self.line += memchr_iter(b'\n', &self.buffer[range.clone()]).count() as u64;
        self.start = until;
        if last {
            self.separated = false;
        }
        Moved::Found(Piece { range, begin, number, kind: Kind::Part { first, last }, cut_off: None })
    }

    /// Goes on behind a line that ends at `scan`.
    fn end_line(&mut self, newline: bool) {
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
    fn begin_line(&mut self, start: usize) {
        self.start = start;
        self.line += 1;
        self.at_line_start = true;
        self.separated &= self.context != Context::Top;
    }

    /// What is before `scan` is not kept.
    fn pass_over(&mut self) {
        self.start = self.scan;
        self.at_line_start = false;
    }

    /// White space is kept only at the beginning of a line, and not around the elements of an array.
    fn drop_margin(&mut self) {
        if !(self.at_line_start && self.context == Context::Top) {
            self.start = self.scan;
        }
    }

    fn single_line(&self) -> bool {
        self.base + (self.start as u64) < self.single_line_until
    }

    /// A record or reject begins at `start`.
    fn note_begin(&mut self) {
        let begin = self.base + self.start as u64;
        if self.mark.is_some_and(|mark| begin >= mark) && !self.single_line() {
            self.mark = None;
            let Self { line: number, at_line_start, context, separated, .. } = *self;
            self.marked = Some(Place { begin, number, at_line_start, context, separated });
        }
    }
}

/// Whether a value of JSON can begin so.
fn begins_value(byte: u8) -> bool {
    matches!(byte, b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')
}
