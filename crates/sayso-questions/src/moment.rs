//! Days and instants, read from ISO 8601 and TIMEX3 values without a calendar library: only order and distance matter here.

/// Days since 1 January 1970.
pub type Day = i32;

/// Days from the civil calendar (proleptic Gregorian).
fn day_number(year: i32, month: i32, day: i32) -> Day {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    era * 146_097 + doe - 719_468
}

/// A day as `YYYY-MM-DD`.
pub fn show(day: Day) -> String {
    let (year, month, day) = civil(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Year, month and day of a day number.
pub(crate) fn civil(day: Day) -> (i32, i32, i32) {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i32::from(month <= 2), month, day)
}

fn digits(text: &str, from: usize, n: usize) -> Option<i32> {
    let part = text.get(from..from + n)?;
    part.bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| part.parse().ok())
        .flatten()
}

/// First and last day that a value means: a day, a week (`2025-W41`), a month or a year; what stands after `T` is left aside.
pub fn days(value: &str) -> Option<(Day, Day)> {
    let year = digits(value, 0, 4)?;
    if !(1..=9999).contains(&year) {
        return None;
    }
    let rest = value.get(4..)?;
    if rest.is_empty() || rest.starts_with('T') {
        return Some((day_number(year, 1, 1), day_number(year, 12, 31)));
    }
    if rest.starts_with("-W") {
        let week = digits(value, 6, 2).filter(|w| (1..=53).contains(w))?;
        let fourth = day_number(year, 1, 4);
        let monday = fourth - (fourth + 3).rem_euclid(7);
        let first = monday + (week - 1) * 7;
        return Some((first, first + 6));
    }
    let month = rest
        .starts_with('-')
        .then(|| digits(value, 5, 2))
        .flatten()
        .filter(|m| (1..=12).contains(m))?;
    let day = (value.get(7..8) == Some("-"))
        .then(|| digits(value, 8, 2))
        .flatten()
        .filter(|d| (1..=31).contains(d));
    Some(match day {
        Some(day) => (day_number(year, month, day), day_number(year, month, day)),
        None if month == 12 => (day_number(year, 12, 1), day_number(year, 12, 31)),
        None => (
            day_number(year, month, 1),
            day_number(year, month + 1, 1) - 1,
        ),
    })
}

/// When a report was published: its day as written and its instant in minutes since 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Published {
    /// Minutes since 1970 UTC; the start of the day where no time is given.
    pub minute: i64,
    /// The day as written, in the report's own zone.
    pub day: Day,
}

impl Published {
    /// Reads `2025-08-03`, `2025-08-03T15:40:00+08:00`, `2025-08-03T15:40Z`. A time without a zone counts as UTC.
    pub fn read(value: &str) -> Option<Self> {
        let (day, last) = days(value.get(..10)?)?;
        if day != last {
            return None;
        }
        let mut minute = i64::from(day) * 1440;
        let clock = value.get(10..).unwrap_or("");
        if clock.starts_with(['T', ' '])
            && let (Some(h), Some(m)) = (digits(clock, 1, 2), digits(clock, 4, 2))
        {
            minute += i64::from(h.min(24) * 60 + m.min(59)) - zone(clock);
        }
        Some(Published { minute, day })
    }

    /// The last minute that a date to look back from means: the end of a day, or the instant given.
    pub fn read_until(value: &str) -> Option<i64> {
        let at = Self::read(value)?;
        Some(if value.len() == 10 {
            at.minute + 1439
        } else {
            at.minute
        })
    }
}

/// Minutes that a clock's zone is ahead of UTC.
fn zone(clock: &str) -> i64 {
    let Some(at) = clock.rfind(['+', '-']) else {
        return 0;
    };
    let sign = if clock.get(at..=at) == Some("-") {
        -1
    } else {
        1
    };
    let hours = digits(clock, at + 1, 2).unwrap_or(0);
    let minutes = digits(clock, at + 4, 2)
        .or_else(|| digits(clock, at + 3, 2))
        .unwrap_or(0);
    sign * i64::from(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_days() {
        assert_eq!(days("1970-01-02"), Some((1, 1)));
        assert_eq!(show(days("2025-10-06TNI").unwrap().0), "2025-10-06");
        let (first, last) = days("2025-W41").unwrap();
        assert_eq!(
            (show(first), show(last)),
            ("2025-10-06".into(), "2025-10-12".into())
        );
        let (first, last) = days("2024-02").unwrap();
        assert_eq!(
            (show(first), show(last)),
            ("2024-02-01".into(), "2024-02-29".into())
        );
        assert_eq!(days("P5D"), None);
        assert_eq!(days("2025-13-01"), None);
    }

    #[test]
    fn instants_know_their_zones() {
        let east = Published::read("2025-08-03T15:40:00+08:00").unwrap();
        let utc = Published::read("2025-08-03T07:40Z").unwrap();
        assert_eq!(east.minute, utc.minute);
        assert_eq!(Published::read("yesterday"), None);
        assert_eq!(Published::read_until("1970-01-01"), Some(1439));
    }
}
