//! JSON (RFC 8259) read in place: every token is checked and shown to a [`Visitor`] by where it
//! lies, nothing is built and nothing is copied. So whoever rewrites a text can leave every byte
//! alone that it does not mean to change.
//!
//! The walk keeps no stack of the machine's: nesting costs one bit a level, up to a limit.

use std::fmt;
use std::ops::Range;

/// Where a token lies in the text. A string's span leaves its quotes out.
pub type Span = Range<usize>;

/// Is shown each token of a text, in order.
pub trait Visitor {
    /// An object begins at this offset.
    fn begin_object(&mut self, _at: usize) {}
    /// An array begins at this offset.
    fn begin_array(&mut self, _at: usize) {}
    /// The name of the object's next member, as it stands between its quotes.
    fn name(&mut self, _name: Span) {}
    /// A value that is a string, as it stands between its quotes.
    fn string(&mut self, _string: Span) {}
    /// A value that is a number, `true`, `false` or `null`.
    fn scalar(&mut self, _scalar: Span) {}
    /// The innermost object or array ends before this offset.
    fn end(&mut self, _after: usize) {}
}

/// Looks at nothing: for checking alone.
impl Visitor for () {}

/// Shows each token to both.
#[derive(Debug)]
pub struct Both<'a, A, B>(pub &'a mut A, pub &'a mut B);

impl<A: Visitor, B: Visitor> Visitor for Both<'_, A, B> {
    fn begin_object(&mut self, at: usize) {
        self.0.begin_object(at);
        self.1.begin_object(at);
    }

    fn begin_array(&mut self, at: usize) {
        self.0.begin_array(at);
        self.1.begin_array(at);
    }

    fn name(&mut self, name: Span) {
        self.0.name(name.clone());
        self.1.name(name);
    }

    fn string(&mut self, string: Span) {
        self.0.string(string.clone());
        self.1.string(string);
    }

    fn scalar(&mut self, scalar: Span) {
        self.0.scalar(scalar.clone());
        self.1.scalar(scalar);
    }

    fn end(&mut self, after: usize) {
        self.0.end(after);
        self.1.end(after);
    }
}

/// Why a text is not JSON, with the offset of the byte that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// Offset in the text, from 0.
    pub offset: usize,
    /// What is wrong there.
    pub reason: Reason,
}

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// Another token was needed: its description.
    Expected(&'static str),
    /// The text ends too early.
    End,
    /// A control character stands in a string without being escaped.
    Control,
    /// An escape that JSON does not have.
    Escape,
    /// A number that JSON does not write so.
    Number,
    /// The text is not UTF-8.
    Utf8,
    /// Something follows the value.
    Trailing,
    /// Objects and arrays are nested deeper than the limit.
    Nesting,
    /// It is JSON, but holds more envelopes than a line may.
    Envelopes,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expected(what) => write!(f, "{what} is expected"),
            Self::End => f.write_str("the text ends too early"),
            Self::Control => f.write_str("a control character stands unescaped in a string"),
            Self::Escape => f.write_str("this is no escape of JSON"),
            Self::Number => f.write_str("this is no number of JSON"),
            Self::Utf8 => f.write_str("this is not UTF-8"),
            Self::Trailing => f.write_str("something follows the end of the value"),
            Self::Nesting => f.write_str("objects and arrays are nested too deep"),
            Self::Envelopes => f.write_str("it holds too many envelopes"),
        }
    }
}

/// Checks that `text` is one JSON value and shows its tokens to `visitor`.
///
/// What the visitor saw counts only if this returns `Ok`.
pub fn walk(text: &[u8], max_nesting: usize, visitor: &mut impl Visitor) -> Result<(), JsonError> {
    if let Err(error) = std::str::from_utf8(text) {
        return Err(JsonError { offset: error.valid_up_to(), reason: Reason::Utf8 });
    }
    let mut cursor = Cursor { text, at: 0 };
    let mut nesting = Nesting::new(max_nesting);
    cursor.skip_whitespace();
    loop {
        // A value begins here; going on to the loop's end means that it was a whole one.
        match cursor.peek() {
            Some(b'{') => {
                nesting.enter(Container::Object, cursor.at)?;
                visitor.begin_object(cursor.at);
                cursor.advance();
                if cursor.peek() != Some(b'}') {
                    visitor.name(cursor.member_name()?);
                    continue;
                }
                cursor.at += 1;
                nesting.leave();
                visitor.end(cursor.at);
            }
            Some(b'[') => {
                nesting.enter(Container::Array, cursor.at)?;
                visitor.begin_array(cursor.at);
                cursor.advance();
                if cursor.peek() != Some(b']') {
                    continue;
                }
                cursor.at += 1;
                nesting.leave();
                visitor.end(cursor.at);
            }
            Some(b'"') => visitor.string(cursor.string()?),
            Some(_) => visitor.scalar(cursor.scalar()?),
            None => return Err(cursor.error(Reason::End)),
        }
        // Behind a value: close what ends here, up to the next value.
        loop {
            cursor.skip_whitespace();
            let Some(container) = nesting.innermost() else {
                return match cursor.peek() {
                    None => Ok(()),
                    Some(_) => Err(cursor.error(Reason::Trailing)),
                };
            };
            match (container, cursor.peek()) {
                (Container::Object, Some(b',')) => {
                    cursor.advance();
                    visitor.name(cursor.member_name()?);
                    break;
                }
                (Container::Array, Some(b',')) => {
                    cursor.advance();
                    break;
                }
                (Container::Object, Some(b'}')) | (Container::Array, Some(b']')) => {
                    cursor.at += 1;
                    nesting.leave();
                    visitor.end(cursor.at);
                }
                (_, None) => return Err(cursor.error(Reason::End)),
                (Container::Object, Some(_)) => return Err(cursor.error(Reason::Expected("',' or '}'"))),
                (Container::Array, Some(_)) => return Err(cursor.error(Reason::Expected("',' or ']'"))),
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    Object,
    Array,
}

/// The open containers, a bit each: 1 for an object.
struct Nesting {
    limit: usize,
    depth: usize,
    bits: Vec<u64>,
}

impl Nesting {
    fn new(limit: usize) -> Self {
        Self { limit, depth: 0, bits: Vec::new() }
    }

    fn enter(&mut self, container: Container, at: usize) -> Result<(), JsonError> {
        if self.depth == self.limit {
            return Err(JsonError { offset: at, reason: Reason::Nesting });
        }
        if self.depth.is_multiple_of(64) {
            self.bits.push(0);
        }
        if let Some(word) = self.bits.last_mut() {
            *word = *word << 1 | u64::from(container == Container::Object);
        }
        self.depth += 1;
        Ok(())
    }

    fn leave(&mut self) {
        self.depth -= 1;
        if let Some(word) = self.bits.last_mut() {
            *word >>= 1;
        }
        if self.depth.is_multiple_of(64) {
            self.bits.pop();
        }
    }

    fn innermost(&self) -> Option<Container> {
        let word = self.bits.last()?;
        Some(if word & 1 == 1 { Container::Object } else { Container::Array })
    }
}

struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn error(&self, reason: Reason) -> JsonError {
        let reason = if self.at >= self.text.len() { Reason::End } else { reason };
        JsonError { offset: self.at.min(self.text.len()), reason }
    }

    fn skip_whitespace(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Passes the byte here and the whitespace behind it.
    fn advance(&mut self) {
        self.at += 1;
        self.skip_whitespace();
    }

    /// A member's name and its colon, up to its value.
    fn member_name(&mut self) -> Result<Span, JsonError> {
        if self.peek() != Some(b'"') {
            return Err(self.error(Reason::Expected("a name in double quotes")));
        }
        let name = self.string()?;
        self.skip_whitespace();
        if self.peek() != Some(b':') {
            return Err(self.error(Reason::Expected("':'")));
        }
        self.advance();
        Ok(name)
    }

    /// A string, from its opening quote to behind its closing one (RFC 8259 section 7).
    fn string(&mut self) -> Result<Span, JsonError> {
        let begin = self.at + 1;
        self.at = begin;
        loop {
            self.at = find_special(self.text, self.at);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(begin..self.at - 1);
                }
                Some(b'\\') => self.escape()?,
                Some(_) => return Err(self.error(Reason::Control)),
                None => return Err(self.error(Reason::End)),
            }
        }
    }

    fn escape(&mut self) -> Result<(), JsonError> {
        self.at += 1;
        let digits = match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 0,
            Some(b'u') => 4,
            _ => return Err(self.error(Reason::Escape)),
        };
        self.at += 1;
        for _ in 0..digits {
            if !self.peek().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                return Err(self.error(Reason::Escape));
            }
            self.at += 1;
        }
        Ok(())
    }

    fn scalar(&mut self) -> Result<Span, JsonError> {
        let begin = self.at;
        let rest = &self.text[begin..];
        if let Some(literal) = [&b"true"[..], b"false", b"null"].iter().find(|literal| rest.starts_with(literal)) {
            self.at += literal.len();
        } else if matches!(rest.first(), Some(b'-' | b'0'..=b'9')) {
            self.number()?;
        } else {
            return Err(self.error(Reason::Expected("a value")));
        }
        Ok(begin..self.at)
    }

    /// `-`? (0 | 1-9 digits) fraction? exponent? (RFC 8259 section 6).
    fn number(&mut self) -> Result<(), JsonError> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    /// One digit or more.
    fn digits(&mut self) -> Result<(), JsonError> {
        let begin = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == begin { Err(self.error(Reason::Number)) } else { Ok(()) }
    }
}

/// The offset, from `from` on, of the first byte that a JSON string cannot hold as it is: a quote,
/// a backslash or a control character; the length of `text` if there is none.
///
/// Eight bytes at a time: nearly all of a sealed line lies between two quotes.
#[must_use]
pub fn find_special(text: &[u8], from: usize) -> usize {
    const fn every(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    // Sets the top bit of each zero byte, and perhaps of bytes above one in the same word: enough
    // to tell whether there is any.
    const fn has_zero(word: u64) -> u64 {
        word.wrapping_sub(every(1)) & !word & every(0x80)
    }
    let special = |byte: u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    let mut at = from;
    for word in text[from..].chunks_exact(8) {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(word);
        let word = u64::from_ne_bytes(bytes);
        let below_space = word.wrapping_sub(every(0x20)) & !word & every(0x80);
        let quotes = has_zero(word ^ every(b'"'));
        let backslashes = has_zero(word ^ every(b'\\'));
        if below_space | quotes | backslashes != 0 {
            break;
        }
        at += 8;
    }
    text[at..].iter().position(|&byte| special(byte)).map_or(text.len(), |found| at + found)
}

/// Any text with the escapes of JSON's strings resolved wherever one stands. What is no escape stays as it is; half
/// of a surrogate pair becomes U+FFFD.
#[must_use]
pub fn resolve_escapes(text: &str) -> String {
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        resolved.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let simple = match after.bytes().next() {
            Some(b'b') => Some('\u{8}'),
            Some(b'f') => Some('\u{c}'),
            Some(b'n') => Some('\n'),
            Some(b'r') => Some('\r'),
            Some(b't') => Some('\t'),
            Some(itself @ (b'"' | b'\\' | b'/')) => Some(char::from(itself)),
            _ => None,
        };
        let unit = |text: &str| text.strip_prefix('u').and_then(|digits| hex4(digits.as_bytes()));
        rest = if let Some(simple) = simple {
            resolved.push(simple);
            &after[1..]
        } else if let Some(high) = unit(after) {
            let after = &after[5..];
            let low = after.strip_prefix('\\').and_then(unit).filter(|low| (0xdc00..0xe000).contains(low));
            match low {
                Some(low) if (0xd800..0xdc00).contains(&high) => {
                    let pair = char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
                    resolved.push(pair.unwrap_or(char::REPLACEMENT_CHARACTER));
                    &after[6..]
                }
                _ => {
                    resolved.push(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER));
                    after
                }
            }
        } else {
            resolved.push('\\');
            after
        };
    }
    resolved.push_str(rest);
    resolved
}

/// The text of a JSON string as it stands between its quotes, with its escapes resolved; `None` if
/// it holds half of a surrogate pair, which no text can.
///
/// `raw` was checked by [`walk`].
#[must_use]
pub fn unescape(raw: &[u8]) -> Option<String> {
    let mut text = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(backslash) = memchr::memchr(b'\\', rest) {
        text.extend_from_slice(&rest[..backslash]);
        let escape = *rest.get(backslash + 1)?;
        rest = &rest[backslash + 2..];
        let character = match escape {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let high = hex4(rest)?;
                rest = &rest[4..];
                if (0xd800..0xdc00).contains(&high) {
                    let low = hex4(rest.strip_prefix(b"\\u")?)?;
                    rest = &rest[6..];
                    if !(0xdc00..0xe000).contains(&low) {
                        return None;
                    }
                    char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))?
                } else {
                    char::from_u32(high)?
                }
            }
            itself => char::from(itself),
        };
        text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
    text.extend_from_slice(rest);
    String::from_utf8(text).ok()
}

/// Four digits of an escape, and nothing else that numbers are written with: `from_str_radix` takes a sign, too.
fn hex4(text: &[u8]) -> Option<u32> {
    text.get(..4)?.iter().try_fold(0, |number, digit| Some(number << 4 | char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: usize = 8;

    fn check(text: &str) -> Result<(), JsonError> {
        walk(text.as_bytes(), LIMIT, &mut ())
    }

    #[test]
    fn takes_what_serde_json_takes_and_refuses_what_it_refuses() {
        let texts = [
            "{}",
            "[]",
            " { } ",
            "[ ]",
            "null",
            "true",
            "false",
            "0",
            "-0",
            "10",
            "1.5",
            "1e5",
            "1E+5",
            "1.25e-7",
            "\"\"",
            "\"a\"",
            r#""\"\\\/\b\f\n\r\tA""#,
            r#"{"a":1}"#,
            r#"{"a":{"b":[1,2,{"c":null}]},"d":"e"}"#,
            "\t{\n\"a\" : [ 1 , 2 ]\r\n}",
            "\"\u{7f}\u{80}ü😀\"",
            "[[[[[[[[]]]]]]]]",
            // Not JSON:
            "",
            " ",
            "{",
            "}",
            "[",
            "]",
            "{]",
            "[}",
            "nul",
            "nulll",
            "tru",
            "01",
            "-",
            "+1",
            "1.",
            ".5",
            "1e",
            "1e+",
            "0x1",
            "--1",
            "1 2",
            "{}{}",
            "[1,]",
            "[,1]",
            "{\"a\":1,}",
            "{,}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\" 1}",
            "{a:1}",
            "{'a':1}",
            "\"",
            "\"\\",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\u12g4\"",
            "\"\n\"",
            "\"\u{1f}\"",
            "'a'",
            "NaN",
            "Infinity",
            "//",
            "[1 2]",
            "[\"a\" \"b\"]",
            "{\"a\":1 \"b\":2}",
            "\u{feff}{}",
            "\u{a0}{}",
            "{\"a\":1}x",
        ];
        for text in texts {
            let expected = serde_json::from_str::<serde_json::Value>(text).is_ok();
            assert_eq!(check(text).is_ok(), expected, "{text:?}: {:?}", check(text));
        }
    }

    #[test]
    fn a_text_cut_anywhere_ends_too_early() {
        let text = r#" {"a":[1,-2.5e3,"xé😀\n"],"b":{"c":true,"d":null}}"#;
        check(text).expect("the whole text is JSON");
        for end in 0..text.len() {
            let error = walk(&text.as_bytes()[..end], LIMIT, &mut ()).expect_err("cut off");
            assert!(
                matches!(error.reason, Reason::End | Reason::Utf8 | Reason::Expected("a value")),
                "{end}: {error:?}"
            );
        }
    }

    #[test]
    fn nesting_is_limited_without_using_the_stack() {
        assert_eq!(check(&"[".repeat(9)), Err(JsonError { offset: 8, reason: Reason::Nesting }));
        let deep = [&b"{\"a\":[".repeat(100_000)[..], b"1", &b"]}".repeat(100_000)].concat();
        walk(&deep, 200_000, &mut ()).expect("within its limit");
        assert_eq!(walk(&deep, 199_999, &mut ()).expect_err("one too deep").reason, Reason::Nesting);
    }

    #[test]
    fn bytes_that_are_no_utf8_are_named() {
        assert_eq!(walk(b"\"a\xff\"", LIMIT, &mut ()), Err(JsonError { offset: 2, reason: Reason::Utf8 }));
    }

    #[test]
    fn finds_every_special_byte_at_every_place() {
        for length in 0..40 {
            assert_eq!(find_special(&vec![b'x'; length], 0), length);
            for at in 0..length {
                for byte in 0..=255 {
                    let mut text = vec![0xc3; length];
                    text[at] = byte;
                    let special = byte < 0x20 || byte == b'"' || byte == b'\\';
                    assert_eq!(find_special(&text, 0), if special { at } else { length }, "{byte} at {at}");
                }
            }
        }
    }

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
