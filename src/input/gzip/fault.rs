//! What can be wrong with a gzip file.

use std::fmt;

/// A fault of a gzip file. Reading continues after each of them, at the next member that can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GzipFault {
    /// The file does not begin with a gzip member, and none was found in it.
    NotGzip,
    /// The file does not begin with a gzip member; one was found later.
    BeginningLost,
    /// One of the first four bytes of a member's header is damaged. Its text is read anyway.
    Header,
    /// The header sets a flag that RFC 1952 reserves. The member is left out.
    ReservedFlags,
    /// The header's own checksum (FHCRC) differs. The member is read anyway.
    HeaderChecksum,
    /// The method is not deflate, the only one there is. The member is left out.
    Method(u8),
    /// The compressed data break the rules of RFC 1951, or end where no member does. The rest of the member is
    /// left out.
    Deflate,
    /// The trailer's CRC-32 or length differs from the text's.
    Checksum,
    /// The member was cut off: another one begins within it.
    CutOff,
}

impl GzipFault {
    /// Whether text is missing here, so that the text before and the text after do not belong together.
    #[must_use]
    pub const fn breaks_text(self) -> bool {
        !matches!(self, Self::Header | Self::HeaderChecksum | Self::Checksum)
    }
}

impl fmt::Display for GzipFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotGzip => f.write_str("the file does not begin as gzip does"),
            Self::BeginningLost => {
                f.write_str("the file does not begin as gzip does: its beginning is damaged or lost")
            }
            Self::Header => f.write_str("the header of a gzip member is damaged"),
            Self::ReservedFlags => f.write_str("the gzip header sets flags that no version of gzip defines"),
            Self::HeaderChecksum => f.write_str("the checksum of the gzip header does not fit"),
            Self::Method(method) => {
                write!(f, "the gzip header names compression method {method}; only 8 (deflate) exists")
            }
            Self::Deflate => f.write_str("the compressed data are damaged"),
            Self::Checksum => f.write_str("the checksum at the end of a gzip member does not fit its text"),
            Self::CutOff => f.write_str("a gzip member was cut off, and another one begins"),
        }
    }
}
