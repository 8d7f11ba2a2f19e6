//! Times and durations that bodies state, in RFC 3339 and in whole milliseconds, without floating point.

use super::value::Value;
use crate::calendar::{DAY, HOUR, MINUTE, SECOND, date, days, is_day};
use crate::decimal::Decimal;

/// A moment, as RFC 3339 in UTC: seconds since 1970 (OpenAI), or a text that is a date already (Ollama, Replicate).
/// Azure's 0 for a piece without an answer is no moment.
pub(super) fn moment(value: Value<'_>) -> Option<String> {
    if let Some(text) = value.text() {
        return utc(text);
    }
    let microseconds = Decimal::parse(value.number()?)?.scaled(6)?;
    let milliseconds = i64::try_from(microseconds / 1_000).ok()?;
    if milliseconds == 0 { None } else { rfc3339(milliseconds, "") }
}

/// A date and time of RFC 3339, in UTC with the fraction it has. `None` before 1970.
fn utc(text: &str) -> Option<String> {
    let (time, rest) = text.split_at_checked(19)?;
    let punctuation = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if !punctuation
        .iter()
        .all(|(at, byte)| time.as_bytes().get(*at).is_some_and(|there| there.eq_ignore_ascii_case(byte)))
    {
        return None;
    }
    let [year, month, day] = [number(time, 0, 4)?, number(time, 5, 2)?, number(time, 8, 2)?];
    let [hour, minute, second] = [11, 14, 17].map(|at| number(time, at, 2));
    let (hour, minute, second) = (hour?, minute?, second?);
    if !is_day(year, month, day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (fraction, zone) = rest.split_at(rest.find(['Z', 'z', '+', '-'])?);
    let is_fraction = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if !fraction.is_empty() && !fraction.strip_prefix('.').is_some_and(is_fraction) {
        return None;
    }
    let offset = match zone.as_bytes() {
        [b'Z' | b'z'] => 0,
        [sign, _, _, b':', _, _] => {
            let offset = number(zone, 1, 2)? * HOUR + number(zone, 4, 2)? * MINUTE;
            if *sign == b'-' { -offset } else { offset }
        }
        _ => return None,
    };
    let moment = days(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second * SECOND;
    rfc3339(moment - offset, fraction)
}

/// The number of so many digits that begins here.
fn number(text: &str, at: usize, digits: usize) -> Option<i64> {
    let digits = text.get(at..at + digits)?;
    digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// Milliseconds since 1970, and the fraction of the second as it is written. `None` before 1970 and after the year 9999.
fn rfc3339(moment: i64, fraction: &str) -> Option<String> {
    let (year, month, day) = date(moment.div_euclid(DAY));
    let (hour, minute, second) = (moment / HOUR % 24, moment / MINUTE % 60, moment / SECOND % 60);
    (1970..=9999)
        .contains(&year)
        .then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z"))
}

/// Seconds, with a fraction, in milliseconds.
pub(super) fn seconds(value: Value<'_>) -> Option<u64> {
    Decimal::parse(value.number()?)?.scaled(3)
}

/// Nanoseconds in milliseconds.
pub(super) fn nanoseconds(value: Value<'_>) -> Option<u64> {
    Decimal::parse(value.number()?)?.scaled(-6)
}

/// Milliseconds.
pub(super) fn milliseconds(value: Value<'_>) -> Option<u64> {
    Decimal::parse(value.number()?)?.scaled(0)
}

#[cfg(test)]
mod tests {
    use super::super::document::Document;
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
            assert_eq!(rfc3339(seconds * SECOND, "").as_deref(), date, "{seconds}");
        }
    }

    #[test]
    fn a_moment_is_read_from_every_form() {
        for (json, date) in [
            ("1741570283", Some("2025-03-10T01:31:23Z")),
            ("1741570283.987", Some("2025-03-10T01:31:23Z")),
            ("1.741570283e9", Some("2025-03-10T01:31:23Z")),
            (r#""2025-03-10T02:31:23+01:00""#, Some("2025-03-10T01:31:23Z")),
            ("0", None),
            ("-5", None),
            ("1e300", None),
            ("9007199254740991", None),
        ] {
            let text = format!(r#"{{"created":{json}}}"#);
            let document = Document::whole(text).expect("JSON");
            assert_eq!(document.root().get("created").and_then(moment).as_deref(), date, "{json}");
        }
    }

    #[test]
    fn dates_are_given_in_utc() {
        for (text, date) in [
            ("2026-03-02T12:00:00.123456Z", Some("2026-03-02T12:00:00.123456Z")),
            ("2026-03-02T13:00:00.5+01:00", Some("2026-03-02T12:00:00.5Z")),
            ("2026-12-31T20:30:00-05:30", Some("2027-01-01T02:00:00Z")),
            ("2024-03-01T00:30:00+01:00", Some("2024-02-29T23:30:00Z")),
            ("2026-03-02 12:00:00", None),
            ("2026-03-02T12:00:00", None),
            ("2026-03-02t12:00:00z", Some("2026-03-02T12:00:00Z")),
            ("1970-01-01T00:00:00.0+01:00", None),
            ("2026-99-02T12:00:00+01:00", None),
            ("2026-02-29T12:00:00Z", None),
            ("2026-03-02T24:00:00Z", None),
            ("2026-03-02T12:+0:00Z", None),
            ("2026-03-02T12:00:00.é+01:00", None),
            ("2026-03-02T12:00:00.Z", None),
            ("2026-03-02T12:00:00Zulu", None),
            ("2026-03-02T12:00:00+01x00", None),
            ("2026-03-02T12:00:00+01:00 or so", None),
            ("yesterday", None),
        ] {
            assert_eq!(utc(text).as_deref(), date, "{text}");
        }
    }
}
