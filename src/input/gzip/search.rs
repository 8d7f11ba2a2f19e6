//! The search for the next member after a fault.

use super::kept::find_magic;
use super::probe::Candidate;
use super::state::{Search, State, Turn};
use super::{Gunzip, Step};

impl Gunzip {
    /// Has the next member looked for from an offset, or from the first byte that is still kept.
    pub(super) fn look_for(&mut self, from: u64) {
        let at = from.max(self.kept.begin());
        self.offset = at;
        self.state = State::Search(Search { junk: false, found: None, lost: None, cut_off: false, at });
    }

    pub(super) fn search(&mut self, mut search: Search) -> Turn {
        let found = find_magic(self.kept.from(search.at), self.at_end);
        let (Ok(clear) | Err(clear)) = found;
        search.at += clear as u64;
        let at = search.at;
        self.state = State::Search(search);
        if at > self.offset {
            let passed = self.offset..at;
            self.offset = at;
            if search.junk {
                let begin = passed.start;
                self.junk = passed;
                return Turn::Step(Step::Junk(begin));
            }
        }
        if found.is_err() {
            if self.at_end
                && let Some((fault, offset)) = search.lost.take()
            {
                self.state = State::Search(search);
                return Turn::Step(Step::Fault(fault, offset));
            }
            return Turn::Need(self.kept.from(self.offset).len() + 1);
        }
        match self.prober.candidate(self.kept.from(at), self.at_end) {
            Candidate::Undecided(length) => Turn::Need(length),
            Candidate::Refused => {
                search.at += 1;
                self.state = State::Search(search);
                Turn::Again
            }
            Candidate::Member(header) => {
                self.begin_member(at, header, true);
                match search.found {
                    Some((fault, offset)) => Turn::Step(Step::Fault(fault, offset)),
                    None => Turn::Again,
                }
            }
        }
    }
}
