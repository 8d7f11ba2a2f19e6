//! What can go wrong with an input, and where: codes that stay, and sentences for people.

use std::fmt;

/// The kind of a fault. Programs compare the string that [`ErrorCode::as_str`] returns; its meaning never
/// changes.
///
/// ```
/// assert_eq!(logpush_decrypt::ErrorCode::Unwrap.as_str(), "ERR_UNWRAP");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// The text given as a key cannot be read as one.
    KeyFormat,
    /// A public key (or a certificate) was given where the private key is needed.
    KeyPublic,
    /// The key is encrypted and its passphrase is missing or wrong.
    KeyPassphrase,
    /// The wrapped key is as long as no given key's modulus.
    KeySize,
    /// The bytes are not what RFC 1952 and RFC 1951 allow, or a checksum differs.
    Gzip,
    /// The file ends inside a gzip member, or before its first byte.
    GzipTruncated,
    /// The line is not a JSON object.
    Json,
    /// The value is almost an envelope: a part is missing or has a size that does not fit, or it stands in a
    /// string whose text is not whole JSON.
    Envelope,
    /// A member of the envelope is not base64.
    Base64,
    /// RSA-OAEP refuses the wrapped key: it was sealed for another key, or it is damaged.
    Unwrap,
    /// The AES-GCM tag does not fit: the key, the iv or the data is damaged.
    Auth,
    /// The line is longer, or nested deeper, than the settings allow.
    Limit,
    /// The work was cancelled.
    Aborted,
    /// The operating system or the browser could not read or write.
    Io,
}

impl ErrorCode {
    /// The stable name, as reports and JavaScript's `error.code` carry it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::KeyFormat => "ERR_KEY_FORMAT",
            Self::KeyPublic => "ERR_KEY_PUBLIC",
            Self::KeyPassphrase => "ERR_KEY_PASSPHRASE",
            Self::KeySize => "ERR_KEY_SIZE",
            Self::Gzip => "ERR_GZIP",
            Self::GzipTruncated => "ERR_GZIP_TRUNCATED",
            Self::Json => "ERR_JSON",
            Self::Envelope => "ERR_ENVELOPE",
            Self::Base64 => "ERR_BASE64",
            Self::Unwrap => "ERR_UNWRAP",
            Self::Auth => "ERR_AUTH",
            Self::Limit => "ERR_LIMIT",
            Self::Aborted => "ERR_ABORTED",
            Self::Io => "ERR_IO",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing that is wrong in one input. The caller knows which file it came from.
///
/// ```
/// use logpush_decrypt::{Decryptor, ErrorCode, Event, KeyRing, Settings};
///
/// let mut decryptor = Decryptor::new(Settings::default());
/// decryptor.finish();
/// let Some(Event::Fault(fault)) = decryptor.next(&mut KeyRing::new()) else { panic!("an empty file is a fault") };
/// assert_eq!((fault.code, fault.line, fault.offset), (ErrorCode::GzipTruncated, None, Some(0)));
/// println!("{fault}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The kind.
    pub code: ErrorCode,
    /// The line it concerns, counted from 1; `None` if it concerns the file.
    pub line: Option<u64>,
    /// The path of the field it concerns, such as `RequestBody` or `log.items[3].body`.
    pub field: Option<String>,
    /// The offset in the file (in bytes, as stored: compressed if it is gzip) for a fault of the
    /// file; for a line that is set aside ([`ErrorCode::Json`], [`ErrorCode::Limit`]), the offset in
    /// the line where that shows.
    pub offset: Option<u64>,
    /// What happened, why, and what to do next, for people.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(field) = &self.field {
            write!(f, ", field {field}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for Fault {}
