//! Gzip (RFC 1952) as a machine without I/O: compressed bytes are pushed in, text is taken out.
//!
//! A file may hold any number of members. Every header field is read, and the header's CRC-16 and
//! the trailer's CRC-32 and ISIZE are verified. Text is handed out before its member's trailer has
//! been seen: a [`GzipFault::Checksum`] afterwards says that the text since the member's beginning
//! is not what was written.
//!
//! Everything that can be read is kept. Zeros before, between and after members are padding; other bytes there are
//! handed out as they are ([`Step::Junk`]). After every fault reading continues at the next member that can be
//! found. A member that begins within another shows that the first was cut off: by chance, the compressed data of text
//! hold the beginning of a member with text in it once in more data than there are.
//!
//! `flate2`'s `MultiGzDecoder` has neither checkpoints between blocks nor offsets of faults; inflating itself is
//! `miniz_oxide`'s.
//!
//! Memory: the ring, the look-back and one turn of compressed bytes, about 300 KiB in all.

mod body;
mod detect;
mod due;
mod fault;
mod header;
mod kept;
mod point;
mod probe;
mod search;
mod state;
#[cfg(test)]
mod tests;

use std::fmt;

use miniz_oxide::inflate::core::DecompressorOxide;

pub use detect::{Detected, detect};
pub use fault::GzipFault;
pub use point::{Block, DeflatePoint};

use kept::Kept;
use probe::Prober;
use state::{State, Turn};

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

/// What came of one [`Gunzip::step`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Text waits in [`Gunzip::text`], until the next step.
    Text,
    /// A whole member was read and its checksums fit.
    MemberEnd,
    /// The input is used up; push more, or call [`Gunzip::finish`].
    NeedInput,
    /// Bytes between or after members, from this offset of the file, wait in [`Gunzip::junk`] until the next
    /// step. What follows each other without another step between belongs together.
    Junk(u64),
    /// A fault, with its offset in the file. Reading continues.
    Fault(GzipFault, u64),
}

/// Reads the members of one gzip file.
#[allow(clippy::struct_excessive_bools, reason = "they are independent of each other")]
pub struct Gunzip {
    state: State,
    kept: Kept,
    prober: Prober,
    /// What it inflates is not text: a member can hold others.
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
    /// A step ends where a block of deflate does.
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

    /// A reader of what is not text, such as an archive that holds gzip files: members are not looked for within
    /// members.
    #[must_use]
    pub fn of_bytes() -> Self {
        Self { binary: true, ..Self::new() }
    }

    /// Has the checksums of the member that it begins within verified too.
    pub fn verify(&mut self) {
        self.verified = true;
    }

    /// Whether a step is to end where a block of deflate does, so that there is a [`DeflatePoint`].
    pub fn stop_at_block(&mut self, stop: bool) {
        self.stop_at_block = stop;
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

    /// The bytes between or after members of the last step, at most 300 KiB.
    #[must_use]
    pub fn junk(&self) -> &[u8] {
        self.kept.between(self.junk.start, self.junk.end)
    }

    /// Says that no bytes follow those of the next step. Then step until the answer is [`Step::NeedInput`].
    pub fn end_input(&mut self) {
        self.ended = true;
    }

    /// Continues with `input`, the bytes of the file after those that the steps before used. Returns how many of
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

    /// Whether the file may end here: at the end of a member or after it, and after at least one byte.
    ///
    /// Ask this after everything was pushed, after [`Gunzip::end_input`] and the steps that follow it; if
    /// not, the file was cut off at its end.
    #[must_use]
    pub fn finish(&self) -> bool {
        match &self.state {
            State::Due { .. } => self.offset > 0 && self.offset == self.kept.end(),
            State::Body(_) | State::Trailer(_) => false,
            State::Search(search) => !search.cut_off,
        }
    }
}
