//! The escapes of JSON's strings (RFC 8259 section 7).

use std::ops::Range;

use super::find_special;
use crate::mapping::Mapping;

/// What follows a backslash: the character that it stands for, and how many bytes it takes. The character is `None`
/// for half of a surrogate pair; the result is `None` if it is not an escape.
fn escape(after: &[u8]) -> Option<(Option<char>, usize)> {
    match after.first()? {
        b'u' => unit(after).map(|first| utf16(first, &after[5..])),
        byte => simple(*byte).map(|simple| (Some(char::from(simple)), 1)),
    }
}

/// What a byte after a backslash stands for, in ASCII.
fn simple(byte: u8) -> Option<u8> {
    Some(match byte {
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'"' | b'\\' | b'/' => byte,
        _ => return None,
    })
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
    digits.iter().try_fold(0, |number, digit| Some(16 * number + char::from(*digit).to_digit(16)?))
}

/// Any text with the escapes of JSON's strings resolved wherever one stands. What is not an escape stays as it is; half
/// of a surrogate pair becomes U+FFFD.
#[must_use]
pub fn resolve_escapes(text: &str) -> String {
    utf8(resolve_noting(text.as_bytes(), |_, _| {}))
}

/// As [`resolve_escapes`], of bytes of which not all need be UTF-8.
pub(crate) fn resolve_escapes_of(raw: &[u8]) -> Vec<u8> {
    resolve_noting(raw, |_, _| {})
}

/// As [`resolve_escapes`], and which places of the text its parts were made of.
pub(crate) fn resolve_escapes_mapped(text: &str) -> (String, Mapping) {
    let mut mapping = Mapping::default();
    let resolved = resolve_noting(text.as_bytes(), |from, to| mapping.note(from, to));
    (utf8(resolved), mapping)
}

/// What was UTF-8 is so still, for only whole characters were replaced.
fn utf8(resolved: Vec<u8>) -> String {
    String::from_utf8(resolved).unwrap_or_default()
}

fn resolve_noting(text: &[u8], mut note: impl FnMut(Range<usize>, Range<usize>)) -> Vec<u8> {
    let mut resolved = Vec::with_capacity(text.len());
    // `text[from..at]` has not been copied yet.
    let (mut from, mut at) = (0, 0);
    loop {
        at = find_special(text, at);
        let (Some(byte), after) = (text.get(at), at + 1) else { break };
        if *byte != b'\\' {
            at = after;
            continue;
        }
        resolved.extend_from_slice(&text[from..at]);
        let (begin, place) = (at, resolved.len());
        from = at;
        at = after;
        if let Some(simple) = text.get(after).copied().and_then(simple) {
            resolved.push(simple);
            at += 1;
            from = at;
            note(begin..at, place..resolved.len());
        } else if let Some((character, length)) = escape(&text[after..]) {
            let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
            resolved.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            at += length;
            from = at;
            note(begin..at, place..resolved.len());
        }
    }
    resolved.extend_from_slice(&text[from..]);
    resolved
}

/// Where offsets of the text that [`resolve_escapes_of`] makes of `raw` lie in `raw`. They ascend, and lie between
/// characters of that text.
pub(crate) fn places_in_escaped(raw: &[u8], offsets: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let next_backslash = |from: usize| memchr::memchr(b'\\', &raw[from..]).map_or(raw.len(), |next| from + next);
    let (mut at, mut resolved, mut backslash) = (0, 0, next_backslash(0));
    let mut place = |offset: usize| {
        while resolved < offset && at < raw.len() {
            let plain = (backslash - at).min(offset - resolved);
            at += plain;
            resolved += plain;
            if resolved < offset && at < raw.len() {
                let (written, bytes) = match raw.get(at + 1).copied().and_then(simple) {
                    Some(_) => (2, 1),
                    None => escape(&raw[at + 1..]).map_or((1, 1), |(character, length)| {
                        (1 + length, character.unwrap_or(char::REPLACEMENT_CHARACTER).len_utf8())
                    }),
                };
                at += written;
                resolved += bytes;
                backslash = next_backslash(at);
            }
        }
        at
    };
    offsets.into_iter().map(&mut place).collect()
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

/// The first byte of a string's text that is not whitespace of JSON, and where it is written; the string is as it stands
/// between its quotes.
pub(crate) fn first_byte(raw: &[u8]) -> Option<(usize, u8)> {
    let mut at = 0;
    loop {
        let (byte, length) = match *raw.get(at)? {
            b'\\' => {
                let (character, length) = escape(&raw[at + 1..])?;
                (character.and_then(|character| u8::try_from(character).ok()).unwrap_or(u8::MAX), 1 + length)
            }
            byte => (byte, 1),
        };
        if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
            return Some((at, byte));
        }
        at += length;
    }
}

/// Appends a text as a JSON string.
pub fn write_string(line: &mut Vec<u8>, text: &[u8]) {
    line.reserve(text.len() + 2);
    line.push(b'"');
    write_escaped(line, text);
    line.push(b'"');
}

/// Appends a text with what RFC 8259 section 7 asks for escaped, and nothing else.
pub fn write_escaped(line: &mut Vec<u8>, text: &[u8]) {
    let mut rest = text;
    loop {
        let (plain, special) = rest.split_at(find_special(rest, 0));
        line.extend_from_slice(plain);
        let Some((&byte, after)) = special.split_first() else { return };
        match byte {
            b'"' | b'\\' => line.extend([b'\\', byte]),
            0x08 => line.extend(b"\\b"),
            0x0c => line.extend(b"\\f"),
            b'\n' => line.extend(b"\\n"),
            b'\r' => line.extend(b"\\r"),
            b'\t' => line.extend(b"\\t"),
            control => line.extend(format!("\\u{control:04x}").bytes()),
        }
        rest = after;
    }
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
    fn what_escapes_stand_for_leads_back_to_them() {
        let text = r"a\u00e9 \n\ud83d\ude00-\q";
        let (resolved, mapping) = resolve_escapes_mapped(text);
        assert_eq!(resolved, "a\u{e9} \n\u{1f600}-\\q");
        let before = |part: &str| {
            let at = resolved.find(part).expect("a part of it");
            &text[mapping.back(&(at..at + part.len()))]
        };
        for (part, written) in [
            ("a", "a"),
            ("\u{e9}", r"\u00e9"),
            ("\u{e9} ", r"\u00e9 "),
            ("\n", r"\n"),
            ("\u{1f600}-", r"\ud83d\ude00-"),
            ("\\q", r"\q"),
        ] {
            assert_eq!(before(part), written, "{part:?}");
        }
    }

    #[test]
    fn offsets_of_a_resolved_text_lead_back_to_how_it_is_written() {
        for raw in [r#"a\"\u00e9 \n\ud83d\ude00-\q\ud800x\"#, r"\u004", "plain é😀", "", r"\\\\n\\"] {
            let text = resolve_escapes(raw);
            let offsets: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let places = places_in_escaped(raw.as_bytes(), offsets.iter().copied());
            for (offset, place) in offsets.iter().zip(&places) {
                assert_eq!(resolve_escapes(&raw[..*place]), text[..*offset], "{raw} at {offset}");
            }
            assert_eq!(places.last(), Some(&raw.len()), "{raw}");
        }
    }

    #[test]
    fn the_first_byte_of_a_text_is_found_however_it_is_written() {
        for (raw, found) in [
            ("{", Some((0, b'{'))),
            (r" \n\t\r{", Some((7, b'{'))),
            (r"\u0020\u000a\u000D\u0009\u007b", Some((24, b'{'))),
            (r#"\"x"#, Some((0, b'"'))),
            (r"\\n{", Some((0, b'\\'))),
            ("é", Some((0, 0xc3))),
            (r"\ud83d\ude00", Some((0, u8::MAX))),
            (r"\ud83d", Some((0, u8::MAX))),
            ("", None),
            (r" \n", None),
            (r"\", None),
            (r"\q{", None),
        ] {
            assert_eq!(first_byte(raw.as_bytes()), found, "{raw}");
        }
    }

    #[test]
    fn texts_are_written_as_serde_json_writes_them() {
        let controls: String = (0..=0x7f).filter_map(char::from_u32).collect();
        for text in ["", "a", "\"", "plain text", "\\\"\n\r\t\u{8}\u{c}", "\0a\u{1f}", "é😀\n", &controls] {
            let mut line = b":".to_vec();
            write_string(&mut line, text.as_bytes());
            let expected = serde_json::to_string(text).expect("a string");
            assert_eq!(String::from_utf8(line).expect("UTF-8"), format!(":{expected}"));
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
