//! Whether a ledger is sound, and if not, what is wrong and where; what is kept out of a damaged one; whether a rebuilt one is equal.
//!
//! [`Ledger::check`] looks at everything in the file. [`salvage`] copies what is kept, and only that, into a new file, row by row around pages that
//! cannot be read; whoever has a model then reads what is [unread](Ledger::unread) again and [fills](Ledger::fill) it in. [`compare`] holds the
//! tables of two files against each other.

mod across;
mod again;
mod compare;
mod file;
mod report;
mod rows;
mod salvage;

pub use again::KeptReport;
pub use compare::{TableCompared, compare};
pub use salvage::{Lost, Salvaged, salvage};

use crate::Ledger;
use serde::Serialize;

/// The tables that are kept, each after those that it refers to. All others are derived.
pub const KEPT: &[&str] = &[
    "run",
    "raw",
    "report",
    "rejected",
    "bundle",
    "received",
    "decision",
    "follow",
    "follow_move",
    "follow_news",
    "follow_gap",
    "follow_item",
    "follow_read",
    "follow_host",
    "follow_robots",
    "subscription",
    "question_seen",
    "question_touched",
    "delivery",
    "change",
    "fetched",
];

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What sort of thing is wrong.
    pub kind: FindingKind,
    /// Where: a table, a report, a claim, a decision.
    pub place: String,
    /// What is wrong with it, in plain words.
    pub words: String,
    /// Whether it can be mended out of what is kept.
    pub can_be_mended: bool,
}

/// What sort of thing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Pages of the file do not hold together, or cannot be read.
    Page,
    /// A row refers to one that is not there.
    Reference,
    /// Raw bytes are not those that their hash names.
    Raw,
    /// A report's metadata are missing or cannot be read.
    Report,
    /// A text is not the one that its hash names.
    Text,
    /// A reading cannot be read, or points outside of its text.
    Reading,
    /// A claim cannot be read, points outside of its text, or does not say what its text says there.
    Claim,
    /// A decision cannot be read.
    Decision,
    /// What is derived across reports does not fit what it is derived from.
    Across,
    /// Bytes that were fetched and kept beside the ledger are gone, or are not what they were.
    Evidence,
    /// A full-text index does not fit its table.
    Index,
    /// No damage, but worth knowing: a decision that no longer applies, reports that wait to be placed.
    Note,
}

impl FindingKind {
    /// Whether something is damaged.
    pub fn is_damage(self) -> bool {
        self != FindingKind::Note
    }
}

/// How much was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Reports.
    pub reports: u64,
    /// Claims.
    pub claims: u64,
    /// Decisions.
    pub decisions: u64,
    /// Findings that are damage.
    pub damaged: u64,
    /// Findings that are not.
    pub notes: u64,
}

/// Hands findings on and counts them.
pub(crate) struct Findings<'f> {
    hand: &'f mut dyn FnMut(Finding),
    checked: Checked,
}

impl Findings<'_> {
    fn add(
        &mut self,
        kind: FindingKind,
        place: impl Into<String>,
        words: impl Into<String>,
        mend: bool,
    ) {
        match kind.is_damage() {
            true => self.checked.damaged += 1,
            false => self.checked.notes += 1,
        }
        (self.hand)(Finding {
            kind,
            place: place.into(),
            words: words.into(),
            can_be_mended: mend,
        });
    }

    /// A question to the file that it could not answer.
    fn unanswered(&mut self, table: &str, error: &rusqlite::Error) {
        let words = format!("it cannot be read ({error})");
        let mend = !KEPT.contains(&table);
        self.add(FindingKind::Page, format!("table {table}"), words, mend);
    }
}

impl Ledger {
    /// Looks at everything in the ledger and hands each thing that is not as it should be to `found`. Memory does not grow with the ledger.
    pub fn check(&self, found: &mut dyn FnMut(Finding)) -> Checked {
        let mut found = Findings {
            hand: found,
            checked: Checked::default(),
        };
        file::check(&self.db, &mut found);
        report::check(&self.db, &mut found);
        across::check(&self.db, &mut found);
        found.checked
    }
}

#[cfg(test)]
mod tests;
