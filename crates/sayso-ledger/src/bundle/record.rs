//! A report in a bundle: what is known of it, its text, what was read in it.

use crate::contract::{Words, to_json};
use crate::keep::Failed;
use crate::policy::{Leaving, Tlp};
use crate::{ClaimId, Hash};
use rusqlite::{Connection, params};
use sayso_claims::{Claim, Figure, Time};
use sayso_language::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A report in a bundle. Spans count Unicode code points of `text`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Record {
    pub report: String,
    pub size: u64,
    pub given_id: Option<String>,
    pub kind: String,
    pub input: String,
    pub place: String,
    pub title: Option<String>,
    pub byline: Option<String>,
    pub outlet: Option<String>,
    pub language: Option<String>,
    pub url: Option<String>,
    pub published: Option<String>,
    pub known: BTreeMap<String, String>,
    pub first_read: String,
    pub charset: Option<String>,
    pub around: Option<String>,
    pub version: String,
    pub text: String,
    pub boilerplate: Vec<Span>,
    pub sentences: Vec<Span>,
    pub claims: Vec<Claim>,
    pub figures: Vec<Figure>,
    pub times: Vec<Time>,
    pub marking: Option<Tlp>,
    pub marks: BTreeMap<String, Tlp>,
    pub withheld: BTreeMap<String, String>,
    /// Whether names were cut: then `report` is no hash of bytes.
    pub is_cut: bool,
}

impl Record {
    /// A report on its way out.
    pub fn of(leaving: &Leaving) -> Self {
        let (r, g) = (leaving.report.clone(), leaving.reading.clone());
        Record {
            report: r.hash.to_string(),
            size: r.size,
            given_id: r.given_id,
            kind: r.kind,
            input: r.input,
            place: r.place,
            title: r.title,
            byline: r.byline,
            outlet: r.outlet,
            language: r.language,
            url: r.url,
            published: r.published,
            known: r.known,
            first_read: r.first_read,
            charset: None,
            around: None,
            version: r.version,
            text: g.text,
            boilerplate: g.boilerplate,
            sentences: g.sentences,
            claims: g.claims.into_iter().map(|c| c.claim).collect(),
            figures: g.figures,
            times: g.times,
            marking: leaving.marking,
            marks: leaving.marks.clone(),
            withheld: leaving.withheld.clone(),
            is_cut: leaving.is_cut,
        }
    }

    /// What is wrong with a record that someone else wrote, if anything is.
    pub fn wrong(&self) -> Option<String> {
        let length = self.text.chars().count();
        let text = Hash::of(self.text.as_bytes());
        let mut spans: Vec<Span> = self
            .boilerplate
            .iter()
            .chain(&self.sentences)
            .copied()
            .collect();
        spans.extend(self.figures.iter().map(|f| f.span));
        spans.extend(self.times.iter().map(|t| t.span));
        for claim in &self.claims {
            spans.extend(claim.source.iter().chain(&claim.cue).chain(&claim.content));
            spans.extend(claim.figures.iter().map(|f| f.span));
            spans.extend(claim.times.iter().map(|t| t.span));
            spans.extend(claim.evidence.iter().map(|e| e.span));
            let id = ClaimId::of(&text, &claim.source, &claim.cue, &claim.content);
            if claim.id != id.to_string() {
                return Some(format!(
                    "claim {} is not called what its text and place make it be called",
                    claim.id
                ));
            }
        }
        if let Some(bad) = spans.iter().find(|s| s.start > s.end || s.end > length) {
            return Some(format!(
                "it points at {}–{} of a text of {length} characters",
                bad.start, bad.end
            ));
        }
        (crate::id::blobs_with(&self.report, 32).is_none() || self.report.len() != 64)
            .then(|| "its name is no hash".to_owned())
    }

    /// Puts what was read in it into the derived tables, as the bundle says it.
    pub fn derive(&self, db: &Connection, report: i64) -> Result<(), Failed> {
        let name = Hash::of(self.text.as_bytes());
        let text = crate::keep::text_row(db, &name, &self.text)?;
        db.prepare_cached("INSERT INTO reading (report, text, version, boilerplate, sentences, figures, times) VALUES (?, ?, ?, ?, ?, ?, ?)")?
            .execute(params![
                report, text, self.version, to_json(&self.boilerplate)?, to_json(&self.sentences)?, to_json(&self.figures)?, to_json(&self.times)?
            ])?;
        let words = Words::new(&self.text);
        for (position, claim) in self.claims.iter().enumerate() {
            let id = ClaimId::of(&name, &claim.source, &claim.cue, &claim.content);
            db.prepare_cached(
                "INSERT INTO claim (name, report, position, actor, source, content, stance, kind, said, confidence, json)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                &id.0[..], report, position as i64, claim.actor, words.join(&claim.source), words.join(&claim.content), claim.stance, claim.kind,
                claim.said, f64::from(claim.confidence), to_json(claim)?
            ])?;
        }
        Ok(())
    }
}
