//! Fields of claims in words.

use sayso_claims::{Figure, Time};

/// A word of the contract as a person writes it.
pub fn plain(word: &str) -> String {
    word.replace('_', " ")
}

/// How an actor's kind is said.
pub fn kind(kind: &str) -> &str {
    match kind {
        "unnamed" => "not named",
        other => other,
    }
}

/// How something known of a report is known, in words.
pub fn how(rule: &str) -> String {
    let words = match rule {
        "given" => "as whoever handed it over said",
        "json_ld" => "by the data block (JSON-LD) of the page",
        "meta" => "by a meta or link tag of the page",
        "time_element" => "by a time element of the page",
        "html" => "by the markup of the page",
        "feed" => "by the feed that carried it",
        "url" => "by its address",
        "dateline" => "by the dateline that the text opens with",
        "text" => "by the first lines of the text",
        "file" => "by the name of the file",
        "header" => "by a header of HTTP or WARC",
        "bom" => "by a byte order mark",
        "detected" => "by the bytes themselves",
        other => return format!("by {}", plain(other)),
    };
    words.to_owned()
}

/// A number with spaces that do not break between thousands.
pub fn number(value: f64) -> String {
    let shown = format!("{}", value.abs());
    let (whole, rest) = match shown.split_once('.') {
        Some((whole, rest)) => (whole, Some(rest)),
        None => (shown.as_str(), None),
    };
    let mut out = String::from(if value < 0.0 { "−" } else { "" });
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n) % 3 == 0 && whole.len() > 4 {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

/// The literal bounds of a figure: `12`, `≥ 12`, `11 to 12`, or that the wording is vague.
pub fn bounds(figure: &Figure) -> String {
    match (figure.lower, figure.upper) {
        (Some(l), Some(u)) if l == u => number(l),
        (Some(l), Some(u)) => format!("{} to {}", number(l), number(u)),
        (Some(l), None) if figure.modifier == "over" => format!("> {}", number(l)),
        (Some(l), None) => format!("≥ {}", number(l)),
        (None, Some(u)) if figure.modifier == "nearly" => format!("< {}", number(u)),
        (None, Some(u)) => format!("≤ {}", number(u)),
        (None, None) => "vague".to_owned(),
    }
}

/// What a figure counts and where: `killed · soldiers · Kursk`.
pub fn counted(figure: &Figure) -> String {
    let unit = figure.unit.as_deref().filter(|u| *u != "persons");
    let role = figure.role.as_deref().filter(|r| *r != "total");
    let since = figure.since.as_ref().map(|s| format!("since {s}"));
    let until = figure.until.as_ref().map(|s| format!("until {s}"));
    let measure = figure.measure.as_deref().filter(|m| *m != "other");
    let parts = [
        measure.map(plain),
        unit.map(plain),
        figure.of.clone(),
        figure.place.clone(),
        role.map(plain),
        since,
        until,
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(" · ")
}

/// When a time can be.
pub fn meant(time: &Time) -> String {
    let mut out = time.value.clone().unwrap_or_else(|| "not known".to_owned());
    if let (Some(from), Some(to)) = (&time.earliest, &time.latest)
        && (from != to || time.value.as_ref() != Some(from))
    {
        out.push_str(&format!(": {from} to {to}"));
    }
    out
}

/// Seconds since 1970 as a day and a time, UTC.
pub fn instant(seconds: i64) -> String {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days to a date: the algorithm of Howard Hinnant, with years that begin in March.
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        rest / 3_600,
        rest / 60 % 60,
        rest % 60
    )
}

/// Percent-encoding for a part of an address.
pub fn encoded(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    for byte in part.bytes() {
        if byte.is_ascii_alphanumeric() || b"._~".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_by_their_bounds() {
        let figure = |lower, upper, modifier: &str| Figure {
            lower,
            upper,
            modifier: modifier.into(),
            ..Figure::default()
        };
        assert_eq!(bounds(&figure(Some(12.0), Some(12.0), "exact")), "12");
        assert_eq!(bounds(&figure(Some(3000.0), None, "over")), "> 3000");
        assert_eq!(
            bounds(&figure(Some(11_000.0), Some(12_500.5), "range")),
            "11\u{202f}000 to 12\u{202f}500.5"
        );
        assert_eq!(bounds(&figure(None, Some(9.0), "up_to")), "≤ 9");
        assert_eq!(bounds(&figure(None, None, "vague")), "vague");
    }

    #[test]
    fn seconds_become_days() {
        assert_eq!(instant(0), "1970-01-01T00:00:00Z");
        assert_eq!(instant(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(instant(1_798_761_599), "2026-12-31T23:59:59Z");
    }

    #[test]
    fn addresses_are_encoded() {
        assert_eq!(encoded("a b-ü"), "a%20b%2D%C3%BC");
    }
}
