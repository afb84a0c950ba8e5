//! Office holders, their offices, and the desks that speak for a body. The offices stand in `tables/actor-offices.tsv` and
//! `tables/actor-seats.tsv`.

use super::super::table::{cell, rows};
use super::*;
use std::sync::LazyLock;

/// Words of the description and the office.
static OFFICES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    rows(include_str!("../../../tables/actor-offices.tsv"))
        .map(|(_, row)| (cell(&row, 0), cell(&row, 1)))
        .collect()
});

/// Words before "office", its name, its kind; the longest first.
static SEATS: LazyLock<Vec<(&'static str, &'static str, &'static str)>> = LazyLock::new(|| {
    let mut seats: Vec<_> = rows(include_str!("../../../tables/actor-seats.tsv"))
        .map(|(_, row)| (cell(&row, 0), cell(&row, 1), cell(&row, 2)))
        .collect();
    seats.sort_by_key(|s| std::cmp::Reverse(s.0.len()));
    seats
});

impl Resolver<'_> {
    /// "the energy minister" of a country in view, whom the text does not name: the holder of that office.
    pub(super) fn office_holder(
        &self,
        range: &Range<usize>,
        core: &Range<usize>,
        own: &[Span],
    ) -> Option<Actor> {
        let after = self
            .page
            .words
            .get(core.end)
            .filter(|_| core.end < range.end);
        let of_country = |n: usize| {
            let n = n + usize::from(self.page.words.get(n).is_some_and(|w| w.lower == "the"));
            self.gazetteer.at(&self.page.words, n).is_some()
        };
        if after.is_some_and(|w| w.lower != "of" || !of_country(core.end + 1)) {
            return None;
        }
        // What stands before the office: an article, a possessor, a country.
        let mut from = core.start;
        let mut definite = false;
        let first = self.page.words.get(range.start)?;
        if among("definite body", &first.lower) || first.lower == "my" {
            definite = true;
            from = from.max(range.start + 1);
        }
        if let Some((_, _, long)) = self.gazetteer.at(&self.page.words, from) {
            definite = true;
            from += long;
            from += usize::from(self.page.words.get(from).is_some_and(Word::possessive));
        }
        if !definite || from >= core.end {
            return None;
        }
        let words = self.lower(&(from..core.end));
        let (form, x) = OFFICES
            .iter()
            .find_map(|(row, form)| match row.strip_prefix("* ") {
                Some(head) => {
                    let x = words.strip_suffix(head)?.trim_end();
                    let plain = x.split(' ').count() <= 3 && !x.is_empty();
                    let telling = x.split(' ').all(|w| !function(w) || w == "and")
                        && !x.contains("prime")
                        && !x.contains("former")
                        && !x.contains("deputy");
                    (plain && telling).then(|| (*form, title_case(x)))
                }
                None => (words == *row).then(|| (*form, String::new())),
            })?;
        let country = self.country(range, own)?;
        Some(Actor {
            name: Some(
                form.replace("{x}", &x)
                    .replace("{}", &with_article(&country)),
            ),
            kind: Some("person"),
            affiliation: Some(country),
            entity: None,
            rule: "actor-offices.tsv",
        })
    }

    /// "the speaker's office".
    pub(super) fn seat(&self, range: &Range<usize>, own: &[Span]) -> Option<Actor> {
        let [.., mark, office] = self.words(range) else {
            return None;
        };
        if office.lower != "office" || !mark.possessive() || range.len() > 6 {
            return None;
        }
        let owner = self.lower(&(range.start..range.end - 2));
        let (_, form, kind) = SEATS
            .iter()
            .find(|(row, ..)| owner == *row || owner.ends_with(&format!(" {row}")))?;
        let country = self.country(range, own);
        let name = match &country {
            Some(country) => form.replace("{}", &with_article(country)),
            None => form.replace(" of {}", ""),
        };
        Some(Actor {
            name: Some(name),
            kind: Some(kind),
            affiliation: country,
            entity: None,
            rule: "actor-seats.tsv",
        })
    }

    /// A body's press office speaks for the body.
    pub(super) fn press_office(&mut self, core: &Range<usize>, own: &[Span]) -> Option<Actor> {
        let tail = self.lower(&(core.end.saturating_sub(2).max(core.start)..core.end));
        if !among("press office", &tail) {
            return None;
        }
        let possessive = core
            .clone()
            .find(|&n| self.page.words.get(n).is_some_and(Word::possessive))?;
        let mut actor = self.one(
            &(core
                .start
                .saturating_sub(1)
                .max(self.page.sentence(core.start).start)..possessive),
            own,
        );
        if actor.name.is_none() || actor.kind == Some("unnamed") {
            actor = self.one(&(core.start..possessive), own);
        }
        actor.rule = "a press office speaks for its body";
        actor.name.is_some().then_some(actor)
    }

    /// "her ministry", "his office": the body that the person heads.
    pub(super) fn office_of(&self, range: &Range<usize>, own: &[Span]) -> Option<Actor> {
        let [owner, head] = self.words(range) else {
            return None;
        };
        let p = pronoun(&owner.lower).filter(|_| matches!(owner.lower.as_str(), "his" | "her"))?;
        let e = self
            .cast
            .entities
            .get(self.antecedent(range.start, p, own)?)?;
        let own_office = || {
            (head.lower == "office").then(|| Actor {
                name: Some(format!("Office of {}", e.name)),
                kind: Some(if e.title.is_some() {
                    "government"
                } else {
                    "organisation"
                }),
                affiliation: e.affiliation.clone(),
                entity: None,
                rule: "the office of the person",
            })
        };
        let state = e
            .affiliation
            .as_deref()
            .filter(|a| self.gazetteer.is_country(a));
        let Some(country) = state.map(with_article).filter(|_| e.kind == "person") else {
            return own_office().filter(|_| e.kind == "person");
        };
        let (name, kind) = match head.lower.as_str() {
            "office" if e.words.contains("president") => (
                format!("Office of the President of {country}"),
                "government",
            ),
            "office" if e.words.contains("prime") => (
                format!("Office of the Prime Minister of {country}"),
                "government",
            ),
            "ministry" | "department" => {
                let body = e
                    .words
                    .iter()
                    .filter_map(|w| BODIES.get(format!("{w} {}", head.lower).as_str()))
                    .find(|b| b.form != "-")?;
                (body.form.replace("{}", &country), body.kind)
            }
            _ => return own_office(),
        };
        Some(Actor {
            name: Some(name),
            kind: Some(kind),
            affiliation: e.affiliation.clone(),
            entity: None,
            rule: "the office that the person heads",
        })
    }
}

fn title_case(words: &str) -> String {
    let capital = |w: &str| {
        let mut chars = w.chars();
        chars
            .next()
            .map(|c| c.to_uppercase().chain(chars).collect::<String>())
            .unwrap_or_default()
    };
    words
        .split(' ')
        .map(|w| {
            if function(w) {
                w.to_string()
            } else {
                capital(w)
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}
