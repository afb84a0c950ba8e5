//! Web archives, record by record: the pages and plain texts that servers gave. Other records are passed over.

mod http;
mod record;

use std::io::BufRead;

use crate::dateline;
use crate::kind::{Kind, sniff};
use crate::limits::Limits;
use crate::open::{Context, Items, Outcome};
use crate::published;
use crate::rejected::{ErrorKind, Rejected};
use crate::report::{How, Known, Report, ReportId};
use crate::text;

use http::Media;
use record::{Record, Records};

pub(crate) fn items(reader: Box<dyn BufRead + Send>, context: Context) -> Items {
    Box::new(Archive {
        records: Records::new(reader, context.limits.raw_bytes),
        context,
    })
}

/// The report of a record that is kept.
pub(crate) fn again(reader: Box<dyn BufRead + Send>, limits: &Limits) -> Outcome {
    match Records::new(reader, limits.raw_bytes).record() {
        Some(Ok(record)) => read(&record, limits).unwrap_or_else(|| {
            let reason = "a record that holds no page or text";
            Err(Rejected::new(ErrorKind::NoText, reason))
        }),
        Some(Err(e)) => Err(e),
        None => Err(Rejected::new(ErrorKind::Empty, "empty")),
    }
}

struct Archive {
    records: Records,
    context: Context,
}

impl Iterator for Archive {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        loop {
            let record = self.records.record()?;
            let place = format!(
                "record {} at byte {}",
                self.records.number, self.records.start
            );
            let outcome = match record {
                Ok(record) => match read(&record, &self.context.limits) {
                    Some(outcome) => outcome,
                    None => continue,
                },
                Err(e) => Err(e),
            };
            let input = &self.context.input;
            return Some(match outcome {
                Ok(report) => Ok(report.at(input, place)),
                Err(e) => Err(e.at(input, place)),
            });
        }
    }
}

/// The report in a record; none where the record holds no page or text.
fn read(record: &Record, limits: &Limits) -> Option<Outcome> {
    let kind = record.header("warc-type")?;
    let media = record.header("content-type").unwrap_or("");
    let is_http = media.to_ascii_lowercase().starts_with("application/http");
    let answer = if kind.eq_ignore_ascii_case("response") && (is_http || media.is_empty()) {
        match http::answer(&record.block, limits)? {
            _ if record.is_too_large => return Some(Err(too_large(record, limits))),
            Ok(answer) => answer,
            Err(e) => return Some(Err(e)),
        }
    } else if kind.eq_ignore_ascii_case("resource") {
        http::Answer::plain(media, &record.block)?
    } else {
        return None;
    };
    let url = record
        .header("warc-target-uri")
        .map(|u| u.trim_matches(['<', '>']).to_owned());
    // What a site tells robots is no report.
    if url.as_deref().is_some_and(|u| u.ends_with("/robots.txt")) {
        return None;
    }
    Some(report(record, &answer, url, limits))
}

fn too_large(record: &Record, limits: &Limits) -> Rejected {
    let reason = format!(
        "record of {} bytes is over the limit of {}",
        record.length, limits.raw_bytes
    );
    Rejected::new(ErrorKind::TooLarge, reason)
}

fn report(record: &Record, answer: &http::Answer, url: Option<String>, limits: &Limits) -> Outcome {
    let body = answer.body.as_ref();
    if record.is_too_large {
        return Err(too_large(record, limits));
    }
    if body.trim_ascii().is_empty() {
        return Err(Rejected::new(ErrorKind::Empty, "empty page"));
    }
    let sniffed = sniff(body.get(..crate::kind::HEAD).unwrap_or(body), "")
        .map_err(|reason| Rejected::new(ErrorKind::Binary, reason))?;
    let charset = answer.charset.clone().map(|c| (How::Header, c));
    let mut report = match (answer.media, sniffed) {
        (Media::Text, Kind::Html) | (Media::Html, _) => {
            crate::html::report(body, charset, url.as_deref(), limits)?
        }
        _ => text::report(body, "", charset, limits)?,
    };
    let raw = [record.head.as_slice(), record.block.as_slice()].concat();
    report.kind = Kind::Warc;
    report.id = ReportId::of(&raw);
    report.raw = raw.into();
    if report.url.is_none() {
        report.url = url.clone().map(|u| Known::new(u, How::Header));
    }
    date(&mut report, url.as_deref(), record.header("warc-date"));
    Ok(report)
}

/// The day out of the address, or of the visit, for a report that does not say when it was published.
fn date(report: &mut Report, url: Option<&str>, visited: Option<&str>) {
    if report.published.is_some() {
        return;
    }
    let in_url = url.and_then(published::in_digits);
    let visited = || Some(Known::new(published::iso(visited?)?, How::Header));
    report.published = in_url.map(|day| Known::new(day, How::Url)).or_else(visited);
    dateline::complete(report);
}

#[cfg(test)]
mod tests;
