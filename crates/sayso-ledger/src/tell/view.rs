//! Which changes a subscription is told: a saved view.

use super::change::{Change, Party};
use crate::query::all_words_in;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A saved view: every condition that is given must hold. Of conflicts and revisions either will do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    /// Of this question, whatever it comes to be called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// Words of the name of someone who says it, before or now; an actor's id means all its names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Words of the question or of the claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Words of the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// Only conflicts.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub conflicts: bool,
    /// Only revisions.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub revisions: bool,
}

impl View {
    /// Whether a change is among those; `names` are the names of the actor, where it is given by its id, and `content` are the words of the claim.
    pub(super) fn has(&self, change: &Change, names: &BTreeSet<String>, content: &str) -> bool {
        let q = &change.question;
        let sort = match (self.conflicts, self.revisions) {
            (false, false) => true,
            (c, r) => c && change.is_conflict() || r && change.is_revision(),
        };
        sort && self.question.as_ref().is_none_or(|id| *id == q.id)
            && self
                .measure
                .as_ref()
                .is_none_or(|m| q.measure.as_ref() == Some(m))
            && self
                .place
                .as_ref()
                .is_none_or(|p| all_words_in(p, &[q.place.as_deref().unwrap_or("")]))
            && self.actor.as_ref().is_none_or(|actor| {
                let is = |name: &Option<String>| {
                    let name = name.as_deref().unwrap_or("");
                    names.contains(name) || all_words_in(actor, &[name])
                };
                let by = |p: &Party| is(&p.actor) || is(&p.origin);
                by(&change.now) || change.before.iter().any(by)
            })
            && self.words.as_ref().is_none_or(|words| {
                let actor = change.now.actor.as_deref().unwrap_or("");
                all_words_in(words, &[&q.text, &change.now.words, actor, content])
            })
    }

    /// The view in words.
    pub fn in_words(&self) -> String {
        let mut out: Vec<String> = Vec::new();
        out.push(
            match (self.conflicts, self.revisions) {
                (true, true) => "conflicts and revisions",
                (true, false) => "conflicts",
                (false, true) => "revisions",
                (false, false) => "changes",
            }
            .to_owned(),
        );
        let mut add = |before: &str, value: &Option<String>, after: &str| {
            if let Some(value) = value {
                out.push(format!("{before}{value}{after}"));
            }
        };
        add("of question ", &self.question, "");
        add("in what is counted as ", &self.measure, "");
        add("by ", &self.actor, "");
        add("with “", &self.words, "”");
        add("in ", &self.place, "");
        out.join(" ")
    }
}
