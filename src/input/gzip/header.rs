//! The header of a member (RFC 1952 section 2.3).

use memchr::memchr;

/// The first bytes of a member: ID1, ID2 and CM = 8, deflate (RFC 1952 section 2.3.1).
pub const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

/// Bytes of the fixed part: ID1, ID2, CM, FLG, MTIME (4), XFL, OS.
pub const FIXED: usize = 10;

// The FLG bits of RFC 1952 section 2.3.1. FTEXT (bit 0) is a hint and needs nothing done.
const FHCRC: u8 = 1 << 1;
const FEXTRA: u8 = 1 << 2;
const FNAME: u8 = 1 << 3;
const FCOMMENT: u8 = 1 << 4;
pub const RESERVED: u8 = 0b1110_0000;

/// A header that is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Its bytes.
    pub length: usize,
    /// Its own checksum fits, or it has none.
    pub checksum_fits: bool,
}

/// How many bytes of the header, in all, have to be there to get further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing(pub usize);

/// Measures a header that begins where `bytes` does and has these flags. Does not look at the first four bytes.
pub fn layout(bytes: &[u8], flags: u8) -> Result<Layout, Missing> {
    let need = |length: usize| if bytes.len() < length { Err(Missing(length)) } else { Ok(()) };
    need(FIXED)?;
    let mut length = FIXED;
    if flags & FEXTRA != 0 {
        need(length + 2)?;
        length += 2 + usize::from(u16::from_le_bytes([bytes[length], bytes[length + 1]]));
        need(length)?;
    }
    for text in [FNAME, FCOMMENT] {
        if flags & text != 0 {
            // By half as much again: what is asked for byte by byte would be searched again and again.
            let zero = memchr(0, &bytes[length..]).ok_or(Missing(bytes.len() + bytes.len() / 2))?;
            length += zero + 1;
        }
    }
    let mut checksum_fits = true;
    if flags & FHCRC != 0 {
        need(length + 2)?;
        // CRC16 is the low half of the CRC-32 of the header up to here.
        let crc = crc32fast::hash(&bytes[..length]) & 0xffff;
        checksum_fits = crc == u32::from(u16::from_le_bytes([bytes[length], bytes[length + 1]]));
        length += 2;
    }
    Ok(Layout { length, checksum_fits })
}

/// Whether XFL and OS have values that compressors write: XFL 0, 2 or 4; OS 0 to 13, or 255 for unknown.
pub fn plausible(fixed: &[u8]) -> bool {
    matches!(fixed[8], 0 | 2 | 4) && matches!(fixed[9], 0..=13 | 255)
}
