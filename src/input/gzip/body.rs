//! A member: its compressed data, and its trailer.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{decompress, inflate_flags};

use super::fault::GzipFault;
use super::header::MAGIC;
use super::kept::find_magic;
use super::probe::{Candidate, trailer_fits};
use super::state::{Member, State, Turn, Unfit};
use super::{Gunzip, Step, TRAILER, WINDOW};

impl Gunzip {
    pub(super) fn begin_member(&mut self, begin: u64, header: usize, text: bool) {
        self.at_start = false;
        self.offset = begin + header as u64;
        self.clear_to = self.offset;
        self.state = State::Body(Member { begin, text });
        self.inflater.init();
        self.crc.reset();
        self.length = 0;
        self.verified = true;
        // So that data which refer to text before the member's beginning, which RFC 1951 forbids and
        // the inflater does not notice in a ring, find zeros there and not another member's text. The
        // checksum then tells.
        self.window[..self.dirty].fill(0);
        self.dirty = 0;
        self.write_at = 0;
    }

    pub(super) fn inflate(&mut self, member: Member) -> Turn {
        let from = self.write_at;
        let mut flags = inflate_flags::TINFL_FLAG_HAS_MORE_INPUT;
        if self.stop_at_block {
            flags |= inflate_flags::TINFL_FLAG_STOP_ON_BLOCK_BOUNDARY;
        }
        // No further than to where another member may begin.
        let limit = if self.binary { self.kept.end() } else { self.clear_to.max(self.offset) };
        let input = self.kept.between(self.offset, limit);
        let (status, used, written) = decompress(&mut self.inflater, input, &mut self.window, from, flags);
        self.offset += used as u64;
        self.text = from..from + written;
        self.dirty = self.dirty.max(from + written);
        self.write_at = (from + written) % WINDOW;
        self.crc.update(&self.window[self.text.clone()]);
        // At most WINDOW bytes were written.
        #[allow(clippy::cast_possible_truncation)]
        {
            self.length = self.length.wrapping_add(written as u32);
        }
        self.at_block = status == TINFLStatus::BlockBoundary;
        if status == TINFLStatus::Done {
            self.state = State::Trailer(member);
        }
        match status {
            // A block may end after text that came with the step before.
            _ if written > 0 || self.at_block => Turn::Step(Step::Text),
            TINFLStatus::Done | TINFLStatus::HasMoreOutput | TINFLStatus::BlockBoundary => Turn::Again,
            TINFLStatus::NeedsMoreInput if self.binary => Turn::Need(1),
            TINFLStatus::NeedsMoreInput => self.look_ahead(),
            // The error is in the bytes looked at last, at or a little before the ones used.
            _ => {
                let at = self.offset;
                // Of text all that was read was looked at already.
                self.look_for(if member.text { at } else { member.begin + 1 });
                Turn::Step(Step::Fault(GzipFault::Deflate, at))
            }
        }
    }

    /// The inflater has used all bytes in which no other member begins, and its own continues.
    fn look_ahead(&mut self) -> Turn {
        let at = self.offset;
        let clear = find_magic(self.kept.from(self.clear_to.max(at)), self.at_end);
        let from = self.clear_to.max(at);
        let (Ok(more) | Err(more)) = clear;
        self.clear_to = from + more as u64;
        if self.clear_to > at {
            return Turn::Again;
        }
        if clear.is_err() {
            return Turn::Need(self.kept.from(at).len() + 1);
        }
        match self.prober.candidate(self.kept.from(at), self.at_end) {
            Candidate::Undecided(length) => Turn::Need(length),
            Candidate::Member(header) => {
                self.begin_member(at, header, true);
                Turn::Step(Step::Fault(GzipFault::CutOff, at))
            }
            Candidate::Refused => {
                self.clear_to = at + 1;
                Turn::Again
            }
        }
    }

    pub(super) fn read_trailer(&mut self, member: Member) -> Turn {
        let at = self.offset;
        let bytes = self.kept.from(at);
        let whole = bytes.get(..TRAILER);
        if whole.is_some_and(|trailer| {
            !self.verified || trailer_fits(trailer, self.crc.clone().finalize(), u64::from(self.length))
        }) {
            self.offset += TRAILER as u64;
            self.members += 1;
            self.state = State::Due { unfit: None, fresh: true };
            return Turn::Step(Step::MemberEnd);
        }
        // Does another member begin within the trailer?
        let seen = TRAILER + MAGIC.len() - 1;
        if bytes.len() < seen && !self.at_end {
            return Turn::Need(seen);
        }
        let mut from = 0;
        while !self.binary
            && let Ok(more) = find_magic(&bytes[from..bytes.len().min(seen)], true)
        {
            let begin = from + more;
            match self.prober.candidate(&bytes[begin..], self.at_end) {
                Candidate::Undecided(length) => return Turn::Need(begin + length),
                Candidate::Member(header) => {
                    self.begin_member(at + begin as u64, header, true);
                    return Turn::Step(Step::Fault(GzipFault::CutOff, at + begin as u64));
                }
                Candidate::Refused => from = begin + 1,
            }
        }
        if bytes.len() < TRAILER {
            return Turn::Need(TRAILER);
        }
        self.offset += TRAILER as u64;
        let search_from = if member.text { self.offset } else { member.begin + 1 };
        self.state = State::Due { unfit: Some(Unfit { trailer: at, search_from }), fresh: true };
        Turn::Again
    }
}
