//! Days and times as pages show them: short in sight, whole with the zone on hover.

use askama::filters::HtmlSafe;
use std::fmt;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A day or an instant in ISO 8601, shown as `<time>`. What is no such thing is shown as it is.
#[derive(Clone, Copy, Debug)]
pub struct When<'a>(pub &'a str);

impl HtmlSafe for When<'_> {}

/// The same as [`When`], with the time of day on hover only.
#[derive(Clone, Copy, Debug)]
pub struct Day<'a>(pub &'a str);

impl HtmlSafe for Day<'_> {}

impl fmt::Display for Day<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let long = When(self.0).to_string();
        match (clock(self.0), long.rsplit_once(", ")) {
            (Some(_), Some((start, _))) if long.ends_with("</time>") => write!(f, "{start}</time>"),
            _ => f.write_str(&long),
        }
    }
}

/// `2026-09-14…` as "14 Sep 2026"; months and years alone likewise; none for anything else.
pub fn day(iso: &str) -> Option<String> {
    let date = iso.get(..10).unwrap_or(iso);
    let mut parts = date.split('-');
    let year = parts.next().filter(|y| y.len() == 4)?;
    year.parse::<u16>().ok()?;
    let Some(month) = parts.next() else {
        return (iso.len() == 4).then(|| year.to_owned());
    };
    let name = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    match parts.next() {
        Some(day) => Some(format!("{} {name} {year}", day.parse::<u8>().ok()?)),
        None => Some(format!("{name} {year}")),
    }
}

/// The time of day in it and how its zone is called; none where it gives no time.
fn clock(iso: &str) -> Option<(&str, String)> {
    let time = iso
        .get(11..16)
        .filter(|t| t.as_bytes().get(2) == Some(&b':'))?;
    let rest = iso.get(16..)?;
    let zone = match rest.find(['Z', '+', '-']) {
        Some(at) if rest.get(at..) == Some("Z") => "UTC".to_owned(),
        Some(at) => format!("UTC{}", rest.get(at..)?),
        None => "zone not given".to_owned(),
    };
    Some((time, zone))
}

impl fmt::Display for When<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self
            .0
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-:+.".contains(c));
        let Some(shown) = day(self.0).filter(|_| plain) else {
            return write!(f, "{}", Escaped(self.0));
        };
        match clock(self.0) {
            Some((time, zone)) => write!(
                f,
                "<time datetime=\"{0}\" title=\"{shown}, {time} {zone}\">{shown}, {time}</time>",
                self.0
            ),
            None => {
                // "2026-09-15TEV" is a day with a part of it: a browser knows the day alone.
                let date = self.0.get(..10).unwrap_or(self.0);
                write!(
                    f,
                    "<time datetime=\"{date}\" title=\"{}\">{shown}</time>",
                    self.0
                )
            }
        }
    }
}

/// Text as HTML.
pub struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                // What XML and HTML do not have as text.
                c if c.is_control() && !matches!(c, '\n' | '\t') => f.write_str(" ")?,
                c => fmt::Write::write_char(f, c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times() {
        assert_eq!(day("2026-09-04").as_deref(), Some("4 Sep 2026"));
        assert_eq!(day("2026-09").as_deref(), Some("Sep 2026"));
        assert_eq!(day("2026-13-01"), None);
        assert_eq!(
            When("2026-09-04T08:05:00+02:00").to_string(),
            "<time datetime=\"2026-09-04T08:05:00+02:00\" title=\"4 Sep 2026, 08:05 UTC+02:00\">4 Sep 2026, 08:05</time>"
        );
        assert_eq!(
            When("2026-09-15TEV").to_string(),
            "<time datetime=\"2026-09-15\" title=\"2026-09-15TEV\">15 Sep 2026</time>"
        );
    }

    #[test]
    fn a_day_has_its_time_on_hover_only() {
        let day = Day("2026-09-04T08:05:00Z").to_string();
        assert!(
            day.ends_with("title=\"4 Sep 2026, 08:05 UTC\">4 Sep 2026</time>"),
            "{day}"
        );
        assert_eq!(Day("<").to_string(), "&lt;");
    }

    #[test]
    fn what_is_no_time_is_text() {
        assert_eq!(When("<b>").to_string(), "&lt;b&gt;");
        assert_eq!(When("2026-09-04\"x").to_string(), "2026-09-04&quot;x");
        assert_eq!(When("").to_string(), "");
        assert_eq!(When("ééééééééé").to_string(), "ééééééééé");
    }
}
