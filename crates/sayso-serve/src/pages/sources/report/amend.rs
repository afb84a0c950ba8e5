//! The form by which a person corrects a claim.

use super::decided::{Decided, value};
use crate::pages::sources::wording;
use sayso_ledger::contract::Words;
use sayso_ledger::{ClaimRow, SPAN_FIELDS};

/// Stances, in the order of the design.
pub const STANCES: &[&str] = &[
    "states",
    "claims",
    "confirms",
    "denies",
    "does_not_confirm",
    "declines_to_comment",
    "estimates",
    "warns",
    "accuses",
    "promises",
    "asks",
    "believes",
];
/// Kinds of claim.
pub const KINDS: &[&str] = &["statement", "belief", "intention", "wish", "order"];
/// Kinds of actor.
pub const ACTOR_KINDS: &[&str] = &[
    "person",
    "government",
    "military",
    "agency",
    "media",
    "organisation",
    "document",
    "unnamed",
];
/// Measures.
pub const MEASURES: &[&str] = &[
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

/// A field of spans: its name, where it is, and its words.
pub struct Spans {
    pub name: &'static str,
    pub at: String,
    pub words: String,
}

/// A field: what the form calls it, what a person reads, its value, and the values that it can have, if they are few.
pub struct Field {
    pub name: String,
    pub label: String,
    pub value: String,
    pub among: Vec<(String, String)>,
}

/// The form.
pub struct Form {
    pub claim: String,
    pub state: String,
    pub key: String,
    pub spans: Vec<Spans>,
    pub fields: Vec<Field>,
    pub figures: Vec<(String, Vec<Field>)>,
}

impl Form {
    /// For a claim as it stands.
    pub fn of(row: &ClaimRow, words: &Words<'_>, decided: &Decided, key: String) -> Self {
        let state = decided.state(row);
        let mut row = row.clone();
        // The numbers of figures stay those of the reading, so that decisions name the same ones.
        let figures = row.claim.figures.clone();
        decided.apply(&mut row);
        let claim = &row.claim;
        let span = |name: &&'static str| Spans {
            name,
            at: value(claim, name).unwrap_or_default(),
            words: words.join(match *name {
                "source" => &claim.source,
                "cue" => &claim.cue,
                _ => &claim.content,
            }),
        };
        let whole = claim.figures.len() == figures.len();
        let shown = if whole { &claim.figures } else { &figures };
        let of_figure = |n: usize| -> Vec<Field> {
            let mut with = claim.clone();
            with.figures.clone_from(shown);
            ["lower", "upper", "measure", "of", "place"]
                .iter()
                .map(|part| {
                    field(
                        &with,
                        &format!("figures.{n}.{part}"),
                        part,
                        if *part == "measure" { MEASURES } else { &[] },
                    )
                })
                .collect()
        };
        Form {
            claim: row.id.to_string(),
            state,
            key,
            spans: SPAN_FIELDS.iter().map(span).collect(),
            fields: vec![
                field(claim, "actor", "actor", &[]),
                field(claim, "actor_kind", "kind of actor", ACTOR_KINDS),
                field(claim, "affiliation", "affiliation", &[]),
                field(claim, "stance", "stance", STANCES),
                field(claim, "kind", "kind of claim", KINDS),
                field(claim, "origin", "origin", &[]),
                field(claim, "said", "said (day or time)", &[]),
            ],
            figures: (0..shown.len())
                .map(|n| {
                    (
                        shown
                            .get(n)
                            .map_or_else(String::new, |f| words.of(f.span).to_owned()),
                        of_figure(n),
                    )
                })
                .collect(),
        }
    }
}

fn field(claim: &sayso_claims::Claim, name: &str, label: &str, among: &[&str]) -> Field {
    let value = value(claim, name).unwrap_or_default();
    let mut among: Vec<(String, String)> = among
        .iter()
        .map(|w| ((*w).to_owned(), wording::plain(w)))
        .collect();
    if !among.is_empty() && !value.is_empty() && !among.iter().any(|(w, _)| *w == value) {
        among.push((value.clone(), wording::plain(&value)));
    }
    Field {
        name: name.to_owned(),
        label: label.to_owned(),
        value,
        among,
    }
}
