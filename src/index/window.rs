//! The time in a file's name, which is the only one that the export has for a record.

/// A span of time, in milliseconds since 1970 (UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// When it begins.
    pub start: i64,
    /// When it ends; the same as `start` if the name has one time only.
    pub end: i64,
}

/// The window that Logpush writes into the name of a file, `20260418T000210Z_20260418T000243Z_….log.gz`,
/// if there is one. Folders before the name are not looked at.
#[must_use]
pub fn window(path: &str) -> Option<Window> {
    let name = path.rsplit(['/', '\\']).next()?;
    let mut stamps = name.split(|character: char| !character.is_ascii_alphanumeric()).filter_map(stamp);
    let start = stamps.next()?;
    let end = stamps.next().filter(|end| *end >= start).unwrap_or(start);
    Some(Window { start, end })
}

/// `20260418T000210Z` in milliseconds since 1970.
fn stamp(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.len() != 16 || bytes[8] != b'T' || bytes[15] != b'Z' {
        return None;
    }
    let number = |from: usize, to: usize| {
        let digits = &text[from..to];
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<i64>().ok()).flatten()
    };
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let (hour, minute, second) = (number(9, 11)?, number(11, 13)?, number(13, 15)?);
    // 60 is a leap second.
    let in_range = (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    in_range.then(|| (((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1000)
}

fn days_in(year: i64, month: i64) -> i64 {
    let (year_after, month_after) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    days(year_after, month_after, 1) - days(year, month, 1)
}

/// Days from 1 January 1970 to this one of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March have their leap day at the end.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // From March on, months of 31, 30, 31, 30, 31 days repeat: 153 days for five of them.
    year * 365 + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_read_from_names_as_logpush_writes_them() {
        // By `date -u -d … +%s`.
        let (start, end) = (1_776_470_530_000, 1_776_470_563_000);
        let read = |path| window(path).map(|window| (window.start, window.end));
        assert_eq!(read("20260418/20260418T000210Z_20260418T000243Z_a3cfe972.log.gz"), Some((start, end)));
        assert_eq!(read("20260418T000210Z.log.gz"), Some((start, start)));
        assert_eq!(read("logs-20260418T000243Z_20260418T000210Z.gz"), Some((end, end)));
        for no_window in [
            "a.log.gz",
            "20260418T000210Z/x.gz",
            "20261318T000210Z_x",
            "20260431T000210Z",
            "20260418T240000Z",
            "２0260418T000210Z",
        ] {
            assert_eq!(read(no_window), None, "{no_window}");
        }
    }

    #[test]
    fn days_count_as_the_calendar_does() {
        let mut expected = 0;
        for year in 1970..2110 {
            for month in 1..=12 {
                assert_eq!(days(year, month, 1), expected, "{year}-{month}");
                let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
                expected += match month {
                    2 if leap => 29,
                    2 => 28,
                    4 | 6 | 9 | 11 => 30,
                    _ => 31,
                };
            }
        }
    }
}
