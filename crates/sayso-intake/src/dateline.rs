//! Datelines: "SENTAR, Oct 7 (Northline) - " and its kin, at the head of a text.

use jiff::civil::Date;
use sayso_language::Span;

use crate::published;
use crate::report::{Dateline, How, Known, Report};

/// The longest dateline, in bytes.
const LONGEST: usize = 110;
/// How many first lines with words may hold it: title, byline and the like come before.
const LINES: usize = 4;
const DASHES: [&str; 7] = [" - ", " – ", " — ", "— ", "– ", " -- ", " --- "];

/// A day written without its year, or with it.
#[derive(Clone, Copy)]
struct Day {
    year: Option<i16>,
    month: i8,
    day: i8,
}

/// The dateline of `text`; `published` gives the year of a day written without one.
pub fn find(text: &str, published: Option<&str>) -> Option<Dateline> {
    let mut at = 0;
    let mut seen = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_start();
        if !body.trim_end().is_empty() {
            if let Some(found) = in_line(body, at + line.len() - body.len(), published) {
                return Some(found);
            }
            seen += 1;
            if seen == LINES {
                return None;
            }
        }
        at += line.len();
    }
    None
}

fn in_line(line: &str, start: usize, published: Option<&str>) -> Option<Dateline> {
    let (at, dash) = DASHES
        .iter()
        .filter_map(|d| line.find(d).map(|at| (at, *d)))
        .min()?;
    if at > LONGEST {
        return None;
    }
    let mut head = line.get(..at)?.trim_end();
    let mut agency = None;
    if let Some(inner) = head.strip_suffix(')')
        && let Some((before, name)) = inner.rsplit_once('(')
    {
        agency = Some(name.trim().to_owned()).filter(|n| !n.is_empty());
        head = before.trim_end();
    }
    let parts: Vec<&str> = head
        .split(',')
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect();
    let (place, day) = place_and_day(&parts)?;
    let town = place.split(',').next().unwrap_or("").trim();
    let capitals = town.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && !town.chars().any(char::is_lowercase);
    let names = town
        .split(['/', ' '])
        .all(|w| w.starts_with(char::is_uppercase))
        && town.split(' ').count() <= 4;
    if !(capitals || names && (agency.is_some() || day.is_some()))
        || town.chars().any(|c| c.is_ascii_digit())
    {
        return None;
    }
    let date = day.and_then(|day| resolve(day, published));
    Some(Dateline {
        span: Span::new(start, start + at + dash.trim_end().len()),
        place,
        agency,
        date: date.map(|d| d.to_string()),
    })
}

/// The parts that name a place, joined again, and the day after them.
fn place_and_day(parts: &[&str]) -> Option<(String, Option<Day>)> {
    for (n, part) in parts.iter().enumerate() {
        let words: Vec<&str> = part.split_whitespace().collect();
        // The day may share its part with the place: "SENTAR Oct 7".
        for cut in 0..words.len() {
            let tail = words.get(cut..)?;
            let (Some(a), Some(b)) = (tail.first(), tail.get(1)) else {
                continue;
            };
            let both = |m: &str, d: &str| Some((published::month(m)?, d.parse::<i8>().ok()?));
            let Some((month, day)) = both(a, b).or_else(|| both(b, a)) else {
                continue;
            };
            let year = tail
                .get(2)
                .copied()
                .or_else(|| parts.get(n + 1).copied())
                .and_then(|y| y.parse::<i16>().ok());
            let mut place: Vec<String> = parts.get(..n)?.iter().map(|p| (*p).to_owned()).collect();
            if cut > 0 {
                place.push(words.get(..cut)?.join(" "));
            }
            return (!place.is_empty()).then(|| (place.join(", "), Some(Day { year, month, day })));
        }
    }
    (!parts.is_empty()).then(|| (parts.join(", "), None))
}

/// The day in its year: the one given, else the year that brings it nearest to the day of publication.
fn resolve(day: Day, published: Option<&str>) -> Option<Date> {
    if let Some(year) = day.year {
        return Date::new(year, day.month, day.day).ok();
    }
    let published: Date = published?.get(..10)?.parse().ok()?;
    (-1..=1)
        .filter_map(|n| Date::new(published.year() + n, day.month, day.day).ok())
        .min_by_key(|date| (published.duration_since(*date).as_hours().abs(), *date))
}

/// The day in a file's name.
pub(crate) fn in_name(name: &str) -> Option<String> {
    published::in_digits(name.rsplit(['/', '\\']).next().unwrap_or(name))
}

/// Marks the dateline of a report's text, and takes its day for when the report was published if nothing else says.
pub(crate) fn complete(report: &mut Report) {
    report.dateline = find(
        &report.text,
        report.published.as_ref().map(|p| p.value.as_str()),
    );
    if report.published.is_none()
        && let Some(date) = report.dateline.as_ref().and_then(|d| d.date.clone())
    {
        report.published = Some(Known::new(date, How::Dateline));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(
        text: &str,
        published: Option<&str>,
    ) -> Option<(String, Option<String>, Option<String>, String)> {
        let d = find(text, published)?;
        Some((d.place, d.agency, d.date, d.span.of(text).to_owned()))
    }

    #[test]
    fn kinds_of_dateline() {
        let own = |p: &str, a: Option<&str>, d: Option<&str>, s: &str| {
            Some((p.into(), a.map(Into::into), d.map(Into::into), s.into()))
        };
        assert_eq!(
            parts(
                "OSTREL, Oct 7 (Harbour Wire) - The bridge fell.",
                Some("2031-10-08")
            ),
            own(
                "OSTREL",
                Some("Harbour Wire"),
                Some("2031-10-07"),
                "OSTREL, Oct 7 (Harbour Wire) -"
            )
        );
        assert_eq!(
            parts("OSTREL — The bridge fell.", None),
            own("OSTREL", None, None, "OSTREL —")
        );
        assert_eq!(
            parts(
                "Bridge falls\n\nBy Ada Venn\n\nNEW OSTREL, Vennia, 31 December 2030 – The bridge",
                None
            ),
            own(
                "NEW OSTREL, Vennia",
                None,
                Some("2030-12-31"),
                "NEW OSTREL, Vennia, 31 December 2030 –"
            )
        );
        assert_eq!(
            parts("Ostrel (HW) – The", None),
            own("Ostrel", Some("HW"), None, "Ostrel (HW) –")
        );
        assert_eq!(
            parts("OSTREL, Dec 31 - The", Some("2031-01-01T02:00:00Z"))
                .unwrap()
                .2
                .as_deref(),
            Some("2030-12-31")
        );
        assert_eq!(parts("OSTREL, Oct 7 - The", None).unwrap().2, None);
    }

    #[test]
    fn sentences_are_none() {
        for text in [
            "The mayor - a baker by trade - said no.",
            "It fell – twice.",
            "“No – never,” he said.",
            "- - -",
            "\n \n",
        ] {
            assert_eq!(find(text, None), None, "{text}");
        }
    }
}
