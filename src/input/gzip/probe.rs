//! Inspects the first text of what may be a member, before anything of it is emitted.
//!
//! A probe reads at most [`PROBE_INPUT`] compressed bytes and [`PROBE_BLOCKS`] blocks, and writes at most
//! [`PROBE_TEXT`] bytes. So it costs a constant; what was refused is searched on one byte after its beginning,
//! and a search of n bytes is at most n/3 probes (that many [`MAGIC`](super::header::MAGIC)s fit).

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

use super::header::{FIXED, Layout, MAGIC, Missing, RESERVED, layout, plausible};
use super::kept::find_magic;
use super::{GzipFault, TRAILER};

/// Compressed bytes that a probe reads.
pub const PROBE_INPUT: usize = 1024;
/// Bytes of text that are enough to tell.
const PROBE_TEXT: usize = 256;
/// Blocks of deflate that may end within a probe. Each can cost the making of two tables of codes.
const PROBE_BLOCKS: usize = 4;
/// Bytes of text below which text alone does not convince: the checksums have to fit.
const TEXT_ENOUGH: usize = 32;
/// Bytes of a header that a candidate may have, other than where a member is due.
const CANDIDATE_HEADER: usize = 4 * 1024;
/// Bytes of a header where a member is due: room for the longest extra field, and a name.
const EXPECTED_HEADER: usize = 128 * 1024;

/// What the first text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inspection {
    /// More bytes are needed: this many in all.
    Missing(usize),
    /// Inflating fails.
    Broken,
    /// No text.
    Binary,
    /// Text as far as it goes, which is not far.
    Thin,
    /// Enough text, or a whole member whose checksums fit. `record`: it begins as records do.
    Convincing { record: bool },
}

/// What stands where a member may begin by chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Candidate {
    /// More bytes are needed.
    Undecided(usize),
    /// A member, with a header of this many bytes.
    Member(usize),
    /// None.
    Refused,
}

/// What stands where a member is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// More bytes are needed.
    Undecided(usize),
    /// A member with a header of `header` bytes. `text`: it begins as text does. If its header is damaged: the
    /// fault, and at which of its bytes.
    Member { header: usize, text: bool, fault: Option<(GzipFault, usize)> },
    /// A header that cannot be read past.
    Faulty(GzipFault, usize),
    /// The beginning of a header, and then the file's end.
    CutOff,
    /// Something else.
    Other,
}

/// An inflater for probes.
#[derive(Default)]
pub struct Prober {
    inflater: Box<DecompressorOxide>,
    /// Compressed bytes that probes read so far.
    pub work: u64,
}

impl Prober {
    /// Inspects `bytes`, which begin with [`MAGIC`]. Only a faultless header and a convincing text count.
    pub fn candidate(&mut self, bytes: &[u8], at_end: bool) -> Candidate {
        if bytes.len() < FIXED {
            return if at_end { Candidate::Refused } else { Candidate::Undecided(FIXED) };
        }
        let flags = bytes[3];
        if flags & RESERVED != 0 {
            return Candidate::Refused;
        }
        match layout(&bytes[..bytes.len().min(CANDIDATE_HEADER)], flags) {
            Ok(Layout { checksum_fits: false, .. }) => Candidate::Refused,
            Ok(Layout { length, .. }) => match self.inspect(&bytes[length..], at_end) {
                Inspection::Missing(more) => Candidate::Undecided(length + more),
                Inspection::Convincing { .. } => Candidate::Member(length),
                Inspection::Broken | Inspection::Binary | Inspection::Thin => Candidate::Refused,
            },
            Err(_) if at_end || bytes.len() >= CANDIDATE_HEADER => Candidate::Refused,
            Err(Missing(length)) => Candidate::Undecided(length.min(CANDIDATE_HEADER)),
        }
    }

    /// Inspects `bytes`, where a member is due. A header with a damaged byte counts as well if its text convinces.
    pub fn due(&mut self, bytes: &[u8], at_end: bool) -> Due {
        if bytes.len() < FIXED {
            let magic = bytes.len().min(MAGIC.len());
            return match () {
                () if !at_end => Due::Undecided(FIXED),
                () if bytes[..magic] == MAGIC[..magic] => Due::CutOff,
                () => Due::Other,
            };
        }
        let flags = bytes[3];
        let wrong: Vec<usize> = (0..MAGIC.len()).filter(|&at| bytes[at] != MAGIC[at]).collect();
        match wrong[..] {
            [] if flags & RESERVED != 0 => {
                self.other_flags(bytes, at_end, false, Due::Faulty(GzipFault::ReservedFlags, 3))
            }
            [] => self.sound_magic(bytes, at_end),
            [at] => {
                let otherwise = if at == 2 { Due::Faulty(GzipFault::Method(bytes[2]), 2) } else { Due::Other };
                if flags & RESERVED == 0 && plausible(bytes) {
                    self.mended(bytes, flags, at_end, false).unwrap_or(otherwise)
                } else {
                    otherwise
                }
            }
            _ => Due::Other,
        }
    }

    fn sound_magic(&mut self, bytes: &[u8], at_end: bool) -> Due {
        let Layout { length: header, checksum_fits } = match layout(bytes, bytes[3]) {
            Ok(layout) => layout,
            Err(_) if at_end => return self.other_flags(bytes, at_end, false, Due::CutOff),
            Err(_) if bytes.len() >= EXPECTED_HEADER => {
                return self.other_flags(bytes, at_end, false, Due::Faulty(GzipFault::Header, 0));
            }
            Err(Missing(length)) => return Due::Undecided(length),
        };
        let fault = (!checksum_fits).then_some((GzipFault::HeaderChecksum, header - 1));
        match (self.inspect(&bytes[header..], at_end), fault) {
            (Inspection::Missing(more), _) => Due::Undecided(header + more),
            (Inspection::Convincing { record: true }, _) => Due::Member { header, text: true, fault },
            // A wrong flag can lead into the middle of the data, where letters come out by chance.
            (Inspection::Convincing { record: false }, _) => {
                self.other_flags(bytes, at_end, true, Due::Member { header, text: true, fault })
            }
            // What these three bytes begin may not be a member, or one that was cut off within its header.
            (_, Some((fault, at))) => self.other_flags(bytes, at_end, false, Due::Faulty(fault, at)),
            // What is thin may be the rest of another member, whose data are searched after a fault.
            (Inspection::Thin | Inspection::Binary | Inspection::Broken, None) => {
                self.other_flags(bytes, at_end, false, Due::Member { header, text: false, fault })
            }
        }
    }

    /// The header with one bit of its flags changed, if a text then comes out that convinces; `record`: only if it
    /// begins as records do.
    fn other_flags(&mut self, bytes: &[u8], at_end: bool, record: bool, otherwise: Due) -> Due {
        let others = (0..8).map(|bit| bytes[3] ^ (1 << bit)).filter(|flags| flags & RESERVED == 0);
        others.into_iter().find_map(|flags| self.mended(bytes, flags, at_end, record)).unwrap_or(otherwise)
    }

    /// The header as if it had these flags and no other damage.
    fn mended(&mut self, bytes: &[u8], flags: u8, at_end: bool, needs_record: bool) -> Option<Due> {
        match layout(&bytes[..bytes.len().min(CANDIDATE_HEADER)], flags) {
            Ok(Layout { length: header, .. }) => match self.inspect(&bytes[header..], at_end) {
                Inspection::Missing(more) => Some(Due::Undecided(header + more)),
                Inspection::Convincing { record } if record || !needs_record => {
                    Some(Due::Member { header, text: true, fault: Some((GzipFault::Header, 0)) })
                }
                Inspection::Convincing { .. } | Inspection::Broken | Inspection::Binary | Inspection::Thin => None,
            },
            Err(_) if at_end || bytes.len() >= CANDIDATE_HEADER => None,
            Err(Missing(length)) => Some(Due::Undecided(length.min(CANDIDATE_HEADER))),
        }
    }

    /// Inflates the beginning of `bytes`, up to where another member may begin.
    fn inspect(&mut self, bytes: &[u8], at_end: bool) -> Inspection {
        const FLAGS: u32 = inflate_flags::TINFL_FLAG_HAS_MORE_INPUT
            | inflate_flags::TINFL_FLAG_STOP_ON_BLOCK_BOUNDARY
            | inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        // The answer depends on these bytes alone, however many of them are here yet.
        const SEEN: usize = PROBE_INPUT + TRAILER + MAGIC.len() - 1;
        let all_here = at_end || bytes.len() >= SEEN;
        let bytes = &bytes[..bytes.len().min(SEEN)];
        // By half as much again, so that what comes byte by byte is not inflated again for each.
        let missing = Inspection::Missing((bytes.len() + bytes.len() / 2 + TRAILER).min(SEEN));
        let (limit, next) = match find_magic(bytes, all_here) {
            Ok(at) => (at, true),
            Err(clear) => (clear, false),
        };
        let input = &bytes[..limit.min(PROBE_INPUT)];
        let mut text = [0; PROBE_TEXT];
        let (mut used, mut written, mut blocks) = (0, 0, 0);
        self.inflater.init();
        let status = loop {
            let (status, more, out) = decompress(&mut self.inflater, &input[used..], &mut text, written, FLAGS);
            used += more;
            written += out;
            blocks += 1;
            if status != TINFLStatus::BlockBoundary || blocks == PROBE_BLOCKS {
                break status;
            }
        };
        self.work += used as u64;
        let text = &text[..written];
        let by_length = match () {
            () if !is_text(text) => Inspection::Binary,
            () if written >= TEXT_ENOUGH => Inspection::Convincing { record: begins_record(text) },
            () => Inspection::Thin,
        };
        match status {
            // Whether the member ends just here does not matter.
            _ if written == PROBE_TEXT => by_length,
            TINFLStatus::Done => {
                let trailer = bytes.get(used..used + TRAILER);
                match trailer.map(|trailer| trailer_fits(trailer, crc32fast::hash(text), written as u64)) {
                    Some(true) => Inspection::Convincing { record: true },
                    None if !all_here => missing,
                    Some(false) | None => by_length,
                }
            }
            TINFLStatus::NeedsMoreInput if !all_here && !next => missing,
            TINFLStatus::NeedsMoreInput | TINFLStatus::HasMoreOutput | TINFLStatus::BlockBoundary => by_length,
            _ => Inspection::Broken,
        }
    }
}

/// Whether a text begins as records do, or arrays of them, in UTF-8 or UTF-16.
fn begins_record(text: &[u8]) -> bool {
    let passed = |byte: &&u8| byte.is_ascii_whitespace() || matches!(**byte, 0 | 0xef | 0xbb | 0xbf | 0xfe | 0xff);
    text.iter().find(|byte| !passed(byte)).is_some_and(|byte| matches!(byte, b'{' | b'['))
}

/// Whether CRC-32 and ISIZE are those of a text.
pub fn trailer_fits(trailer: &[u8], crc: u32, length: u64) -> bool {
    // ISIZE is the length modulo 2^32.
    trailer[..4] == crc.to_le_bytes() && trailer[4..] == length.to_le_bytes()[..4]
}

/// Whether `text` looks like text: UTF-8, but for a character cut off at either end, without control characters
/// other than white space. Zeros are allowed as every second byte of UTF-16 only.
pub fn is_text(text: &[u8]) -> bool {
    let unmarked = text.strip_prefix(b"\xff\xfe").or(text.strip_prefix(b"\xfe\xff")).unwrap_or(text);
    if unmarked.contains(&0) {
        let zeros_at = |odd: usize| unmarked.iter().skip(odd).step_by(2).all(|byte| *byte == 0);
        let letters: Vec<u8> = unmarked.iter().copied().filter(|byte| *byte != 0).collect();
        return (zeros_at(0) || zeros_at(1)) && is_text(&letters);
    }
    let continuation = text.iter().take(3).take_while(|byte| **byte & 0xc0 == 0x80).count();
    let text = &text[continuation..];
    let control = |byte: &u8| (*byte < 0x20 && !byte.is_ascii_whitespace()) || *byte == 0x7f;
    let utf8 = std::str::from_utf8(text).map_or_else(|error| error.error_len().is_none(), |_| true);
    utf8 && !text.iter().any(control)
}
