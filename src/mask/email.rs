//! E-mail addresses: what RFC 5321 section 4.1.2 calls a mailbox, without what people do not write.

use crate::json::Span;

/// Bytes of an address on each side of its sign, at most (RFC 5321 section 4.5.3.1 has 64 and 255).
const SIDE: usize = 255;

/// The address around the sign of `sign` bytes at `at`: `@`, or `%40` in an address of the web.
pub(super) fn around(text: &str, at: usize, sign: usize) -> Option<Span> {
    let start = local_start(text, at)?;
    let end = domain_end(text, at + sign)?;
    (!is_scaled_picture(&text[at + sign..end])).then_some(start..end)
}

/// Whether a character is a part of words of alphabets that put spaces between words: Latin, Greek and Cyrillic, with
/// their marks. By ranges of blocks: the tables of Unicode take more room than all else here.
fn is_letter(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || matches!(character, '\u{c0}'..='\u{52f}' if !matches!(character, '×' | '÷' | '\u{37e}' | '\u{387}'))
}

/// Whether a character is a part of words of any other script: not of the blocks of punctuation, symbols and emoji.
fn is_other_letter(character: char) -> bool {
    let is_sign = matches!(character,
        '\u{2000}'..='\u{2bff}' | '\u{2e00}'..='\u{2e7f}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3030}'
        | '\u{e000}'..='\u{f8ff}' | '\u{fe10}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}'
        | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}' | '\u{fff0}'..='\u{ffff}' | '\u{1f000}'..='\u{1faff}');
    character >= '\u{530}' && !is_sign
}

/// Where the part before the sign begins.
fn local_start(text: &str, at: usize) -> Option<usize> {
    let is_local = |character: char| is_letter(character) || matches!(character, '.' | '_' | '%' | '+' | '-' | '\'');
    let before = text[..at].char_indices().rev().take_while(|(place, _)| at - place <= SIDE);
    let mut start = at;
    for (place, character) in before.take_while(|(_, character)| is_local(*character)) {
        // O'Brien, but not a quote before the address.
        if character == '\'' && !text[..place].ends_with(is_letter) {
            break;
        }
        if ends_escape(text.as_bytes(), place) {
            break;
        }
        start = place;
    }
    if start == at {
        // In a script without spaces between words, such as 用户@例え.jp.
        let mut wide = text[..at]
            .char_indices()
            .rev()
            .take_while(|(place, character)| at - place <= SIDE && is_other_letter(*character));
        start = wide.by_ref().last().map_or(at, |(place, _)| place);
    }
    start += text[start..at].len() - text[start..at].trim_start_matches(['.', '\'']).len();
    (start < at).then_some(start)
}

/// Whether an escape of JSON that was not resolved ends with the byte at `place`: the letter after a backslash is not a
/// part of what follows it.
pub(super) fn ends_escape(text: &[u8], place: usize) -> bool {
    let is_backslash = |at: Option<usize>| at.and_then(|at| text.get(at)) == Some(&b'\\');
    if matches!(text[place], b'n' | b'r' | b't' | b'b' | b'f') && is_backslash(place.checked_sub(1)) {
        return true;
    }
    let unit = place.checked_sub(4).filter(|at| text[*at] == b'u' && is_backslash(at.checked_sub(1)));
    unit.is_some_and(|at| text[at + 1..=place].iter().all(u8::is_ascii_hexdigit))
}

/// Where the part after the sign ends: names with dots between them, the last of which has letters only.
fn domain_end(text: &str, begin: usize) -> Option<usize> {
    let rest = &text[begin..];
    let is_wide = rest.starts_with(is_other_letter);
    let is_part = |character| is_letter(character) || character == '-' || is_wide && is_other_letter(character);
    let mut end = None;
    // `name` begins here; how many came before it.
    let (mut name, mut names) = (0, 0);
    let is_top = |name: &str, names: usize| {
        let is_word =
            name.chars().nth(1).is_some() && name.chars().all(|each| is_part(each) && !"-0123456789".contains(each));
        names > 0 && (is_word || name.starts_with("xn--") && !name.ends_with('-'))
    };
    for (at, character) in rest.char_indices().take_while(|(at, _)| *at < SIDE).chain([(rest.len(), ' ')]) {
        if is_part(character) && character != '-' {
            continue;
        }
        if is_top(&rest[name..at], names) {
            end = Some(begin + at);
        }
        match character {
            '-' if at > name => {}
            '.' if at > name && !rest[..at].ends_with('-') => (name, names) = (at + 1, names + 1),
            _ => break,
        }
    }
    end
}

/// Whether a domain is what pictures for dense screens are called: `icon@2x.png`.
fn is_scaled_picture(domain: &str) -> bool {
    let bytes = domain.as_bytes();
    matches!(bytes, [b'1'..=b'9', b'x', b'.', ..])
        && ["png", "jpg", "jpeg", "gif", "webp", "svg", "avif"]
            .iter()
            .any(|format| domain[3..].eq_ignore_ascii_case(format))
}
