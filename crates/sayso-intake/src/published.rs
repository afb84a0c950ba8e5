//! Dates and times as pages, feeds and people write them, to ISO 8601.

use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::fmt::rfc2822;
use jiff::fmt::temporal::Pieces;

static MONTHS: LazyLock<Vec<(i8, Vec<&'static str>)>> = LazyLock::new(|| {
    include_str!("../tables/months.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (number, names) = line.split_once('\t')?;
            Some((number.parse().ok()?, names.split(' ').collect()))
        })
        .collect()
});

/// The number of a month's name or abbreviation, with or without a full stop.
pub(crate) fn month(name: &str) -> Option<i8> {
    let name = name.trim_end_matches('.').to_lowercase();
    MONTHS
        .iter()
        .find(|(_, names)| names.contains(&name.as_str()))
        .map(|(n, _)| *n)
}

/// `text` as an ISO 8601 date, or date and time with the offset that it gives; none where it is neither.
///
/// Reads ISO 8601, RFC 2822 and written dates ("Oct 7, 2025", "7 October 2025").
pub(crate) fn iso(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > 100 {
        return None;
    }
    // An offset written +0200 or parted by a space is no ISO 8601 but common in pages.
    let mended = mend_offset(text);
    if let Ok(pieces) = Pieces::parse(mended.as_str()) {
        let date = pieces.date();
        if !(1800..=2200).contains(&date.year()) {
            return None;
        }
        let Some(time) = pieces.time() else {
            return Some(date.to_string());
        };
        let seconds = format!(
            "{date}T{:02}:{:02}:{:02}",
            time.hour(),
            time.minute(),
            time.second()
        );
        let offset = match pieces.offset() {
            Some(jiff::fmt::temporal::PiecesOffset::Zulu) => "Z".to_owned(),
            Some(_) => pieces.to_numeric_offset().map(offset).unwrap_or_default(),
            None => String::new(),
        };
        return Some(seconds + &offset);
    }
    if let Ok(zoned) = rfc2822::DateTimeParser::new()
        .relaxed_weekday(true)
        .parse_zoned_datetime(text)
    {
        return Some(format!(
            "{}{}",
            zoned.strftime("%Y-%m-%dT%H:%M:%S"),
            offset(zoned.offset())
        ));
    }
    written(text).map(|d| d.to_string())
}

fn offset(offset: jiff::tz::Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// "2025-10-07 18:30:00 +0200" to "2025-10-07 18:30:00+0200".
fn mend_offset(text: &str) -> String {
    match text.rsplit_once(' ') {
        Some((time, offset)) if time.contains(':') && offset.starts_with(['+', '-']) => {
            format!("{time}{offset}")
        }
        Some((time, "UTC" | "GMT" | "Z")) if time.contains(':') => format!("{time}Z"),
        _ => text.to_owned(),
    }
}

/// A date written with a month's name and a year.
fn written(text: &str) -> Option<Date> {
    let (mut y, mut m, mut d) = (None, None, None);
    for word in text
        .split([' ', ',', '\u{A0}'])
        .filter(|w| !w.is_empty())
        .take(8)
    {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        if let Ok(number) = digits.parse::<i16>() {
            match number {
                1..=31 if d.is_none() => d = i8::try_from(number).ok(),
                1900..=2200 if y.is_none() => y = Some(number),
                _ => {}
            }
        } else if m.is_none() {
            m = month(word);
        }
    }
    Date::new(y?, m?, d?).ok()
}

/// The first day that stands as digits in a name or path: 2025-10-07, 2025/10/07, 2025_10_07 or 20251007.
pub(crate) fn in_digits(name: &str) -> Option<String> {
    let bytes = name.as_bytes();
    let number = |at: usize, n: usize| -> Option<i16> {
        let part = bytes.get(at..at + n)?;
        part.iter().all(u8::is_ascii_digit).then(|| {
            part.iter()
                .fold(0i16, |sum, b| sum * 10 + i16::from(b - b'0'))
        })
    };
    let digit = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_digit)
    };
    for at in 0..bytes.len() {
        if digit(at.checked_sub(1)) {
            continue;
        }
        let Some(year @ 1980..=2100) = number(at, 4) else {
            continue;
        };
        let gap = usize::from(bytes.get(at + 4).is_some_and(|b| b"-/_.".contains(b)));
        if gap == 1 && bytes.get(at + 4) != bytes.get(at + 7) {
            continue;
        }
        let (month, day, end) = (
            number(at + 4 + gap, 2),
            number(at + 6 + 2 * gap, 2),
            at + 8 + 2 * gap,
        );
        if let (Some(month), Some(day), false) = (month, day, digit(Some(end)))
            && let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day))
            && let Ok(date) = Date::new(year, month, day)
        {
            return Some(date.to_string());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_ways_to_write_it() {
        for (written, expected) in [
            ("2025-10-07", "2025-10-07"),
            ("2025-10-07T18:30:00+02:00", "2025-10-07T18:30:00+02:00"),
            ("2025-10-07T18:30:00.123Z", "2025-10-07T18:30:00Z"),
            ("2025-10-07T18:30", "2025-10-07T18:30:00"),
            ("2025-10-07 18:30:00 +0200", "2025-10-07T18:30:00+02:00"),
            ("2025-10-07 18:30:00 UTC", "2025-10-07T18:30:00Z"),
            (
                "Tue, 07 Oct 2025 18:30:00 -0530",
                "2025-10-07T18:30:00-05:30",
            ),
            ("Tue, 07 Oct 2025 18:30:00 GMT", "2025-10-07T18:30:00+00:00"),
            ("Oct. 7, 2025", "2025-10-07"),
            ("7th October 2025", "2025-10-07"),
        ] {
            assert_eq!(iso(written).as_deref(), Some(expected), "{written}");
        }
        for bad in ["", "yesterday", "2025-13-40", "Feb 30, 2025", "0001-01-01"] {
            assert_eq!(iso(bad), None, "{bad}");
        }
    }

    #[test]
    fn digits_in_names() {
        assert_eq!(
            in_digits("ostrel-2025-10-07.txt").as_deref(),
            Some("2025-10-07")
        );
        assert_eq!(
            in_digits("/news/2025/10/07/bridge").as_deref(),
            Some("2025-10-07")
        );
        assert_eq!(in_digits("x20251007y").as_deref(), Some("2025-10-07"));
        assert_eq!(in_digits("1202510071"), None);
        assert_eq!(in_digits("é2025-99-07"), None);
    }
}
