//! Within what is not a record, or is too long to be looked into.

use memchr::{memchr, memrchr};

use super::automaton::Step;
use super::{Ended, Framer, Kind, MARGIN, Moved, State};

impl Framer {
    /// In a line that is not a record: up to its end.
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
            // Zeros without end are emitted as a line that is too long.
            self.state = State::Reject;
            return Moved::On;
        }
        if other.is_none() && self.ended == Ended::No {
            return Moved::Stuck;
        }
        self.found(0)
    }

    /// In a value beyond the limit: emitted in parts, up to where it ends or cannot continue.
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

    /// In a line beyond the limit: emitted in parts, up to its end.
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

    pub(super) fn begin_reject(&mut self) -> Moved {
        self.note_begin();
        self.state = State::Reject;
        Moved::On
    }
}
