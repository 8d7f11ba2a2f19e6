//! JSON values that a conversation holds as their text, so that every digit stays.

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::document::Document;

/// A JSON value: its text, without white space between tokens.
#[derive(Clone, Debug)]
pub struct Json(Box<RawValue>);

impl Json {
    /// A text that is one JSON value.
    pub(super) fn checked(text: String) -> Option<Self> {
        RawValue::from_string(text).ok().map(Self)
    }

    /// A text, as a JSON string.
    pub(super) fn string(text: &str) -> Self {
        let quoted = serde_json::to_string(text).unwrap_or_default();
        Self(RawValue::from_string(quoted).unwrap_or_default())
    }

    /// A number.
    pub(super) fn number(number: u64) -> Self {
        Self(RawValue::from_string(number.to_string()).unwrap_or_default())
    }

    /// The JSON value that a text is, where it is one and a reader that holds numbers as 64-bit floating point, as
    /// JavaScript does, keeps its digits; else the text, as a JSON string.
    pub(super) fn value_or_text(text: &str) -> Self {
        let trimmed = text.trim_ascii();
        let value = match trimmed.bytes().next() {
            Some(b'{' | b'[') => Document::whole(trimmed).and_then(|document| document.root().json()),
            Some(b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => Self::checked(trimmed.to_string()),
            _ => None,
        };
        value.filter(Self::keeps_digits).unwrap_or_else(|| Self::string(text))
    }

    /// The value, or its text if a reader would not keep its digits.
    pub(super) fn kept(self) -> Self {
        if self.keeps_digits() { self } else { Self::string(self.text()) }
    }

    /// A value that `serde_json` read.
    pub(super) fn from_raw(value: Box<RawValue>) -> Self {
        Self(value)
    }

    /// The value as `serde_json` writes it.
    pub(super) fn into_raw(self) -> Box<RawValue> {
        self.0
    }

    /// The text, as JSON.
    #[must_use]
    pub fn text(&self) -> &str {
        self.0.get()
    }

    /// Whether every number comes back from a 64-bit floating point number with the digits it has.
    fn keeps_digits(&self) -> bool {
        let mut rest = self.text();
        while let Some(at) = rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) {
            rest = &rest[at..];
            let length = if rest.starts_with('"') {
                string_length(rest)
            } else {
                let length = rest.find([',', ']', '}']).unwrap_or(rest.len());
                if !keeps_number(&rest[..length]) {
                    return false;
                }
                length
            };
            rest = &rest[length..];
        }
        true
    }
}

/// How long the string is that begins here, with its quotes.
pub(super) fn string_length(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}

/// Up to 15 significant digits always come back (IEEE 754: `DBL_DIG`); more do if parsing and printing says so.
fn keeps_number(number: &str) -> bool {
    let (digits, exponent) = significant(number);
    if digits.len() <= 15 && exponent.abs() < 290 {
        return true;
    }
    let Ok(parsed) = number.parse::<f64>() else { return false };
    significant(&format!("{parsed:e}")) == (digits, exponent)
}

/// The digits of a number without zeros around them, and the exponent of the last of them.
fn significant(number: &str) -> (String, i64) {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: String = whole.chars().chain(fraction.chars()).filter(char::is_ascii_digit).collect();
    let kept = digits.trim_end_matches('0');
    if kept.trim_start_matches('0').is_empty() {
        return (String::new(), 0);
    }
    let count = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX);
    let exponent = exponent.parse::<i64>().unwrap_or(i64::MAX / 2);
    let last = exponent.saturating_sub(count(fraction)).saturating_add(count(&digits) - count(kept));
    (kept.trim_start_matches('0').to_string(), last)
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
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
