//! Classes of numbers as people write those of HTTP's status codes: `4xx`.

use std::cmp::Ordering;

use crate::decimal::Decimal;

/// Digits and `x` together: more are not a class but an id.
const MAX_DIGITS: usize = 15;

/// The numbers that begin with some digits and have so many in all: `4xx` is 400 up to, but without, 500.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Class {
    /// The least of them.
    pub(super) low: String,
    /// The least number above them.
    pub(super) end: String,
}

impl Class {
    /// Reads digits, of which the first is not 0, and one `x` or more in place of the last ones.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.trim_end_matches(['x', 'X']);
        let open = text.len() - digits.len();
        let is_class = open > 0
            && text.len() <= MAX_DIGITS
            && digits.starts_with(|first: char| first.is_ascii_digit() && first != '0')
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        let first: u64 = digits.parse().ok().filter(|_| is_class)?;
        let zeros = "0".repeat(open);
        Some(Self { low: format!("{first}{zeros}"), end: format!("{}{zeros}", first + 1) })
    }

    pub(super) fn contains(&self, number: &Decimal<'_>) -> bool {
        let order = |bound: &str| Decimal::parse(bound).map(|bound| number.compare(&bound));
        order(&self.low).is_some_and(Ordering::is_ge) && order(&self.end).is_some_and(Ordering::is_lt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_then_x() {
        for (text, low, end) in [
            ("4xx", "400", "500"),
            ("5XX", "500", "600"),
            ("42x", "420", "430"),
            ("9xx", "900", "1000"),
            ("1x", "10", "20"),
            ("99xX", "9900", "10000"),
        ] {
            assert_eq!(Class::parse(text), Some(Class { low: low.into(), end: end.into() }), "{text}");
        }
        for text in
            ["", "x", "xx", "4", "0x", "0xx", "4xx4", "x4", "4x4x", "-4xx", "4.xx", "4*", "1xxxxxxxxxxxxxxx", "٤xx"]
        {
            assert_eq!(Class::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_lies_in_a_class() {
        let class = Class::parse("4xx").expect("a class");
        for (number, is_in) in
            [("400", true), ("499", true), ("4.29e2", true), ("499.9", true), ("500", false), ("4", false)]
        {
            assert_eq!(class.contains(&Decimal::parse(number).expect("a number")), is_in, "{number}");
        }
    }
}
