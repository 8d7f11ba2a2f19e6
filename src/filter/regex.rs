//! Regular expressions: of linear time, as `regex-lite` has them, so that no pattern can hold a search up.

use std::ops::Range;

use regex_lite::{Regex, RegexBuilder};

use super::fold::{fold, fold_character, fold_mapped};

/// Bytes that a pattern may take in memory: `a{1000}` takes about 32,000.
const SIZE_LIMIT: usize = 256 * 1024;

/// Bytes that are looked at to find all places in a text, at worst: some seconds' worth. A pattern such as `.*x|y` looks at
/// the rest of the text for each place.
const BUDGET: usize = 1 << 29;
/// Places that are found in any text.
const LEAST_PLACES: usize = 100;

/// A pattern and its flags. `regex-lite` has no classes of Unicode: `\w`, `\d` and `\s` mean ASCII.
#[derive(Clone, Debug)]
pub struct Pattern {
    written: String,
    flags: Flags,
    regex: Regex,
}

/// What stands after the slash at the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flags {
    /// `i`: case is ignored.
    ignore_case: bool,
    /// `s`: a dot is any character, line feeds too.
    dot_all: bool,
    /// `m`: `^` and `$` are the ends of lines.
    multi_line: bool,
}

impl Flags {
    /// `None` if there is another letter among them.
    pub(super) fn parse(letters: &str) -> Option<Self> {
        let mut flags = Self::default();
        for letter in letters.chars() {
            match letter {
                'i' => flags.ignore_case = true,
                's' => flags.dot_all = true,
                'm' => flags.multi_line = true,
                _ => return None,
            }
        }
        Some(flags)
    }
}

impl Pattern {
    /// Fails with a sentence on what is wrong with the pattern.
    pub(super) fn new(pattern: String, flags: Flags) -> Result<Self, String> {
        let built = if flags.ignore_case { fold_beyond_ascii(&pattern) } else { pattern.clone() };
        let regex = RegexBuilder::new(&built)
            .case_insensitive(flags.ignore_case)
            .dot_matches_new_line(flags.dot_all)
            .multi_line(flags.multi_line)
            .size_limit(SIZE_LIMIT)
            .build()
            .map_err(|error| format!("This regular expression is not understood: {error}."))?;
        Ok(Self { written: pattern, flags, regex })
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        if self.flags.ignore_case && !text.is_ascii() {
            self.regex.is_match(&fold(text))
        } else {
            self.regex.is_match(text)
        }
    }

    /// Whether it may ask for the ends of a text, of lines or of words. One that asks for a `^`, `$` or `\b` itself counts too.
    pub(super) fn asks_for_ends(&self) -> bool {
        let pattern = self.written.replace("[^", "[");
        pattern.contains(['^', '$'])
            || ["\\b", "\\B", "\\A", "\\z", "\\<", "\\>"].iter().any(|end| pattern.contains(end))
    }

    /// Where it is found in the text, one place after the other. What is found without a character is left out. Of a long
    /// text the first places alone are found, 512 of a text of 1 MiB: each is found in linear time, but all of them are not.
    pub(super) fn places(&self, text: &str) -> Vec<Range<usize>> {
        let most = (BUDGET / text.len().max(1)).max(LEAST_PLACES);
        let found = |text: &str| -> Vec<_> {
            let found = self.regex.find_iter(text).take(most).map(|found| found.range());
            found.filter(|place| !place.is_empty()).collect()
        };
        if self.flags.ignore_case && !text.is_ascii() {
            let (folded, mapping) = fold_mapped(text);
            found(&folded).iter().map(|place| mapping.back(place)).collect()
        } else {
            found(text)
        }
    }

    pub(super) fn source(&self) -> String {
        let mut source = String::from("/");
        let mut escaped = false;
        for character in self.written.chars() {
            if character == '/' && !escaped {
                source.push('\\');
            }
            escaped = character == '\\' && !escaped;
            source.push(character);
        }
        source.push('/');
        let Flags { ignore_case, dot_all, multi_line } = self.flags;
        let letters = [(ignore_case, 'i'), (dot_all, 's'), (multi_line, 'm')];
        source.extend(letters.iter().filter(|(is_set, _)| *is_set).map(|(_, letter)| letter));
        source
    }
}

/// Reads what is between the slashes that `text` begins with: the pattern, with `\/` as a slash, and how many
/// bytes both slashes and it take. `None` if the second one is missing.
pub(super) fn read_slashed(text: &str) -> Option<(String, usize)> {
    let mut pattern = String::new();
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '/' => return Some((pattern, at + 1)),
            '\\' => match characters.next()? {
                (_, '/') => pattern.push('/'),
                (_, other) => pattern.extend(['\\', other]),
            },
            other => pattern.push(other),
        }
    }
    None
}

/// `regex-lite` ignores the case of ASCII only. All other characters of a pattern stand for themselves, or are the ends of a
/// range, so they can be folded, as the text is.
fn fold_beyond_ascii(pattern: &str) -> String {
    let mut folded = String::with_capacity(pattern.len());
    let mut rest = pattern;
    let mut in_class = false;
    while let Some((first, length)) = next_character(rest) {
        let after = &rest[length..];
        let last = after.strip_prefix('-').filter(|_| in_class && !rest.starts_with(']')).and_then(next_character);
        match (first, last) {
            (Some(first), Some((Some(last), length))) if !(first.is_ascii() && last.is_ascii()) && first <= last => {
                push_range(first, last, &mut folded);
                rest = &after[1 + length..];
                continue;
            }
            (Some(first), _) if !first.is_ascii() => folded.push_str(&fold(first.encode_utf8(&mut [0; 4]))),
            _ => folded.push_str(&rest[..length]),
        }
        match &rest[..length] {
            "[" => in_class = true,
            "]" => in_class = false,
            _ => {}
        }
        rest = after;
    }
    // What is left is no pattern, and is refused as that.
    folded + rest
}

/// The character that a pattern begins with, also as an escape such as `\x{DC}` or `\u00DC`, and its length; no character for an
/// escape that is something else. Of ASCII an escape stays one.
fn next_character(pattern: &str) -> Option<(Option<char>, usize)> {
    let first = pattern.chars().next()?;
    if first != '\\' {
        return Some((Some(first), first.len_utf8()));
    }
    let escaped = pattern[1..].chars().next()?;
    let begin = 1 + escaped.len_utf8();
    let digits = match escaped {
        'x' | 'u' | 'U' if pattern[begin..].starts_with('{') => {
            begin + 1..begin + pattern[begin..].find('}').unwrap_or_default()
        }
        'x' => begin..begin + 2,
        'u' => begin..begin + 4,
        'U' => begin..begin + 8,
        _ => return Some((None, begin)),
    };
    let end = digits.end + usize::from(pattern[begin..].starts_with('{'));
    let number = pattern.get(digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    match number.and_then(char::from_u32) {
        Some(character) if !character.is_ascii() => Some((Some(character), end)),
        _ => Some((None, begin)),
    }
}

/// Writes a range of a class with all of its characters folded: as ranges, for what was in order need not be afterwards.
fn push_range(first: char, last: char, folded: &mut String) {
    let mut all: Vec<char> = (first..=last).flat_map(fold_character).collect();
    all.sort_unstable();
    all.dedup();
    let mut at = 0;
    while let Some(&begin) = all.get(at) {
        let follows = |pair: &[char]| u32::from(pair[0]) + 1 == u32::from(pair[1]);
        let length = all[at..].windows(2).take_while(|pair| follows(pair)).count();
        let end = all[at + length];
        for (end, after) in [(begin, "-"), (end, "")] {
            // Some have a meaning in a class; a letter that is an escape would be two, for its case is ignored.
            if end.is_ascii_punctuation() {
                folded.push('\\');
            }
            folded.push(end);
            folded.push_str(after);
        }
        at += length + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_in(pattern: &str, flags: &str, text: &str) -> bool {
        let flags = Flags::parse(flags).expect("flags");
        Pattern::new(pattern.to_owned(), flags).expect("a pattern").is_in(text)
    }

    #[test]
    fn flags_mean_what_they_mean_elsewhere() {
        for (pattern, flags, text, found) in [
            ("gpt-\\d", "", "a gpt-4o", true),
            ("^gpt", "", "a gpt", false),
            ("GPT", "", "gpt", false),
            ("GPT", "i", "gpt", true),
            ("a.b", "", "a\nb", false),
            ("a.b", "s", "a\nb", true),
            ("^b$", "", "a\nb\nc", false),
            ("^b$", "m", "a\nb\nc", true),
            ("^B.C$", "ims", "a\nb\nc", true),
            ("É", "", "é", false),
            ("É\\w+Ü", "i", "caféABü", true),
            ("é", "i", "É", true),
            ("[À-Ö]$", "i", "à", true),
            ("[À-Ö]$", "i", "Å", true),
            ("[^É]", "i", "éÉ", false),
            ("ΟΔΟΣ", "i", "οδος", true),
            ("\\W", "i", "ÀB", true),
            ("(?i)x", "", "X", true),
            ("\\x{DC}ber", "i", "Über", true),
            ("\\u00DCber", "i", "über", true),
            ("\\xDCber", "i", "über", true),
            ("\\\\xDC", "i", "\\XDC", true),
            ("[Ѐ-Я]$", "i", "ж", true),
            ("[Ѐ-Я]$", "i", "Ѝ", true),
            ("[Ё-Я]", "i", "z", false),
            ("[^Ѐ-Я]", "i", "жЖ", false),
            ("[a-ÿ]-é", "i", "Þ-É", true),
            ("[\\x{C0}-\\x{D6}]", "i", "à", true),
            ("É-é", "i", "é-É", true),
        ] {
            assert_eq!(is_in(pattern, flags, text), found, "/{pattern}/{flags} in {text:?}");
        }
        assert_eq!(Flags::parse("g"), None);
        assert_eq!(Flags::parse("iI"), None);
        assert_eq!(Flags::parse("mii"), Flags::parse("im"));
    }

    #[test]
    fn slashes_are_written_as_they_are_read() {
        for source in ["/a/", "/a\\/b/ism", "/\\\\/", "/\\\\\\//i", "/[\\/]\\d/m", "/\\/\\//"] {
            let (pattern, length) = read_slashed(source).expect("two slashes");
            let flags = Flags::parse(&source[length..]).expect("flags");
            assert_eq!(Pattern::new(pattern, flags).expect("a pattern").source(), source);
        }
        for open in ["/", "/a", "/a\\/", "/\\"] {
            assert_eq!(read_slashed(open), None, "{open}");
        }
    }

    #[test]
    fn costly_patterns_are_refused_at_once() {
        for pattern in
            ["a{100000}", "(a{100}){100}{100}", "((((a{50}){50}){50}){50}){50}", &"(".repeat(4000), "(?:){4000000000}"]
        {
            assert!(Pattern::new(pattern.to_owned(), Flags::default()).is_err(), "{pattern}");
        }
        // Each place may cost as much as the rest of the text.
        let places = |pattern: &str, length| {
            Pattern::new(pattern.to_owned(), Flags::default()).expect("a pattern").places(&"y".repeat(length)).len()
        };
        assert_eq!((places("y", 1 << 20), places("y", 8 << 20), places(".*x|y", 1000)), (512, 100, 1000));
        // In a machine that goes back these take time exponential in the text.
        assert!(!is_in("^(a+)+$", "", &format!("{}b", "a".repeat(10_000))));
        assert!(!is_in("(x+x+)+y", "i", &"x".repeat(10_000)));
    }
}
