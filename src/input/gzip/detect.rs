//! Tells gzip from what is not by the first bytes of a file.

use super::header::MAGIC;
use super::probe::{Due, Prober};

/// Zeros at the beginning of a file that are looked through for a member after them.
const ZEROS: usize = 1024 * 1024;
/// Bytes of the first line that are looked at if the file does not begin as gzip does.
const LINE_SEEN: usize = 512;

/// What a file is by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detected {
    /// For [`Gunzip`](super::Gunzip): a member at the beginning, also with a damaged header or after zeros; or
    /// something that is not text, in which a member may follow.
    Gzip,
    /// No gzip.
    Other,
    /// So many bytes are needed to tell, if there are that many.
    Undecided(usize),
}

/// Looks at the first bytes of a file; `at_end`: these are all. Formats that are known by their first bytes are to
/// be known before.
#[must_use]
pub fn detect(bytes: &[u8], at_end: bool) -> Detected {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let rest = &bytes[zeros..];
    let undecided = |length: usize| if at_end { Detected::Other } else { Detected::Undecided(length) };
    if zeros > ZEROS {
        return Detected::Other;
    }
    if rest.len() < MAGIC.len() && !at_end && (zeros > 0 || rest.is_empty() || MAGIC.starts_with(rest)) {
        // By as much again, so that zeros are not counted again for each that comes.
        return undecided((bytes.len() * 2).max(MAGIC.len()));
    }
    // A first byte that was damaged may be zero.
    let first_lost = zeros > 0 && rest.starts_with(&MAGIC[1..]);
    let rest = if first_lost { &bytes[zeros - 1..] } else { rest };
    if rest.starts_with(&MAGIC[..2]) {
        return Detected::Gzip;
    }
    if zeros > 0 && !first_lost {
        return Detected::Other;
    }
    let same = rest.iter().zip(MAGIC).filter(|(byte, magic)| *byte == magic).count();
    if same + 1 >= MAGIC.len() || (rest.len() < MAGIC.len() && same + 1 >= rest.len()) {
        match Prober::default().due(rest, at_end) {
            Due::Undecided(length) => return undecided(bytes.len() - rest.len() + length),
            Due::Member { .. } | Due::Faulty(..) => return Detected::Gzip,
            Due::CutOff | Due::Other => {}
        }
    }
    match rest.first() {
        Some(b'{' | b'[' | b' ' | b'\n' | b'\r' | b'\t') | None => return Detected::Other,
        Some(_) => {}
    }
    if rest.starts_with(b"\xff\xfe") || rest.starts_with(b"\xfe\xff") || rest.iter().take(2).any(|byte| *byte == 0) {
        // UTF-16.
        return Detected::Other;
    }
    let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line_ends = line.len() < rest.len();
    if rest.len() < LINE_SEEN && !line_ends && !at_end {
        // What is text up to here may be asked again; it is not long.
        return Detected::Undecided((rest.len() * 2).min(LINE_SEEN));
    }
    let line = &line[..line.len().min(LINE_SEEN)];
    let utf8 = std::str::from_utf8(line).map_or_else(|error| error.error_len().is_none(), |_| true);
    let control = |byte: &u8| *byte < 0x20 && !byte.is_ascii_whitespace();
    if !utf8 && line.iter().any(control) { Detected::Gzip } else { Detected::Other }
}
