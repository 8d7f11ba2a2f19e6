//! Gzip (RFC 1952) as a machine without I/O: compressed bytes are pushed in, text is taken out.
//!
//! A file may hold any number of members. Every header field is read, and the header's CRC-16 and
//! the trailer's CRC-32 and ISIZE are verified. Text is handed out before its member's trailer has
//! been seen: a [`GzipFault::Checksum`] afterwards says that the text since the member's beginning
//! is not what was written.

use std::fmt;

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{BlockBoundaryState, DecompressorOxide, decompress, inflate_flags};
use serde::{Deserialize, Serialize};

/// The first bytes of a member: ID1, ID2 and CM = 8, deflate (RFC 1952 section 2.3.1).
const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

// The FLG bits of RFC 1952 section 2.3.1. FTEXT (bit 0) is a hint and needs nothing done.
const FHCRC: u8 = 1 << 1;
const FEXTRA: u8 = 1 << 2;
const FNAME: u8 = 1 << 3;
const FCOMMENT: u8 = 1 << 4;
const RESERVED: u8 = 0b1110_0000;

/// Bytes of the ring the inflater writes to. RFC 1951 lets matches reach back 32 KiB; twice that
/// gives at least 32 KiB of text a turn. A power of two, as `miniz_oxide` asks of a ring.
const WINDOW: usize = 64 * 1024;
/// How far back matches reach (RFC 1951 section 2).
const REACH: usize = 32 * 1024;

/// Why a gzip file could not be read on. Offsets count bytes of the file, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GzipFault {
    /// The file does not begin with a gzip member.
    NotGzip,
    /// The header sets a flag that RFC 1952 reserves. Nothing after it is read.
    ReservedFlags,
    /// The header's own checksum (FHCRC) differs. Nothing after it is read.
    HeaderChecksum,
    /// The method is not deflate, the only one there is. Nothing after it is read.
    Method(u8),
    /// The compressed data break the rules of RFC 1951. Nothing after them is read.
    Deflate,
    /// The trailer's CRC-32 or length differs from the text's. The next member is still read.
    Checksum,
}

impl GzipFault {
    /// Whether the members after the faulty one can still be read.
    #[must_use]
    pub const fn recoverable(self) -> bool {
        matches!(self, Self::Checksum)
    }
}

impl fmt::Display for GzipFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotGzip => f.write_str("the file does not begin as gzip does"),
            Self::ReservedFlags => f.write_str("the gzip header sets flags that no version of gzip defines"),
            Self::HeaderChecksum => f.write_str("the checksum of the gzip header does not fit"),
            Self::Method(method) => {
                write!(f, "the gzip header names compression method {method}; only 8 (deflate) exists")
            }
            Self::Deflate => f.write_str("the compressed data are damaged"),
            Self::Checksum => f.write_str("the checksum at the end of a gzip member does not fit its text"),
        }
    }
}

/// What one [`Gunzip::step`] came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Text waits in [`Gunzip::text`], until the next step.
    Text,
    /// A whole member was read and its checksums fit.
    MemberEnd,
    /// The input is used up; push more, or call [`Gunzip::finish`].
    NeedInput,
    /// The bytes from this offset of the file on are no gzip member, and are ignored.
    Garbage(u64),
    /// A fault, with its offset in the file.
    Fault(GzipFault, u64),
}

/// Where reading a gzip file can begin without what lies before: between two members, or between two
/// blocks of deflate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResumePoint {
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
}

#[derive(Debug)]
enum State {
    Header(Header),
    Body,
    Trailer {
        bytes: [u8; 8],
        have: usize,
    },
    /// Zero bytes between or behind members, as block devices and tapes pad with.
    Padding {
        begin: u64,
    },
    /// Nothing more is read: garbage after the last member, or an unrecoverable fault.
    Done,
}

/// Reads the members of one gzip file.
pub struct Gunzip {
    state: State,
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
    /// Bytes of the file used so far.
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
            state: State::Header(Header::default()),
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

    /// A reader at `point` of a file. The checksums of a member that it begins within are not verified:
    /// whoever reads a part of a file has read all of it before. Who goes on where reading was left says so
    /// with [`Gunzip::verify`].
    #[must_use]
    pub fn resume(point: &ResumePoint) -> Self {
        let mut gunzip = Self { offset: point.offset, ..Self::new() };
        if let Some(Block { bits, bit_buffer, window, crc, length }) = &point.block {
            let state = BlockBoundaryState { num_bits: *bits, bit_buf: *bit_buffer, ..BlockBoundaryState::default() };
            let window = &window[window.len().saturating_sub(REACH)..];
            *gunzip.inflater = DecompressorOxide::from_block_boundary_state(&state);
            gunzip.window[..window.len()].copy_from_slice(window);
            gunzip.write_at = window.len();
            gunzip.dirty = window.len();
            gunzip.crc = crc32fast::Hasher::new_with_initial(*crc);
            gunzip.length = *length;
            gunzip.verified = false;
            gunzip.state = State::Body;
        } else {
            // Something was there before: what follows may be padding or garbage.
            gunzip.members = u64::from(point.offset > 0);
        }
        gunzip
    }

    /// Has the checksums of the member that it begins within verified too.
    pub fn verify(&mut self) {
        self.verified = true;
    }

    /// Whether a step is to end where a block of deflate does, so that there is a [`ResumePoint`].
    pub fn stop_at_block(&mut self, stop: bool) {
        self.stop_at_block = stop;
    }

    /// Where reading can begin again behind the text of the last step, if it can there.
    #[must_use]
    pub fn resume_point(&self) -> Option<ResumePoint> {
        let block = match &self.state {
            State::Header(header) if header.have == 0 => None,
            State::Body if self.at_block => {
                let state = self.inflater.block_boundary_state()?;
                let reach = self.dirty.min(REACH);
                let window = if self.write_at >= reach {
                    self.window[self.write_at - reach..self.write_at].to_vec()
                } else {
                    [&self.window[WINDOW - (reach - self.write_at)..], &self.window[..self.write_at]].concat()
                };
                let crc = self.crc.clone().finalize();
                Some(Block { bits: state.num_bits, bit_buffer: state.bit_buf, window, crc, length: self.length })
            }
            _ => return None,
        };
        Some(ResumePoint { offset: self.offset, block })
    }

    /// Bytes of the file used so far.
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

    /// Goes on with `input`, the bytes of the file from [`Gunzip::offset`] on. Returns how many of
    /// them were used and what came of it.
    pub fn step(&mut self, input: &[u8]) -> (usize, Step) {
        let begin = self.offset;
        self.text = 0..0;
        self.at_block = false;
        let mut rest = input;
        let step = loop {
            let (used, step) = match &mut self.state {
                State::Header(_) => self.read_header(rest),
                State::Body => self.inflate(rest),
                State::Trailer { .. } => self.read_trailer(rest),
                State::Padding { .. } => self.read_padding(rest),
                State::Done => (rest.len(), Some(Step::NeedInput)),
            };
            self.offset += used as u64;
            rest = &rest[used..];
            if let Some(step) = step {
                break step;
            }
        };
        if let Step::Fault(fault, _) = step {
            if fault.recoverable() {
                self.begin_member();
            } else {
                self.state = State::Done;
            }
        }
        // The offset moves by what was used of `input`, which is in memory: the cast cannot lose.
        #[allow(clippy::cast_possible_truncation)]
        ((self.offset - begin) as usize, step)
    }

    /// Whether the file may end here: at the end of a member, and after at least one.
    ///
    /// Callers who have pushed everything ask this; if not, the file was cut off at its end.
    #[must_use]
    pub fn finish(&self) -> bool {
        match &self.state {
            State::Header(header) => header.have == 0 && self.offset > 0,
            State::Body | State::Trailer { .. } => false,
            State::Padding { .. } | State::Done => true,
        }
    }

    /// Where the padding begins that was read last, if nothing came behind it.
    #[must_use]
    pub fn padding(&self) -> Option<u64> {
        if let State::Padding { begin } = self.state { Some(begin) } else { None }
    }

    fn begin_member(&mut self) {
        self.state = State::Header(Header::default());
        // So that data which refer to text before the member's beginning, which RFC 1951 forbids and
        // the inflater does not notice in a ring, find zeros there and not another member's text. The
        // checksum then tells.
        self.window[..self.dirty].fill(0);
        self.dirty = 0;
        self.write_at = 0;
    }

    fn read_header(&mut self, input: &[u8]) -> (usize, Option<Step>) {
        let State::Header(header) = &mut self.state else { return (0, None) };
        for (i, &byte) in input.iter().enumerate() {
            let at = self.offset + i as u64;
            match header.push(byte) {
                HeaderStep::More => {}
                HeaderStep::Complete => {
                    self.state = State::Body;
                    self.inflater.init();
                    self.crc.reset();
                    self.length = 0;
                    self.verified = true;
                    return (i + 1, None);
                }
                HeaderStep::NotGzip if self.members > 0 && byte == 0 && header.have == 1 => {
                    self.state = State::Padding { begin: at };
                    return (i, None);
                }
                // Only the first member has to be there: what follows the last is garbage.
                HeaderStep::NotGzip if self.members > 0 => {
                    let start = at + 1 - header.have as u64;
                    self.state = State::Done;
                    return (input.len(), Some(Step::Garbage(start)));
                }
                HeaderStep::NotGzip if header.have == MAGIC.len() => {
                    return (i + 1, Some(Step::Fault(GzipFault::Method(byte), at)));
                }
                HeaderStep::NotGzip => return (i + 1, Some(Step::Fault(GzipFault::NotGzip, at))),
                HeaderStep::Fault(fault) => return (i + 1, Some(Step::Fault(fault, at))),
            }
        }
        (input.len(), Some(Step::NeedInput))
    }

    fn read_padding(&mut self, input: &[u8]) -> (usize, Option<Step>) {
        let zeros = input.iter().take_while(|&&byte| byte == 0).count();
        if zeros == input.len() {
            return (zeros, Some(Step::NeedInput));
        }
        // Another member, or garbage.
        self.state = State::Header(Header::default());
        (zeros, None)
    }

    fn inflate(&mut self, input: &[u8]) -> (usize, Option<Step>) {
        let from = self.write_at;
        let mut flags = inflate_flags::TINFL_FLAG_HAS_MORE_INPUT;
        if self.stop_at_block {
            flags |= inflate_flags::TINFL_FLAG_STOP_ON_BLOCK_BOUNDARY;
        }
        let (status, used, written) = decompress(&mut self.inflater, input, &mut self.window, from, flags);
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
            self.state = State::Trailer { bytes: [0; 8], have: 0 };
        }
        let step = match status {
            // A block may end behind text that came with the step before.
            _ if written > 0 || self.at_block => Some(Step::Text),
            TINFLStatus::Done | TINFLStatus::HasMoreOutput | TINFLStatus::BlockBoundary => None,
            TINFLStatus::NeedsMoreInput => Some(Step::NeedInput),
            // The error is in the bytes looked at last, at or a little before the ones used.
            _ => Some(Step::Fault(GzipFault::Deflate, self.offset + used as u64)),
        };
        (used, step)
    }

    fn read_trailer(&mut self, input: &[u8]) -> (usize, Option<Step>) {
        let State::Trailer { bytes, have } = &mut self.state else { return (0, None) };
        let used = input.len().min(bytes.len() - *have);
        bytes[*have..*have + used].copy_from_slice(&input[..used]);
        *have += used;
        if *have < bytes.len() {
            return (used, Some(Step::NeedInput));
        }
        let [c0, c1, c2, c3, l0, l1, l2, l3] = *bytes;
        let crc = u32::from_le_bytes([c0, c1, c2, c3]);
        let length = u32::from_le_bytes([l0, l1, l2, l3]);
        self.members += 1;
        if !self.verified || (crc == self.crc.clone().finalize() && length == self.length) {
            self.begin_member();
            (used, Some(Step::MemberEnd))
        } else {
            let trailer = self.offset + used as u64 - bytes.len() as u64;
            (used, Some(Step::Fault(GzipFault::Checksum, trailer)))
        }
    }
}

/// The header of a member (RFC 1952 section 2.3), a byte at a time.
#[derive(Debug, Default)]
struct Header {
    /// Bytes of the header seen so far.
    have: usize,
    flags: u8,
    field: Field,
    crc: crc32fast::Hasher,
}

#[derive(Clone, Copy, Debug, Default)]
enum Field {
    /// ID1, ID2, CM, FLG, MTIME (4), XFL, OS.
    #[default]
    Fixed,
    /// XLEN: its low byte, once seen.
    ExtraLength(Option<u8>),
    /// Bytes of the extra field still to come.
    Extra(u16),
    /// File name, up to its zero byte.
    Name,
    /// Comment, up to its zero byte.
    Comment,
    /// CRC16: its low byte, once seen.
    Checksum(Option<u8>),
}

enum HeaderStep {
    More,
    Complete,
    /// One of the three first bytes is another: this is no member.
    NotGzip,
    Fault(GzipFault),
}

impl Header {
    fn push(&mut self, byte: u8) -> HeaderStep {
        self.have += 1;
        if !matches!(self.field, Field::Checksum(_)) {
            self.crc.update(&[byte]);
        }
        match self.field {
            Field::Fixed => match self.have {
                1..=3 if byte != MAGIC[self.have - 1] => HeaderStep::NotGzip,
                4 if byte & RESERVED != 0 => HeaderStep::Fault(GzipFault::ReservedFlags),
                4 => {
                    self.flags = byte;
                    HeaderStep::More
                }
                10 => self.enter(Field::ExtraLength(None)),
                _ => HeaderStep::More,
            },
            Field::ExtraLength(None) => {
                self.field = Field::ExtraLength(Some(byte));
                HeaderStep::More
            }
            Field::ExtraLength(Some(low)) => match u16::from_le_bytes([low, byte]) {
                0 => self.enter(Field::Name),
                length => {
                    self.field = Field::Extra(length);
                    HeaderStep::More
                }
            },
            Field::Extra(1) => self.enter(Field::Name),
            Field::Extra(left) => {
                self.field = Field::Extra(left - 1);
                HeaderStep::More
            }
            Field::Name if byte == 0 => self.enter(Field::Comment),
            Field::Comment if byte == 0 => self.enter(Field::Checksum(None)),
            Field::Name | Field::Comment => HeaderStep::More,
            Field::Checksum(None) => {
                self.field = Field::Checksum(Some(byte));
                HeaderStep::More
            }
            Field::Checksum(Some(low)) => {
                // CRC16 is the low half of the CRC-32 of the header up to here.
                if self.crc.clone().finalize() & 0xffff == u32::from(u16::from_le_bytes([low, byte])) {
                    HeaderStep::Complete
                } else {
                    HeaderStep::Fault(GzipFault::HeaderChecksum)
                }
            }
        }
    }

    /// Goes on to the given field, or to the first after it that the flags announce.
    fn enter(&mut self, field: Field) -> HeaderStep {
        let announced = |flag| self.flags & flag != 0;
        self.field = match field {
            Field::ExtraLength(_) if announced(FEXTRA) => field,
            Field::ExtraLength(_) => return self.enter(Field::Name),
            Field::Name if announced(FNAME) => field,
            Field::Name => return self.enter(Field::Comment),
            Field::Comment if announced(FCOMMENT) => field,
            Field::Comment => return self.enter(Field::Checksum(None)),
            Field::Checksum(_) if announced(FHCRC) => field,
            Field::Checksum(_) => return HeaderStep::Complete,
            Field::Fixed | Field::Extra(_) => field,
        };
        HeaderStep::More
    }
}
