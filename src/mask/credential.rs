//! Credentials by where they stand: after `Bearer`, after `Authorization`, or as a member of that name.

use super::secret::run;
use crate::json::Span;

/// Characters of a credential (`token68`, RFC 9110 section 11.2).
fn token68(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte)
}

/// Characters that a token has at least: words of a sentence are shorter.
const FEWEST_AFTER_BEARER: usize = 16;
/// Characters that what follows `Authorization:` has at least.
const FEWEST_AFTER_NAME: usize = 8;
/// Characters that a member's value has at least: `string` and `Bearer` are words of schemas.
const FEWEST_OF_MEMBER: usize = 8;

/// The token after `Bearer ` (RFC 6750 section 2.1). `at` is its first letter.
pub(super) fn after_bearer(text: &[u8], at: usize) -> Option<Span> {
    let begin = at + "Bearer".len();
    let word = text.get(at..begin).filter(|word| word.eq_ignore_ascii_case(b"Bearer"));
    word?;
    let begin = blank(text, begin).filter(|after| *after > begin)?;
    token(text, begin, FEWEST_AFTER_BEARER)
}

/// What follows `Authorization:` in a text, without the name of its scheme. `at` is the `z`.
pub(super) fn after_name(text: &[u8], at: usize) -> Option<Span> {
    const BEFORE: &[u8] = b"authori";
    const NAME: &[u8] = b"authorization";
    let start = at.checked_sub(BEFORE.len())?;
    let end = start + NAME.len();
    text.get(start..end).filter(|name| name.eq_ignore_ascii_case(NAME))?;
    // `Authorization: Basic …`, `"authorization": "…"`, `authorization=…`, also with quotes escaped.
    let sign = run(text, end, |byte| b"\"'\\` ".contains(&byte));
    let mut begin = run(text, sign, |byte| b":=".contains(&byte));
    if begin == sign {
        return None;
    }
    begin = run(text, begin, |byte| b"\"'\\` \t".contains(&byte));
    let scheme = run(text, begin, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let after = blank(text, scheme).filter(|after| *after > scheme && scheme > begin);
    let value = after.and_then(|after| token(text, after, FEWEST_AFTER_NAME));
    value.or_else(|| token(text, begin, FEWEST_AFTER_BEARER))
}

/// The token that begins here, if it is no word: it has a digit, or capitals within.
fn token(text: &[u8], begin: usize, fewest: usize) -> Option<Span> {
    let end = run(text, begin, token68);
    let end = begin + text[begin..end].trim_ascii_end().len();
    let value = &text[begin..end];
    let is_word = value.iter().all(|byte| byte.is_ascii_lowercase() || b"-._/".contains(byte));
    (value.len() >= fewest && !is_word).then_some(begin..end)
}

/// After spaces.
fn blank(text: &[u8], from: usize) -> Option<usize> {
    let end = run(text, from, |byte| byte == b' ' || byte == b'\t');
    (end < text.len()).then_some(end)
}

/// Whether a member of this name holds a credential: those that authorize a request, and headers with keys of APIs.
pub(super) fn is_name(name: &[u8]) -> bool {
    match name {
        // The latter is of servers of tools, as Anthropic is told of them.
        [.., b'n' | b'N'] => ends_with(name, b"authorization") || ends_with(name, b"authorization_token"),
        [before @ .., b'k' | b'K', e, y] => is_key(before, &[*e, *y]),
        _ => false,
    }
}

/// Whether the letter between these two is the `k` of a name such as `x-api-key` or `apiKey`.
pub(super) fn is_key(before: &[u8], after: &[u8]) -> bool {
    let before = before.strip_suffix(b"-").or_else(|| before.strip_suffix(b"_")).unwrap_or(before);
    after.eq_ignore_ascii_case(b"ey") && ends_with(before, b"api")
}

fn ends_with(text: &[u8], word: &[u8]) -> bool {
    text.len().checked_sub(word.len()).is_some_and(|at| text[at..].eq_ignore_ascii_case(word))
}

/// Whether the value of such a member is a credential, by its length and by being one word, or two with a scheme.
pub(super) fn is_value(text: &str) -> bool {
    text.len() >= FEWEST_OF_MEMBER && text.split_ascii_whitespace().count() <= 2
}
