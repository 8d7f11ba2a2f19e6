//! What programs put around a key's text and into it, taken away: keys come out of terminals, `.env` files, JSON,
//! YAML, web pages, mails and sources of every language.
//!
//! Each step is linear in the text, and wipes what it made.

use zeroize::Zeroizing;

/// The text without invisible characters, escapes and the joints of strings.
pub(super) fn undress(text: &str) -> Zeroizing<String> {
    /// In whole, or the line ends alone, as the commands of GitHub's workflows want them.
    const ENCODED: [&str; 6] = ["BEGIN%20", "BEGIN+", "-%0A", "-%0a", "-%0D", "-%0d"];
    let mut text = visible(text);
    if ENCODED.iter().any(|encoded| text.contains(encoded)) {
        text = percent_decoded(&text);
    }
    // What was escaped twice has `&amp;#10;`.
    for _ in 0..2 {
        if text.contains('&') {
            text = entities_resolved(&text);
        }
    }
    joined(&escapes_resolved(&text))
}

/// One function for all places: a character's encoding is longer than the code around it.
#[inline(never)]
fn push(text: &mut String, character: char) {
    text.push(character);
}

/// Without characters that have no width, control characters and terminal colours; dashes and quotes that word
/// processors made are what was typed.
fn visible(text: &str) -> Zeroizing<String> {
    let mut visible = Zeroizing::new(String::with_capacity(text.len()));
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            // `ESC [ 32 m` (ECMA-48 section 5.4).
            '\u{1b}' => {
                if characters.next() == Some('[') {
                    characters.by_ref().find(|c| ('@'..='~').contains(c));
                }
            }
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {}
            '\u{2010}'..='\u{2013}' | '\u{2212}' => push(&mut visible, '-'),
            '\u{2014}' | '\u{2015}' => visible.push_str("--"),
            '\u{201c}'..='\u{201f}' => push(&mut visible, '"'),
            '\u{2018}' | '\u{2019}' => push(&mut visible, '\''),
            other if other.is_control() && !other.is_whitespace() => {}
            other => push(&mut visible, other),
        }
    }
    visible
}

/// As forms and addresses write it: `%0A`, and `+` for a space.
fn percent_decoded(text: &str) -> Zeroizing<String> {
    let spaces = text.contains("BEGIN+");
    let mut decoded = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    while let Some(at) = rest.find(['%', '+']) {
        let (before, marked) = rest.split_at(at);
        decoded.push_str(before);
        let code = marked.get(1..3).and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(u8::is_ascii);
        let taken = match (marked.starts_with('%'), code) {
            (true, Some(code)) => {
                push(&mut decoded, char::from(code));
                3
            }
            (plus_or_percent, _) => {
                push(
                    &mut decoded,
                    if plus_or_percent {
                        '%'
                    } else if spaces {
                        ' '
                    } else {
                        '+'
                    },
                );
                1
            }
        };
        rest = &marked[taken..];
    }
    decoded.push_str(rest);
    decoded
}

/// References to characters as HTML has them, of those that occur in keys.
fn entities_resolved(text: &str) -> Zeroizing<String> {
    /// Characters of the longest that is known, `&#x0000A;`.
    const LONGEST: usize = 10;
    let mut resolved = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        resolved.push_str(before);
        let end = after.bytes().take(LONGEST).position(|byte| byte == b';');
        if let Some((character, end)) = end.and_then(|end| Some((entity(&after[..end])?, end))) {
            push(&mut resolved, character);
            rest = &after[end + 1..];
        } else {
            push(&mut resolved, '&');
            rest = after;
        }
    }
    resolved.push_str(rest);
    resolved
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?);
    }
    Some(match name {
        "amp" => '&',
        "plus" => '+',
        "sol" => '/',
        "equals" => '=',
        "hyphen" | "dash" => '-',
        "quot" => '"',
        "apos" => '\'',
        "lt" => '<',
        "gt" => '>',
        "nbsp" | "Tab" => ' ',
        "NewLine" => '\n',
        _ => return None,
    })
}

/// `\n`, `\r` and `\t` of strings become a line break, `\/` a slash, `\u002B` and `\x2B` a plus.
fn escapes_resolved(text: &str) -> Zeroizing<String> {
    let mut resolved = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        resolved.push_str(before);
        // A string within a string has its backslashes doubled.
        let after = after.trim_start_matches('\\');
        let mut characters = after.chars();
        let digits = match characters.next() {
            Some('u') => 4,
            Some('x') if !is_hexadecimal(after) => 2,
            _ => 0,
        };
        let code = after.get(1..=digits).filter(|_| digits > 0);
        let code = code.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
        rest = match (code, after.chars().next()) {
            (Some(character), _) => {
                push(&mut resolved, character);
                &after[1 + digits..]
            }
            (None, Some(character)) => {
                push(&mut resolved, if matches!(character, 'n' | 'r' | 't') { '\n' } else { character });
                characters.as_str()
            }
            (None, None) => "",
        };
    }
    resolved.push_str(rest);
    resolved
}

/// Whether a backslash stands before all of a key in hexadecimal, as databases write it: `\x3082…`. Nobody escapes
/// the digit that `\x30` is.
fn is_hexadecimal(after: &str) -> bool {
    const BEGINNINGS: [&str; 2] = ["x3082", "x2d2d2d2d2d"];
    BEGINNINGS.iter().any(|known| after.get(..known.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(known)))
}

/// Strings that a source puts together are one: `"…" + "…"`, with the joints of other languages, and one string
/// after the other in C and Python.
fn joined(text: &str) -> Zeroizing<String> {
    const JOINTS: [char; 6] = ['+', '.', '&', '\\', '|', '~'];
    let mut joined = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\'', '`']) {
        let (before, quoted) = rest.split_at(at);
        let (quote, after) = quoted.split_at(1);
        joined.push_str(before);
        let next = after.trim_start_matches(|c: char| c.is_whitespace() || JOINTS.contains(&c));
        let gap = &after[..after.len() - next.len()];
        // `b'…'`, `f"…"`, `@"…"`.
        let next = next.strip_prefix(['b', 'f', 'r', 'u', '@', '$']).unwrap_or(next);
        match next.strip_prefix(quote) {
            Some(next) if gap.contains(JOINTS) || gap.contains('\n') => rest = next,
            _ => {
                joined.push_str(quote);
                rest = after;
            }
        }
    }
    joined.push_str(rest);
    joined
}
