//! A text from its first token to its last.

use super::Visitor;
use super::cursor::Cursor;
use super::error::{JsonError, Reason};
use super::nesting::{Container, Nesting};

/// Checks that `text` is one JSON value and shows its tokens to `visitor`.
///
/// What the visitor saw counts only if this returns `Ok`.
///
/// # Errors
/// The first thing that RFC 8259 does not allow, or a level of nesting beyond `max_nesting`.
pub fn walk(text: &[u8], max_nesting: usize, visitor: &mut impl Visitor) -> Result<(), JsonError> {
    match std::str::from_utf8(text) {
        Ok(text) => walk_text(text, max_nesting, visitor),
        Err(error) => Err(JsonError { offset: error.valid_up_to(), reason: Reason::Utf8 }),
    }
}

/// The same for a text that is known to be UTF-8.
///
/// # Errors
/// As [`walk`], save for [`Reason::Utf8`].
pub fn walk_text(text: &str, max_nesting: usize, visitor: &mut impl Visitor) -> Result<(), JsonError> {
    let mut cursor = Cursor { text: text.as_bytes(), at: 0 };
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
        // After a value: close what ends here, up to the next value.
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
}
