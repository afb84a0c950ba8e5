//! A report on its way out.

use super::cut::{black_out, joined};
use super::{Policy, Refused, Tlp};
use crate::contract::Words;
use crate::query::{ReadingRow, ReportKey, ReportRow};
use crate::{ClaimId, Error, Hash, Ledger};
use sayso_claims::{Claim, Figure, Time};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::ops::Range;

/// A report as it may leave.
#[derive(Clone, Debug)]
pub struct Leaving {
    /// What is known of it.
    pub report: ReportRow,
    /// What was read in it.
    pub reading: ReadingRow,
    /// Its marking: the highest of its own and of those of its claims.
    pub marking: Option<Tlp>,
    /// The markings of claims, by their ids as they leave.
    pub marks: BTreeMap<String, Tlp>,
    /// Claims whose sources are withheld, by their ids as they leave, and by whom.
    pub withheld: BTreeMap<String, String>,
    /// Whether something was cut: then its bytes may not leave, and its names are not those that it has here.
    pub is_cut: bool,
    /// The ids of its claims as they leave, by those that they have here.
    pub ids: BTreeMap<String, String>,
}

impl Policy {
    /// A report as it may leave, or why it may not.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn report(
        &self,
        ledger: &Ledger,
        key: ReportKey,
    ) -> Result<Result<Leaving, Refused>, Error> {
        Ok(self.leaving(ledger.report(key)?, ledger.reading(key)?))
    }

    /// The same for a report at hand.
    ///
    /// # Errors
    /// It may not leave.
    pub fn leaving(&self, report: ReportRow, reading: ReadingRow) -> Result<Leaving, Refused> {
        let id = |claim: &crate::ClaimRow| claim.id.to_string();
        let name = report.hash.to_string();
        let marks: BTreeMap<String, Tlp> = reading
            .claims
            .iter()
            .filter_map(|c| Some((id(c), self.mark(&id(c))?)))
            .collect();
        let own = self.mark(&name).max(self.mark(&report.text.to_string()));
        let marking = marks.values().copied().max().max(own);
        if marking.is_some_and(|m| m > self.ceiling) {
            return Err(Refused {
                what: format!("report {}", name.get(..12).unwrap_or(&name)),
                marking,
            });
        }
        let withheld: BTreeMap<String, String> = reading
            .claims
            .iter()
            .filter_map(|c| Some((id(c), self.withheld.get(&id(c))?.clone())))
            .collect();
        let title = report.title.as_deref().unwrap_or("");
        let is_cut = !withheld.is_empty()
            || self.closed.contains(&report.text.to_string())
            || self.names.is_in(&reading.text)
            || self.names.is_in(title);
        let ids = reading.claims.iter().map(|c| (id(c), id(c))).collect();
        let whole = Leaving {
            report,
            reading,
            marking,
            marks,
            withheld,
            is_cut,
            ids,
        };
        Ok(match is_cut {
            true => self.cut(whole),
            false => self.swept(whole),
        })
    }

    /// What is known of a report, without names that stand in its address, byline or file.
    fn swept(&self, mut whole: Leaving) -> Leaving {
        let report = &mut whole.report;
        for field in [
            &mut report.given_id,
            &mut report.byline,
            &mut report.outlet,
            &mut report.url,
        ] {
            if field.as_ref().is_some_and(|f| self.names.is_in(f)) {
                *field = None;
                whole.is_cut = true;
            }
        }
        for field in [&mut report.input, &mut report.place] {
            if self.names.is_in(field) {
                field.clear();
            }
        }
        whole
    }

    fn cut(&self, mut whole: Leaving) -> Leaving {
        let reading = &mut whole.reading;
        let mut ranges: Vec<Range<usize>> = self.names.find(&reading.text);
        for claim in &reading.claims {
            if whole.withheld.contains_key(&claim.id.to_string()) {
                ranges.extend(claim.claim.source.iter().map(|s| s.start..s.end));
            }
        }
        reading.text = black_out(&reading.text, &joined(ranges));
        let text = Hash::of(reading.text.as_bytes());
        let words = Words::new(&reading.text);
        let mut ids = BTreeMap::new();
        for row in &mut reading.claims {
            let old = row.id.to_string();
            let by = whole.withheld.get(&old);
            let mut claim: Claim = self.swept_value(&row.claim);
            if let Some(by) = by {
                claim.actor = Some(format!("source withheld by {by}"));
                claim.actor_kind = Some("unnamed".to_owned());
                claim.affiliation = None;
                claim.origin = None;
                claim.via = Vec::new();
                claim.why = vec![("source".to_owned(), format!("withheld by {by}"))];
            }
            row.id = ClaimId::of(&text, &claim.source, &claim.cue, &claim.content);
            claim.id = row.id.to_string();
            row.source_words = words.join(&claim.source);
            row.content_words = words.join(&claim.content);
            row.claim = claim;
            ids.insert(old, row.id.to_string());
        }
        let new_id = |old: &String| ids.get(old).cloned();
        for row in &mut reading.claims {
            row.claim.parent = row.claim.parent.as_ref().and_then(new_id);
        }
        reading.figures = reading
            .figures
            .iter()
            .map(|f| self.swept_value::<Figure>(f))
            .collect();
        reading.times = reading
            .times
            .iter()
            .map(|t| self.swept_value::<Time>(t))
            .collect();
        whole.withheld = whole
            .withheld
            .into_iter()
            .filter_map(|(old, by)| Some((new_id(&old)?, by)))
            .collect();
        whole.marks = whole
            .marks
            .into_iter()
            .filter_map(|(old, v)| Some((new_id(&old)?, v)))
            .collect();
        let report = &mut whole.report;
        // Where it came from says who may have spoken.
        (report.given_id, report.byline, report.url) = (None, None, None);
        (report.input, report.place) = (String::new(), String::new());
        for field in [&mut report.title, &mut report.outlet] {
            *field = field.as_ref().map(|f| self.words(f));
        }
        report
            .known
            .retain(|name, _| !matches!(name.as_str(), "byline" | "url"));
        report.size = 0;
        report.text = text;
        let parts = [
            &reading.text,
            report.title.as_deref().unwrap_or(""),
            report.published.as_deref().unwrap_or(""),
        ];
        report.hash = Hash::of(parts.join("\n").as_bytes());
        whole.ids = ids;
        whole.is_cut = true;
        whole
    }

    fn swept_value<T: Serialize + DeserializeOwned + Default>(&self, value: &T) -> T {
        let Ok(mut json) = serde_json::to_value(value) else {
            return T::default();
        };
        self.value(&mut json);
        serde_json::from_value(json).unwrap_or_default()
    }
}
