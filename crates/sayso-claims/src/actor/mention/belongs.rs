//! The body that a person speaks for, by the words beside the name: "Ada Holm, who leads the relief society", "its director, Ada Holm", "Ada Holm, a
//! spokeswoman for the port authority".

use super::super::page::Word;
use super::super::pronoun::{Pronoun, antecedent};
use super::super::words::among;
use super::Resolver;
use std::ops::Range;

/// Words of a role: "first deputy managing director of operations".
const ROLE: usize = 6;

impl Resolver<'_> {
    /// Gives every person of whom the text says no country or body the one that the words beside the name put the person at the head of, or in the service of.
    pub(crate) fn note_belonging(&mut self) {
        let persons: Vec<(usize, usize)> = self
            .cast
            .appearances
            .iter()
            .filter(|a| {
                let e = &self.cast.entities[a.entity];
                e.kind == "person" && e.affiliation.is_none()
            })
            .map(|a| (a.word, a.entity))
            .collect();
        for (at, person) in persons {
            if self.cast.entities[person].affiliation.is_some() {
                continue;
            }
            let Some((body, one)) = self.body_beside(at) else {
                continue;
            };
            let half = self.other_half(body);
            if half.is_some() && !one {
                continue;
            }
            let body = &self.cast.entities[body];
            let of = match body.kind {
                "organisation" => Some(match half {
                    Some(half) => format!("{half} and {}", body.name),
                    None => body.name.clone(),
                }),
                "agency" | "government" | "military" => {
                    body.affiliation.clone().or(Some(body.name.clone()))
                }
                _ => None,
            };
            self.cast.entities[person].affiliation = of;
        }
    }

    /// The name that "and" parts from a body's: "Salt and Lantern" may be one.
    fn other_half(&self, body: usize) -> Option<String> {
        let mut seen = self.cast.appearances.iter().filter(|a| a.entity == body);
        seen.find_map(|a| {
            let before = |n: usize| a.word.checked_sub(n).and_then(|n| self.page.words.get(n));
            let and = before(1).filter(|w| w.lower == "and");
            let half = before(2).filter(|w| and.is_some() && w.capital);
            half.map(|w| w.span.of(self.text).to_owned())
        })
    }

    /// The body, and whether the words take it for one: "its", where "their" would mean two.
    fn body_beside(&self, at: usize) -> Option<(usize, bool)> {
        let name = self.name_at(at);
        self.led(&name)
            .or_else(|| self.served(&name))
            .map(|body| (body, false))
            .or_else(|| self.owner(&name))
    }

    /// The words of a name that begins at `at`.
    fn name_at(&self, at: usize) -> Range<usize> {
        let of_name = |w: &Word| w.wordy && w.capital && !w.possessive() || w.lower == ".";
        let sentence = self.page.sentence(at);
        let end = (at..sentence.end)
            .find(|&n| !self.page.words.get(n).is_some_and(of_name))
            .unwrap_or(sentence.end);
        at..end
    }

    fn lower_at(&self, n: usize) -> &str {
        self.page.words.get(n).map_or("", |w| w.lower.as_str())
    }

    /// The body that is named at word `n`, past an article.
    fn body_at(&self, n: usize) -> Option<usize> {
        let n = n + usize::from(self.lower_at(n) == "the");
        let from = self.cast.appearances.partition_point(|a| a.word < n);
        let a = self.cast.appearances.get(from).filter(|a| a.word == n)?;
        let e = &self.cast.entities[a.entity];
        matches!(
            e.kind,
            "organisation" | "agency" | "government" | "military"
        )
        .then_some(a.entity)
    }

    /// "Ada Holm, who leads the relief society".
    fn led(&self, name: &Range<usize>) -> Option<usize> {
        let after = name.end;
        let relative = self.lower_at(after) == "," && self.lower_at(after + 1) == "who";
        let verb = self.lower_at(after + 2);
        let next = after + 3 + usize::from(self.lower_at(after + 3) == "for");
        (relative && among("leads", verb))
            .then(|| self.body_at(next))
            .flatten()
    }

    /// "Ada Holm, a spokeswoman for the port authority", "Ada Holm, director of Lowland Aid".
    fn served(&self, name: &Range<usize>) -> Option<usize> {
        if self.lower_at(name.end) != "," {
            return None;
        }
        let sentence = self.page.sentence(name.start);
        let (mut role, mut n) = (false, name.end + 1);
        while n < sentence.end.min(name.end + 1 + ROLE) {
            let word = self.lower_at(n);
            let of = matches!(word, "of" | "for" | "at" | "with");
            if of
                && role
                && let Some(body) = self.body_at(n + 1)
            {
                return Some(body);
            }
            // "a sister of the director of …" is not the director.
            if of && !role || !self.page.words.get(n).is_some_and(|w| w.wordy) {
                return None;
            }
            role |= is_role(word);
            n += 1;
        }
        None
    }

    /// "its director, Ada Holm", "the charity's head of mission, Ada Holm", "Lowland Aid's director Ada Holm".
    fn owner(&self, name: &Range<usize>) -> Option<(usize, bool)> {
        let sentence = self.page.sentence(name.start);
        let mut n = name.start;
        if n > sentence.start && self.lower_at(n - 1) == "," {
            n -= 1;
        }
        let mut role = false;
        for _ in 0..ROLE {
            n = n.checked_sub(1).filter(|n| *n >= sentence.start)?;
            let word = self.page.words.get(n)?;
            if word.possessive() {
                let body = role.then(|| self.possessor(n, sentence.start)).flatten()?;
                return Some((body, false));
            }
            if matches!(word.lower.as_str(), "its" | "their") {
                let whose = if word.lower == "its" {
                    Pronoun::It
                } else {
                    Pronoun::They
                };
                let body = role
                    .then(|| antecedent(self.page, &self.cast, n, whose, &[], None))
                    .flatten();
                let body = body.filter(|b| self.cast.entities[*b].kind != "media")?;
                return Some((body, whose == Pronoun::It));
            }
            if !word.wordy || word.capital && n > sentence.start && !is_role(&word.lower) {
                return None;
            }
            role |= is_role(&word.lower);
        }
        None
    }

    /// The body whose name, or whose noun ("the charity"), ends before the possessive ending at `n`.
    fn possessor(&self, n: usize, from: usize) -> Option<usize> {
        let upto = self.cast.appearances.partition_point(|a| a.word < n);
        let last = upto
            .checked_sub(1)
            .and_then(|k| self.cast.appearances.get(k))
            .filter(|a| a.word >= from && self.name_at(a.word).end >= n);
        if let Some(a) = last {
            return self.body_at(a.word);
        }
        let noun = self.lower_at(n.checked_sub(1)?);
        self.body_for(noun, n)
    }
}

/// Whether a word says that somebody heads a body or speaks for it.
fn is_role(word: &str) -> bool {
    among("leader", word)
}
