//! What of a ledger is written for other programs.

use crate::pointing;
use crate::progress::thousands;
use sayso_claims::{Claim, Figure, Quote, Time};
use sayso_language::Span;
use sayso_ledger::contract::{Words, without_rules};
use sayso_ledger::{Change, Changed, ClaimRow, Decided, ReadingRow, ReportRow};
use serde::{Serialize, Serializer};

/// Something that is an object in JSON and one or more rows in a table of values.
pub trait Record: Serialize {
    /// The names of its columns.
    const HEADER: &'static [&'static str];
    /// Its rows.
    fn cells(&self) -> Vec<Vec<String>>;
}

/// A claim with the report it stands in and the words of its spans.
#[derive(Serialize)]
pub struct ClaimRecord {
    report: String,
    outlet: Option<String>,
    published: Option<String>,
    title: Option<String>,
    url: Option<String>,
    source_words: String,
    cue_words: String,
    content_words: String,
    #[serde(flatten)]
    claim: Claim,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    decisions: Vec<Change>,
    #[serde(skip)]
    figures: String,
    #[serde(skip)]
    times: String,
    #[serde(skip)]
    evidence: String,
}

impl ClaimRecord {
    /// A claim of `report`, whose text `words` cuts, with what was decided on it; `rules` says whether what gave each field comes along.
    pub fn new(
        report: &ReportRow,
        words: &Words<'_>,
        row: &ClaimRow,
        decisions: &[Change],
        rules: bool,
    ) -> Self {
        let mut claim = row.claim.clone();
        if !rules {
            without_rules(&mut claim);
        }
        let times = claim.times.iter().map(|t| {
            let value = t.value.as_deref().unwrap_or("?");
            format!("{} [{value}]", words.of(t.span))
        });
        let evidence = claim.evidence.iter().map(|e| {
            let url = e.url.iter().map(|u| format!(" <{u}>"));
            format!(
                "{}: {}{}",
                pointing::kind(e),
                words.of(e.span),
                url.collect::<String>()
            )
        });
        let figures = claim.figures.iter().map(|f| figure_line(f, words));
        ClaimRecord {
            report: report.name(),
            outlet: report.outlet.clone(),
            published: report.published.clone(),
            title: report.title.clone(),
            url: report.url.clone(),
            source_words: words.join(&claim.source),
            cue_words: words.join(&claim.cue),
            content_words: words.join(&claim.content),
            figures: figures.collect::<Vec<_>>().join("; "),
            times: times.collect::<Vec<_>>().join("; "),
            evidence: evidence.collect::<Vec<_>>().join("; "),
            decisions: decisions.to_vec(),
            claim,
        }
    }
}

impl Record for ClaimRecord {
    const HEADER: &'static [&'static str] = &[
        "report",
        "outlet",
        "published",
        "title",
        "url",
        "claim",
        "actor",
        "actor_kind",
        "affiliation",
        "via",
        "origin",
        "stance",
        "kind",
        "quote",
        "hedges",
        "said",
        "source",
        "cue",
        "content",
        "figures",
        "times",
        "evidence",
        "parent",
        "confidence",
        "decisions",
    ];

    fn cells(&self) -> Vec<Vec<String>> {
        let c = &self.claim;
        let or_empty = |v: &Option<String>| v.clone().unwrap_or_default();
        vec![vec![
            self.report.clone(),
            or_empty(&self.outlet),
            or_empty(&self.published),
            or_empty(&self.title),
            or_empty(&self.url),
            c.id.clone(),
            or_empty(&c.actor),
            or_empty(&c.actor_kind),
            or_empty(&c.affiliation),
            c.via.join("; "),
            or_empty(&c.origin),
            c.stance.clone(),
            c.kind.clone(),
            quote_name(c.quote).to_owned(),
            c.hedges.join("; "),
            or_empty(&c.said),
            self.source_words.clone(),
            self.cue_words.clone(),
            self.content_words.clone(),
            self.figures.clone(),
            self.times.clone(),
            self.evidence.clone(),
            or_empty(&c.parent),
            format!("{:.4}", c.confidence),
            self.decisions
                .iter()
                .map(crate::view::decided)
                .collect::<Vec<_>>()
                .join("; "),
        ]]
    }
}

/// A report by the contract of `extract`.
#[derive(Serialize)]
pub struct ReportRecord {
    id: String,
    text: String,
    title: Option<String>,
    outlet: Option<String>,
    published: Option<String>,
    boilerplate: Vec<Span>,
    sentences: Vec<Span>,
    #[serde(serialize_with = "bare_claims")]
    claims: Vec<(ClaimRow, Vec<Change>)>,
    /// Claims that a person rejected.
    #[serde(serialize_with = "bare_claims", skip_serializing_if = "Vec::is_empty")]
    rejected: Vec<(ClaimRow, Vec<Change>)>,
    own_voice_figures: Vec<Figure>,
    own_voice_times: Vec<Time>,
    #[serde(skip)]
    report: ReportRow,
}

#[derive(Serialize)]
struct Bare<'a> {
    #[serde(flatten)]
    claim: &'a Claim,
    #[serde(skip_serializing_if = "<[Change]>::is_empty")]
    decisions: &'a [Change],
}

fn bare_claims<S: Serializer>(rows: &[(ClaimRow, Vec<Change>)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(rows.iter().map(|(row, decisions)| Bare {
        claim: &row.claim,
        decisions,
    }))
}

/// Changes the claims of a reading to what was decided; gives for each what that was. Rejected ones stay.
pub fn decide(reading: &mut ReadingRow, decided: &Decided) -> Vec<Vec<Change>> {
    let claims = reading.claims.iter_mut();
    claims.map(|row| decided.apply(&mut row.claim)).collect()
}

/// Whether these decisions make it no claim.
pub fn is_rejected(changes: &[Change]) -> bool {
    changes.iter().any(|c| c.what == Changed::Rejected)
}

impl ReportRecord {
    /// What was read in `report`, and decided on it.
    pub fn new(report: ReportRow, mut reading: ReadingRow, decided: &Decided) -> Self {
        let changes = decide(&mut reading, decided);
        reading
            .claims
            .iter_mut()
            .for_each(|row| without_rules(&mut row.claim));
        reading.figures.iter_mut().for_each(|f| f.rule = None);
        reading.times.iter_mut().for_each(|t| t.rule = None);
        let (rejected, claims) = std::mem::take(&mut reading.claims)
            .into_iter()
            .zip(changes)
            .partition(|(_, changes)| is_rejected(changes));
        ReportRecord {
            id: report.name(),
            text: reading.text,
            title: report.title.clone(),
            outlet: report.outlet.clone(),
            published: report.published.clone(),
            boilerplate: reading.boilerplate,
            sentences: reading.sentences,
            claims,
            rejected,
            own_voice_figures: reading.figures,
            own_voice_times: reading.times,
            report,
        }
    }
}

impl Record for ReportRecord {
    const HEADER: &'static [&'static str] = ClaimRecord::HEADER;

    fn cells(&self) -> Vec<Vec<String>> {
        let words = Words::new(&self.text);
        let of_claim = |(row, changes): &(ClaimRow, Vec<Change>)| {
            ClaimRecord::new(&self.report, &words, row, changes, false).cells()
        };
        self.claims.iter().flat_map(of_claim).collect()
    }
}

/// How a content is quoted, in the contract's word.
pub fn quote_name(quote: Quote) -> &'static str {
    match quote {
        Quote::Direct => "direct",
        Quote::Indirect => "indirect",
        Quote::Mixed => "mixed",
    }
}

/// A figure in one line: its words, its literal bounds, what is counted.
pub fn figure_line(figure: &Figure, words: &Words<'_>) -> String {
    let mut line = format!("{} [{}]", words.of(figure.span), bounds(figure));
    let more = [&figure.unit, &figure.measure, &figure.of, &figure.place];
    for part in more.into_iter().flatten() {
        line.push_str(", ");
        line.push_str(part);
    }
    line
}

/// A figure as a note: its words, its bounds where the words say them otherwise, its measure, what is counted.
pub fn figure_note(figure: &Figure, words: &Words<'_>) -> String {
    let written = words.of(figure.span);
    let bounds = bounds(figure);
    let bare = |s: &str| s.replace([',', ' ', '\u{a0}'], "");
    let mut line = written.to_owned();
    if bare(written) != bare(&bounds) && bounds != NO_BOUNDS {
        line.push_str(&format!(" [{bounds}]"));
    }
    let measure = figure.measure.as_deref().filter(|m| *m != "other");
    for part in measure.into_iter().chain(figure.of.as_deref()) {
        line.push(' ');
        line.push_str(&part.replace('_', " "));
    }
    line
}

/// What [`bounds`] says where the wording gives none.
const NO_BOUNDS: &str = "no bounds";

/// The literal bounds: `12`, `12 or more`, `12 or less`, `11,000 to 12,000`, `no bounds` where the wording gives none.
pub fn bounds(figure: &Figure) -> String {
    match (figure.lower, figure.upper) {
        (Some(l), Some(u)) if l == u => number(l),
        (Some(l), Some(u)) => format!("{} to {}", number(l), number(u)),
        (Some(l), None) if figure.modifier == "over" => format!("over {}", number(l)),
        (Some(l), None) => format!("{} or more", number(l)),
        (None, Some(u)) if figure.modifier == "nearly" => format!("below {}", number(u)),
        (None, Some(u)) => format!("up to {}", number(u)),
        (None, None) => NO_BOUNDS.to_owned(),
    }
}

/// `9000`, `12,000`, `12,500.5`.
fn number(value: f64) -> String {
    let text = value.to_string();
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    match whole.parse::<u64>() {
        Ok(n) if whole.len() > 4 => thousands(n) + rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_read_as_words() {
        let figure = |lower, upper, modifier: &str| Figure {
            lower,
            upper,
            modifier: modifier.into(),
            ..Figure::default()
        };
        assert_eq!(bounds(&figure(Some(12.0), Some(12.0), "exact")), "12");
        assert_eq!(
            bounds(&figure(Some(11000.0), Some(12500.5), "range")),
            "11,000 to 12,500.5"
        );
        assert_eq!(bounds(&figure(Some(3000.0), None, "over")), "over 3000");
        assert_eq!(bounds(&figure(None, Some(1000.0), "nearly")), "below 1000");
        assert_eq!(bounds(&figure(None, None, "vague")), "no bounds");
    }

    #[test]
    fn a_note_says_nothing_twice() {
        let text = "nearly 1,000 and 26 and dozens";
        let words = Words::new(text);
        let figure = |part: &str, lower, upper, modifier: &str| {
            let start = text.find(part).unwrap();
            Figure {
                span: Span::new(start, start + part.len()),
                lower,
                upper,
                modifier: modifier.into(),
                measure: Some("killed_or_wounded".into()),
                of: Some("miners".into()),
                ..Figure::default()
            }
        };
        let note = |f: &Figure| figure_note(f, &words);
        assert_eq!(
            note(&figure("nearly 1,000", None, Some(1000.0), "nearly")),
            "nearly 1,000 [below 1000] killed or wounded miners"
        );
        assert_eq!(
            note(&figure("26", Some(26.0), Some(26.0), "exact")),
            "26 killed or wounded miners"
        );
        assert_eq!(
            note(&figure("dozens", None, None, "vague")),
            "dozens killed or wounded miners"
        );
    }
}
