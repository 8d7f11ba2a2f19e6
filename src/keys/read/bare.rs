//! Base64 without armour, in one line or folded.

use zeroize::Zeroizing;

use super::text::{KeyText, decode_base64, is_base64};
use crate::wipe;

/// Base64 without armour: of DER, or of a file with a key in it.
pub(super) fn find(text: &str) -> Vec<KeyText> {
    /// Characters of the shortest RSA key that is read, its public half.
    const SHORTEST: usize = 200;
    let mut found = Vec::new();
    let mut rest = text;
    // A value does not begin with a dash, so each turn takes one character at least.
    while let Some(at) = rest.find(|c: char| c != '-' && is_base64(c)) {
        let (base64, after) = run(&rest[at..]);
        rest = after;
        if base64.len() < SHORTEST {
            continue;
        }
        // What was joined to it by mistake, such as the word in the next line, stands after it.
        let whole = base64.len() - usize::from(base64.len() % 4 == 1);
        let Some(bytes) = decode_base64(&base64[..whole]) else { continue };
        found.extend(KeyText::unlabelled(bytes));
    }
    found
}

/// A value in base64 from its beginning, and what is after it. It may be folded into lines: all as long as the
/// first, but for the last.
fn run(text: &str) -> (Zeroizing<String>, &str) {
    /// Longer lines are whole values: keys have more.
    const LONGEST_LINE: usize = 256;
    /// How PEM, DER and OpenSSH's format begin.
    const BEGINNINGS: [&str; 3] = ["LS0t", "MI", "b3BlbnNzaC1r"];
    let mut base64 = Zeroizing::new(String::new());
    let mut length = base64_length(text);
    let mut width = length;
    // In `NAME=…` that a terminal folded, the first line is shorter than the others by the name.
    let begins_with = |known: &str| text.chars().filter(|c| !c.is_whitespace()).take(known.len()).eq(known.chars());
    let mut may_widen = BEGINNINGS.into_iter().any(begins_with);
    let mut rest = text;
    loop {
        let needed = base64.len() + length;
        wipe::reserve_text(&mut base64, needed);
        base64.push_str(&rest[..length]);
        rest = &rest[length..];
        if length != width || width > LONGEST_LINE {
            return (base64, rest);
        }
        let next = rest.trim_start();
        length = base64_length(next);
        if may_widen && length <= LONGEST_LINE {
            width = width.max(length);
        }
        if next.len() == rest.len() || length == 0 || length > width {
            return (base64, rest);
        }
        may_widen = false;
        rest = next;
    }
}

/// How many bytes of base64 a text begins with. One dash is of the other alphabet, several are of armour.
fn base64_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = |at: usize| bytes[at] == b'-' && bytes.get(at + 1) == Some(&b'-') || !is_base64(char::from(bytes[at]));
    (0..bytes.len()).find(|&at| ends(at)).unwrap_or(bytes.len())
}
