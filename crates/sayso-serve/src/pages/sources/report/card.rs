//! A claim in the margin.

use super::chain;
use super::decided::{Decided, Note};
use crate::app::Failure;
use crate::pages::evidence::Shown;
use crate::pages::sources::wording;
use crate::pages::when::Escaped;
use sayso_claims::Claim;
use sayso_ledger::contract::Words;
use sayso_ledger::{ClaimRow, Ledger};

/// What a card shows.
pub struct Card {
    /// The claim's name.
    pub id: String,
    /// Its number in the report, from 1, which the marks in the text have too.
    pub n: usize,
    /// Who, by name or as written.
    pub who: String,
    /// Kind and affiliation of the actor.
    pub about: String,
    /// Whether the actor is known.
    pub resolved: bool,
    pub stance: String,
    /// The kind of claim, where it is no statement.
    pub kind: String,
    pub hedges: String,
    /// Bounds of each figure, what it counts, and its words.
    pub figures: Vec<(String, String, String)>,
    /// What each time can mean, and its words; `said` for one of the saying.
    pub times: Vec<(String, String, bool)>,
    pub said: Option<String>,
    pub evidence: Vec<Shown>,
    /// The claim that it is nested in.
    pub parent: Option<String>,
    /// The diagram of relays.
    pub chain: Option<String>,
    pub questions: Vec<(String, String)>,
    pub notes: Vec<Note>,
    pub rejected: bool,
    pub confidence: u32,
    pub uncertain: bool,
    /// Field and what gave it.
    pub why: Vec<(String, String)>,
    /// The fragment that finds its words in any copy of the page.
    pub fragment: String,
    /// Where its first word is, in code points.
    pub start: usize,
}

impl Card {
    /// Of a claim, which it changes to what was decided.
    pub fn of(
        ledger: &Ledger,
        row: &mut ClaimRow,
        n: usize,
        start: usize,
        words: &Words<'_>,
        outlet: Option<&str>,
        decided: &Decided,
    ) -> Result<Self, Failure> {
        let notes = decided.apply(row);
        let claim = &row.claim;
        let id = row.id.to_string();
        let source = words.join(&claim.source);
        let who = claim
            .actor
            .clone()
            .unwrap_or_else(|| match source.is_empty() {
                true => "source not named".to_owned(),
                false => source.clone(),
            });
        let kind = claim.actor_kind.as_deref().map(wording::kind);
        let mut about = vec![kind.map(str::to_owned), claim.affiliation.clone()];
        if !source.is_empty() && source != who {
            about.push(Some(format!("“{source}”")));
        }
        let about: Vec<String> = about.into_iter().flatten().filter(|a| *a != who).collect();
        Ok(Card {
            n: n + 1,
            who,
            about: about.join(" · "),
            resolved: claim.actor.is_some(),
            stance: wording::plain(&claim.stance),
            kind: Some(claim.kind.clone())
                .filter(|k| k != "statement")
                .unwrap_or_default(),
            hedges: claim.hedges.join(", "),
            figures: claim
                .figures
                .iter()
                .map(|f| {
                    (
                        wording::bounds(f),
                        wording::counted(f),
                        words.of(f.span).to_owned(),
                    )
                })
                .collect(),
            times: claim
                .times
                .iter()
                .map(|t| {
                    let said = t.role.as_deref() == Some("said");
                    (wording::meant(t), words.of(t.span).to_owned(), said)
                })
                .collect(),
            said: claim.said.clone(),
            evidence: Shown::of(ledger, claim, words)?,
            parent: claim.parent.clone(),
            chain: chain::drawn(outlet, claim),
            questions: ledger.questions_of(&row.id)?,
            rejected: decided.rejected(&id),
            notes,
            confidence: (claim.confidence * 100.0).round() as u32,
            uncertain: claim.confidence < sayso_ledger::UNCERTAIN,
            why: why(claim),
            fragment: fragment(claim, words),
            start,
            id,
        })
    }

    /// Bounds and words of its figures for a reader of the screen.
    pub fn safe_chain(&self) -> &str {
        self.chain.as_deref().unwrap_or_default()
    }
}

fn why(claim: &Claim) -> Vec<(String, String)> {
    let named = |(field, rule): &(String, String)| (wording::plain(field), rule.clone());
    let mut out: Vec<(String, String)> = claim.why.iter().map(named).collect();
    for field in ["content", "cue", "source"] {
        if !out.iter().any(|(name, _)| name == field) {
            out.insert(0, (field.to_owned(), "the trained model".to_owned()));
        }
    }
    let figures = claim.figures.iter().filter_map(|f| f.rule.clone());
    out.extend(figures.map(|rule| ("figure".to_owned(), rule)));
    let times = claim.times.iter().filter_map(|t| t.rule.clone());
    out.extend(times.map(|rule| ("time".to_owned(), rule)));
    out
}

/// `claim-…:~:text=first words,last words`: to the marks, and to the words themselves.
fn fragment(claim: &Claim, words: &Words<'_>) -> String {
    let span = claim
        .content
        .iter()
        .chain(&claim.cue)
        .max_by_key(|s| s.end - s.start);
    let text = span.map_or("", |s| words.of(*s)).trim();
    // A text fragment does not cross blocks.
    let line = text.lines().next().unwrap_or_default().trim();
    let parts: Vec<&str> = line.split_whitespace().collect();
    let found = if parts.len() <= 10 {
        wording::encoded(line)
    } else {
        let first = parts.get(..5).unwrap_or_default().join(" ");
        let last = parts.get(parts.len() - 5..).unwrap_or_default().join(" ");
        format!("{},{}", wording::encoded(&first), wording::encoded(&last))
    };
    let id = Escaped(&claim.id).to_string();
    if found.is_empty() {
        format!("claim-{id}")
    } else {
        format!("claim-{id}:~:text={found}")
    }
}
