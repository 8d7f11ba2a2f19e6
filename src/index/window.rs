//! The time in a file's name, which is the only one that the export has for a record.

use crate::calendar::{DAY, HOUR, MINUTE, SECOND, days, is_day};

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
        // Any character may be in a name.
        let digits = text.get(from..to)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<i64>().ok()).flatten()
    };
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let (hour, minute, second) = (number(9, 11)?, number(11, 13)?, number(13, 15)?);
    // 60 is a leap second.
    let in_range = is_day(year, month, day) && hour < 24 && minute < 60 && second <= 60;
    in_range.then(|| days(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second * SECOND)
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
            "202é418T000210Z",
        ] {
            assert_eq!(read(no_window), None, "{no_window}");
        }
    }
}
