//! Within a candidate for a record.

use crate::json::walk;

use super::automaton::{Mode, Step};
use super::{Context, Ended, Framer, Kind, MARGIN, Moved, State};

impl Framer {
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

    /// After the first element of what may be an array of something else than records.
    pub(super) fn confirm(&mut self, head: usize, end: usize) -> Moved {
        while let Some(&byte) = self.buffer.get(self.scan) {
            match byte {
                b' ' | b'\t' | b'\r' if self.scan - self.start < end + MARGIN => self.scan += 1,
                b',' | b']' | b'\n' => match self.is_element(head, end, byte) {
                    Some(true) => {
                        self.scan = self.start + end;
                        return self.end_value(head, end, true);
                    }
                    Some(false) => return self.give_up(head, false),
                    None => return Moved::Stuck,
                },
                _ => break,
            }
        }
        if self.scan < self.buffer.len() || self.ended != Ended::No {
            return self.give_up(head, false);
        }
        Moved::Stuck
    }

    /// Whether what follows the bracket that begins a line is the element of an array, and not a word in brackets such as a date:
    /// it is JSON, and after a closing bracket comes the line's end or more JSON. `None` while that takes more bytes.
    fn is_element(&self, head: usize, end: usize, after: u8) -> Option<bool> {
        if after == b']' {
            let rest = &self.buffer[self.scan + 1..];
            match rest.iter().take(MARGIN).find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')) {
                None if rest.len() < MARGIN && self.ended == Ended::No => return None,
                Some(b'\n' | b',' | b']' | b'{' | b'[') | None => {}
                Some(_) => return Some(false),
            }
        }
        Some(walk(&self.buffer[self.start + head..self.start + end], self.limit, &mut ()).is_ok())
    }

    /// After a record that began its line: white space up to the line's end stays with it.
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

    /// A value begins at `scan`.
    pub(super) fn begin_value(&mut self, opening: bool) -> Moved {
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

    /// A value ends `end` bytes after `start`.
    pub(super) fn end_value(&mut self, head: usize, end: usize, opening: bool) -> Moved {
        if opening {
            self.context = Context::Array;
        } else if self.context == Context::Top && self.at_line_start {
            self.state = State::Trailing { end };
            return Moved::On;
        }
        self.found(head)
    }

    /// The value being read is not one. Its first line is not a record; those up to the fault can be records of one line.
    pub(super) fn give_up(&mut self, head: usize, opening: bool) -> Moved {
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

    pub(super) fn begin_long_value(&mut self, opening: bool) -> Moved {
        if opening {
            self.context = Context::Array;
        }
        self.automaton.refuse_wrapper();
        let (begin, number) = (self.base + self.start as u64, self.line);
        self.state = State::LongValue { begin, number };
        self.part(begin, number, self.scan, true, false)
    }
}
