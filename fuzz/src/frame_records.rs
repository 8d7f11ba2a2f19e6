//! Cutting text into records against `serde_json`: the records of a text are the objects that it finds there, in order,
//! and every other byte but white space, commas and brackets is in the rejects.

use logpush_decrypt::testing::envelope::scan;
use logpush_decrypt::{Input, LineReader, TextKind};
use serde_json::value::RawValue;

/// Longer records come in parts.
const LIMIT: usize = 1 << 20;

pub fn run(text: &[u8]) {
    let whole = read(text, text.len().max(1), LIMIT);
    for chunk in [1, 7] {
        assert_eq!(read(text, chunk, LIMIT), whole, "in pieces of {chunk} bytes");
    }
    // A small limit loses nothing either.
    for limit in [1, 40] {
        let parts = read(text, text.len().max(1), limit);
        assert_eq!(read(text, 1, limit), parts, "in pieces of 1 byte, with a limit of {limit}");
        if let Found::Pieces(pieces) = parts {
            is_complete(text, &pieces);
        }
    }
    let Found::Pieces(pieces) = whole else { return };
    is_complete(text, &pieces);
    let records: Vec<&[u8]> = pieces.iter().filter_map(|piece| piece.record()).collect();
    if let Some(expected) = str::from_utf8(text).ok().and_then(objects) {
        assert_eq!(records.len(), expected.len(), "as many records as serde_json finds objects");
        for (record, expected) in records.iter().zip(&expected) {
            assert_eq!(*record, expected.as_bytes());
        }
    }
    if let Some(expected) = by_lines(text) {
        assert_eq!(records, expected, "the lines that serde_json takes for objects are the records");
    }
}

#[derive(Debug, PartialEq)]
enum Found {
    Pieces(Vec<Piece>),
    /// The text is in another encoding, or is none.
    Other,
}

/// A record or a reject, or one that came in parts.
#[derive(Debug, PartialEq)]
struct Piece {
    begin: u64,
    number: u64,
    is_part: bool,
    bytes: Vec<u8>,
}

impl Piece {
    /// The object, if it is one.
    fn record(&self) -> Option<&[u8]> {
        let text = self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes).trim_ascii();
        (!self.is_part && scan(text, usize::MAX >> 1).is_ok()).then_some(text)
    }
}

fn read(text: &[u8], chunk: usize, limit: usize) -> Found {
    let mut reader = LineReader::new(limit);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut chunks = text.chunks(chunk);
    loop {
        while let Some(input) = reader.next() {
            let (begin, number, bytes, is_part) = match input {
                Input::Line(line) => (line.begin, line.number, line.bytes, false),
                Input::Part(part) => (part.begin, part.number, part.bytes, true),
                // An array that is not closed, and a file without a byte.
                Input::Fault(fault) if fault.message.contains("the array") || text.is_empty() => continue,
                Input::Fault(_) => return Found::Other,
                Input::Warning(_) => continue,
            };
            match pieces.last_mut() {
                // How a record is divided depends on how the text comes.
                Some(last @ Piece { is_part: true, .. }) if is_part && last.begin == begin => last.bytes.extend(bytes),
                _ => pieces.push(Piece { begin, number, is_part, bytes: bytes.to_vec() }),
            }
        }
        match chunks.next() {
            Some(chunk) => reader.push(chunk.to_vec()),
            None if reader.buffered() == 0 && reader.kind().is_some() || text.is_empty() => break,
            None => {}
        }
        if chunks.len() == 0 {
            reader.finish();
        }
    }
    if is_utf16(text) || reader.kind() == Some(TextKind::Gzip) { Found::Other } else { Found::Pieces(pieces) }
}

/// Whether a text is taken for UTF-16: its places are then those of the text as UTF-8.
fn is_utf16(text: &[u8]) -> bool {
    text.starts_with(b"\xff\xfe")
        || text.starts_with(b"\xfe\xff")
        || matches!(text, [1..=0x7f, 0, 1..=0x7f, 0, ..] | [0, 1..=0x7f, 0, 1..=0x7f, ..])
}

/// Every byte that is in no piece is white space, a comma, a bracket, a byte-order mark or the beginning of a wrapper;
/// and no byte is in two.
fn is_complete(text: &[u8], pieces: &[Piece]) {
    let mut rest = text;
    for piece in pieces {
        let at = gap(rest, &piece.bytes);
        let at = at.unwrap_or_else(|| panic!("{piece:?} does not follow in {:?}", String::from_utf8_lossy(rest)));
        rest = &rest[at + piece.bytes.len()..];
    }
    assert!(gap(rest, b"").is_some_and(|at| rest[at..].iter().all(u8::is_ascii_whitespace)), "{rest:?} is lost");
}

/// Where a piece begins in the rest of the text, after what may be left out; with an empty piece, how much may be.
fn gap(text: &[u8], piece: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        if !piece.is_empty() && rest.starts_with(piece) {
            return Some(at);
        }
        at += match rest {
            [b' ' | b'\t' | b'\r' | b'\n' | b',' | b'[' | b']' | b'}', ..] => 1,
            [0xef, 0xbb, 0xbf, ..] => 3,
            [b'{', ..] => wrapper(rest)?,
            _ => return piece.is_empty().then_some(at),
        };
    }
}

/// How long `{"name":[` is. The name may be one that JSON does not allow: the records after it are read all the same.
fn wrapper(text: &[u8]) -> Option<usize> {
    let space = |at: usize| at + text[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let mut at = space(1);
    if text.get(at) != Some(&b'"') {
        return None;
    }
    loop {
        at += 1;
        match text.get(at)? {
            b'\\' => at += 1,
            b'"' => break,
            _ => {}
        }
    }
    at = space(at + 1);
    at = space(at + usize::from(text.get(at) == Some(&b':')));
    (text.get(at) == Some(&b'[')).then_some(at + 1)
}

/// The objects of a text that is nothing but objects, arrays of objects, and wrappers of such arrays; `None` if
/// something else is in it.
fn objects(text: &str) -> Option<Vec<String>> {
    let mut found = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Box<RawValue>>() {
        let value = value.ok()?;
        if let Some(inner) = wrapped(value.get()) {
            found.extend(inner);
        } else if value.get().starts_with('{') {
            found.push(value.get().to_owned());
        } else {
            found.extend(array(value.get())?);
        }
    }
    Some(found)
}

/// The elements of an array of objects.
fn array(text: &str) -> Option<Vec<String>> {
    let elements: Vec<Box<RawValue>> = serde_json::from_str(text).ok()?;
    elements
        .iter()
        .all(|element| element.get().starts_with('{'))
        .then(|| elements.iter().map(|element| element.get().to_owned()).collect())
}

/// The elements of the only member of an object, if it is an array of at least one object.
fn wrapped(text: &str) -> Option<Vec<String>> {
    let members: Members = serde_json::from_str(text).ok()?;
    let [value] = <[_; 1]>::try_from(members.0).ok()?;
    array(value.get()).filter(|elements| !elements.is_empty())
}

/// The values of all members of an object, also of those with the same name.
struct Members(Vec<Box<RawValue>>);

impl<'de> serde::Deserialize<'de> for Members {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Members;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while map.next_key::<&RawValue>()?.is_some() {
                    members.push(map.next_value()?);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

/// The records of a text each line of which is one, or has nothing with which one could begin. `None` if a line is
/// neither.
fn by_lines(text: &[u8]) -> Option<Vec<&[u8]>> {
    let mut records = Vec::new();
    for line in text.split(|byte| *byte == b'\n') {
        let line = line.trim_ascii();
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let object = serde_json::from_slice::<&RawValue>(line).ok().filter(|_| line.starts_with(b"{"));
        if object.is_some_and(|object| wrapped(object.get()).is_none() && !is_batch(object.get())) {
            records.push(line);
        } else if line.iter().any(|byte| matches!(byte, b'{' | b'[')) {
            return None;
        }
    }
    Some(records)
}

/// Whether an object has nothing but an array that begins with an object: that is read as a wrapper.
fn is_batch(text: &str) -> bool {
    wrapper(text.as_bytes()).is_some_and(|end| text[end..].trim_ascii_start().starts_with('{'))
}
