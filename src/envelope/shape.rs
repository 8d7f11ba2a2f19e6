//! What makes an object an envelope, and what makes it almost one. The one place that knows an envelope's shape.
//!
//! A member *fits* when it is a string of this form:
//!
//! | member | form |
//! |---|---|
//! | `key` | base64 of 128 to 1,024 bytes, a multiple of 8: what RSA of 1024 to 8192 bits gives |
//! | `iv` | base64 of 12 bytes (SP 800-38D section 8.2) |
//! | `data` | base64 of 16 bytes or more: the tag and what stands before it |
//!
//! Names and values are compared with their escapes resolved. The first row that applies decides:
//!
//! | `key`, `iv`, `data` | `type` | the object is |
//! |---|---|---|
//! | three strings, all of a fitting length | anything | an envelope: it is tried, and the tag decides |
//! | `data` alone, base64 of 256, 384 or 512 bytes, no other member | absent | an envelope of 2024 |
//! | the same, but one character is wrong: another, one of an escape, or one of the name | absent | a fault |
//! | three strings, all base64 | absent | a fault |
//! | two of them or three fit | anything | a fault |
//! | one of them or more is there | "encrypted" | a fault |
//! | all else | anything | an ordinary object |

use std::borrow::Cow;

use memchr::{memchr, memmem};

use super::scan::Parts;
use crate::json::{Span, resolve_escapes, unescape};
use crate::keys::{NONCE_BYTES, TAG_BYTES};

/// Bytes that RSA of 2048, 3072 and 4096 bits gives.
///
/// `{"data":…}` alone is an ordinary object too, so the older form is recognised by its length as well.
pub(super) const DIRECT_BYTES: [usize; 3] = [256, 384, 512];

/// What `type` says.
const ENCRYPTED: &[u8] = b"encrypted";

/// The longest way of writing a name that counts: four characters, each as an escape of six.
const LONGEST_NAME: usize = 24;

/// What a member's value is, as far as that matters.
pub(super) enum Value {
    String(Span),
    Scalar,
    Container,
}

/// A member of an object that may make it an envelope.
#[derive(Debug, Default)]
enum Member {
    #[default]
    Missing,
    /// Present, but not a string.
    Other,
    String(Span),
}

impl Member {
    fn string(&self) -> Option<Span> {
        match self {
            Self::String(span) => Some(span.clone()),
            Self::Missing | Self::Other => None,
        }
    }

    fn present(&self) -> bool {
        !matches!(self, Self::Missing)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    Absent,
    Encrypted,
    Other,
}

/// What an object is made of, as far as it decides whether it is an envelope.
#[derive(Debug)]
pub(super) struct Members {
    key: Member,
    iv: Member,
    data: Member,
    kind: Type,
    /// Members with other names.
    others: usize,
    /// One of those with a name that is "data" except for one byte.
    nearly_data: Member,
    /// A member is, or an earlier one of the same name was, an object or an array.
    nested: bool,
}

impl Default for Members {
    fn default() -> Self {
        Self {
            key: Member::default(),
            iv: Member::default(),
            data: Member::default(),
            kind: Type::Absent,
            others: 0,
            nearly_data: Member::default(),
            nested: false,
        }
    }
}

impl Members {
    /// Notes a member. Of members with the same name the last counts, as with `JSON.parse`.
    pub(super) fn note(&mut self, line: &[u8], name: &Span, value: Value) {
        self.nested |= matches!(value, Value::Container);
        let raw = &line[name.clone()];
        let name = if raw.len() <= LONGEST_NAME { unescaped(raw) } else { Cow::Borrowed(raw) };
        let slot = match &*name {
            b"key" => &mut self.key,
            b"iv" => &mut self.iv,
            b"data" => &mut self.data,
            b"type" => {
                let short = |span: &Span| span.len() <= 6 * ENCRYPTED.len();
                let encrypted = |span: &Span| short(span) && *unescaped(&line[span.clone()]) == *ENCRYPTED;
                self.kind = match value {
                    Value::String(span) if encrypted(&span) => Type::Encrypted,
                    _ => Type::Other,
                };
                return;
            }
            _ => {
                self.others += 1;
                // The changed byte may have made an escape, or be one that an escape stands for.
                if !is_nearly_data(raw) && !is_nearly_data(&name) {
                    return;
                }
                &mut self.nearly_data
            }
        };
        *slot = match value {
            Value::String(span) => Member::String(span),
            Value::Scalar | Value::Container => Member::Other,
        };
    }

    /// The parts, if these members make an envelope or almost one. Further members do no harm: Cloudflare may
    /// add some, and the tag of AES-GCM decides in the end.
    pub(super) fn shape(&self, line: &[u8]) -> Option<Parts> {
        let begun = self.key.present() || self.iv.present() || self.data.present();
        if !begun && !self.nearly_data.present() {
            return None;
        }
        match (self.key.string(), self.iv.string(), self.data.string()) {
            (Some(key), Some(iv), Some(data)) => {
                let fits = self.lengths_fit(line) || self.fitting(line) >= 2;
                let base64 = |span: &Span| base64_bytes(&unescaped(&line[span.clone()])).is_some();
                let almost = || match self.kind {
                    Type::Encrypted => true,
                    Type::Absent => [&key, &iv, &data].into_iter().all(base64),
                    Type::Other => false,
                };
                (fits || almost()).then_some(Parts::Sealed { key, iv, data })
            }
            (None, None, Some(data)) if self.is_direct(line, &data) => Some(Parts::Direct { data }),
            (key, iv, data) => {
                let almost =
                    self.kind == Type::Encrypted && begun || self.fitting(line) >= 2 || self.is_direct_misnamed(line);
                let lacks = [("key", key), ("iv", iv), ("data", data)].into_iter();
                let lacks = || lacks.filter(|(_, span)| span.is_none()).map(|(name, _)| name).collect();
                almost.then(|| Parts::Broken { lacks: if begun { lacks() } else { vec!["data"] } })
            }
        }
    }

    /// Whether these are three strings of lengths that fit, whatever they are made of. It looks at no character
    /// of long data: nearly all of a file lies there.
    pub(super) fn lengths_fit(&self, line: &[u8]) -> bool {
        let bytes = |span: Span| bytes_by_length(&unescaped(&line[span]));
        let long = |span: &Span| span.len() > 6 * 4 * TAG_BYTES;
        self.iv.string().and_then(bytes) == Some(NONCE_BYTES)
            && self.key.string().and_then(bytes).is_some_and(is_modulus)
            && self.data.string().is_some_and(|data| long(&data) || bytes(data).is_some_and(|bytes| bytes >= TAG_BYTES))
    }

    /// How many of the three fit.
    fn fitting(&self, line: &[u8]) -> usize {
        let fits = |member: &Member, size: fn(usize) -> bool| {
            member.string().and_then(|span| base64_bytes(&unescaped(&line[span]))).is_some_and(size)
        };
        usize::from(fits(&self.key, is_modulus))
            + usize::from(fits(&self.iv, |bytes| bytes == NONCE_BYTES))
            + usize::from(fits(&self.data, |bytes| bytes >= TAG_BYTES))
    }

    /// Whether `data`, which is there and a string, makes this an envelope of 2024, or one with a damaged character.
    fn is_direct(&self, line: &[u8], data: &Span) -> bool {
        let alone = self.kind == Type::Absent && self.others == 0 && !self.key.present() && !self.iv.present();
        alone && !self.nested && is_direct_text(&line[data.clone()])
    }

    /// Whether this would be an envelope of 2024 but for one byte of its only member's name.
    fn is_direct_misnamed(&self, line: &[u8]) -> bool {
        let alone = self.kind == Type::Absent && self.others == 1 && !self.nested;
        let text = self.nearly_data.string().filter(|_| alone);
        text.and_then(|span| base64_bytes(&unescaped(&line[span]))).is_some_and(|bytes| DIRECT_BYTES.contains(&bytes))
    }
}

/// Whether a text that is not JSON has members of an envelope in it: a wrapped key, two of the three parts, or what an
/// envelope of 2024 has.
pub(super) fn mentioned(text: &[u8]) -> bool {
    // A name may be written with escapes.
    let resolved = memmem::find(text, br"\u00").map(|_| resolve_escapes(&String::from_utf8_lossy(text)));
    resolved.is_some_and(|text| mentions(text.as_bytes())) || mentions(text)
}

fn mentions(text: &[u8]) -> bool {
    let any = |name: &str, fits: &dyn Fn(&[u8]) -> bool| {
        memmem::find_iter(text, name).any(|at| string_value(&text[at + name.len()..]).is_some_and(fits))
    };
    let size = |raw: &[u8]| base64_bytes(&unescaped(raw)).unwrap_or_default();
    let data = || any("\"data\"", &|raw| size(raw) >= TAG_BYTES);
    any("\"key\"", &|raw| is_modulus(size(raw)))
        || any("\"data\"", &|raw| DIRECT_BYTES.contains(&size(raw)))
        || any("\"iv\"", &|raw| size(raw) == NONCE_BYTES) && data()
}

/// The string that follows a member's name, as it stands between its quotes.
fn string_value(rest: &[u8]) -> Option<&[u8]> {
    let value = rest.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start().strip_prefix(b"\"")?;
    value.get(..memchr(b'"', value)?)
}

/// Bytes that RSA gives: those of a modulus of 1024 to 8192 bits, in whole words of 64.
pub(super) fn is_modulus(bytes: usize) -> bool {
    (128..=1024).contains(&bytes) && bytes.is_multiple_of(8)
}

/// The text of a string as it stands between its quotes; nothing if it holds half of a surrogate pair.
pub(super) fn unescaped(raw: &[u8]) -> Cow<'_, [u8]> {
    match memchr(b'\\', raw) {
        Some(_) => Cow::Owned(unescape(raw).unwrap_or_default().into_bytes()),
        None => Cow::Borrowed(raw),
    }
}

/// Digits of base64 in a text of this form, and how much padding follows them.
fn without_padding(text: &[u8]) -> (&[u8], usize) {
    let padding = text.iter().rev().take(2).take_while(|byte| **byte == b'=').count();
    (&text[..text.len() - padding], padding)
}

/// How many bytes base64 of this length gives (RFC 4648 section 4); `None` if none has this length. Padding may
/// be absent.
pub(super) fn bytes_by_length(text: &[u8]) -> Option<usize> {
    let (digits, padding) = without_padding(text);
    let whole = digits.len() % 4 != 1 && (padding == 0 || text.len().is_multiple_of(4));
    whole.then_some(digits.len() / 4 * 3 + (digits.len() % 4).saturating_sub(1))
}

/// The same for text of which every character is base64.
fn base64_bytes(text: &[u8]) -> Option<usize> {
    bytes_by_length(text).filter(|_| without_padding(text).0.iter().copied().all(is_digit))
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// Whether this is base64 of what RSA gives, or may have been before one character of the line was changed: that
/// changes one character of the text, makes an escape of up to six characters or undoes one.
fn is_direct_text(raw: &[u8]) -> bool {
    // A byte takes less than two digits, and a digit six characters at most.
    if raw.len() > 6 * 2 * DIRECT_BYTES[2] {
        return false;
    }
    // Half of a surrogate pair is one wrong character.
    let text = resolve_escapes(&String::from_utf8_lossy(raw));
    if base64_bytes(text.as_bytes()).is_some_and(|bytes| DIRECT_BYTES.contains(&bytes)) {
        return true;
    }
    let length = text.chars().count();
    let wrong = text.chars().filter(|digit| !digit.is_ascii_alphanumeric() && !"+/=".contains(*digit)).count();
    let padded = |bytes: usize| bytes.div_ceil(3) * 4;
    let exact = DIRECT_BYTES.iter().any(|bytes| padded(*bytes) == length);
    let near = DIRECT_BYTES.iter().any(|bytes| padded(*bytes).abs_diff(length) < 6);
    // What is whole base64 of a length nearby is ordinary.
    exact && wrong <= 1 || near && (wrong == 1 || wrong == 0 && !length.is_multiple_of(4))
}

/// Whether a name is "data" with one byte changed.
fn is_nearly_data(name: &[u8]) -> bool {
    name.len() == 4 && name.iter().zip(b"data").filter(|(is, was)| is != was).count() == 1
}
