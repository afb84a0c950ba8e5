//! A number that is the value of a noun: "a death toll of 40", "the number of wounded rose to 12".

use super::amount::low;
use super::measure::{Clauses, Found, found};
use super::table::How;

impl Clauses<'_, '_> {
    /// The noun that the number before `start` is the value of: "the death toll rose to 41".
    pub fn toll(&self, start: usize) -> Option<Found> {
        let link = start.checked_sub(1)?;
        let sentence = self.sentence(start);
        if self.sentence(link) != sentence {
            return None;
        }
        let mut linked = false;
        for j in (start.saturating_sub(16)..start).rev() {
            if self.sentence(j) != sentence
                || self.amounts.get(j).copied().flatten().is_some()
                    && !matches!(low(self.lexemes, link), "to" | "at")
            {
                break;
            }
            linked |= matches!(
                low(self.lexemes, j),
                "of" | "to"
                    | "at"
                    | "is"
                    | "was"
                    | "stands"
                    | "stood"
                    | "reached"
                    | "reaches"
                    | "hits"
                    | "tops"
                    | "passes"
                    | "hit"
                    | "by"
                    | ":"
                    | "from"
                    | "as"
                    | "put"
                    | "number"
                    | "numbers"
                    | "numbered"
                    | "exceeded"
                    | "topped"
                    | "passed"
                    | "ranges"
            );
            if linked
                && let Some((t, _)) = self
                    .at(j)
                    .iter()
                    .find(|(t, stop)| t.how == How::Toll && *stop <= start)
            {
                return Some(found(*t, "toll"));
            }
            if linked && low(self.lexemes, j) == "number" {
                // "the number of soldiers present in Russia ranges from …"
                let said = (j + 1..start).find_map(|i| {
                    self.at(i)
                        .iter()
                        .find(|(t, _)| !matches!(t.how, How::Before | How::Adjective))
                        .map(|(t, _)| found(*t, "number of"))
                });
                // "the dead now number 16": a verb, and what it counts stands before it.
                if said.is_some() || low(self.lexemes, j + 1) == "of" {
                    return said;
                }
            }
        }
        None
    }
}
