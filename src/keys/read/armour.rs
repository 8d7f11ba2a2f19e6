//! What stands between the dashed lines of PEM (RFC 7468, RFC 1421), with whatever programs put around its lines and
//! into them.

use zeroize::Zeroizing;

use super::text::{KeyText, begins_as_key, decode_base64, is_base64};
use crate::keys::error::{CUT_OFF, DAMAGED, KeyError};

/// The labels of private keys that are read here. Others, such as `SSH2 ENCRYPTED PRIVATE KEY`, hold something else.
const PRIVATE: [&str; 4] = ["PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY"];
/// The header of encrypted DER (RFC 1421 section 4.6.1.3).
const LOCKED: &str = "DEK-Info:";

/// Decodes what stands between the dashed lines. What stands before the first tells how it is dressed.
pub(super) fn open(label: &str, body: &str, before: &str) -> Result<KeyText, KeyError> {
    let mut opened = open_dressed(body, before);
    let is_plausible = match &opened {
        Ok(KeyText::Der(bytes)) => begins_as_key(bytes),
        Ok(_) => true,
        Err(_) => body.contains(LOCKED),
    };
    if !is_plausible && let Some(bytes) = open_lines(body).filter(|bytes| begins_as_key(bytes)) {
        opened = Ok(KeyText::Der(bytes));
    }
    Ok(match opened? {
        KeyText::Der(bytes) if bytes.is_empty() => return Err(CUT_OFF),
        KeyText::Der(bytes) if PRIVATE.contains(&label.trim()) => KeyText::Private(bytes),
        other => other,
    })
}

fn open_dressed(body: &str, before: &str) -> Result<KeyText, KeyError> {
    // In a string that ends and begins again: what is outside it is source, such as `& vbCrLf & _` or `.append(`.
    if let Some(quote) = before.chars().next_back().filter(|c| matches!(c, '"' | '\'' | '`'))
        && body.contains(quote)
    {
        let mut inside = Zeroizing::new(String::with_capacity(body.len()));
        inside.extend(body.split(quote).step_by(2));
        if let Ok(found) = open_body(&inside) {
            return Ok(found);
        }
    }
    // In a comment, or in what `git diff` prints: the lines have the mark that the first one has.
    let mark = before.rsplit('\n').next().unwrap_or_default().trim();
    if !mark.is_empty() && mark.chars().all(|c| matches!(c, '+' | '/' | '*')) {
        let lines = body.lines().map(|line| line.trim_start().strip_prefix(mark).unwrap_or(line));
        let mut bare = Zeroizing::new(String::with_capacity(body.len() + 1));
        for line in lines {
            bare.push_str(line);
            bare.push('\n');
        }
        return open_body(&bare);
    }
    open_body(body)
}

fn open_body(body: &str) -> Result<KeyText, KeyError> {
    let Some((_, after)) = body.split_once(LOCKED) else {
        return Ok(KeyText::Der(decode_body(body)?));
    };
    // `DEK-Info: AES-256-CBC,0123…`: the iv has as many digits as a block of the cipher needs. Where the line ends are
    // gone, base64 follows at once, and it can begin with such digits.
    let after = after.trim_start();
    let comma = after.find(',').ok_or(CUT_OFF)?;
    let (cipher, iv) = (&after[..comma], &after[comma + 1..]);
    let most = if cipher.starts_with("DES") { 16 } else { 32 };
    let digits = iv.bytes().take(most).take_while(u8::is_ascii_hexdigit).count();
    let (dek_info, data) = after.split_at(comma + 1 + digits);
    Ok(KeyText::Legacy { dek_info: dek_info.to_string(), data: decode_body(data)? })
}

/// Decodes the lines of an armour, whatever they are interspersed with.
fn decode_body(body: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let dressing = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ',' | ';' | '>' | '|' | '#');
    let mut base64 = Zeroizing::new(String::with_capacity(body.len()));
    let mut rest = body;
    while let Some(character) = rest.chars().next() {
        rest = match after_tag(rest) {
            Some(after) => after,
            // PowerShell's line breaks.
            _ if rest.starts_with("`n") || rest.starts_with("`r") => &rest[2..],
            _ => {
                if !dressing(character) {
                    base64.push(character);
                }
                &rest[character.len_utf8()..]
            }
        };
    }
    decode_base64(&base64).ok_or(DAMAGED)
}

/// What follows a tag such as `<br>`, if the text begins with one.
fn after_tag(text: &str) -> Option<&str> {
    /// Bytes of a tag: so a text of nothing but `<` is gone through once.
    const LONGEST: usize = 1024;
    let tag = text.strip_prefix('<')?;
    let end = tag.bytes().take(LONGEST).position(|byte| byte == b'>' || byte == b'<')?;
    tag[end..].strip_prefix('>')
}

/// Decodes lines that have something before them or behind, each the same or nearly: the name of a container, a number,
/// a time, the sides of a box. The base64 is the longest of what such a line has, and lines of PEM are of one length.
fn open_lines(body: &str) -> Option<Zeroizing<Vec<u8>>> {
    /// Characters of a line of base64 in any PEM.
    const SHORTEST: usize = 32;
    // What stands before the dashes of the last line is not a line of its own.
    let (lines, _) = body.rsplit_once('\n')?;
    let mut base64 = Zeroizing::new(String::with_capacity(lines.len()));
    let (mut column, mut width, mut is_last) = (0, 0, false);
    // `git diff` has a dash before each line of a key that was removed, and a dash is a digit of the other alphabet.
    for line in lines.lines().map(|line| line.strip_prefix('-').unwrap_or(line)) {
        let longest = line.split(|c| !is_digit(c)).max_by_key(|run| run.len()).unwrap_or_default();
        if width == 0 && longest.len() >= SHORTEST {
            (column, width) = (line.find(longest)?, longest.len());
        }
        // Lines without base64, and what stands behind the dashes of the first one.
        if width == 0 || longest.is_empty() {
            continue;
        }
        if is_last || longest.len() > width {
            return None;
        }
        is_last = longest.len() < width;
        // The last line can be shorter than what stands before it, and is where the others are.
        base64.push_str(run_at(line, column).filter(|_| is_last).unwrap_or(longest));
    }
    decode_base64(&base64)
}

/// The base64 that begins in this column of a line.
fn run_at(line: &str, column: usize) -> Option<&str> {
    let (before, after) = line.split_at_checked(column)?;
    let run = after.split(|c| !is_digit(c)).next()?;
    (!run.is_empty() && !before.ends_with(is_digit)).then_some(run)
}

fn is_digit(c: char) -> bool {
    is_base64(c) || c == '='
}
