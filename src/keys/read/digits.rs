//! Bytes in hexadecimal, as `xxd -p` and databases have them.

use zeroize::Zeroizing;

use super::text::KeyText;

/// The first bytes of DER of a key, and of PEM.
const BEGINNINGS: [[u8; 2]; 2] = [[0x30, 0x82], [b'-', b'-']];
/// Fewer bytes are not of a key.
const FEWEST: usize = 32;

/// Keys in hexadecimal, and files with keys in them.
pub(super) fn find(text: &str) -> Vec<KeyText> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
        rest = &rest[at..];
        if let Some((bytes, after)) = hexadecimal(rest) {
            found.extend(KeyText::unlabelled(bytes));
            rest = after;
        } else {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        }
    }
    found
}

/// Bytes in hexadecimal that a text begins with, and what is after them.
fn hexadecimal(text: &str) -> Option<(Zeroizing<Vec<u8>>, &str)> {
    let prefix = ["0x", "0X", "x", "X"].into_iter().find(|prefix| text.starts_with(prefix));
    let text = &text[prefix.map_or(0, str::len)..];
    // Before the end is searched: most words that are digits are something else.
    let mut first = octets(text);
    if !BEGINNINGS.contains(&[first.next()?, first.next()?]) {
        return None;
    }
    let (digits, after) = text.split_at(hexadecimal_length(text));
    let mut bytes = Zeroizing::new(Vec::with_capacity(digits.len() / 2));
    bytes.extend(octets(digits));
    (bytes.len() >= FEWEST).then_some((bytes, after))
}

/// How many bytes of a text are hexadecimal digits and what may stand between them.
fn hexadecimal_length(text: &str) -> usize {
    let mut length = 0;
    loop {
        let rest = text[length..].trim_start_matches(is_gap);
        let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        // The next name can begin with such letters, or be one: `b: 3082…`.
        let is_name = rest[digits..].starts_with(char::is_alphanumeric) || digits == 1 || digits == 3;
        if digits == 0 || is_name {
            return length;
        }
        length = text.len() - rest.len() + digits;
    }
}

/// What each two hexadecimal digits are, up to what is neither a digit nor a gap.
fn octets(text: &str) -> impl Iterator<Item = u8> {
    let mut digits = text.chars().filter(|&c| !is_gap(c)).map_while(|c| c.to_digit(16));
    std::iter::from_fn(move || u8::try_from(digits.next()? << 4 | digits.next()?).ok())
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, ':' | '-' | ',')
}
