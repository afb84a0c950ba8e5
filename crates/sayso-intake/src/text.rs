//! Plain text: a file's words, its title line, byline and dateline.

use crate::charset::{Strictness, decode};
use crate::dateline;
use crate::kind::Kind;
use crate::limits::Limits;
use crate::rejected::{ErrorKind, Rejected};
use crate::report::{How, Known, Report};

/// The longest first line, in bytes, that may be a title.
const TITLE: usize = 160;

/// A report out of the bytes of a text; line ends become `\n`, all else stays.
pub(crate) fn report(
    raw: &[u8],
    name: &str,
    charset: Option<(How, String)>,
    limits: &Limits,
) -> Result<Report, Rejected> {
    let declared: Vec<_> = charset.into_iter().collect();
    let decoded = decode(raw, &declared, Strictness::Strict)?;
    let mut text = decoded.text;
    if text.contains('\r') {
        text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
    check(&text, limits)?;
    let mut report = Report::new(Kind::Text, raw, text);
    report.charset = Some(decoded.charset);
    (report.title, report.byline) = opening(&report.text);
    report.published = dateline::in_name(name).map(|date| Known::new(date, How::File));
    dateline::complete(&mut report);
    Ok(report)
}

/// Rejects a text with nothing to read or too much of it.
pub(crate) fn check(text: &str, limits: &Limits) -> Result<(), Rejected> {
    if text.len() > limits.text_bytes {
        let reason = format!(
            "text of {} bytes is over the limit of {}",
            text.len(),
            limits.text_bytes
        );
        return Err(Rejected::new(ErrorKind::TooLarge, reason));
    }
    if !text.chars().any(char::is_alphanumeric) {
        return Err(Rejected::new(ErrorKind::NoText, "no words in it"));
    }
    Ok(())
}

/// Title and byline, where the first lines look like them: a short line that is no sentence, apart from what follows.
fn opening(text: &str) -> (Option<Known<String>>, Option<Known<String>>) {
    let mut lines = text.trim_start().lines().map(str::trim);
    let first = lines.next().unwrap_or("");
    let mut rest = lines.clone().take(4).filter(|l| !l.is_empty());
    let apart = lines
        .next()
        .is_some_and(|next| next.is_empty() || byline(next).is_some());
    if let Some(by) = byline(first) {
        return (None, Some(Known::new(by, How::Text)));
    }
    let ends = first.ends_with(['.', ',', ':', ';', '”', '"', '-', '–', '—']);
    if first.is_empty() || first.len() > TITLE || ends || !apart || rest.clone().next().is_none() {
        return (None, None);
    }
    (
        Some(Known::new(first.to_owned(), How::Text)),
        rest.find_map(byline).map(|by| Known::new(by, How::Text)),
    )
}

/// The writer of a line "By So and So".
fn byline(line: &str) -> Option<String> {
    let rest = line
        .strip_prefix("By ")
        .or_else(|| line.strip_prefix("BY "))?
        .trim();
    let names = rest.starts_with(char::is_uppercase)
        && rest.len() <= 120
        && !rest.ends_with(['.', ',', ':', '?', '!']);
    names.then(|| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Report {
        report(text.as_bytes(), "x.txt", None, &Limits::default()).unwrap()
    }

    #[test]
    fn opening_lines() {
        let r =
            read("Bridge falls at Ostrel\r\n\r\nBy Ada Venn\r\n\r\nThe bridge fell, he said.\r\n");
        assert_eq!(r.title.unwrap().value, "Bridge falls at Ostrel");
        assert_eq!(r.byline.unwrap().value, "Ada Venn");
        assert!(!r.text.contains('\r'));
        let r = read("The bridge fell.\n\nHe said so.");
        assert_eq!((r.title, r.byline), (None, None));
        let r = read("By Ada Venn in Ostrel\n\nThe bridge fell.");
        assert_eq!(r.byline.unwrap().value, "Ada Venn in Ostrel");
    }

    #[test]
    fn limits_hold() {
        let limits = Limits {
            text_bytes: 10,
            ..Limits::default()
        };
        assert_eq!(
            report(b"A long long text.", "", None, &limits)
                .unwrap_err()
                .kind,
            ErrorKind::TooLarge
        );
        assert_eq!(
            report(b" . - \n", "", None, &Limits::default())
                .unwrap_err()
                .kind,
            ErrorKind::NoText
        );
    }
}
