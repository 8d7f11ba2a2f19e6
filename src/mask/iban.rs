//! International bank account numbers (ISO 13616-1): a country, two check digits, and as many characters as the
//! country's accounts have.

use crate::json::Span;

/// How many characters an IBAN has, by country: the registry that SWIFT keeps as registration authority of ISO 13616,
/// release 99 (swift.com/standards/data-standards/iban-international-bank-account-number).
#[rustfmt::skip]
const LENGTHS: [(&[u8; 2], u8); 89] = [
    (b"AD", 24), (b"AE", 23), (b"AL", 28), (b"AT", 20), (b"AZ", 28), (b"BA", 20), (b"BE", 16), (b"BG", 22),
    (b"BH", 22), (b"BI", 27), (b"BR", 29), (b"BY", 28), (b"CH", 21), (b"CR", 22), (b"CY", 28), (b"CZ", 24),
    (b"DE", 22), (b"DJ", 27), (b"DK", 18), (b"DO", 28), (b"EE", 20), (b"EG", 29), (b"ES", 24), (b"FI", 18),
    (b"FK", 18), (b"FO", 18), (b"FR", 27), (b"GB", 22), (b"GE", 22), (b"GI", 23), (b"GL", 18), (b"GR", 27),
    (b"GT", 28), (b"HN", 28), (b"HR", 21), (b"HU", 28), (b"IE", 22), (b"IL", 23), (b"IQ", 23), (b"IS", 26),
    (b"IT", 27), (b"JO", 30), (b"KW", 30), (b"KZ", 20), (b"LB", 28), (b"LC", 32), (b"LI", 21), (b"LT", 20),
    (b"LU", 20), (b"LV", 21), (b"LY", 25), (b"MC", 27), (b"MD", 24), (b"ME", 22), (b"MK", 19), (b"MN", 20),
    (b"MR", 27), (b"MT", 31), (b"MU", 30), (b"NI", 28), (b"NL", 18), (b"NO", 15), (b"OM", 23), (b"PK", 24),
    (b"PL", 28), (b"PS", 29), (b"PT", 25), (b"QA", 29), (b"RO", 24), (b"RS", 22), (b"RU", 33), (b"SA", 24),
    (b"SC", 31), (b"SD", 18), (b"SE", 24), (b"SI", 19), (b"SK", 24), (b"SM", 27), (b"SO", 23), (b"ST", 25),
    (b"SV", 28), (b"TL", 23), (b"TN", 24), (b"TR", 26), (b"UA", 29), (b"VA", 22), (b"VG", 24), (b"XK", 20),
    (b"YE", 30),
];

/// How long an IBAN is that begins here; `None` if no country's does.
pub(super) fn length_at(text: &[u8], at: usize) -> Option<usize> {
    let [first, second, checks @ ..] = text.get(at..at + 4)? else { return None };
    let country = LENGTHS.binary_search_by_key(&[*first, *second], |(country, _)| **country).ok()?;
    checks.iter().all(u8::is_ascii_digit).then_some(usize::from(LENGTHS[country].1))
}

/// The IBAN that begins at `at`, as one word or in groups with single spaces or hyphens between them.
pub(super) fn at(text: &[u8], at: usize) -> Option<Span> {
    let length = length_at(text, at)?;
    let mut characters = [0; 34];
    let mut place = at;
    for (count, character) in characters.iter_mut().take(length).enumerate() {
        if count > 0 && matches!(text.get(place), Some(b' ' | b'-')) {
            place += 1;
        }
        *character = *text.get(place).filter(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())?;
        place += 1;
    }
    let ends = !text.get(place).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    (ends && remainder(&characters[..length]) == 1).then_some(at..place)
}

/// The remainder by 97 (ISO 7064) of an IBAN as a number: its first four characters go to the end, and a letter is a
/// number from 10.
fn remainder(characters: &[u8]) -> u32 {
    let (begin, rest) = characters.split_at(4);
    rest.iter().chain(begin).fold(0, |remainder, &byte| match byte {
        b'0'..=b'9' => (remainder * 10 + u32::from(byte - b'0')) % 97,
        _ => (remainder * 100 + u32::from(byte - b'A') + 10) % 97,
    })
}
