//! Writes an opened text into its line, as the value that takes the envelope's place.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use zeroize::Zeroizing;

use super::scan::Form;
use crate::json::{walk, write_escaped, write_string};

/// How an opened text is put into its line.
///
/// ```
/// use logpush_decrypt::{Body, Settings};
///
/// // `"RequestBody": {"model": "gpt-4o"}` instead of `"RequestBody": "{\"model\": \"gpt-4o\"}"`:
/// let settings = Settings { body: Body::Json, ..Settings::default() };
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Body {
    /// As a JSON string.
    #[default]
    Text,
    /// As JSON where the text is JSON, byte for byte except for line breaks between its tokens; else
    /// as a JSON string.
    Json,
}

/// Appends `text` to `line` in the place of an envelope of this form.
///
/// Where the envelope is all of a string's text, the string becomes what [`write_text`] writes. Where it is within that
/// text, this is put into the text and escaped once more, and the rest of the string stays as it is: a record in a
/// string stays a record in a string, with [`Body::Json`] too.
pub fn write_opened(line: &mut Vec<u8>, form: Form, text: &[u8], body: Body, max_nesting: usize) {
    if form == Form::WithinText {
        // Its own escapes take some room, and growing leaves copies behind.
        let mut value = Zeroizing::new(Vec::with_capacity(text.len() + text.len() / 8 + 64));
        write_text(&mut value, text, body, max_nesting);
        write_escaped(line, &value);
    } else {
        write_text(line, text, body, max_nesting);
    }
}

/// Appends `text` to `line` as one JSON value. Text that is not UTF-8 becomes `{"base64":"…"}`.
pub fn write_text(line: &mut Vec<u8>, text: &[u8], body: Body, max_nesting: usize) {
    if body == Body::Json && walk(text, max_nesting, &mut ()).is_ok() {
        // Within its strings JSON has no bare line breaks, so each one lies between two tokens.
        line.extend(text.iter().filter(|byte| !matches!(byte, b'\n' | b'\r')));
    } else if std::str::from_utf8(text).is_ok() {
        write_string(line, text);
    } else {
        line.extend_from_slice(b"{\"base64\":\"");
        line.extend_from_slice(BASE64_STANDARD.encode(text).as_bytes());
        line.extend_from_slice(b"\"}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &[u8], body: Body) -> String {
        let mut line = Vec::new();
        write_text(&mut line, text, body, 8);
        String::from_utf8(line).expect("JSON is UTF-8")
    }

    #[test]
    fn every_character_comes_back_as_it_was() {
        let text: String = (0..0x300).chain(0x1f600..0x1f610).filter_map(char::from_u32).collect();
        let back: String = serde_json::from_str(&written(text.as_bytes(), Body::Text)).expect("a JSON string");
        assert_eq!(back, text);
    }

    #[test]
    fn only_what_must_be_is_escaped() {
        assert_eq!(
            written("\u{0}\u{8}\t\n\u{b}\u{c}\r\u{1f} \"\\/\u{7f}\u{85}\u{2028}é😀".as_bytes(), Body::Text),
            "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f \\\"\\\\/\u{7f}\u{85}\u{2028}é😀\""
        );
        assert_eq!(written(b"", Body::Text), "\"\"");
    }

    #[test]
    fn within_a_string_it_is_escaped_twice() {
        let written = |text: &[u8], body| {
            let mut line = b"\"".to_vec();
            write_opened(&mut line, Form::WithinText, text, body, 8);
            line.push(b'"');
            serde_json::from_slice::<String>(&line).expect("a JSON string")
        };
        for text in ["", "plain", "a \"b\"\\\n\u{1f}é😀", "{\"a\":[1]}"] {
            let inner: String = serde_json::from_str(&written(text.as_bytes(), Body::Text)).expect("a JSON string");
            assert_eq!(inner, text);
        }
        assert_eq!(written(b"{\r\n\"a\": \"b\\n\"}", Body::Json), "{\"a\": \"b\\n\"}");
        assert_eq!(written(b"\xff", Body::Text), "{\"base64\":\"/w==\"}");
    }

    #[test]
    fn bytes_that_are_no_text_become_base64() {
        assert_eq!(written(b"\xff\xfe\x00", Body::Text), "{\"base64\":\"//4A\"}");
        assert_eq!(written(b"\"\xff\"", Body::Json), "{\"base64\":\"Iv8i\"}");
    }

    #[test]
    fn json_is_put_in_as_json_without_its_line_breaks() {
        let json = "{\r\n  \"big\": 12345678901234567890,\n\t\"text\": \"a\\nb\\u00e9\" }\n";
        assert_eq!(
            written(json.as_bytes(), Body::Json),
            "{  \"big\": 12345678901234567890,\t\"text\": \"a\\nb\\u00e9\" }"
        );
        for scalar in ["null", "1e400", "\"a\"", "[]"] {
            assert_eq!(written(scalar.as_bytes(), Body::Json), scalar);
        }
        for other in ["", "plain", "{\"a\":1", "data: {}\n\n", "[[[[[[[[[1]]]]]]]]]"] {
            assert_eq!(written(other.as_bytes(), Body::Json), written(other.as_bytes(), Body::Text), "{other}");
        }
    }
}
