//! JSON values that a conversation holds as their text, so every digit is kept.

use super::document::{Document, check};
use super::to_json::text_of;
use crate::decimal::Decimal;
use crate::json::{find_special, unescape};

/// A JSON value: its text, without white space between tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json(String);

impl Json {
    /// A text that is known to be one JSON value.
    pub(super) fn known(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// A text, as a JSON string.
    pub(super) fn string(text: &str) -> Self {
        Self(text_of(&text))
    }

    /// A number.
    pub(super) fn number(number: u64) -> Self {
        Self(number.to_string())
    }

    /// The JSON value of a text, if it is one and keeps its digits in a reader that holds numbers as 64-bit floating
    /// point, such as JavaScript; else the text, as a JSON string.
    pub(super) fn value_or_text(text: &str) -> Self {
        let trimmed = text.trim_ascii();
        let value = match trimmed.bytes().next() {
            Some(b'{' | b'[') => Document::whole(trimmed).and_then(|document| document.root().json()),
            Some(b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
                check(trimmed).is_ok().then(|| Self::known(trimmed))
            }
            _ => None,
        };
        value.filter(Self::keeps_digits).unwrap_or_else(|| Self::string(text))
    }

    /// The value, or its text if a reader would not keep its digits.
    pub(super) fn kept(self) -> Self {
        if self.keeps_digits() { self } else { Self::string(self.text()) }
    }

    /// The text, as JSON.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The text of a string.
    pub(super) fn as_string(&self) -> Option<String> {
        unescape(self.0.strip_prefix('"')?.strip_suffix('"')?.as_bytes())
    }

    /// Whether every number comes back from a 64-bit floating point number with the digits it has.
    fn keeps_digits(&self) -> bool {
        let mut rest = self.text();
        while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'"' | b'-' | b'0'..=b'9')) {
            rest = rest.get(at..).unwrap_or_default();
            let length = if rest.starts_with('"') {
                string_length(rest)
            } else {
                let length = rest.bytes().position(|byte| matches!(byte, b',' | b']' | b'}')).unwrap_or(rest.len());
                if !rest.get(..length).is_some_and(keeps_number) {
                    return false;
                }
                length
            };
            rest = rest.get(length..).unwrap_or_default();
        }
        true
    }
}

/// The length of the string that begins here, with its quotes.
pub(super) fn string_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    loop {
        at = find_special(bytes, at.min(bytes.len()));
        match bytes.get(at) {
            None => return bytes.len(),
            Some(b'"') => return at + 1,
            // The byte after a backslash ends nothing.
            Some(b'\\') => at += 2,
            Some(_) => at += 1,
        }
    }
}

/// Up to 15 significant digits are always kept (IEEE 754: `DBL_DIG`); of more, parsing and printing decides.
fn keeps_number(number: &str) -> bool {
    let Some(written) = Decimal::parse(number) else { return false };
    if written.precision() <= 15 && written.magnitude().abs() < 290 {
        return true;
    }
    let printed = printed(number);
    Decimal::parse(&printed).is_some_and(|printed| printed.compare(&written).is_eq())
}

/// A number as the engine prints it. Reading and printing floating point here takes about 40 KB of code and tables.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
fn printed(number: &str) -> String {
    crate::wasm::printed_number(number)
}

/// A number as it is printed with the fewest digits that mean the same 64-bit floating point number.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
fn printed(number: &str) -> String {
    number.parse::<f64>().map(|number| format!("{number:e}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_its_value_where_that_keeps_its_digits() {
        for (text, json) in [
            (r#" {"a" : [1, 2.5e3, "\u00e9", null]} "#, r#"{"a":[1,2.5e3,"\u00e9",null]}"#),
            ("{}", "{}"),
            ("[]", "[]"),
            (r#"{"a":{},"b":[[],[]]}"#, r#"{"a":{},"b":[[],[]]}"#),
            (r#"{"id":9007199254740992}"#, r#"{"id":9007199254740992}"#),
            (r#"{"id":9007199254740993}"#, r#""{\"id\":9007199254740993}""#),
            (r#"{"id":12345678901234567890}"#, r#""{\"id\":12345678901234567890}""#),
            (r#"{"x":0.30000000000000004}"#, r#"{"x":0.30000000000000004}"#),
            (r#"{"x":0.123456789012345678}"#, r#""{\"x\":0.123456789012345678}""#),
            (r#"{"x":1e400}"#, r#""{\"x\":1e400}""#),
            (r#"{"x":100000000000000000000}"#, r#"{"x":100000000000000000000}"#),
            (r#"{"s":"\"12345678901234567890"}"#, r#"{"s":"\"12345678901234567890"}"#),
            (r#"{"a":"#, r#""{\"a\":""#),
            ("sunny", r#""sunny""#),
            ("", r#""""#),
            ("42", "42"),
            ("4 2", r#""4 2""#),
        ] {
            assert_eq!(Json::value_or_text(text).text(), json, "{text}");
        }
    }
}
