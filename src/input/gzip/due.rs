//! Where a member is due: another member, padding, bytes that are neither, or the end of the file.

use super::fault::GzipFault;
use super::header::MAGIC;
use super::probe::{Due, is_text};
use super::state::{State, Turn, Unfit};
use super::{Gunzip, Step, TRAILER};

/// Bytes by which the rest of a damaged member and a text that follows it are told apart.
const JUNK_SEEN: usize = 64;

impl Gunzip {
    /// What stands where a member is due.
    pub(super) fn read_due(&mut self, unfit: Option<Unfit>) -> Turn {
        let bytes = self.kept.from(self.offset);
        let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
        // The last zero may be the damaged first byte of a member.
        let first_lost = bytes[zeros..].starts_with(&MAGIC[1..]);
        let undecided = zeros > 0 && !first_lost && !self.at_end && MAGIC[1..].starts_with(&bytes[zeros..]);
        let padding = zeros - usize::from(zeros > 0 && (first_lost || undecided));
        if padding > 0 {
            self.offset += padding as u64;
            self.state = State::Due { unfit, fresh: false };
        }
        let bytes = self.kept.from(self.offset);
        if undecided || (bytes.is_empty() && !self.at_end) {
            // A zero and two bytes.
            return Turn::Need(MAGIC.len().min(bytes.len() + 1));
        }
        let due = if bytes.is_empty() { None } else { Some(self.prober.due(bytes, self.at_end)) };
        if let Some(Due::Undecided(length)) = due {
            return Turn::Need(length);
        }
        if let Some(Unfit { trailer, search_from }) = unfit {
            if due == Some(Due::Other) && bytes.len() < JUNK_SEEN && !self.at_end {
                return Turn::Need(JUNK_SEEN);
            }
            if due == Some(Due::Other) && !is_text(&bytes[..bytes.len().min(JUNK_SEEN)]) {
                // Neither does a member end here nor one begin: the damage led astray.
                self.look_for(search_from);
                return Turn::Step(Step::Fault(GzipFault::Deflate, trailer));
            }
            self.members += 1;
            // A checkpoint is taken where the member before ends, as it would be without the fault.
            self.state = State::Due { unfit: None, fresh: padding == 0 && self.offset == trailer + TRAILER as u64 };
            return Turn::Step(Step::Fault(GzipFault::Checksum, trailer));
        }
        let begin = self.offset;
        match due {
            None | Some(Due::Undecided(_)) => Turn::Need(1),
            Some(Due::Member { header, text, fault }) => {
                self.begin_member(begin, header, text);
                match fault {
                    Some((fault, at)) => Turn::Step(Step::Fault(fault, begin + at as u64)),
                    None => Turn::Again,
                }
            }
            Some(Due::Faulty(fault, at)) => {
                self.at_start = false;
                self.look_for(begin + 1);
                Turn::Step(Step::Fault(fault, begin + at as u64))
            }
            Some(Due::CutOff) => {
                self.at_start = false;
                self.look_for(begin + 1);
                if let State::Search(search) = &mut self.state {
                    search.found = Some((GzipFault::CutOff, begin));
                    search.cut_off = true;
                }
                Turn::Again
            }
            Some(Due::Other) => {
                self.look_for(begin);
                if let State::Search(search) = &mut self.state {
                    if self.at_start {
                        search.found = Some((GzipFault::BeginningLost, begin));
                        search.lost = Some((GzipFault::NotGzip, begin));
                    } else {
                        search.junk = true;
                    }
                }
                self.at_start = false;
                Turn::Again
            }
        }
    }
}
