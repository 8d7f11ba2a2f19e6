//! Decimal numbers as they are written, digit by digit: a double would take two large integers that differ in their last
//! digits for one.

use std::cmp::Ordering;

/// A number as it stands in a text: sign, digits, fraction, exponent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal<'a> {
    negative: bool,
    /// Digits without zeros at the beginning and, if the fraction is empty, at the end.
    whole: &'a [u8],
    /// Digits without zeros at the end and, if `whole` is empty, at the beginning.
    fraction: &'a [u8],
    /// Where the decimal point stands, in digits after the first one of `whole` and `fraction` together.
    point: i64,
}

impl<'a> Decimal<'a> {
    /// Reads what JSON writes, and also `+5`, `007`, `.5` and `5.`. `None` if the text is not a number.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let text = text.as_bytes();
        let (negative, text) = match text {
            [sign @ (b'-' | b'+'), rest @ ..] => (*sign == b'-', rest),
            _ => (false, text),
        };
        let (whole, rest) = digits(text);
        let (fraction, rest) = match rest {
            [b'.', rest @ ..] => digits(rest),
            _ => (&rest[..0], rest),
        };
        let exponent = match rest {
            [b'e' | b'E', rest @ ..] => exponent(rest)?,
            [] => 0,
            _ => return None,
        };
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }

        let whole = &whole[zeros(whole.iter())..];
        let fraction = &fraction[..fraction.len() - zeros(fraction.iter().rev())];
        let leading = if whole.is_empty() { zeros(fraction.iter()) } else { 0 };
        let trailing = if fraction.is_empty() { zeros(whole.iter().rev()) } else { 0 };
        let places = length(whole) - length(&fraction[..leading]);
        Some(Self {
            negative,
            whole: &whole[..whole.len() - trailing],
            fraction: &fraction[leading..],
            point: exponent.saturating_add(places),
        })
    }

    fn is_zero(&self) -> bool {
        self.whole.is_empty() && self.fraction.is_empty()
    }

    /// The digits, without zeros at either end.
    fn digits(&self) -> impl Iterator<Item = u8> + use<'a> {
        self.whole.iter().chain(self.fraction).copied()
    }

    /// How many digits it has, without zeros at either end.
    pub(crate) fn precision(&self) -> usize {
        self.whole.len() + self.fraction.len()
    }

    /// Where its first digit stands: 0 in `0.5`, 1 in `5`, 2 in `50`.
    pub(crate) fn magnitude(&self) -> i64 {
        self.point
    }

    /// The number times 10 to the power of `shift`, rounded to a whole number, a half up. `None` if it is negative or
    /// greater than a `u64`.
    pub(crate) fn scaled(&self, shift: i64) -> Option<u64> {
        if self.is_zero() {
            return Some(0);
        }
        if self.negative {
            return None;
        }
        let whole_digits = self.point.saturating_add(shift);
        if whole_digits < 0 {
            return Some(0);
        }
        // A u64 has 20 digits at most.
        let whole_digits = usize::try_from(whole_digits).ok().filter(|count| *count <= 20)?;
        let mut digits = self.digits();
        let mut next = || u64::from(digits.next().unwrap_or(b'0') - b'0');
        let whole = (0..whole_digits).try_fold(0_u64, |whole, _| whole.checked_mul(10)?.checked_add(next()))?;
        whole.checked_add(u64::from(next() >= 5))
    }

    /// Order by what the numbers are worth, whatever they look like: `1e2` is `100.0`.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let sign = |number: &Self| match number {
            zero if zero.is_zero() => 0,
            Self { negative: true, .. } => -1,
            _ => 1,
        };
        sign(self).cmp(&sign(other)).then_with(|| match sign(self) {
            0 => Ordering::Equal,
            1 => self.compare_size(other),
            _ => other.compare_size(self),
        })
    }

    /// Order of two numbers other than zero, without their signs.
    fn compare_size(&self, other: &Self) -> Ordering {
        self.point.cmp(&other.point).then_with(|| self.digits().cmp(other.digits()))
    }
}

/// The digits that the text begins with, and what follows them.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(text.iter().take_while(|byte| byte.is_ascii_digit()).count())
}

fn zeros<'a>(digits: impl Iterator<Item = &'a u8>) -> usize {
    digits.take_while(|digit| **digit == b'0').count()
}

fn length(digits: &[u8]) -> i64 {
    i64::try_from(digits.len()).unwrap_or(i64::MAX)
}

/// An exponent that no real number has is clamped to the end of the scale.
fn exponent(text: &[u8]) -> Option<i64> {
    let (negative, text) = match text {
        [sign @ (b'-' | b'+'), rest @ ..] => (*sign == b'-', rest),
        _ => (false, text),
    };
    let (value, rest) = digits(text);
    if value.is_empty() || !rest.is_empty() {
        return None;
    }
    let size = value.iter().fold(0_i64, |sum, digit| sum.saturating_mul(10).saturating_add(i64::from(digit - b'0')));
    Some(if negative { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(a: &str, b: &str) -> Option<Ordering> {
        Some(Decimal::parse(a)?.compare(&Decimal::parse(b)?))
    }

    #[test]
    fn all_ways_of_writing_a_number_are_equal() {
        for same in [
            &["200", "200.0", "2e2", "2E+2", "0.2e3", "20000e-2", "+200", "0200", "200."][..],
            &["0", "-0", "0.0", "0e99", ".0", "-0e-7"],
            &["-0.05", "-5e-2", "-.05", "-0.00500e1"],
            &["1e400", "10e399", "0.1e401"],
        ] {
            for a in same {
                for b in same {
                    assert_eq!(order(a, b), Some(Ordering::Equal), "{a} {b}");
                }
            }
        }
    }

    #[test]
    fn numbers_come_in_their_order() {
        let ascending = [
            "-1e99999999999999999999",
            "-1e400",
            "-12345678901234567891",
            "-12345678901234567890",
            "-10",
            "-9.99",
            "-1",
            "-0.1",
            "-0.01",
            "-1e-400",
            "0",
            "1e-99999999999999999999",
            "1e-400",
            "0.01",
            "0.011",
            "0.1",
            "1",
            "1.5",
            "2",
            "9",
            "10",
            "12345678901234567890",
            "12345678901234567891",
            "1e400",
            "1e99999999999999999999",
        ];
        for (i, a) in ascending.iter().enumerate() {
            for (j, b) in ascending.iter().enumerate() {
                assert_eq!(order(a, b), Some(i.cmp(&j)), "{a} {b}");
            }
        }
    }

    #[test]
    fn numbers_are_scaled_without_floating_point() {
        for (number, shift, scaled) in [
            ("0.547123", 3, Some(547)),
            ("1.9996", 3, Some(2000)),
            ("12", 3, Some(12_000)),
            ("5043500667", -6, Some(5044)),
            ("499999", -6, Some(0)),
            ("500000", -6, Some(1)),
            ("1551", 0, Some(1551)),
            ("5e-3", 12, Some(5_000_000_000)),
            ("1e3", 0, Some(1000)),
            ("0.00049", 3, Some(0)),
            ("0.0005", 3, Some(1)),
            ("18446744073709551615", 0, Some(u64::MAX)),
            ("18446744073709551615.5", 0, None),
            ("18446744073709551616", 0, None),
            ("1e400", 0, None),
            ("1e-400", 12, Some(0)),
            ("-1", 0, None),
            ("-0.1", 0, None),
            ("-0", 0, Some(0)),
        ] {
            assert_eq!(Decimal::parse(number).and_then(|number| number.scaled(shift)), scaled, "{number} by {shift}");
        }
    }

    #[test]
    fn precision_and_magnitude_are_of_the_digits_without_zeros_around() {
        for (number, precision, magnitude) in [
            ("0.050", 1, -1),
            ("0.5", 1, 0),
            ("5", 1, 1),
            ("-50.0", 1, 2),
            ("120.034", 6, 3),
            ("12e-1", 2, 1),
            ("0", 0, 0),
        ] {
            let decimal = Decimal::parse(number).expect("a number");
            assert_eq!((decimal.precision(), decimal.magnitude()), (precision, magnitude), "{number}");
        }
    }

    #[test]
    fn other_texts_are_no_numbers() {
        for text in ["", "-", "+", ".", "e5", "1e", "1e+", "--1", "1.2.3", "1 ", "0x10", "1_000", "NaN", "inf", "١"] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
    }
}
