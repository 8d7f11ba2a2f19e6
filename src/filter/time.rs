//! Times as people write them, each as the whole span that it names: `2026-04` is all of April.

use crate::calendar::{DAY, HOUR, MINUTE, SECOND, days, is_day, month_end};

/// A span of time in milliseconds since 1970 (UTC, without leap seconds), from `start` up to but without `end`.
/// What is open on a side ends there at the least or the greatest number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The first millisecond.
    pub start: i64,
    /// The first millisecond after it.
    pub end: i64,
}

/// After the year: what stands before each further part, and its least and greatest value.
const PARTS: [(&[char], i64, i64); 5] =
    [(&['-'], 1, 12), (&['-'], 1, 31), (&['T', 't', ' '], 0, 23), (&[':'], 0, 59), (&[':'], 0, 59)];

impl Interval {
    /// All there is.
    pub const ALWAYS: Self = Self { start: i64::MIN, end: i64::MAX };

    /// Reads a year, month, day, hour, minute, second, or a fraction of one, in the form of RFC 3339 and cut off
    /// after any of its parts: `2026`, `2026-04`, `2026-04-18`, `2026-04-18T06`, `2026-04-18T06:30`,
    /// `2026-04-18T06:30:05.250`. From the hour on a `Z` may follow; other offsets are not read. A space may
    /// stand for the `T`. `None` for everything else, also for days that a month does not have.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, mut rest) = number(text, 4)?;
        // Month, day, hour, minute, second; those that are not given, at their least.
        let mut parts = PARTS.map(|(_, least, _)| least);
        let mut given = 0;
        for (part, (separator, least, greatest)) in parts.iter_mut().zip(PARTS) {
            let Some(after) = rest.strip_prefix(separator) else { break };
            (*part, rest) = number(after, 2)?;
            if *part < least || *part > greatest {
                return None;
            }
            given += 1;
        }

        let [month, day, hour, minute, second] = parts;
        if !is_day(year, month, day) {
            return None;
        }
        let mut start = days(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second * SECOND;
        let mut end = match given {
            0 => month_end(year, 12) * DAY,
            1 => month_end(year, month) * DAY,
            2 => start + DAY,
            3 => start + HOUR,
            4 => start + MINUTE,
            _ => start + SECOND,
        };
        if given == 5
            && let Some(digits) = rest.strip_prefix('.')
        {
            let fraction;
            (fraction, rest) = milliseconds(digits)?;
            (start, end) = (start + fraction.start, start + fraction.end);
        }
        if given >= 3 {
            rest = rest.strip_prefix(['Z', 'z']).unwrap_or(rest);
        }
        rest.is_empty().then_some(Self { start, end })
    }

    /// Whether the moment, in milliseconds since 1970, lies in it.
    #[must_use]
    pub fn contains(&self, moment: i64) -> bool {
        self.start <= moment && moment < self.end
    }
}

/// The number of so many digits, at least one, that the text begins with, and what follows.
fn number(text: &str, digits: usize) -> Option<(i64, &str)> {
    let (number, rest) = text.split_at_checked(digits)?;
    let number = number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok())??;
    Some((number, rest))
}

/// What a fraction of a second means in milliseconds, and what follows its digits. Finer digits are dropped.
fn milliseconds(text: &str) -> Option<(Interval, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (value, _) = number(text, digits.min(3))?;
    let unit = [100, 10, 1][digits.min(3) - 1];
    Some((Interval { start: value * unit, end: (value + 1) * unit }, &text[digits..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-04-18T00:00:00Z.
    const APRIL_18: i64 = 1_776_470_400_000;

    #[test]
    fn each_precision_means_the_whole_of_it() {
        let april_1 = APRIL_18 - 17 * DAY;
        let january_1 = april_1 - 90 * DAY;
        let moment = APRIL_18 + 6 * HOUR + 30 * MINUTE + 5 * SECOND;
        for (text, start, length) in [
            ("2026", january_1, 365 * DAY),
            ("2026-04", april_1, 30 * DAY),
            ("2026-12", january_1 + 334 * DAY, 31 * DAY),
            ("2026-04-18", APRIL_18, DAY),
            ("2026-04-18T06", APRIL_18 + 6 * HOUR, HOUR),
            ("2026-04-18T06Z", APRIL_18 + 6 * HOUR, HOUR),
            ("2026-04-18t06:30", APRIL_18 + 6 * HOUR + 30 * MINUTE, MINUTE),
            ("2026-04-18T06:30z", APRIL_18 + 6 * HOUR + 30 * MINUTE, MINUTE),
            ("2026-04-18 06:30:05", moment, SECOND),
            ("2026-04-18T06:30:05Z", moment, SECOND),
            ("2026-04-18T06:30:05.2", moment + 200, 100),
            ("2026-04-18T06:30:05.25Z", moment + 250, 10),
            ("2026-04-18T06:30:05.250", moment + 250, 1),
            ("2026-04-18T06:30:05.250999999Z", moment + 250, 1),
            ("1970-01-01T00:00:00.000Z", 0, 1),
            ("1969-12-31T23:59:59", -SECOND, SECOND),
            ("9999-12-31T23:59:59", 253_402_300_799 * SECOND, SECOND),
            ("0000-01-01", -62_167_219_200 * SECOND, DAY),
        ] {
            assert_eq!(Interval::parse(text), Some(Interval { start, end: start + length }), "{text}");
        }
    }

    #[test]
    fn a_span_has_its_start_and_not_its_end() {
        let span = Interval { start: -5, end: 7 };
        for (moment, is_in) in [(-6, false), (-5, true), (0, true), (6, true), (7, false), (8, false)] {
            assert_eq!(span.contains(moment), is_in, "{moment}");
        }
        assert!(!Interval { start: 3, end: 3 }.contains(3));
    }

    #[test]
    fn days_follow_each_other_for_eight_hundred_years() {
        let mut next = Interval::parse("1600-01-01").expect("a day").start;
        for year in 1600..2400 {
            let from = next;
            for month in 1..=12 {
                let whole = Interval::parse(&format!("{year}-{month:02}")).expect("a month");
                assert_eq!(whole.start, next, "{year}-{month}");
                for day in (1..=32).map_while(|day| Interval::parse(&format!("{year}-{month:02}-{day:02}"))) {
                    assert_eq!(day, Interval { start: next, end: next + DAY }, "{year}-{month}");
                    next = day.end;
                }
                assert_eq!(whole.end, next, "{year}-{month}");
            }
            assert_eq!(Interval::parse(&year.to_string()), Some(Interval { start: from, end: next }));
        }
    }

    #[test]
    fn leap_days_are_only_in_leap_years() {
        for (day, is_there) in [
            ("2024-02-29", true),
            ("2000-02-29", true),
            ("0000-02-29", true),
            ("2023-02-29", false),
            ("2026-02-29", false),
            ("1900-02-29", false),
            ("2100-02-29", false),
            ("2024-02-30", false),
        ] {
            assert_eq!(Interval::parse(day).is_some(), is_there, "{day}");
        }
        assert_eq!(Interval::parse("2024").map(|year| (year.end - year.start) / DAY), Some(366));
        assert_eq!(Interval::parse("2024-02").map(|month| (month.end - month.start) / DAY), Some(29));
    }

    #[test]
    fn other_texts_are_no_times() {
        for text in [
            "",
            "202",
            "20260",
            "2026Z",
            "2026-",
            "2026-4",
            "2026-00",
            "2026-13",
            "2026-04-00",
            "2026-04-31",
            "2026-04-18Z",
            "2026-04-18T",
            "2026-04-18T24",
            "2026-04-18T6",
            "2026-04-18T06:60",
            "2026-04-18T06:30:60",
            "2026-04-18T06:30:05.",
            "2026-04-18T06:30:05.x",
            "2026-04-18T06.5",
            "2026-04-18T06:30+02:00",
            "2026-04-18T06:30:05ZZ",
            " 2026",
            "+026",
            "-2026",
            "２０２６",
            "202é",
        ] {
            assert_eq!(Interval::parse(text), None, "{text}");
        }
    }
}
