//! Gzip (RFC 1952) as a machine without I/O: compressed bytes are pushed in, text is taken out.
//!
//! A file may hold any number of members. Every header field is read, and the header's CRC-16 and
//! the trailer's CRC-32 and ISIZE are verified. Text is handed out before its member's trailer has
//! been seen: a [`GzipFault::Checksum`] afterwards says that the text since the member's beginning
//! is not what was written.
//!
//! Nothing that can be read is lost. Zeros before, between and behind members are padding; other bytes there are
//! handed out as they are ([`Step::Junk`]). After every fault reading goes on at the next member that can be
//! found. A member that begins within another shows that the first was cut off: the compressed data of text hold
//! the beginning of a member, with text in it, by chance once in more data than there are.
//!
//! Memory: the ring, the look-back and one turn of compressed bytes, some 300 KiB in all.

mod detect;
mod fault;
mod header;
mod kept;
mod probe;
#[cfg(test)]
mod tests;

use std::fmt;

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{BlockBoundaryState, DecompressorOxide, decompress, inflate_flags};
use serde::{Deserialize, Serialize};

pub use detect::{Detected, detect};
pub use fault::GzipFault;

use header::MAGIC;
use kept::{Kept, find_magic};
use probe::{Candidate, Due, Prober, is_text, trailer_fits};

/// Bytes of the ring the inflater writes to. RFC 1951 lets matches reach back 32 KiB; twice that
/// gives at least 32 KiB of text a turn. A power of two, as `miniz_oxide` asks of a ring.
const WINDOW: usize = 64 * 1024;
/// How far back matches reach (RFC 1951 section 2).
const REACH: usize = 32 * 1024;

/// Bytes of a trailer: CRC-32 and ISIZE (RFC 1952 section 2.3).
const TRAILER: usize = 8;
/// Compressed bytes that are kept of a member whose beginning does not convince, to be searched after a fault: its
/// header may have been another one's.
const LOOK_BACK: u64 = 64 * 1024;
/// Bytes by which the rest of a damaged member is told from a text that follows it.
const JUNK_SEEN: usize = 64;

/// What one [`Gunzip::step`] came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Text waits in [`Gunzip::text`], until the next step.
    Text,
    /// A whole member was read and its checksums fit.
    MemberEnd,
    /// The input is used up; push more, or call [`Gunzip::finish`].
    NeedInput,
    /// Bytes between or behind members, from this offset of the file on, wait in [`Gunzip::junk`] until the next
    /// step. What follows each other without another step between belongs together.
    Junk(u64),
    /// A fault, with its offset in the file. Reading goes on.
    Fault(GzipFault, u64),
}

/// Where reading a gzip file can begin without what lies before: between two members, or between two
/// blocks of deflate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeflatePoint {
    /// Offset in the file of the first byte to be read.
    pub offset: u64,
    /// Within a member: what inflating needs of the bytes before.
    pub block: Option<Block>,
}

/// What inflating needs to begin at a block of deflate (RFC 1951).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// How many bits of the byte before the offset belong to the block, 0 to 7.
    pub bits: u8,
    /// Those bits, in the low end.
    pub bit_buffer: u8,
    /// The text before, as far as matches reach back: at most 32 KiB.
    pub window: Vec<u8>,
    /// CRC-32 of the member's text before.
    pub crc: u32,
    /// Bytes of the member's text before, modulo 2^32.
    pub length: u32,
    /// The member's text begins as text does.
    pub text: bool,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// A member is due, or padding, or the file's end.
    Due {
        /// The member before, if its checksums do not fit and that was not said yet.
        unfit: Option<Unfit>,
        /// Nothing was read since the member before.
        fresh: bool,
    },
    Body(Member),
    Trailer(Member),
    /// Looks for the beginning of a member. Everything before `position` is dealt with.
    Search(Search),
}

/// A member whose checksums do not fit.
#[derive(Clone, Copy, Debug)]
struct Unfit {
    /// Where its trailer is.
    trailer: u64,
    /// From where on another member may begin, if this is no trailer at all.
    search_from: u64,
}

/// The member being read.
#[derive(Clone, Copy, Debug)]
struct Member {
    begin: u64,
    /// Its text begins as text does.
    text: bool,
}

#[derive(Clone, Copy, Debug)]
struct Search {
    /// The bytes that are passed over are handed out.
    junk: bool,
    /// What is to be said if a member is found.
    found: Option<(GzipFault, u64)>,
    /// What is to be said if none is.
    lost: Option<(GzipFault, u64)>,
    /// The file was cut off if none is found.
    cut_off: bool,
    /// Where the next candidate may begin.
    at: u64,
}

/// What one turn came to.
enum Turn {
    Again,
    /// So many bytes from `position` on are needed, if there are that many.
    Need(usize),
    Step(Step),
}

/// Reads the members of one gzip file.
#[allow(clippy::struct_excessive_bools, reason = "they are independent of each other")]
pub struct Gunzip {
    state: State,
    kept: Kept,
    prober: Prober,
    /// What it inflates is no text: a member can hold others.
    binary: bool,
    /// No bytes follow those that are kept.
    at_end: bool,
    /// No bytes follow those of the step.
    ended: bool,
    /// Up to which offset bytes are needed for the next turn, unless the file ends before.
    needed: u64,
    /// Nothing but zeros was read.
    at_start: bool,
    /// Before this offset no other member begins within the one being read.
    clear_to: u64,
    /// Where in the file the bytes lie that were handed out.
    junk: std::ops::Range<u64>,
    inflater: Box<DecompressorOxide>,
    window: Box<[u8]>,
    /// Where in `window` the next text goes.
    write_at: usize,
    /// Where in `window` the text of the last step lies.
    text: std::ops::Range<usize>,
    crc: crc32fast::Hasher,
    /// How much of `window` was written to.
    dirty: usize,
    /// Bytes of text of this member, modulo 2^32 as ISIZE counts them.
    length: u32,
    /// This member's checksums are verified.
    verified: bool,
    /// The step after which a block ends is to be the last for now.
    stop_at_block: bool,
    /// The text of the last step ends where a block does.
    at_block: bool,
    /// Bytes of the file read so far.
    offset: u64,
    members: u64,
}

impl fmt::Debug for Gunzip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gunzip")
            .field("state", &self.state)
            .field("offset", &self.offset)
            .field("members", &self.members)
            .finish_non_exhaustive()
    }
}

impl Default for Gunzip {
    fn default() -> Self {
        Self::new()
    }
}

impl Gunzip {
    /// A reader at the beginning of a file.
    #[must_use]
    pub fn new() -> Self {
        Self {
            state: State::Due { unfit: None, fresh: true },
            kept: Kept::default(),
            prober: Prober::default(),
            binary: false,
            at_end: false,
            ended: false,
            needed: 0,
            at_start: true,
            clear_to: 0,
            junk: 0..0,
            inflater: Box::default(),
            window: vec![0; WINDOW].into_boxed_slice(),
            write_at: 0,
            text: 0..0,
            dirty: 0,
            crc: crc32fast::Hasher::new(),
            length: 0,
            verified: true,
            stop_at_block: false,
            at_block: false,
            offset: 0,
            members: 0,
        }
    }

    /// A reader of what is no text, such as an archive that holds gzip files: members are not looked for within
    /// members.
    #[must_use]
    pub fn of_bytes() -> Self {
        Self { binary: true, ..Self::new() }
    }

    /// A reader at `point` of a file. The checksums of a member that it begins within are not verified:
    /// whoever reads a part of a file has read all of it before. Who goes on where reading was left says so
    /// with [`Gunzip::verify`].
    #[must_use]
    pub fn resume(point: &DeflatePoint) -> Self {
        let mut gunzip =
            Self { offset: point.offset, kept: Kept::at(point.offset), at_start: point.offset == 0, ..Self::new() };
        if let Some(Block { bits, bit_buffer, window, crc, length, text }) = &point.block {
            let state = BlockBoundaryState { num_bits: *bits, bit_buf: *bit_buffer, ..BlockBoundaryState::default() };
            let window = &window[window.len().saturating_sub(REACH)..];
            *gunzip.inflater = DecompressorOxide::from_block_boundary_state(&state);
            gunzip.window[..window.len()].copy_from_slice(window);
            gunzip.write_at = window.len();
            gunzip.dirty = window.len();
            gunzip.crc = crc32fast::Hasher::new_with_initial(*crc);
            gunzip.length = *length;
            gunzip.verified = false;
            gunzip.state = State::Body(Member { begin: point.offset, text: *text });
        }
        gunzip
    }

    /// Has the checksums of the member that it begins within verified too.
    pub fn verify(&mut self) {
        self.verified = true;
    }

    /// Whether a step is to end where a block of deflate does, so that there is a [`DeflatePoint`].
    pub fn stop_at_block(&mut self, stop: bool) {
        self.stop_at_block = stop;
    }

    /// Where reading can begin again behind the text of the last step, if it can there.
    #[must_use]
    pub fn deflate_point(&self) -> Option<DeflatePoint> {
        let block = match self.state {
            State::Due { unfit: None, fresh: true } => None,
            State::Body(Member { text, .. }) if self.at_block => {
                let state = self.inflater.block_boundary_state()?;
                let reach = self.dirty.min(REACH);
                let window = if self.write_at >= reach {
                    self.window[self.write_at - reach..self.write_at].to_vec()
                } else {
                    [&self.window[WINDOW - (reach - self.write_at)..], &self.window[..self.write_at]].concat()
                };
                let crc = self.crc.clone().finalize();
                Some(Block { bits: state.num_bits, bit_buffer: state.bit_buf, window, crc, length: self.length, text })
            }
            _ => return None,
        };
        Some(DeflatePoint { offset: self.offset, block })
    }

    /// Bytes of the file read so far. A step may have taken some more, to read them later.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Whole members read so far.
    #[must_use]
    pub fn members(&self) -> u64 {
        self.members
    }

    /// The text of the last step, at most 64 KiB.
    #[must_use]
    pub fn text(&self) -> &[u8] {
        &self.window[self.text.clone()]
    }

    /// The bytes between or behind members of the last step, at most 300 KiB.
    #[must_use]
    pub fn junk(&self) -> &[u8] {
        self.kept.between(self.junk.start, self.junk.end)
    }

    /// Says that no bytes follow those of the next step. Go on stepping until it answers [`Step::NeedInput`].
    pub fn end_input(&mut self) {
        self.ended = true;
    }

    /// Goes on with `input`, the bytes of the file behind those that the steps before used. Returns how many of
    /// them were used and what came of it.
    pub fn step(&mut self, input: &[u8]) -> (usize, Step) {
        self.text = 0..0;
        self.at_block = false;
        self.junk = 0..0;
        let needed_from = match self.state {
            State::Body(member) | State::Trailer(member) if !member.text => member.begin,
            State::Due { unfit: Some(unfit), .. } => unfit.search_from,
            State::Due { .. } | State::Body(_) | State::Trailer(_) | State::Search(_) => self.offset,
        };
        self.kept.forget(needed_from.max(self.offset.saturating_sub(LOOK_BACK)));
        if !self.ended && self.kept.end() + (input.len() as u64) < self.needed {
            return (self.kept.absorb_all(input), Step::NeedInput);
        }
        let mut used = 0;
        loop {
            self.at_end = self.ended && used == input.len();
            match self.advance() {
                Turn::Again => {}
                Turn::Step(step) => return (used, step),
                Turn::Need(bytes) => {
                    let before = used;
                    self.needed = self.offset + bytes as u64;
                    while used < input.len() && self.kept.end() < self.needed {
                        used += self.kept.absorb(&input[used..]);
                    }
                    if used == before || (self.kept.end() < self.needed && !self.ended) {
                        return (used, Step::NeedInput);
                    }
                }
            }
        }
    }

    fn advance(&mut self) -> Turn {
        match self.state {
            State::Due { unfit, .. } => self.read_due(unfit),
            State::Body(member) => self.inflate(member),
            State::Trailer(member) => self.read_trailer(member),
            State::Search(search) => self.search(search),
        }
    }

    /// Whether the file may end here: at the end of a member or behind it, and after at least one byte.
    ///
    /// Callers who have pushed everything ask this after [`Gunzip::end_input`] and the steps that follow it; if
    /// not, the file was cut off at its end.
    #[must_use]
    pub fn finish(&self) -> bool {
        match &self.state {
            State::Due { .. } => self.offset > 0 && self.offset == self.kept.end(),
            State::Body(_) | State::Trailer(_) => false,
            State::Search(search) => !search.cut_off,
        }
    }

    /// What stands where a member is due.
    fn read_due(&mut self, unfit: Option<Unfit>) -> Turn {
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

    /// Has the next member looked for from an offset on, or from the first byte that is still kept.
    fn look_for(&mut self, from: u64) {
        let at = from.max(self.kept.begin());
        self.offset = at;
        self.state = State::Search(Search { junk: false, found: None, lost: None, cut_off: false, at });
    }

    fn search(&mut self, mut search: Search) -> Turn {
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

    fn begin_member(&mut self, begin: u64, header: usize, text: bool) {
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

    fn inflate(&mut self, member: Member) -> Turn {
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
            // A block may end behind text that came with the step before.
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

    /// The inflater has used all bytes in which no other member begins, and its own goes on.
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

    fn read_trailer(&mut self, member: Member) -> Turn {
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
