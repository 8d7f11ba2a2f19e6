//! Times and durations as bodies tell them, in whole milliseconds and RFC 3339, without floating point.

use super::value::Value;

/// A moment, as RFC 3339 in UTC: seconds since 1970 (OpenAI), or a text that is a date already (Ollama, Replicate).
/// Azure's 0 for a piece without an answer is no moment.
pub(super) fn moment(value: Value<'_>) -> Option<String> {
    if let Some(text) = value.text() {
        return utc(&text);
    }
    let digits = value.number()?;
    let seconds = digits.split_once('.').map_or(digits, |(whole, _)| whole);
    seconds.parse().ok().filter(|seconds| *seconds > 0).and_then(rfc3339)
}

/// A date and time of RFC 3339, in UTC with the fraction it has.
fn utc(text: &str) -> Option<String> {
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse::<u64>().ok());
    let punctuated = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if !punctuated.iter().all(|(at, byte)| text.as_bytes().get(*at) == Some(byte)) {
        return None;
    }
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let rest = text.get(19..)?;
    let zone = rest.find(['Z', 'z', '+', '-'])?;
    let (fraction, zone) = rest.split_at(zone);
    if zone.eq_ignore_ascii_case("z") {
        return Some(format!("{}{fraction}Z", text.get(..19)?));
    }
    let zone_number = |range: std::ops::Range<usize>| zone.get(range).and_then(|digits| digits.parse::<u64>().ok());
    let offset = zone_number(1..3)? * 3_600 + zone_number(4..6)? * 60;
    let seconds = days(year, month, day)? * 86_400 + hour * 3_600 + minute * 60 + second;
    let seconds = if zone.starts_with('+') { seconds.checked_sub(offset)? } else { seconds + offset };
    Some(format!("{}{fraction}Z", rfc3339(seconds)?.trim_end_matches('Z')))
}

/// Days since 1970 of a date (`days_from_civil` of the algorithms below).
fn days(year: u64, month: u64, day: u64) -> Option<u64> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year.checked_sub(1)? } else { year };
    let (era, year_of_era) = (year / 400, year % 400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    (era * 146_097 + day_of_era).checked_sub(719_468)
}

/// Seconds since 1970 in UTC. `None` before 1970 and after the year 9999.
///
/// The civil calendar of days: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn rfc3339(seconds: u64) -> Option<String> {
    if seconds >= 253_402_300_800 {
        return None;
    }
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

/// A decimal number times 10 to the power of `shift`, rounded to a whole number; `None` if it has an exponent or does
/// not fit.
pub(super) fn scaled(digits: &str, shift: i32) -> Option<u64> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let point = i32::try_from(whole.len()).ok()? + shift;
    let all = || whole.bytes().chain(fraction.bytes());
    if !all().all(|digit| digit.is_ascii_digit()) || all().next().is_none() {
        return None;
    }
    let digit_at =
        |at: i32| usize::try_from(at).ok().and_then(|at| all().nth(at)).map_or(0, |digit| u64::from(digit - b'0'));
    let mut number: u64 = 0;
    for at in 0..point.clamp(0, 40) {
        number = number.checked_mul(10)?.checked_add(digit_at(at))?;
    }
    number.checked_add(u64::from(digit_at(point) >= 5))
}

/// Seconds, with a fraction, in milliseconds.
pub(super) fn seconds(value: Value<'_>) -> Option<u64> {
    scaled(value.number()?, 3)
}

/// Nanoseconds in milliseconds.
pub(super) fn nanoseconds(value: Value<'_>) -> Option<u64> {
    scaled(value.number()?, -6)
}

/// Milliseconds.
pub(super) fn milliseconds(value: Value<'_>) -> Option<u64> {
    scaled(value.number()?, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_a_date() {
        for (seconds, date) in [
            (0, Some("1970-01-01T00:00:00Z")),
            (951_782_399, Some("2000-02-28T23:59:59Z")),
            (951_782_400, Some("2000-02-29T00:00:00Z")),
            (951_868_800, Some("2000-03-01T00:00:00Z")),
            (1_735_689_599, Some("2024-12-31T23:59:59Z")),
            (1_741_570_283, Some("2025-03-10T01:31:23Z")),
            (253_402_300_799, Some("9999-12-31T23:59:59Z")),
            (253_402_300_800, None),
        ] {
            assert_eq!(rfc3339(seconds).as_deref(), date, "{seconds}");
        }
    }

    #[test]
    fn dates_are_told_in_utc() {
        for (text, date) in [
            ("2026-03-02T12:00:00.123456Z", Some("2026-03-02T12:00:00.123456Z")),
            ("2026-03-02T13:00:00.5+01:00", Some("2026-03-02T12:00:00.5Z")),
            ("2026-12-31T20:30:00-05:30", Some("2027-01-01T02:00:00Z")),
            ("2024-03-01T00:30:00+01:00", Some("2024-02-29T23:30:00Z")),
            ("2026-03-02 12:00:00", None),
            ("2026-03-02T12:00:00", None),
            ("2026-99-02T12:00:00+01:00", None),
            ("yesterday", None),
        ] {
            assert_eq!(utc(text).as_deref(), date, "{text}");
        }
    }

    #[test]
    fn decimal_numbers_are_scaled_without_floating_point() {
        for (digits, shift, number) in [
            ("0.547123", 3, Some(547)),
            ("1.9996", 3, Some(2000)),
            ("12", 3, Some(12_000)),
            ("5043500667", -6, Some(5044)),
            ("499999", -6, Some(0)),
            ("500000", -6, Some(1)),
            ("1551", 0, Some(1551)),
            ("18446744073709551615", 0, Some(u64::MAX)),
            ("18446744073709551616", 0, None),
            ("1e3", 0, None),
            ("-1", 0, None),
        ] {
            assert_eq!(scaled(digits, shift), number, "{digits} by {shift}");
        }
    }
}
