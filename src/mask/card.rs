//! Numbers of payment cards (ISO/IEC 7812-1): 13 to 19 digits, of a network's range, with a check digit.

use crate::json::Span;

/// Most digits that a number has.
const MOST_DIGITS: usize = 19;
/// Fewest digits that a number has.
pub(super) const FEWEST_DIGITS: usize = 13;

/// The number that begins with the digit at `at`, with single spaces or hyphens between its digits. The longest one is
/// taken: a check digit may fit a shorter one by chance.
pub(super) fn at(text: &[u8], at: usize) -> Option<Span> {
    let (mut digits, mut count, mut place) = ([0; MOST_DIGITS], 0, at);
    let mut found = None;
    loop {
        let is_digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_digit);
        if !is_digit(place) || count == MOST_DIGITS {
            return found;
        }
        digits[count] = text[place] - b'0';
        count += 1;
        place += 1;
        let is_separated = matches!(text.get(place), Some(b' ' | b'-'));
        if !is_digit(place) && !is_word(text.get(place)) && is_number(&digits[..count]) {
            found = Some(at..place);
        }
        if is_separated && is_digit(place + 1) {
            place += 1;
        }
    }
}

/// Whether all of this is the number of a card.
pub(super) fn is_whole(text: &[u8]) -> bool {
    at(text, 0) == Some(0..text.len())
}

fn is_word(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

fn is_number(digits: &[u8]) -> bool {
    digits.len() >= FEWEST_DIGITS && is_of_network(digits) && luhn(digits)
}

/// Whether a network issues numbers that begin so and are as long. The ranges are those of the networks' tables of issuer
/// identification numbers, as Wikipedia's 'Payment card number' gathers them with their sources.
#[allow(clippy::match_same_arms, reason = "a line for each network")]
fn is_of_network(digits: &[u8]) -> bool {
    let begin = digits[..4].iter().fold(0, |number, digit| number * 10 + u32::from(*digit));
    let length = digits.len();
    match begin {
        // Visa.
        4000..=4999 => matches!(length, 13 | 16 | 19),
        // American Express.
        3400..=3499 | 3700..=3799 => length == 15,
        // Mastercard.
        5100..=5599 | 2221..=2720 => length == 16,
        // Diners Club.
        3000..=3059 | 3095 | 3600..=3699 | 3800..=3999 => (14..=19).contains(&length),
        // JCB.
        3528..=3589 => (16..=19).contains(&length),
        // Discover.
        6011 | 6440..=6599 => (16..=19).contains(&length),
        // UnionPay.
        6200..=6299 | 8100..=8171 => (16..=19).contains(&length),
        // Maestro.
        5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763 => true,
        // Mir.
        2200..=2204 => (16..=19).contains(&length),
        _ => false,
    }
}

/// ISO/IEC 7812-1 annex B.
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, &digit)| match (at % 2, u32::from(digit)) {
            (0, digit) => digit,
            (_, digit) if digit > 4 => 2 * digit - 9,
            (_, digit) => 2 * digit,
        })
        .sum();
    sum.is_multiple_of(10)
}
