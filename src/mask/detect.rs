//! Where values lie in a text: one pass by a table of bytes, which stops where one of the rules has its sign.

use super::edit::Edit;
use super::email::ends_escape;
use super::secret::Barren;
use super::{Kind, Masks, card, credential, email, iban, secret};

/// What a byte may be the sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    None,
    /// `@`, of an address.
    At,
    /// `%`, of `%40`, which is an `@` in an address of the web.
    Percent,
    /// Of a card, or the check digits of an IBAN.
    Digit,
    /// `-` or `_`, with which prefixes of tokens end, and private keys begin.
    Joint,
    /// `I`, of `AKIA`.
    Aws,
    /// `z`, of `AIza` and `Authorization`.
    Google,
    /// `J`, of `eyJ`.
    Jwt,
    /// `b`, of `Bearer`.
    Bearer,
    /// `k`, of members such as `x-api-key`.
    Key,
    /// `\`, of an escape.
    Backslash,
}

const SIGNS: [Sign; 256] = {
    let mut signs = [Sign::None; 256];
    signs[b'@' as usize] = Sign::At;
    signs[b'%' as usize] = Sign::Percent;
    let mut digit = b'0';
    while digit <= b'9' {
        signs[digit as usize] = Sign::Digit;
        digit += 1;
    }
    signs[b'-' as usize] = Sign::Joint;
    signs[b'_' as usize] = Sign::Joint;
    signs[b'I' as usize] = Sign::Aws;
    signs[b'z' as usize] = Sign::Google;
    signs[b'Z' as usize] = Sign::Google;
    signs[b'J' as usize] = Sign::Jwt;
    signs[b'b' as usize] = Sign::Bearer;
    signs[b'B' as usize] = Sign::Bearer;
    signs[b'k' as usize] = Sign::Key;
    signs[b'K' as usize] = Sign::Key;
    signs[b'\\' as usize] = Sign::Backslash;
    signs
};

/// Whether a word can begin at `at`: no letter, digit or underscore is before it, but for those of an escape.
pub(super) fn is_boundary(text: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return true };
    !(text[before].is_ascii_alphanumeric() || text[before] == b'_') || ends_escape(text, before)
}

/// Where the digits end that begin at `at`.
fn digits_end(text: &[u8], at: usize) -> usize {
    at + text[at..].iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Whether the digits at `at` are the fraction of a number.
fn is_fraction(text: &[u8], at: usize) -> bool {
    matches!(text[..at], [.., b'0'..=b'9', b'.'])
}

/// Whether an escape, without its backslash, is of a printable ASCII character, a line break or a byte order mark.
fn may_hide(escape: &[u8]) -> bool {
    match escape {
        [b'u', b'0', b'0', b'0' | b'2'..=b'7', ..] => true,
        [b'u', rest @ ..] => rest.get(..4).is_some_and(|digits| digits.eq_ignore_ascii_case(b"feff")),
        _ => false,
    }
}

/// Whether so many digits follow, with single spaces or hyphens between them, that they may be a card.
fn may_be_card(text: &[u8], at: usize) -> bool {
    let (mut count, mut after_digit) = (0, true);
    for byte in &text[at..] {
        match byte {
            b'0'..=b'9' => (count, after_digit) = (count + 1, true),
            b' ' | b'-' if after_digit => after_digit = false,
            _ => break,
        }
        if count >= card::FEWEST_DIGITS {
            return !is_fraction(text, at);
        }
    }
    false
}

impl Masks {
    /// Whether a string, as it stands between its quotes, may hold a value. Nearly all strings
    /// need not be decoded. An escape may hide anything, so one of a printable ASCII character counts, and of what may
    /// stand before and between the events of a stream.
    pub(super) fn may_hold(&self, raw: &[u8]) -> bool {
        self.own.iter().any(|own| own.may_match(raw)) || self.may_hold_sign(raw)
    }

    fn may_hold_sign(&self, raw: &[u8]) -> bool {
        let mut at = 0;
        while at < raw.len() {
            let found = match SIGNS[usize::from(raw[at])] {
                Sign::None => false,
                Sign::At => self.email,
                Sign::Percent => self.email && raw[at..].starts_with(b"%40"),
                Sign::Digit => {
                    let found = self.card && may_be_card(raw, at)
                        || self.iban && at >= 2 && iban::length_at(raw, at - 2).is_some();
                    at = digits_end(raw, at) - 1;
                    found
                }
                Sign::Joint => self.secret && secret::may_be_after_sign(raw, at),
                Sign::Aws => self.secret && at >= 2 && matches!(raw.get(at - 2..at + 2), Some(b"AKIA" | b"ASIA")),
                Sign::Google => {
                    self.secret
                        && (at >= 2 && raw[at - 2..].starts_with(b"AIza")
                            || at >= 7 && raw[at - 7..at].eq_ignore_ascii_case(b"authori"))
                }
                Sign::Jwt => self.secret && raw[..=at].ends_with(b"eyJ"),
                Sign::Bearer => {
                    self.secret && raw.get(at..at + 6).is_some_and(|word| word.eq_ignore_ascii_case(b"bearer"))
                }
                Sign::Key => {
                    self.secret && raw.get(at + 1..at + 3).is_some_and(|rest| credential::is_key(&raw[..at], rest))
                }
                Sign::Backslash => may_hide(&raw[at + 1..]),
            };
            if found {
                return true;
            }
            at += 1;
        }
        false
    }

    /// Adds what the rules find in a decoded text.
    pub(super) fn detect(&self, text: &str, edits: &mut Vec<Edit>) {
        let bytes = text.as_bytes();
        let mut barren = Barren::default();
        let mut at = 0;
        while at < bytes.len() {
            let sign = SIGNS[usize::from(bytes[at])];
            if sign == Sign::None {
                at += 1;
                continue;
            }
            let found = match sign {
                Sign::At if self.email => email::around(text, at, 1).map(|place| (place, Kind::Email)),
                Sign::Percent if self.email && bytes[at..].starts_with(b"%40") => {
                    email::around(text, at, 3).map(|place| (place, Kind::Email))
                }
                Sign::Digit => self.detect_number(bytes, at),
                _ if self.secret => secret_at(bytes, at, sign, &mut barren).map(|place| (place, Kind::Secret)),
                _ => None,
            };
            at = match found {
                Some((place, kind)) => {
                    let end = place.end;
                    edits.push(Edit::new(place, kind));
                    end.max(at + 1)
                }
                None if sign == Sign::Digit => digits_end(bytes, at),
                None => at + 1,
            };
        }
    }

    fn detect_number(&self, text: &[u8], at: usize) -> Option<(std::ops::Range<usize>, Kind)> {
        if self.iban
            && at >= 2
            && is_boundary(text, at - 2)
            && let Some(place) = iban::at(text, at - 2)
        {
            return Some((place, Kind::Iban));
        }
        let is_card = self.card && is_boundary(text, at) && !is_fraction(text, at);
        card::at(text, at).filter(|_| is_card).map(|place| (place, Kind::Card))
    }
}

fn secret_at(text: &[u8], at: usize, sign: Sign, barren: &mut Barren) -> Option<std::ops::Range<usize>> {
    match sign {
        Sign::Joint => secret::after_sign(text, at, barren).or_else(|| secret::private_key(text, at)),
        Sign::Aws => secret::aws(text, at),
        Sign::Google => secret::google(text, at).or_else(|| credential::after_name(text, at)),
        Sign::Jwt => secret::jwt(text, at, barren),
        Sign::Bearer => credential::after_bearer(text, at).filter(|_| is_boundary(text, at)),
        Sign::None | Sign::At | Sign::Percent | Sign::Digit | Sign::Key | Sign::Backslash => None,
    }
}
