//! The Gregorian calendar, in UTC and without leap seconds.

/// Milliseconds of a second.
pub(crate) const SECOND: i64 = 1_000;
/// Milliseconds of a minute.
pub(crate) const MINUTE: i64 = 60 * SECOND;
/// Milliseconds of an hour.
pub(crate) const HOUR: i64 = 60 * MINUTE;
/// Milliseconds of a day.
pub(crate) const DAY: i64 = 24 * HOUR;

/// Days from 1 January 1970 to a day.
pub(crate) fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March have their leap day at the end.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // From March, months of 31, 30, 31, 30, 31 days repeat: 153 days for five of them.
    year * 365 + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468
}

/// Days from 1 January 1970 to the first day after a month.
pub(crate) fn month_end(year: i64, month: i64) -> i64 {
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    days(year, month, 1)
}

/// Whether a year has this month, and the month this day.
pub(crate) fn is_day(year: i64, month: i64, day: i64) -> bool {
    (1..=12).contains(&month) && day >= 1 && days(year, month, day) < month_end(year, month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_eight_hundred_years_follows_the_one_before() {
        // By `date -u -d 1600-01-01 +%s`, divided by 86,400.
        let mut next = -135_140;
        for year in 1600..2400 {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            for month in 1..=12 {
                let length = match month {
                    2 if leap => 29,
                    2 => 28,
                    4 | 6 | 9 | 11 => 30,
                    _ => 31,
                };
                for day in 1..=length {
                    assert_eq!(days(year, month, day), next, "{year}-{month}-{day}");
                    assert!(is_day(year, month, day), "{year}-{month}-{day}");
                    next += 1;
                }
                assert_eq!(month_end(year, month), next, "{year}-{month}");
                assert!(!is_day(year, month, 0) && !is_day(year, month, length + 1), "{year}-{month}");
            }
            assert!(!is_day(year, 0, 1) && !is_day(year, 13, 1));
        }
        assert_eq!((days(1970, 1, 1), days(0, 1, 1), days(9999, 12, 31)), (0, -719_528, 2_932_896));
    }
}
