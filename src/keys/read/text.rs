//! Keys within text: PEM armour (RFC 7468, RFC 1421), and base64 without any.
//!
//! Read loosely, for keys come out of terminals, `.env` files, JSON, YAML and mails: with CRLF,
//! indented, quoted, in one line, or with their line breaks written as `\n`.

use base64ct::{Base64, Base64Unpadded, Encoding};
use zeroize::Zeroizing;

use crate::keys::error::{CUT_OFF, DAMAGED, KeyError};

/// Something in a text that may be a key.
pub(super) enum Found {
    /// DER, of whatever it is.
    Der(Zeroizing<Vec<u8>>),
    /// What stands in armour with the header `DEK-Info` (RFC 1421 section 4.6.1.3): encrypted DER.
    Legacy { dek_info: String, data: Zeroizing<Vec<u8>> },
}

/// The text of a file with the escapes of strings resolved; `None` if it is no text.
pub(super) fn decode(file: &[u8]) -> Option<Zeroizing<String>> {
    let text = match file {
        // PowerShell's `>` writes UTF-16.
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        _ => Zeroizing::new(std::str::from_utf8(file).ok()?.to_string()),
    };
    // DER can be UTF-8 by chance, but it has control characters that no text has.
    let is_text = text.chars().all(|c| !c.is_control() || c.is_whitespace());
    is_text.then_some(text)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Zeroizing<String>> {
    let units = Zeroizing::new(bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect::<Vec<_>>());
    String::from_utf16(&units).ok().map(Zeroizing::new)
}

/// Everything in a text that may be a key, in its order.
pub(super) fn find(text: &str) -> Vec<Result<Found, KeyError>> {
    let text = resolve_escapes(text);
    let mut found = Vec::new();
    let mut rest = text.as_str();
    while let Some((_, begun)) = rest.split_once("-----BEGIN ") {
        rest = begun;
        // A second beginning before an end means that the first was cut off.
        let next = begun.find("-----BEGIN ").unwrap_or(begun.len());
        let armour = begun[..next].split_once("-----END ").and_then(|(inside, _)| inside.split_once("-----"));
        found.push(match armour {
            Some((_label, body)) => open_armour(body),
            None => Err(CUT_OFF),
        });
    }
    if found.is_empty() { find_bare(&text) } else { found }
}

/// `\n`, `\r` and `\t` of strings become what they mean, `\/` a slash.
fn resolve_escapes(text: &str) -> Zeroizing<String> {
    let mut resolved = Zeroizing::new(String::with_capacity(text.len()));
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' {
            resolved.push(character);
            continue;
        }
        // A string within a string has its backslashes doubled.
        while characters.next_if_eq(&'\\').is_some() {}
        match characters.next() {
            Some('n' | 'r' | 't') => resolved.push('\n'),
            Some(other) => resolved.push(other),
            None => {}
        }
    }
    resolved
}

fn open_armour(body: &str) -> Result<Found, KeyError> {
    let Some((_, after)) = body.split_once("DEK-Info:") else {
        return Ok(Found::Der(decode_base64(body)?));
    };
    // `DEK-Info: AES-256-CBC,0123…`: the hexadecimal iv ends before a line break or, where the text
    // was folded into one line, before a space.
    let after = after.trim_start();
    let end = after.find(char::is_whitespace).ok_or(CUT_OFF)?;
    Ok(Found::Legacy { dek_info: after[..end].to_string(), data: decode_base64(&after[end..])? })
}

/// Decodes what stands in armour, whatever it is interspersed with.
fn decode_base64(body: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let dressing = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ',' | ';' | '>' | '|' | '#');
    let base64 = Zeroizing::new(body.chars().filter(|&c| !dressing(c)).collect::<String>());
    Base64::decode_vec(&base64).map(Zeroizing::new).map_err(|_| DAMAGED)
}

/// Base64 without armour: of a DER SEQUENCE longer than 255 bytes, or of PEM.
fn find_bare(text: &str) -> Vec<Result<Found, KeyError>> {
    const BEGINNINGS: [&str; 2] = ["MII", "LS0tLS1CRUdJTi"];
    /// Characters of the shortest RSA key that is read, its public half.
    const SHORTEST: usize = 200;
    let Some(begin) = BEGINNINGS.iter().filter_map(|beginning| text.find(beginning)).min() else { return Vec::new() };
    let base64: Zeroizing<String> = Zeroizing::new(
        text[begin..]
            .chars()
            .filter(|c| !c.is_whitespace())
            .take_while(|&c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/'))
            .collect(),
    );
    if base64.len() < SHORTEST {
        return Vec::new();
    }
    // Padding is left out above: where it ends is where the key ends.
    let Ok(bytes) = Base64Unpadded::decode_vec(&base64).map(Zeroizing::new) else { return vec![Err(CUT_OFF)] };
    match std::str::from_utf8(&bytes) {
        Ok(pem) if pem.starts_with("-----BEGIN ") => find(pem),
        _ => vec![Ok(Found::Der(bytes))],
    }
}
