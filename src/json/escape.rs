//! The escapes of JSON's strings (RFC 8259 section 7).

/// What follows a backslash: the character that it stands for, and how many bytes it takes. The character is `None`
/// for half of a surrogate pair; the result is `None` if it is not an escape.
fn escape(after: &[u8]) -> Option<(Option<char>, usize)> {
    let simple = match after.first()? {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unit(after).map(|first| utf16(first, &after[5..])),
        itself @ (b'"' | b'\\' | b'/') => char::from(*itself),
        _ => return None,
    };
    Some((Some(simple), 1))
}

/// The character of a UTF-16 code unit, or of the pair that it begins with the escape in `rest`.
fn utf16(first: u32, rest: &[u8]) -> (Option<char>, usize) {
    let is_high = (0xd800..0xdc00).contains(&first);
    let second = rest.strip_prefix(b"\\").filter(|_| is_high).and_then(unit);
    match second.filter(|second| (0xdc00..0xe000).contains(second)) {
        Some(second) => (char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)), 11),
        None => (char::from_u32(first), 5),
    }
}

/// The code unit of `u` and four digits.
fn unit(after: &[u8]) -> Option<u32> {
    let digits = after.strip_prefix(b"u")?.get(..4)?;
    // Not by `from_str_radix`, which takes a sign too.
    digits.iter().try_fold(0, |number, digit| Some(number << 4 | char::from(*digit).to_digit(16)?))
}

/// Any text with the escapes of JSON's strings resolved wherever one stands. What is not an escape stays as it is; half
/// of a surrogate pair becomes U+FFFD.
#[must_use]
pub fn resolve_escapes(text: &str) -> String {
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        resolved.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match escape(rest.as_bytes()) {
            Some((character, length)) => {
                resolved.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
                rest = &rest[length..];
            }
            None => resolved.push('\\'),
        }
    }
    resolved.push_str(rest);
    resolved
}

/// The text of a JSON string as it stands between its quotes, with its escapes resolved; `None` if
/// it holds half of a surrogate pair, which no text can, or something that is not an escape.
#[must_use]
pub fn unescape(raw: &[u8]) -> Option<String> {
    let mut text = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        text.extend_from_slice(&rest[..at]);
        let (character, length) = escape(&rest[at + 1..])?;
        text.extend_from_slice(character?.encode_utf8(&mut [0; 4]).as_bytes());
        rest = &rest[at + 1 + length..];
    }
    text.extend_from_slice(rest);
    String::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_escape_of_four_digits_is_none() {
        for raw in [r"\u+12f", r"\u-12f", r"\u 12f", r"\u12", r"\u12g4", r"\u１２３４", r"\u", r"\uD83D\u+e00"] {
            assert_eq!(unescape(raw.as_bytes()), None, "{raw}");
        }
        for (text, resolved) in [
            (r"a\u+12f b", r"a\u+12f b"),
            (r"\u-041\u0041", r"\u-041A"),
            (r"\ud83d\u+e00x", "\u{fffd}\\u+e00x"),
            (r"\u00e9\uD83D\uDE00", "é😀"),
            (r"\u00E", r"\u00E"),
        ] {
            assert_eq!(resolve_escapes(text), resolved, "{text}");
        }
    }

    #[test]
    fn escapes_are_resolved_as_serde_json_resolves_them() {
        for raw in [
            r"",
            r"plain",
            r"\/\/",
            r"a\u00e9\ud83d\ude00b",
            r#"\"\\\b\f\n\r\t"#,
            r"\ud800",
            r"\ude00",
            r"\ud800A",
            r"\ud800x",
        ] {
            let expected = serde_json::from_str::<String>(&format!("\"{raw}\"")).ok();
            assert_eq!(unescape(raw.as_bytes()), expected, "{raw}");
        }
    }
}
