//! A person's own patterns: regular expressions, bounded, and tried only where their first letters are.

use memchr::memmem;
use regex_lite::{Regex, RegexBuilder};

use super::edit::Edit;
use super::{Kind, MaskError};

/// Own patterns that can be used at once.
pub const MOST_PATTERNS: usize = 32;
/// Bytes that an own pattern may have.
pub const LONGEST_PATTERN: usize = 1000;
/// Bytes that a compiled pattern may take.
const PATTERN_MEMORY: usize = 1 << 20;

/// Patterns of which each has the letters that all its matches begin with, if it has any: to look for those is a hundred
/// times faster.
#[derive(Debug)]
pub(super) struct Own {
    regex: Regex,
    /// The same for a whole text: the first of several branches need not be the one that takes all of it. None if the pattern
    /// ends in a comment.
    whole: Option<Regex>,
    begin: Vec<u8>,
}

impl Own {
    pub(super) fn new(pattern: &str) -> Result<Self, MaskError> {
        let error = |what: &str| MaskError { message: format!("The pattern /{pattern}/ {what}") };
        if pattern.len() > LONGEST_PATTERN {
            let message = format!("A pattern has {} bytes; at most {LONGEST_PATTERN} are possible.", pattern.len());
            return Err(MaskError { message });
        }
        let regex = RegexBuilder::new(pattern).size_limit(PATTERN_MEMORY).build();
        let regex = regex.map_err(|problem| error(&format!("is not a regular expression: {problem}.")))?;
        if regex.is_match("") {
            return Err(error(
                "matches the empty text, so it would mask nothing or everything. Make it ask for a character.",
            ));
        }
        let whole = RegexBuilder::new(&format!("^(?:{pattern})$")).size_limit(PATTERN_MEMORY).build().ok();
        Ok(Self { regex, whole, begin: literal_begin(pattern).into() })
    }

    /// Whether a string, as it stands between its quotes, may have a match. An escape may hide any letter.
    pub(super) fn may_match(&self, raw: &[u8]) -> bool {
        memmem::find(raw, &self.begin).is_some() || memmem::find(raw, b"\\u00").is_some()
    }

    /// Whether it matches all of a number.
    pub(super) fn is_whole(&self, number: &str) -> bool {
        let whole = self.whole.as_ref().filter(|_| number.as_bytes().starts_with(&self.begin));
        whole.is_some_and(|whole| whole.is_match(number))
    }

    /// Adds its matches in a decoded text.
    pub(super) fn find(&self, text: &str, edits: &mut Vec<Edit>) {
        if memmem::find(text.as_bytes(), &self.begin).is_none() {
            return;
        }
        let places = self.regex.find_iter(text).map(|found| found.range()).filter(|place| !place.is_empty());
        edits.extend(places.map(|place| Edit::new(place, Kind::Own)));
    }
}

/// The letters with which every match of a pattern begins; none where that takes more than a look.
fn literal_begin(pattern: &str) -> &str {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b" -_@#:=,;<>'".contains(byte);
    let length = pattern.bytes().take_while(is_plain).count();
    // A quantifier is of the letter before it.
    let length = match pattern.as_bytes().get(length) {
        Some(b'?' | b'*' | b'{' | b'+') => length.saturating_sub(1),
        _ => length,
    };
    if pattern.contains('|') { "" } else { &pattern[..length] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_begin_with_the_letters_that_all_their_matches_have() {
        for (pattern, begin) in [
            ("EMP-[0-9]{6}", "EMP-"),
            ("Project Zebra", "Project Zebra"),
            ("ab?c", "a"),
            ("ab+", "a"),
            ("a{2}", ""),
            ("abc|de", ""),
            ("(?i)abc", ""),
            (r"\bEMP", ""),
            ("^EMP", ""),
            ("[ab]c", ""),
            (".x", ""),
            (r"a\.b", "a"),
            ("größe", "gr"),
        ] {
            assert_eq!(literal_begin(pattern), begin, "{pattern}");
        }
    }
}
