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

/// The year, month and day that begins so many days after the beginning of 1970 (Neri and Schneider, 'Euclidean affine
/// functions and their application to calendar algorithms', 2022).
pub(crate) fn date(day: i64) -> (i64, i64, i64) {
    // Four centuries have 146,097 days, four years 1,461, and five months 153, when years begin in March as in `days`.
    let quarters = 4 * (day + 719_468) + 3;
    let (century, of_century) = (quarters.div_euclid(146_097), quarters.rem_euclid(146_097) / 4);
    let quarters = 4 * of_century + 3;
    let (year, of_year) = (100 * century + quarters / 1_461, quarters % 1_461 / 4);
    let fifths = 5 * of_year + 2;
    let (month, day) = (fifths / 153, fifths % 153 / 5 + 1);
    if month < 10 { (year, month + 3, day) } else { (year + 1, month - 9, day) }
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

/// A moment, in milliseconds since 1970, to the minute: `2026-04-18T06:30`.
pub(crate) fn minute(moment: i64) -> String {
    let (year, month, day) = date(moment.div_euclid(DAY));
    let of_day = moment.rem_euclid(DAY);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}", of_day / HOUR, of_day % HOUR / MINUTE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_to_the_minute() {
        for (moment, text) in [
            (0, "1970-01-01T00:00"),
            (-1, "1969-12-31T23:59"),
            (1_776_470_530_000, "2026-04-18T00:02"),
            (951_782_400_000 - 1, "2000-02-28T23:59"),
            (951_782_400_000, "2000-02-29T00:00"),
        ] {
            assert_eq!(minute(moment), text);
        }
        for day in (-150_000..150_000).step_by(17) {
            let (year, month, of_month) = date(day);
            assert_eq!(days(year, month, of_month), day);
        }
    }

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
                    assert_eq!(date(next), (year, month, day));
                    next += 1;
                }
                assert_eq!(month_end(year, month), next, "{year}-{month}");
                assert!(!is_day(year, month, 0) && !is_day(year, month, length + 1), "{year}-{month}");
            }
            assert!(!is_day(year, 0, 1) && !is_day(year, 13, 1));
        }
        assert_eq!((days(1970, 1, 1), days(0, 1, 1), days(9999, 12, 31)), (0, -719_528, 2_932_896));
        assert_eq!((date(0), date(-719_528), date(2_932_896)), ((1970, 1, 1), (0, 1, 1), (9999, 12, 31)));
    }
}
