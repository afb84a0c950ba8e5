//! A change as it leaves: what the policy of the ledger lets out of it, for those who may see what is marked so far and no higher.

use crate::Said;
use crate::options::under;
use crate::time::iso;
use sayso_ledger::policy::{Leaving, Policy, Tlp};
use sayso_ledger::tell::{Change, Kind, Out, Party};
use sayso_ledger::{Error, Ledger};
use serde::Serialize;
use std::collections::HashMap;
use std::rc::Rc;

/// The question that a change is of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ToldQuestion {
    /// What it is called; none where that would let one try names of a withheld source.
    pub id: Option<String>,
    /// In words.
    pub text: String,
    /// The measure.
    pub measure: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Its page.
    pub page: Option<String>,
}

/// A change as it leaves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told {
    /// What it is called: the same however often it is sent.
    pub id: String,
    /// When it was found, ISO 8601.
    pub at: String,
    /// `answer`, `revision`, `conflict`, `lines`, `amended`, `rejected`, `gone`; `marked` where it is marked higher than may be shown.
    pub kind: &'static str,
    /// The marking of what is shown, or of what is not.
    pub marking: Option<String>,
    /// In a sentence.
    pub sentence: String,
    /// The question.
    pub question: Option<ToldQuestion>,
    /// Who now says what; who said what is rejected, or not there any more.
    pub now: Option<Said>,
    /// What the same actor or line said before; of what was amended, as it was read before.
    pub before: Option<Said>,
    /// Who is in conflict with it, and was not before.
    pub against: Vec<Said>,
    /// How many more are.
    pub against_more: usize,
    /// Whose place it takes.
    pub revises: Vec<Said>,
    /// Independent lines of the question before; none where it is new.
    pub lines_before: Option<usize>,
    /// Independent lines now.
    pub lines: usize,
    /// Reports now.
    pub reports: usize,
    /// Who rejected it.
    pub rejected_by: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// Puts changes into words as they may leave one ledger at one time.
pub struct Leaves<'l> {
    ledger: &'l Ledger,
    base: String,
    /// Says what may go.
    policy: Policy,
    /// Says in which words, also where another claim of the report may not go.
    words: Policy,
    reports: HashMap<String, Option<Rc<Leaving>>>,
}

/// A party that may not be shown, and its marking.
struct Marked(Option<Tlp>);

impl<'l> Leaves<'l> {
    /// For those who may see what is marked up to `ceiling`; links lead under `base`.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn new(ledger: &'l Ledger, ceiling: Tlp, base: &str) -> Result<Self, Error> {
        Ok(Leaves {
            ledger,
            base: base.to_owned(),
            policy: Policy::of(ledger, ceiling)?,
            words: Policy::of(ledger, Tlp::Red)?,
            reports: HashMap::new(),
        })
    }

    /// The policy of what leaves.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// A change as it leaves.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn told(&mut self, out: &Out) -> Result<Told, Error> {
        self.told_of(&out.name, iso(out.at), &out.change)
    }

    /// The same for a change that nobody was told of yet.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn told_of(&mut self, id: &str, at: String, change: &Change) -> Result<Told, Error> {
        let mut told = Told {
            id: id.to_owned(),
            at,
            kind: change.kind.word(),
            marking: None,
            sentence: String::new(),
            question: None,
            now: None,
            before: None,
            against: Vec::new(),
            against_more: change.against_more,
            revises: Vec::new(),
            lines_before: change.lines_before,
            lines: change.lines,
            reports: change.reports,
            rejected_by: None,
            reason: None,
        };
        let mut highest: Option<Tlp> = None;
        let now = match self.said(&change.now, &mut highest)? {
            Ok(said) => said,
            Err(Marked(marking)) => {
                let marking = marking.map(|m| m.to_string()).unwrap_or_default();
                told.kind = "marked";
                told.sentence = format!("A change is not shown: it is marked {marking}");
                told.marking = Some(marking);
                (told.lines, told.reports) = (0, 0);
                (told.lines_before, told.against_more) = (None, 0);
                return Ok(told);
            }
        };
        let hides_name = self
            .report(&change.question.oldest)?
            .is_some_and(|r| r.is_cut);
        let id = (!hides_name).then(|| change.question.id.clone());
        told.question = Some(ToldQuestion {
            page: id
                .as_ref()
                .map(|id| under(&self.base, &format!("/question/{id}"))),
            id,
            text: self.words.words(&change.question.text),
            measure: change.question.measure.clone(),
            place: change.question.place.as_ref().map(|p| self.words.words(p)),
        });
        if let Some(before) = &change.before {
            told.before = self.said(before, &mut highest)?.ok();
        }
        for party in &change.against {
            match self.said(party, &mut highest)? {
                Ok(said) => told.against.push(said),
                Err(_) => told.against_more += 1,
            }
        }
        for party in &change.revises {
            told.revises.extend(self.said(party, &mut highest)?.ok());
        }
        if let Some(by) = &change.by {
            told.rejected_by = Some(self.words.words(&by.author));
            told.reason = Some(self.words.words(&by.reason));
        }
        told.marking = highest.map(|m| m.to_string());
        told.sentence = sentence(change.kind, &told, &now);
        told.now = Some(now);
        Ok(told)
    }

    /// The report of this hash as it leaves.
    fn report(&mut self, hash: &str) -> Result<Option<Rc<Leaving>>, Error> {
        if let Some(known) = self.reports.get(hash) {
            return Ok(known.clone());
        }
        let found = match self.ledger.report_of(hash) {
            Ok(key) => self.words.report(self.ledger, key)?.ok().map(Rc::new),
            Err(_) => None,
        };
        self.reports.insert(hash.to_owned(), found.clone());
        Ok(found)
    }

    fn said(
        &mut self,
        party: &Party,
        highest: &mut Option<Tlp>,
    ) -> Result<Result<Said, Marked>, Error> {
        let own = match self.ledger.report_of(&party.report) {
            Ok(key) => Some(self.ledger.report(key)?),
            Err(_) => None,
        };
        if let Some(own) = &own
            && let Err(refused) = self.policy.may_go(own, &party.claim)
        {
            return Ok(Err(Marked(refused.marking)));
        }
        if let Some(own) = &own {
            let text = self.policy.mark(&own.text.to_string());
            let of_report = self.policy.mark(&party.report).max(text);
            *highest = (*highest)
                .max(of_report)
                .max(self.policy.mark(&party.claim));
        }
        let leaving = self.report(&party.report)?;
        let words = |words: &String| self.words.words(words);
        let mut said = Said {
            who: party.actor.as_ref().map(words),
            words: words(&party.words),
            lower: party.lower,
            upper: party.upper,
            position: party.position.clone(),
            lines: party.lines,
            as_of: party.as_of.clone(),
            ..Said::default()
        };
        let Some(leaving) = leaving else {
            return Ok(Ok(said));
        };
        let report = &leaving.report;
        said.outlet = report.outlet.clone();
        said.title = report.title.clone();
        said.published = report.published.clone();
        said.url = report.url.clone();
        let name = leaving.ids.get(&party.claim);
        let row = leaving
            .reading
            .claims
            .iter()
            .find(|c| name.is_some_and(|n| c.id.to_string() == *n));
        let is_cut = leaving.is_cut;
        match row {
            Some(row) => {
                said.source = Some(row.source_words.clone());
                said.content = Some(row.content_words.clone());
                said.stance = Some(row.claim.stance.clone()).filter(|s| !s.is_empty());
                if name.is_some_and(|n| leaving.withheld.contains_key(n)) {
                    said.who = row.claim.actor.clone();
                }
            }
            // Who spoke there is not read any more: of a report with something to hide, it is not told.
            None if is_cut => said.who = None,
            None => {}
        }
        if !is_cut {
            let short = party.report.get(..16).unwrap_or(&party.report);
            said.claim = Some(party.claim.clone());
            said.page = Some(under(
                &self.base,
                &format!("/report/{short}?claim={0}#claim-{0}", party.claim),
            ));
        }
        Ok(Ok(said))
    }
}

fn lines(n: usize) -> String {
    format!("{n} line{}", if n == 1 { "" } else { "s" })
}

/// The change in one sentence.
fn sentence(kind: Kind, told: &Told, now: &Said) -> String {
    let who = now.name();
    let mut out = match kind {
        Kind::Answer | Kind::Revision | Kind::Conflict => {
            let mut out = format!("{who}: {}", now.figure());
            match &told.before {
                Some(before) if before.name() == who => {
                    out.push_str(&format!(", before {}", before.dated()));
                }
                Some(before) => {
                    out.push_str(&format!(", after {}: {}", before.name(), before.dated()));
                }
                // Whose place it takes, where the same actor said nothing before.
                None => {
                    if let Some(last) = told.revises.last() {
                        out.push_str(&format!(", after {}: {}", last.name(), last.dated()));
                    }
                }
            }
            out
        }
        Kind::Lines => format!(
            "More lines on it than before; the newest, {who}: {}",
            now.figure()
        ),
        Kind::Amended => {
            let before = told.before.as_ref();
            let was = before.map(|b| match b.name() == who {
                true => b.figure(),
                false => format!("{}: {}", b.name(), b.figure()),
            });
            format!(
                "{who}: {}, read before as {}",
                now.figure(),
                was.unwrap_or_else(|| "something else".to_owned())
            )
        }
        Kind::Rejected => format!(
            "Rejected by {}: {who}, {}",
            told.rejected_by.as_deref().unwrap_or("an analyst"),
            now.dated()
        ),
        Kind::Gone => format!("No longer read: {who}, {}", now.dated()),
    };
    let against = told.against.len() + told.against_more;
    if let Some(first) = told.against.first() {
        out.push_str(&format!(
            "; in conflict with {}: {}",
            first.name(),
            first.figure()
        ));
        if against > 1 {
            out.push_str(&format!(" and {} more", against - 1));
        }
    } else if against > 0 {
        out.push_str(&format!("; in conflict with {against} more"));
    }
    match told.lines_before {
        Some(before) if before != told.lines => {
            out.push_str(&format!("; {}, before {before}", lines(told.lines)));
        }
        _ => out.push_str(&format!("; {}", lines(told.lines))),
    }
    out
}
