//! Keys within text: PEM armour (RFC 7468, RFC 1421), and base64 without any.
//!
//! Read loosely: with CRLF, indented, quoted, in one line, cut into strings, or as base64 of a whole file, as
//! Kubernetes keeps its Secrets.

use base64ct::{Base64Unpadded, Encoding};
use zeroize::Zeroizing;

use super::{armour, bare, digits, foreign, openssh};
use crate::keys::error::{CUT_OFF, KeyError};

/// Something in a text that may be a key.
pub(super) enum KeyText {
    /// DER, of whatever it is, or OpenSSH's own format.
    Der(Zeroizing<Vec<u8>>),
    /// The same under a label that says that it is a private key which is read here.
    Private(Zeroizing<Vec<u8>>),
    /// What stands in armour with the header `DEK-Info` (RFC 1421 section 4.6.1.3): encrypted DER.
    Legacy { dek_info: String, data: Zeroizing<Vec<u8>> },
    /// A file in base64, or in digits.
    Wrapped(Zeroizing<Vec<u8>>),
}

impl KeyText {
    /// Bytes that stand without a label: a key, or a file with one in it.
    pub(super) fn unlabelled(bytes: Zeroizing<Vec<u8>>) -> Option<Self> {
        const IN_FILES: [&[u8]; 7] =
            [b"BEGIN ", b"B\0E\0G\0I\0N\0", b"\"kty\"", b"\"Kty\"", b"\"Modulus\"", b"<RSAKeyValue", b"<RSAParameters"];
        if begins_as_key(&bytes) {
            return Some(Self::Der(bytes));
        }
        let is_file = bytes.starts_with(b"LS0t") || IN_FILES.iter().any(|what| contains(&bytes, what));
        is_file.then_some(Self::Wrapped(bytes))
    }
}

/// Whether these bytes can be DER, or OpenSSH's own format.
pub(super) fn begins_as_key(bytes: &[u8]) -> bool {
    bytes.first() == Some(&0x30) || bytes.starts_with(openssh::MAGIC)
}

/// The text of a file; `None` if it is not text.
pub(super) fn decode(file: &[u8]) -> Option<Zeroizing<String>> {
    const MARK: &[u8] = b"-----BEGIN ";
    let text = match file {
        // PowerShell's `>` writes UTF-16, other programs of Windows do without the mark.
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        [1..=0xff, 0, 1..=0xff, 0, ..] => utf16(file, u16::from_le_bytes)?,
        [0, 1..=0xff, 0, 1..=0xff, ..] => utf16(file, u16::from_be_bytes)?,
        // Beside a key there may be names in any encoding.
        _ if contains(file, MARK) => {
            return Some(String::from_utf8_lossy(file).into_owned().into());
        }
        _ => Zeroizing::new(std::str::from_utf8(file).ok()?.to_string()),
    };
    // DER can be UTF-8 by chance, but it has control characters that no text has. Some programs end texts with NUL
    // or, in DOS' tradition, Ctrl-Z.
    let is_text = |c: char| !c.is_control() || c.is_whitespace() || c == '\u{1b}';
    text.trim_end_matches(['\0', '\u{1a}']).chars().all(is_text).then_some(text)
}

/// Without the machinery that a search in long texts has: keys are short.
fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Zeroizing<String>> {
    let units = Zeroizing::new(bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect::<Vec<_>>());
    String::from_utf16(&units).ok().map(Zeroizing::new)
}

/// Everything in a text that may be a key, in its order: what is in armour, and then what is not.
pub(super) fn find(text: &str) -> Vec<Result<KeyText, KeyError>> {
    let mut found = Vec::new();
    let mut outside = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    let mut next = marker(rest, "BEGIN ");
    while let Some((begin, begun)) = next {
        let before = &rest[..begin];
        outside.push_str(before);
        outside.push('\n');
        rest = &rest[begun..];
        // A second beginning before an end means that the first was cut off.
        next = marker(rest, "BEGIN ");
        let armour = &rest[..next.map_or(rest.len(), |(begin, _)| begin)];
        let Some((end, _)) = marker(armour, "END ") else {
            rest = &rest[armour.len()..];
            next = marker(rest, "BEGIN ");
            found.push(Err(CUT_OFF));
            continue;
        };
        let inside = &armour[..end];
        let label_end = inside.find('-').unwrap_or(inside.len());
        let (label, body) = inside.split_at(label_end);
        found.push(match foreign::by_label(label) {
            Some(error) => Err(error),
            None => armour::open(label, body.trim_start_matches('-'), before),
        });
        // The label of the end, its dashes, and a quote.
        rest = &rest[end..];
        let label = rest.trim_start_matches(['-', ' ']);
        let after = label.trim_start_matches(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == ' ');
        rest = after.trim_start_matches('-');
        next = marker(rest, "BEGIN ");
    }
    outside.push_str(rest);
    found.extend(bare::find(&outside).into_iter().map(Ok));
    found.extend(digits::find(&outside).into_iter().map(Ok));
    if has_beginning(&outside) {
        found.push(Err(CUT_OFF));
    }
    found
}

/// Whether the first word of armour stands alone, as a shell leaves it of `export KEY=$(cat FILE)`.
fn has_beginning(text: &str) -> bool {
    const FIRST_WORD: &str = "-----BEGIN";
    text.match_indices(FIRST_WORD).any(|(at, word)| !text[at + word.len()..].starts_with(|c: char| c.is_alphanumeric()))
}

/// Where the dashes begin that stand before this word, and where the word ends.
fn marker(text: &str, word: &str) -> Option<(usize, usize)> {
    text.match_indices(word).find_map(|(at, _)| {
        let before = text[..at].trim_end_matches(' ');
        let begin = before.trim_end_matches('-').len();
        (before.len() - begin >= 2).then_some((begin, at + word.len()))
    })
}

/// Whether a character is of either alphabet of base64. Padding is not.
pub(super) fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_')
}

/// Base64 in either alphabet (RFC 4648 sections 4 and 5), with padding or without.
pub(super) fn decode_base64(base64: &str) -> Option<Zeroizing<Vec<u8>>> {
    let digits = base64.trim_end_matches('=');
    if digits.len() % 4 == 1 {
        return None;
    }
    // With room for all, and for what is filled up below: growing would leave copies behind.
    let mut whole = Zeroizing::new(String::with_capacity(digits.len() + 3));
    whole.extend(digits.chars().map(|c| match c {
        '-' => '+',
        '_' => '/',
        other => other,
    }));
    // The decoder wants the bits that do not count to be zero, which not every program makes them.
    while !whole.len().is_multiple_of(4) {
        whole.push('A');
    }
    let mut bytes = Zeroizing::new(Base64Unpadded::decode_vec(&whole).ok()?);
    bytes.truncate(digits.len() / 4 * 3 + (digits.len() % 4).saturating_sub(1));
    Some(bytes)
}
