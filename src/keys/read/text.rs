//! Keys within text: PEM armour (RFC 7468, RFC 1421), and base64 without any.
//!
//! Read loosely: with CRLF, indented, quoted, in one line, cut into strings, or as base64 of a whole file, as
//! Kubernetes keeps its Secrets.

use base64ct::{Base64Unpadded, Encoding};
use zeroize::Zeroizing;

use super::{foreign, openssh};
use crate::keys::error::{CUT_OFF, DAMAGED, KeyError};
use crate::wipe;

/// Something in a text that may be a key.
pub(super) enum KeyText {
    /// DER, of whatever it is, or OpenSSH's own format.
    Der(Zeroizing<Vec<u8>>),
    /// What stands in armour with the header `DEK-Info` (RFC 1421 section 4.6.1.3): encrypted DER.
    Legacy { dek_info: String, data: Zeroizing<Vec<u8>> },
    /// A file in base64.
    Wrapped(Zeroizing<Vec<u8>>),
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
            None => open_armour(body.trim_start_matches('-'), before),
        });
        // The label of the end, its dashes, and a quote.
        rest = &rest[end..];
        let label = rest.trim_start_matches(['-', ' ']);
        let after = label.trim_start_matches(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == ' ');
        rest = after.trim_start_matches('-');
        next = marker(rest, "BEGIN ");
    }
    outside.push_str(rest);
    found.extend(find_bare(&outside).into_iter().map(Ok));
    found
}

/// Where the dashes begin that stand before this word, and where the word ends.
fn marker(text: &str, word: &str) -> Option<(usize, usize)> {
    text.match_indices(word).find_map(|(at, _)| {
        let before = text[..at].trim_end_matches(' ');
        let begin = before.trim_end_matches('-').len();
        (before.len() - begin >= 2).then_some((begin, at + word.len()))
    })
}

/// Decodes what stands between the dashed lines. What stands before the first tells how it is dressed.
fn open_armour(body: &str, before: &str) -> Result<KeyText, KeyError> {
    // In a string that ends and begins again: what is outside it is source, such as `& vbCrLf & _` or `.append(`.
    if let Some(quote) = before.chars().next_back().filter(|c| matches!(c, '"' | '\'' | '`'))
        && body.contains(quote)
    {
        let mut inside = Zeroizing::new(String::with_capacity(body.len()));
        inside.extend(body.split(quote).step_by(2));
        if let Ok(found) = open_body(&inside) {
            return Ok(found);
        }
    }
    // In a comment, or in what `git diff` prints: the lines have the mark that the first one has.
    let mark = before.rsplit('\n').next().unwrap_or_default().trim();
    if !mark.is_empty() && mark.chars().all(|c| matches!(c, '+' | '/' | '*')) {
        let lines = body.lines().map(|line| line.trim_start().strip_prefix(mark).unwrap_or(line));
        let mut bare = Zeroizing::new(String::with_capacity(body.len() + 1));
        for line in lines {
            bare.push_str(line);
            bare.push('\n');
        }
        return open_body(&bare);
    }
    open_body(body)
}

fn open_body(body: &str) -> Result<KeyText, KeyError> {
    let Some((_, after)) = body.split_once("DEK-Info:") else {
        return Ok(KeyText::Der(decode_body(body)?));
    };
    // `DEK-Info: AES-256-CBC,0123…`: the hexadecimal iv ends before a line break or, where the text
    // was folded into one line, before a space.
    let after = after.trim_start();
    let end = after.find(|c: char| c.is_whitespace() || c == '<').ok_or(CUT_OFF)?;
    Ok(KeyText::Legacy { dek_info: after[..end].to_string(), data: decode_body(&after[end..])? })
}

/// Decodes the lines of an armour, whatever they are interspersed with.
fn decode_body(body: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let dressing = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ',' | ';' | '>' | '|' | '#');
    let mut base64 = Zeroizing::new(String::with_capacity(body.len()));
    let mut rest = body;
    while let Some(character) = rest.chars().next() {
        rest = match after_tag(rest) {
            Some(after) => after,
            // PowerShell's line breaks.
            _ if rest.starts_with("`n") || rest.starts_with("`r") => &rest[2..],
            _ => {
                if !dressing(character) {
                    base64.push(character);
                }
                &rest[character.len_utf8()..]
            }
        };
    }
    decode_base64(&base64).ok_or(DAMAGED)
}

/// What follows a tag such as `<br>`, if the text begins with one.
fn after_tag(text: &str) -> Option<&str> {
    /// Bytes of a tag: so a text of nothing but `<` is gone through once.
    const LONGEST: usize = 1024;
    let tag = text.strip_prefix('<')?;
    let end = tag.bytes().take(LONGEST).position(|byte| byte == b'>' || byte == b'<')?;
    tag[end..].strip_prefix('>')
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

/// Base64 without armour: of DER, or of a file with a key in it.
fn find_bare(text: &str) -> Vec<KeyText> {
    /// Characters of the shortest RSA key that is read, its public half.
    const SHORTEST: usize = 200;
    let mut found = Vec::new();
    let mut rest = text;
    // A value does not begin with a dash, so each turn takes one character at least.
    while let Some(at) = rest.find(|c: char| c != '-' && is_base64(c)) {
        let (base64, after) = run(&rest[at..]);
        rest = after;
        if base64.len() < SHORTEST {
            continue;
        }
        // What was joined to it by mistake, such as the word in the next line, stands after it.
        let whole = base64.len() - usize::from(base64.len() % 4 == 1);
        let Some(bytes) = decode_base64(&base64[..whole]) else { continue };
        let has = |what| contains(&bytes, what);
        if bytes[0] == 0x30 || bytes.starts_with(openssh::MAGIC) {
            found.push(KeyText::Der(bytes));
        } else if has(b"BEGIN ") || has(b"\"kty\"") || has(b"B\0E\0G\0I\0N\0") || bytes.starts_with(b"LS0t") {
            found.push(KeyText::Wrapped(bytes));
        }
    }
    found
}

/// A value in base64 from its beginning, and what is after it. It may be folded into lines: all as long as the
/// first, but for the last.
fn run(text: &str) -> (Zeroizing<String>, &str) {
    /// Longer lines are whole values: keys have more.
    const LONGEST_LINE: usize = 256;
    let mut base64 = Zeroizing::new(String::new());
    let first = base64_length(text);
    let mut length = first;
    let mut rest = text;
    loop {
        let needed = base64.len() + length;
        wipe::reserve_text(&mut base64, needed);
        base64.push_str(&rest[..length]);
        rest = &rest[length..];
        if length != first || first > LONGEST_LINE {
            return (base64, rest);
        }
        let next = rest.trim_start();
        length = base64_length(next);
        if next.len() == rest.len() || length == 0 || length > first {
            return (base64, rest);
        }
        rest = next;
    }
}

/// How many bytes of base64 a text begins with. One dash is of the other alphabet, several are of armour.
fn base64_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = |at: usize| bytes[at] == b'-' && bytes.get(at + 1) == Some(&b'-') || !is_base64(char::from(bytes[at]));
    (0..bytes.len()).find(|&at| ends(at)).unwrap_or(bytes.len())
}

fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_')
}
