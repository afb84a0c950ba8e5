//! `report`: what is known of a report, or its bytes.

use super::decisions::when;
use crate::cli::{Context, Exit, Format};
use crate::paint::{Ink, Paint};
use crate::record::{Record, decide, is_rejected};
use crate::rows::Rows;
use crate::table::{self, Cell};
use crate::view::View;
use sayso_ledger::{Changed, Decided, Ledger, ReportKey, ReportRow};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};

/// How something is known: the ledger's word and a person's.
const HOW: [(&str, &str); 13] = [
    ("given", "given with the report"),
    ("json_ld", "JSON-LD of the page"),
    ("meta", "a meta tag of the page"),
    ("time_element", "a time element of the page"),
    ("html", "the page's markup"),
    ("feed", "the feed"),
    ("url", "the address"),
    ("dateline", "the dateline"),
    ("text", "the first lines of the text"),
    ("file", "the file's name"),
    ("header", "a header of HTTP or WARC"),
    ("bom", "a byte order mark"),
    ("detected", "the bytes, by detection"),
];

/// Says what is known of a report, and how; or gives its bytes back
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The report: its id, the first digits of its hash, its URL, or its file
    report: String,
    /// Write its bytes as they came
    #[arg(long)]
    raw: bool,
    #[command(flatten)]
    view: View,
}

#[derive(Serialize)]
struct Known {
    report: String,
    hash: String,
    text_hash: String,
    title: Option<String>,
    byline: Option<String>,
    outlet: Option<String>,
    language: Option<String>,
    url: Option<String>,
    published: Option<String>,
    known: BTreeMap<String, String>,
    kind: String,
    input: String,
    place: String,
    size: u64,
    first_read: String,
    version: String,
    claims: u64,
    /// Claims that a person rejected, and amended.
    rejected: usize,
    amended: usize,
    /// What was decided on the report itself.
    decisions: Vec<String>,
}

impl Known {
    fn new(row: ReportRow) -> Self {
        Known {
            report: row.name(),
            hash: row.hash.to_string(),
            text_hash: row.text.to_string(),
            title: row.title,
            byline: row.byline,
            outlet: row.outlet,
            language: row.language,
            url: row.url,
            published: row.published,
            known: row.known,
            kind: row.kind,
            input: row.input,
            place: row.place,
            size: row.size,
            first_read: row.first_read,
            version: row.version,
            claims: row.claims,
            rejected: 0,
            amended: 0,
            decisions: Vec::new(),
        }
    }

    /// The same, with what was decided.
    fn of(
        ledger: &Ledger,
        key: ReportKey,
        decided: &Decided,
        decisions: bool,
    ) -> anyhow::Result<Self> {
        let mut known = Known::new(ledger.report(key)?);
        let mut reading = ledger.reading(key)?;
        for changes in decide(&mut reading, decided) {
            let amended = |c: &sayso_ledger::Change| matches!(c.what, Changed::Amended { .. });
            if is_rejected(&changes) {
                known.rejected += 1;
            } else if changes.iter().any(amended) {
                known.amended += 1;
            }
        }
        known.claims = known.claims.saturating_sub(known.rejected as u64);
        if decisions {
            for d in ledger.decisions()? {
                if d.undone.is_none() && d.action.reports().contains(&known.hash.as_str()) {
                    let reason = match d.reason.as_str() {
                        "" => String::new(),
                        reason => format!(", {reason}"),
                    };
                    let at = when(d.at);
                    let day = at.get(..10).unwrap_or(&at);
                    known.decisions.push(format!(
                        "{} — {} on {day} (decision {}){reason}",
                        d.action.what(),
                        d.author,
                        d.id
                    ));
                }
            }
        }
        Ok(known)
    }

    /// How many claims stand, and what was decided on them.
    fn claims_words(&self) -> String {
        let mut words = self.claims.to_string();
        for (n, what) in [(self.amended, "amended"), (self.rejected, "rejected")] {
            if n > 0 {
                words.push_str(&format!(", {n} {what} by decision"));
            }
        }
        words
    }

    /// Name, value, and how it is known.
    fn fields(&self) -> Vec<[String; 3]> {
        let items = [
            ("title", &self.title),
            ("byline", &self.byline),
            ("outlet", &self.outlet),
            ("published", &self.published),
            ("language", &self.language),
            ("url", &self.url),
        ];
        let mut out = vec![["report".into(), self.report.clone(), String::new()]];
        for (name, value) in items {
            let how = self.known.get(name).map_or("", String::as_str);
            let how = HOW
                .iter()
                .find(|(word, _)| *word == how)
                .map_or(how, |(_, words)| words);
            let value = value.clone().unwrap_or_else(|| "not known".into());
            out.push([name.into(), value, how.to_owned()]);
        }
        let place = if self.place.is_empty() {
            String::new()
        } else {
            format!(", {}", self.place)
        };
        let rest = [
            ("came as", format!("{} of {} bytes", self.kind, self.size)),
            ("came from", format!("{}{place}", self.input)),
            ("first read", self.first_read.clone()),
            ("read by", self.version.clone()),
            ("claims", self.claims_words()),
            ("SHA-256", self.hash.clone()),
            ("of its text", self.text_hash.clone()),
        ];
        out.extend(rest.map(|(name, value)| [name.into(), value, String::new()]));
        let decided = self.decisions.iter();
        out.extend(decided.map(|words| ["decided".into(), words.clone(), String::new()]));
        out
    }
}

impl Record for Known {
    const HEADER: &'static [&'static str] = &["field", "value", "known_by"];

    fn cells(&self) -> Vec<Vec<String>> {
        self.fields().into_iter().map(Vec::from).collect()
    }
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let ledger = Ledger::open(&at.ledger)?;
    ledger.freeze()?;
    let decisions = args.view.look(&ledger)?;
    let key = ledger.find_report(&args.report)?;
    let mut out = BufWriter::new(at.out.open());
    if args.raw {
        out.write_all(&ledger.raw(key)?)?;
        out.flush()?;
        return Ok(Exit::Done);
    }
    let known = Known::of(&ledger, key, &decisions, !args.view.machine)?;
    let mut rows = match at.format {
        None | Some(Format::Table) => {
            out.write_all(in_table(&known, Paint { colour: at.colour }).as_bytes())?;
            out.flush()?;
            return Ok(Exit::Done);
        }
        Some(Format::Json) => Rows::json(out, false),
        Some(Format::Jsonl) => Rows::json(out, true),
        Some(Format::Csv) => Rows::csv::<Known>(out)?,
    };
    rows.write(&known)?;
    rows.end()?;
    Ok(Exit::Done)
}

fn in_table(known: &Known, paint: Paint) -> String {
    let width = table::width();
    let mut out = String::new();
    for [name, value, how] in known.fields() {
        let ink = if value == "not known" {
            Ink::Dim
        } else {
            Ink::Plain
        };
        let cells = [
            Cell::new(&name, Ink::Bold),
            Cell::new(&value, ink),
            Cell::new(&how, Ink::Dim),
        ];
        let value_width = if how.is_empty() {
            width.saturating_sub(13)
        } else {
            (width * 3 / 5).min(width.saturating_sub(43))
        };
        let rest = width.saturating_sub(11 + value_width + 4);
        out.push_str(&table::row(paint, 0, &[11, value_width, rest], &cells, 9));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_knowing_has_words() {
        use sayso_intake::How;
        let all = [
            How::Given,
            How::JsonLd,
            How::Meta,
            How::TimeElement,
            How::Html,
            How::Feed,
            How::Url,
            How::Dateline,
            How::Text,
            How::File,
            How::Header,
            How::Bom,
            How::Detected,
        ];
        for how in all {
            assert!(HOW.iter().any(|(word, _)| *word == how.name()), "{how}");
        }
    }
}
