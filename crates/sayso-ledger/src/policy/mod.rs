//! What may leave a ledger, and in which words. Every way out goes through here: export, bundle, page, API.
//!
//! A [`Policy`] is made for one ceiling: the highest marking (TLP 2.0) that those may see to whom it goes. What is marked higher is refused, not left
//! out in silence. A report with a withheld source leaves [cut](Leaving): the names of the source and the words of its mentions are blacked out, letter
//! by letter so that all spans stay true; its bytes, its address and whatever says where it came from stay here; and it has another name, because the
//! hash of the whole text would let anyone try names until one fits. [`Policy::guard`] wraps the way out itself and fails when such a name is about
//! to pass.

mod cut;
mod guard;
mod leaving;
mod names;
mod shown;
mod tlp;

pub use guard::Guard;
pub use leaving::Leaving;
pub use names::Names;
pub use tlp::Tlp;

use crate::decision::{Action, claim_now};
use crate::keep::Failed;
use crate::update::named;
use crate::{Error, Ledger, ReportRow};
use sayso_claims::Claim;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What may leave, and in which words.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    ceiling: Tlp,
    /// Reports by their hashes, claims by their ids.
    marks: BTreeMap<String, Tlp>,
    /// Claims whose sources are withheld, and by whom.
    withheld: BTreeMap<String, String>,
    /// Texts, by their hashes, in which a source was withheld that is not read as a claim now.
    closed: BTreeSet<String>,
    /// What the withheld sources are called, anywhere.
    names: Names,
}

/// Something that may not leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What.
    pub what: String,
    /// Its marking; none where it is a withheld source that was about to pass.
    pub marking: Option<Tlp>,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.marking {
            Some(tlp) => write!(
                f,
                "{} is marked {tlp} and may not leave; --tlp {} lets it, to those who may see it",
                self.what,
                tlp.word()
            ),
            None => write!(
                f,
                "{}: a source that is withheld was about to leave; nothing was written",
                self.what
            ),
        }
    }
}

impl std::error::Error for Refused {}

impl Policy {
    /// The policy of this ledger for those who may see what is marked up to `ceiling`.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn of(ledger: &Ledger, ceiling: Tlp) -> Result<Self, Error> {
        let mut out = Policy {
            ceiling,
            ..Policy::default()
        };
        out.read(ledger).map_err(|e| named(&ledger.path, e))?;
        Ok(out)
    }

    /// Whether nothing is marked or withheld, so that all may leave as it is.
    pub fn is_open(&self) -> bool {
        self.marks.is_empty() && self.withheld.is_empty() && self.names.is_empty()
    }

    /// The marking of a report or claim by its name.
    pub fn mark(&self, name: &str) -> Option<Tlp> {
        self.marks.get(name).copied()
    }

    /// Whether a claim of a report may leave by its marking and by that of the report.
    ///
    /// # Errors
    /// It may not.
    pub fn may_go(&self, report: &ReportRow, claim: &str) -> Result<(), Refused> {
        let name = report.hash.to_string();
        let of_report = self.mark(&name).max(self.mark(&report.text.to_string()));
        let marking = of_report.max(self.mark(claim));
        match marking.filter(|m| *m > self.ceiling) {
            None => Ok(()),
            marking => Err(Refused {
                what: format!("claim {claim}"),
                marking,
            }),
        }
    }

    /// The highest marking of anything in the ledger.
    pub fn highest(&self) -> Option<Tlp> {
        self.marks.values().copied().max()
    }

    /// Whether no name of a withheld source has to be kept back.
    pub fn names_nobody(&self) -> bool {
        self.names.is_empty()
    }

    /// Words without the names of withheld sources.
    pub fn words(&self, words: &str) -> String {
        self.names.cut(words).0
    }

    /// A value of JSON without them; keys stay.
    pub fn value(&self, value: &mut serde_json::Value) {
        self.names.cut_value(value);
    }

    /// A way out that fails when the name of a withheld source is about to pass.
    pub fn guard<W: std::io::Write>(&self, out: W) -> Guard<W> {
        Guard::new(out, self.names.clone())
    }

    /// Whether the bytes of a whole document hold no name of a withheld source.
    ///
    /// # Errors
    /// They do.
    pub fn look(&self, what: &str, bytes: &[u8]) -> Result<(), Refused> {
        match self.names.is_in(&String::from_utf8_lossy(bytes)) {
            false => Ok(()),
            true => Err(Refused {
                what: what.to_owned(),
                marking: None,
            }),
        }
    }

    /// Whether raw bytes may leave: where a source is withheld, only those that can be looked through, and that do not name it.
    pub fn may_go_raw(&self, bytes: &[u8]) -> bool {
        self.names.is_empty()
            || std::str::from_utf8(bytes).is_ok_and(|words| {
                !words.starts_with("WARC/") && self.look("", words.as_bytes()).is_ok()
            })
    }

    fn read(&mut self, ledger: &Ledger) -> Result<(), Failed> {
        let db = &ledger.db;
        let mut withheld: Vec<(Option<String>, String, String, Vec<String>)> = Vec::new();
        let mut renamed: Vec<(String, String)> = Vec::new();
        {
            let mut statement =
                db.prepare("SELECT action FROM decision WHERE undone IS NULL ORDER BY id")?;
            for json in statement.query_map([], |r| r.get::<_, String>(0))? {
                match serde_json::from_str::<Action>(&json?) {
                    Ok(Action::MarkReport { report, tlp }) => {
                        self.marks.insert(report, tlp);
                    }
                    Ok(Action::MarkClaim { of, tlp }) => {
                        // One that is not found any more still marks the text that it was about.
                        let name = claim_now(db, &of)?.unwrap_or_else(|| of.text.clone());
                        self.marks.insert(name, tlp);
                    }
                    Ok(Action::Withhold { of, by, names }) => {
                        withheld.push((claim_now(db, &of)?, of.text, by, names));
                    }
                    Ok(Action::MergeActors { from, into }) => renamed.push((from, into)),
                    _ => {}
                }
            }
        }
        let mut actors: BTreeMap<String, String> = BTreeMap::new();
        for (claim, text, by, names) in withheld {
            self.names.add_all(&names);
            match claim {
                Some(claim) => {
                    self.withheld.insert(claim, by.clone());
                }
                None => {
                    self.closed.insert(text);
                }
            }
            // "Officials" of one report are not those of another.
            if let Some(actor) = names.first().filter(|a| a.chars().any(char::is_uppercase)) {
                actors.insert(actor.clone(), by);
            }
        }
        // Names that a person said mean one actor are all its names.
        loop {
            let before = actors.len();
            for (from, into) in &renamed {
                for (a, b) in [(from, into), (into, from)] {
                    if let Some(by) = actors.get(a).cloned() {
                        actors.entry(b.clone()).or_insert(by);
                    }
                }
            }
            if actors.len() == before {
                break;
            }
        }
        for (actor, by) in actors {
            self.names.add_all(std::slice::from_ref(&actor));
            let mut statement =
                db.prepare_cached("SELECT json, source FROM claim WHERE actor = ?")?;
            let rows = statement.query_map([&actor], |r| {
                Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?))
            })?;
            for row in rows {
                let (json, source) = row?;
                let claim: Claim = serde_json::from_str(&json)?;
                self.withheld.entry(claim.id).or_insert_with(|| by.clone());
                // Another report may call the source otherwise: by initials, by an office.
                for name in source.split(" … ") {
                    self.names.add_whole(name);
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
