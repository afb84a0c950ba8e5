//! Questions: the most contested first, or by lines or date; searched and filtered.

use super::question::{cut, party};
use super::when::Day;
use crate::app::{App, Failure};
use crate::chart::{number, rounded};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use sayso_ledger::{Ledger, QuestionFilter, QuestionOrder, QuestionRow};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Rows of a page, unless asked for otherwise, and at most.
const LIMIT: usize = 40;
const MOST: usize = 200;
/// Rows that may be skipped.
const FAR: usize = 20_000;

const MEASURES: [&str; 19] = [
    "killed",
    "wounded",
    "killed_or_wounded",
    "missing",
    "captured",
    "detained",
    "arrested",
    "displaced",
    "evacuated",
    "rescued",
    "released",
    "hospitalised",
    "infected",
    "aboard",
    "present",
    "deployed",
    "damaged",
    "destroyed",
    "other",
];

/// The part of the address after the `?`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    measure: String,
    place: String,
    actor: String,
    since: String,
    sort: String,
    contested: String,
    single: String,
    from: String,
    limit: String,
}

/// A row of the list.
struct Row {
    question: QuestionRow,
    /// From the lowest to the highest figure.
    span: String,
    /// The figures on a line of their own.
    strip: String,
    /// The parties that answer most, and how many others.
    parties: Vec<String>,
    others: usize,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    asked: Asked,
    rows: Vec<Row>,
    empty: bool,
    reports: u64,
    claims: u64,
    before: Option<usize>,
    after: Option<usize>,
    said: String,
}

impl Home {
    fn measures(&self) -> Vec<(&'static str, String, bool)> {
        let one = |m: &'static str| (m, m.replace('_', " "), m == self.asked.measure);
        MEASURES.into_iter().map(one).collect()
    }

    fn orders(&self) -> [(&'static str, String, bool); 3] {
        let sort = self.asked.order_name();
        let one = |name: &'static str, shown| {
            let asked = Asked {
                sort: name.to_owned(),
                ..self.asked.clone()
            };
            (shown, asked.address(0), sort == name)
        };
        [
            one("contested", "Most contested"),
            one("newest", "Newest"),
            one("lines", "Most lines"),
        ]
    }

    fn filtered(&self) -> bool {
        let a = &self.asked;
        [&a.q, &a.measure, &a.place, &a.actor, &a.since, &a.contested]
            .into_iter()
            .any(|f| !f.is_empty())
    }

    fn narrowed(&self) -> bool {
        let a = &self.asked;
        [
            &a.measure,
            &a.place,
            &a.actor,
            &a.since,
            &a.contested,
            &a.single,
        ]
        .into_iter()
        .any(|f| !f.is_empty())
    }

    fn page_from(&self, from: &usize) -> String {
        self.asked.address(*from)
    }

    fn shown(&self, n: &u64) -> String {
        number(*n as f64)
    }
}

impl Asked {
    fn order_name(&self) -> &'static str {
        match self.sort.as_str() {
            "newest" => "newest",
            "lines" => "lines",
            _ => "contested",
        }
    }

    fn order(&self) -> QuestionOrder {
        match self.order_name() {
            "newest" => QuestionOrder::Newest,
            "lines" => QuestionOrder::Lines,
            _ => QuestionOrder::Conflict,
        }
    }

    fn limit(&self) -> usize {
        self.limit
            .parse()
            .map_or(LIMIT, |n: usize| n.clamp(1, MOST))
    }

    fn from(&self) -> usize {
        self.from.parse().map_or(0, |n: usize| n.min(FAR))
    }

    fn address(&self, from: usize) -> String {
        let from = if from == 0 {
            String::new()
        } else {
            from.to_string()
        };
        let fields = [
            ("q", self.q.as_str()),
            ("measure", &self.measure),
            ("place", &self.place),
            ("actor", &self.actor),
            ("since", &self.since),
            ("sort", &self.sort),
            ("contested", &self.contested),
            ("single", &self.single),
            ("limit", &self.limit),
            ("from", &from),
        ];
        let mut out = String::from("/");
        for (name, value) in fields.into_iter().filter(|f| !f.1.is_empty()) {
            out.push(if out.len() == 1 { '?' } else { '&' });
            let _ = write!(out, "{name}=");
            encode(&mut out, value);
        }
        out
    }
}

impl Asked {
    /// The feed of the same questions.
    pub(crate) fn feed(&self) -> String {
        let of_all = Asked {
            sort: String::new(),
            limit: String::new(),
            ..self.clone()
        };
        format!(
            "/feeds/questions.atom{}",
            of_all.address(0).trim_start_matches('/')
        )
    }
}

/// Percent-encodes all that is no letter, digit or mark of an address.
pub(super) fn encode(out: &mut String, value: &str) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// `GET /`.
pub async fn home(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    let page = app.ask(move |ledger| page(ledger, asked)).await?;
    page.render().map(Html).map_err(|_| Failure::defect())
}

/// The questions that are asked for.
pub(crate) fn found(
    ledger: &Ledger,
    asked: &Asked,
    order: QuestionOrder,
    most: usize,
) -> Result<Vec<QuestionRow>, Failure> {
    fn given(field: &str) -> Option<&str> {
        Some(field.trim()).filter(|f| !f.is_empty())
    }
    // While a word is being typed, its beginning counts.
    let words = given(&asked.q).map(|q| {
        let open = asked.q.ends_with(|c: char| c.is_alphanumeric());
        format!("{q}{}", if open { "*" } else { "" })
    });
    let filter = QuestionFilter {
        measure: given(&asked.measure),
        place: given(&asked.place),
        actor: given(&asked.actor),
        words: words.as_deref(),
        since: given(&asked.since),
        contested: !asked.contested.is_empty(),
        answers: if asked.single.is_empty() { 2 } else { 1 },
    };
    Ok(ledger.find_questions(&filter, order, most)?)
}

fn page(ledger: &Ledger, asked: Asked) -> Result<Home, Failure> {
    let (from, limit) = (asked.from(), asked.limit());
    let mut found = found(ledger, &asked, asked.order(), from + limit + 1)?;
    let after = (found.len() > from + limit).then_some(from + limit);
    found.truncate(from + limit);
    let rows: Result<Vec<Row>, Failure> = found
        .into_iter()
        .skip(from)
        .map(|question| row(ledger, question))
        .collect();
    let rows = rows?;
    let counts = ledger.counts()?;
    let said = match rows.len() {
        0 => "No question".to_owned(),
        1 => "1 question".to_owned(),
        n => format!(
            "{n}{} questions",
            if after.is_some() { " and more" } else { "" }
        ),
    };
    Ok(Home {
        said,
        rows,
        empty: counts.reports == 0,
        reports: counts.reports,
        claims: counts.claims,
        before: (from > 0).then(|| from.saturating_sub(limit)),
        after,
        asked,
    })
}

fn row(ledger: &Ledger, question: QuestionRow) -> Result<Row, Failure> {
    let answers = ledger.answers_of(&question.name)?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in answers.iter().filter_map(party) {
        *counts.entry(name).or_default() += 1;
    }
    let mut parties: Vec<(&str, usize)> = counts.into_iter().collect();
    parties.sort_by_key(|(name, n)| (std::cmp::Reverse(*n), *name));
    let bounds: Vec<f64> = answers
        .iter()
        .flat_map(|a| [a.lower, a.upper])
        .flatten()
        .filter(|n| n.is_finite())
        .collect();
    let low = bounds.iter().copied().fold(f64::INFINITY, f64::min);
    let high = bounds.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let span = match (bounds.is_empty(), question.measure.is_some(), low == high) {
        (true, true, _) => "no number".to_owned(),
        (true, false, _) => "yes or no".to_owned(),
        (false, _, true) => rounded(low),
        (false, _, false) => format!("{} – {}", rounded(low), rounded(high)),
    };
    Ok(Row {
        strip: strip(&bounds, low, high),
        span,
        others: parties.len().saturating_sub(3),
        parties: parties
            .iter()
            .take(3)
            .map(|(name, _)| cut(name, 40))
            .collect(),
        question,
    })
}

/// A tick for each figure between the lowest and the highest; nothing for one figure alone.
fn strip(bounds: &[f64], low: f64, high: f64) -> String {
    if low >= high || bounds.is_empty() {
        return String::new();
    }
    // Far apart: by powers of ten, as in the chart.
    let log = low > 0.0 && high / low > 30.0;
    let at = |v: f64| {
        let part = if log {
            (v.ln() - low.ln()) / (high.ln() - low.ln())
        } else {
            (v - low) / (high - low)
        };
        (3.0 + part * 84.0).round() as i32
    };
    let mut places: Vec<i32> = bounds.iter().map(|v| at(*v)).collect();
    places.sort_unstable();
    places.dedup();
    let mut out = String::from(
        "<svg class=\"strip\" width=\"90\" height=\"12\" viewBox=\"0 0 90 12\" aria-hidden=\"true\" focusable=\"false\"><path class=\"axis\" d=\"M3 6H87\"/><path class=\"ticks\" d=\"",
    );
    for x in places {
        let _ = write!(out, "M{x} 2V10");
    }
    out.push_str("\"/></svg>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_what_was_asked() {
        let asked = Asked {
            q: "dam & “siren”".into(),
            sort: "newest".into(),
            from: "40".into(),
            ..Asked::default()
        };
        assert_eq!(
            asked.address(80),
            "/?q=dam%20%26%20%E2%80%9Csiren%E2%80%9D&sort=newest&from=80"
        );
        assert_eq!(Asked::default().address(0), "/");
    }

    #[test]
    fn a_strip_has_a_tick_for_each_figure() {
        assert_eq!(strip(&[4.0], 4.0, 4.0), "");
        let two = strip(&[1.0, 2.0, 2.0, 3.0], 1.0, 3.0);
        assert_eq!(two.matches("V10").count(), 3, "{two}");
        assert!(!strip(&[0.0, 1e9], 0.0, 1e9).contains("NaN"));
    }
}
