//! Two actors side by side: their answers to the questions that both answer, and what one says of the other.

use super::home::encode;
use super::question::{Figures, cut, party};
use super::when::When;
use crate::app::{App, Failure};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use sayso_claims::Convention;
use sayso_ledger::{AnswerRow, Ledger, QuestionFilter, QuestionOrder, QuestionWhole};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Shared questions of a page; claims of one about the other; suggested pairs.
const QUESTIONS: usize = 15;
const CLAIMS: usize = 10;
const PAIRS: usize = 6;

/// The part of the address after the `?`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    a: String,
    b: String,
    from: String,
}

/// One of the two.
struct Side {
    /// The name in the field.
    asked: String,
    /// The names that it means.
    names: Vec<String>,
    /// Other names with these words.
    others: Vec<String>,
}

/// What one says to a question.
struct Said {
    figure: String,
    words: String,
    day: Option<String>,
    href: String,
    reports: usize,
    latest: bool,
}

struct Shared {
    id: String,
    text: String,
    a: Vec<Said>,
    b: Vec<Said>,
    /// How they stand, with the reason.
    stand: Vec<(String, String)>,
}

struct About {
    words: String,
    href: String,
    published: Option<String>,
    outlet: String,
}

#[derive(Template)]
#[template(path = "compare.html")]
struct Page {
    a: Side,
    b: Side,
    both: bool,
    shared: Vec<Shared>,
    /// Claims of the first about the second, and the other way round.
    about: [Vec<About>; 2],
    pairs: Vec<(String, String, String)>,
    before: Option<String>,
    after: Option<String>,
}

impl Page {
    fn both_sides(&self) -> Vec<&Side> {
        vec![&self.a, &self.b]
    }

    fn answers<'s>(&'s self, of: &'s Shared) -> Vec<(&'s [Said], &'s str)> {
        vec![(&of.a, &self.a.asked), (&of.b, &self.b.asked)]
    }

    fn abouts(&self) -> Vec<(&[About], &str, &str)> {
        let (a, b) = (&self.a.asked, &self.b.asked);
        let [of_a, of_b] = &self.about;
        vec![(of_a, a, b), (of_b, b, a)]
    }
}

/// `GET /compare`.
pub async fn compare(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    let page = app.ask(move |ledger| page(ledger, &asked)).await?;
    page.render().map(Html).map_err(|_| Failure::defect())
}

fn address(a: &str, b: &str, from: usize) -> String {
    let mut out = String::from("/compare?a=");
    encode(&mut out, a);
    out.push_str("&b=");
    encode(&mut out, b);
    if from > 0 {
        out.push_str(&format!("&from={from}"));
    }
    out
}

fn side(ledger: &Ledger, asked: &str) -> Result<Side, Failure> {
    let words = asked.trim();
    let mut names = if words.is_empty() {
        Vec::new()
    } else {
        ledger.actor_names(words, 6)?
    };
    let id = words.len() == 16 && words.bytes().all(|b| b.is_ascii_hexdigit());
    if names.is_empty() && id {
        let found = ledger.find_actor_briefs(words)?;
        let one = found.into_iter().next();
        let names: Vec<String> = one
            .map(|actor| actor.names.into_iter().map(|n| n.words).collect())
            .unwrap_or_default();
        return Ok(Side {
            asked: names.first().cloned().unwrap_or_else(|| words.to_owned()),
            names,
            others: Vec::new(),
        });
    }
    let others = names.split_off(names.len().min(1));
    Ok(Side {
        asked: names.first().cloned().unwrap_or_else(|| words.to_owned()),
        names,
        others,
    })
}

fn page(ledger: &Ledger, asked: &Asked) -> Result<Page, Failure> {
    let (a, b) = (side(ledger, &asked.a)?, side(ledger, &asked.b)?);
    let both = !a.names.is_empty() && !b.names.is_empty();
    let from = asked.from.parse().map_or(0, |n: usize| n.min(10_000));
    let mut out = Page {
        both,
        shared: Vec::new(),
        about: [Vec::new(), Vec::new()],
        pairs: Vec::new(),
        before: (both && from > 0)
            .then(|| address(&a.asked, &b.asked, from.saturating_sub(QUESTIONS))),
        after: None,
        a,
        b,
    };
    if !both {
        out.pairs = pairs(ledger)?;
        return Ok(out);
    }
    let (a, b) = (&out.a.names, &out.b.names);
    let mut found = ledger.shared_questions(a, b, from, QUESTIONS + 1)?;
    if found.len() > QUESTIONS {
        out.after = Some(address(&out.a.asked, &out.b.asked, from + QUESTIONS));
    }
    found.truncate(QUESTIONS);
    for row in found {
        let whole = ledger.question(&row.name)?;
        out.shared.push(shared(ledger, &whole, a, b)?);
    }
    // A question that an actor answers under an amended name has nothing of it under this one.
    out.shared.retain(|s| !s.a.is_empty() && !s.b.is_empty());
    out.about = [about(ledger, a, b)?, about(ledger, b, a)?];
    Ok(out)
}

fn shared(
    ledger: &Ledger,
    whole: &QuestionWhole,
    a: &[String],
    b: &[String],
) -> Result<Shared, Failure> {
    let own = |names: &[String]| -> Vec<usize> {
        let by = |answer: &AnswerRow| party(answer).is_some_and(|p| names.iter().any(|n| n == p));
        (0..whole.answers.len())
            .filter(|n| whole.answers.get(*n).is_some_and(by))
            .collect()
    };
    let (of_a, of_b) = (own(a), own(b));
    let figures = {
        let both = of_a.iter().chain(&of_b);
        let answers: Vec<AnswerRow> = both
            .filter_map(|n| whole.answers.get(*n).cloned())
            .collect();
        Figures::of(ledger, &answers)?
    };
    let mut stand: BTreeSet<(String, String)> = BTreeSet::new();
    for (i, j, kind, why) in &whole.relations {
        let across = of_a.contains(i) && of_b.contains(j) || of_a.contains(j) && of_b.contains(i);
        if across && kind != "unlike" {
            stand.insert((kind.clone(), why.clone()));
        }
    }
    let mut stand: Vec<(String, String)> = stand.into_iter().collect();
    stand.sort_by_key(|(kind, _)| kind != "conflict");
    stand.truncate(4);
    Ok(Shared {
        id: whole.id.clone(),
        text: whole.text.clone(),
        a: said(whole, &of_a, &figures),
        b: said(whole, &of_b, &figures),
        stand,
    })
}

/// The answers of one side, copies folded, oldest first.
fn said(whole: &QuestionWhole, own: &[usize], figures: &Figures) -> Vec<Said> {
    type Key = (Option<u64>, Option<u64>, Option<String>);
    let mut out: Vec<(Key, Said, BTreeSet<&str>)> = Vec::new();
    for n in own {
        let Some(answer) = whole.answers.get(*n) else {
            continue;
        };
        let bits = |bound: Option<f64>| bound.map(f64::to_bits);
        let key = (
            bits(answer.lower),
            bits(answer.upper),
            answer.position.clone(),
        );
        let latest = whole.standing.get(*n).is_some_and(|s| s.latest);
        if let Some((_, said, reports)) = out.iter_mut().find(|(k, ..)| *k == key) {
            reports.insert(&answer.report);
            said.latest |= latest;
            continue;
        }
        let figure = match &answer.position {
            Some(position) => position.replace('_', " "),
            None => figures
                .seen(answer, Convention::Plain)
                .map(|s| s.text())
                .unwrap_or_default(),
        };
        let report = answer.report.get(..16).unwrap_or(&answer.report);
        let said = Said {
            figure,
            words: cut(&answer.words, 120),
            day: answer.as_of.clone(),
            href: format!("/report/{report}?claim={0}#claim-{0}", answer.claim),
            reports: 0,
            latest,
        };
        out.push((key, said, BTreeSet::from([answer.report.as_str()])));
    }
    out.sort_by(|a, b| a.1.day.cmp(&b.1.day));
    out.into_iter()
        .map(|(_, mut said, reports)| {
            said.reports = reports.len();
            said
        })
        .collect()
}

fn about(ledger: &Ledger, of: &[String], about: &[String]) -> Result<Vec<About>, Failure> {
    let mut out = Vec::new();
    for key in ledger.claims_about(of, about, CLAIMS)? {
        let row = ledger.claim(key)?;
        let report = ledger.report(row.report)?;
        let hash: String = report.hash.to_string().chars().take(16).collect();
        out.push(About {
            words: cut(&row.content_words, 220),
            href: format!("/report/{hash}?claim={0}#claim-{0}", row.id),
            published: report.published,
            outlet: report
                .outlet
                .unwrap_or_else(|| "outlet not known".to_owned()),
        });
    }
    Ok(out)
}

/// Actors that contradict each other, out of the most contested questions.
fn pairs(ledger: &Ledger) -> Result<Vec<(String, String, String)>, Failure> {
    let filter = QuestionFilter {
        contested: true,
        ..QuestionFilter::default()
    };
    let mut out: Vec<(String, String, String)> = Vec::new();
    for row in ledger.find_questions(&filter, QuestionOrder::Conflict, 2 * PAIRS)? {
        let whole = ledger.question(&row.name)?;
        let named = |n: &usize| whole.answers.get(*n).and_then(party).map(str::to_owned);
        for (i, j, kind, _) in &whole.relations {
            let (Some(a), Some(b)) = (named(i), named(j)) else {
                continue;
            };
            let known =
                |p: &(String, String, String)| (p.0 == a && p.1 == b) || (p.0 == b && p.1 == a);
            if kind == "conflict" && a != b && !out.iter().any(known) {
                let to = address(&a, &b, 0);
                out.push((a, b, to));
                break;
            }
        }
        if out.len() == PAIRS {
            break;
        }
    }
    Ok(out)
}
