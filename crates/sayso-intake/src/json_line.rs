//! One JSON line to one report: `{"id", "text" or "html", "title"?, "outlet"?, "url"?, "published"?, "byline"?, "language"?}`.

use serde_json::{Map, Value};

use crate::dateline;
use crate::kind::Kind;
use crate::limits::Limits;
use crate::published;
use crate::rejected::{ErrorKind, Rejected};
use crate::report::{How, Known, Report, ReportId};
use crate::text;

/// The report in one JSON line. Its `text` is kept byte for byte; `html` goes the way of any page.
///
/// The caller says where the line stood, with [`Report::at`] and [`Rejected::at`].
///
/// # Errors
/// The line is no JSON object, has neither `text` nor `html`, or is over a limit. `given_id` is set wherever `id` could be read.
pub fn parse_json_line(line: &[u8], limits: &Limits) -> Result<Report, Rejected> {
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
    let words = std::str::from_utf8(line).map_err(|e| {
        Rejected::new(
            ErrorKind::Encoding,
            format!("invalid UTF-8 at byte {} of the line", e.valid_up_to()),
        )
    })?;
    let value: Value = serde_json::from_str(words).map_err(|e| {
        // Its own message ends with a line number, always 1 here.
        let message = e.to_string();
        let what = message.split(" at line ").next().unwrap_or("broken");
        Rejected::new(
            ErrorKind::Syntax,
            format!("not JSON: {what} at column {}", e.column()),
        )
    })?;
    let Value::Object(object) = value else {
        return Err(Rejected::new(ErrorKind::Syntax, "not a JSON object"));
    };
    let given_id = match object.get("id") {
        Some(Value::String(id)) => Some(id.clone()),
        Some(Value::Number(id)) => Some(id.to_string()),
        _ => None,
    };
    read(line, &object, limits)
        .map_err(|e| Rejected {
            given_id: given_id.clone(),
            ..e
        })
        .map(|r| Report { given_id, ..r })
}

/// The words of a field that must be words if it is there.
fn field(object: &Map<String, Value>, name: &str) -> Result<Option<String>, Rejected> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(words)) => Ok(Some(words.clone())),
        Some(_) => Err(Rejected::new(
            ErrorKind::Syntax,
            format!("\"{name}\" is not a string"),
        )),
    }
}

fn read(line: &[u8], object: &Map<String, Value>, limits: &Limits) -> Result<Report, Rejected> {
    let mut report = match (field(object, "text")?, field(object, "html")?) {
        (Some(words), _) => {
            text::check(&words, limits)?;
            Report::new(Kind::JsonLine, line, words)
        }
        (None, Some(page)) => {
            if page.len() > limits.raw_bytes {
                let reason = format!(
                    "html of {} bytes is over the limit of {}",
                    page.len(),
                    limits.raw_bytes
                );
                return Err(Rejected::new(ErrorKind::TooLarge, reason));
            }
            let mut report = crate::html::report_of_words(
                page.as_bytes(),
                &page,
                field(object, "url")?.as_deref(),
                limits,
            )?;
            report.kind = Kind::JsonLine;
            report.raw = line.into();
            report.id = ReportId::of(line);
            report
        }
        (None, None) => {
            return Err(Rejected::new(
                ErrorKind::NoText,
                "neither \"text\" nor \"html\" in it",
            ));
        }
    };
    let given = |name: &str| -> Result<Option<Known<String>>, Rejected> {
        Ok(field(object, name)?
            .filter(|w| !w.trim().is_empty())
            .map(|w| Known::new(w, How::Given)))
    };
    report.title = given("title")?.or(report.title);
    report.byline = given("byline")?.or(report.byline);
    report.outlet = given("outlet")?.or(report.outlet);
    report.url = given("url")?.or(report.url);
    report.language = given("language")?.or(report.language);
    if let Some(known) = given("published")?.and_then(|p| published::iso(&p.value)) {
        report.published = Some(Known::new(known, How::Given));
    } else if report.published.is_none() {
        let date = report
            .url
            .as_ref()
            .and_then(|u| published::in_digits(&u.value));
        report.published = date.map(|d| Known::new(d, How::Url));
    }
    dateline::complete(&mut report);
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Report, Rejected> {
        parse_json_line(line.as_bytes(), &Limits::default())
    }

    #[test]
    fn keeps_the_text_as_given() {
        let line = r#"{"id":"a1","text":"The bridge fell.\r\n\r\n<b>He</b> said\u202e so.\u00e9","title":"T","published":"2031-10-07","outlet":"Ostrel Daily"}"#;
        let r = parse(line).unwrap();
        assert_eq!(
            r.text,
            "The bridge fell.\r\n\r\n<b>He</b> said\u{202e} so.é"
        );
        assert_eq!(r.given_id.as_deref(), Some("a1"));
        assert_eq!(
            r.published.unwrap(),
            Known::new("2031-10-07".into(), How::Given)
        );
        assert_eq!(&*r.raw, line.as_bytes());
        assert_eq!(r.id, ReportId::of(line.as_bytes()));
    }

    #[test]
    fn bad_lines_say_why() {
        assert_eq!(parse("{\"id\": ").unwrap_err().kind, ErrorKind::Syntax);
        assert_eq!(parse("[1]").unwrap_err().reason, "not a JSON object");
        let e = parse(r#"{"id":"a2","title":"x"}"#).unwrap_err();
        assert_eq!(
            (e.kind, e.given_id.as_deref()),
            (ErrorKind::NoText, Some("a2"))
        );
        assert_eq!(
            parse(r#"{"id":"a2","text":5}"#).unwrap_err().kind,
            ErrorKind::Syntax
        );
        assert_eq!(
            parse_json_line(b"{\"text\": \"\xFF\"}", &Limits::default())
                .unwrap_err()
                .kind,
            ErrorKind::Encoding
        );
        let deep = format!("{{\"text\":{}", "[".repeat(100_000));
        assert_eq!(parse(&deep).unwrap_err().kind, ErrorKind::Syntax);
    }

    #[test]
    fn a_number_is_an_id_too() {
        assert_eq!(
            parse(r#"{"id":7,"text":"He said so."}"#)
                .unwrap()
                .given_id
                .as_deref(),
            Some("7")
        );
    }
}
