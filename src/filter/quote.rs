//! Writing words so that they are read back as they are.

/// The words that join tests.
pub(super) const KEYWORDS: [&str; 3] = ["and", "or", "not"];

/// What may stand between a field's name and its test.
pub(super) const SEPARATORS: [char; 4] = [':', '=', '<', '>'];

/// Whether the character ends a word that is not quoted.
pub(super) fn ends_word(character: char) -> bool {
    character.is_whitespace() || matches!(character, '(' | ')' | '"')
}

/// A field's name, or a word that stands alone, in quotation marks if it needs them.
pub(super) fn name(name: &str) -> String {
    let needs_marks = name.contains(SEPARATORS) || name.ends_with('!') || name.eq_ignore_ascii_case("has");
    if needs_marks { quoted(name) } else { value(name) }
}

/// What stands after a field's name, in quotation marks if it needs them.
pub(super) fn value(value: &str) -> String {
    let is_plain = !value.is_empty()
        && !value.starts_with(['-', '/', '<', '>', '=', '!'])
        && !value.contains(|character| ends_word(character) || matches!(character, '*' | ','))
        && !value.contains("..")
        && !KEYWORDS.iter().any(|keyword| value.eq_ignore_ascii_case(keyword));
    if is_plain { value.to_owned() } else { quoted(value) }
}

/// The text in quotation marks.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        if matches!(character, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted.push('"');
    quoted
}

/// What is between the quotation marks that `text` begins with, and how many bytes both marks and it take.
/// `None` if the second one is missing.
pub(super) fn read_quoted(text: &str) -> Option<(String, usize)> {
    let mut read = String::new();
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((read, at + 1)),
            // A backslash before any other character is itself: Windows' paths need no care.
            '\\' => match characters.next_if(|(_, next)| matches!(next, '"' | '\\')) {
                Some((_, escaped)) => read.push(escaped),
                None => read.push('\\'),
            },
            other => read.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_is_read_back() {
        for text in ["", " ", "\"", "\\", "\\\"", "a\\b", "\\\\", "x \"y\" z", "é\t😀"] {
            let written = quoted(text);
            assert_eq!(read_quoted(&format!("{written} more\"")), Some((text.to_owned(), written.len())), "{text}");
        }
        assert_eq!(read_quoted(r#""C:\temp\n""#), Some((r"C:\temp\n".to_owned(), 11)));
        assert_eq!(read_quoted("\"open"), None);
        assert_eq!(read_quoted("\"open\\\""), None);
    }

    #[test]
    fn only_what_needs_quotation_marks_gets_them() {
        for plain in ["a", "gpt-4", "@cf/meta/llama", "a:b", "1.5", "é", "a=b", "order", "x/y/", "{}", "\\", "has"] {
            assert_eq!(value(plain), plain);
        }
        for other in [
            "", "a b", "-5", "/x", "<b>", ">1", "a*", "1..2", "AND", "or", "Not", "a(b)", "\"", "a\nb", "a,b", "=a",
            "!=a",
        ] {
            assert_eq!(value(other), quoted(other));
        }
        for (other, written) in [
            ("a:b", "\"a:b\""),
            ("a=b", "\"a=b\""),
            ("Has", "\"Has\""),
            ("Metadata.user", "Metadata.user"),
            ("a!", "\"a!\""),
        ] {
            assert_eq!(name(other), written);
        }
    }
}
