//! Persons: by name, by part of a name, by role, by apposition.

use super::super::lexicon::SHORT_TITLES;
use super::*;
use sayso_language::NameKind;

impl Resolver<'_> {
    /// "a signaller, Marek", "the relief group Open Road": a name after what it is.
    pub(super) fn apposed(&mut self, range: &Range<usize>) -> Option<Actor> {
        let end = range.end;
        let mut start = end;
        while start > range.start
            && self
                .page
                .words
                .get(start - 1)
                .is_some_and(|w| (w.capital && w.wordy) || w.lower == "&")
        {
            start -= 1;
        }
        // "the charity Bread and Road"
        let whole = (range.start + 1..end).find(|&n| {
            let before = self.page.words.get(n - 1);
            let body = before.is_some_and(|w| !w.capital && BODIES.contains_key(w.lower.as_str()));
            body && self.cast.named(&self.lower(&(n..end))).is_some()
        });
        if let Some(e) = whole.and_then(|n| self.cast.named(&self.lower(&(n..end)))) {
            return Some(self.known(e, "body named after what it is"));
        }
        if start == end || start == range.start || end - start > 4 {
            return None;
        }
        let before = self.page.words.get(start - 1)?;
        let lower = self.lower(&(start..end));
        if !before.capital
            && BODIES.contains_key(before.lower.as_str())
            && let Some(e) = self.cast.named(&lower)
        {
            return Some(self.known(e, "body named after what it is"));
        }
        if before.lower == ","
            && let Some(e) = self.cast.named(&lower)
        {
            return Some(self.known(e, "named after what it is"));
        }
        let named_as = among("named as", &before.lower);
        let described = self.words(&(range.start..start)).iter().any(|w| {
            !w.capital
                && (ROLES.contains_key(w.lower.as_str())
                    || matches!(w.lower.as_str(), "who" | "whose"))
        });
        let singular = self
            .words(&(range.start..start))
            .first()
            .is_some_and(|w| matches!(w.lower.as_str(), "a" | "an" | "one" | "the" | "another"));
        if (before.lower == "," || named_as)
            && singular
            && (described || end - start == 1)
            && self.gazetteer.at(&self.page.words, start).is_none()
        {
            let name = display(self.page, self.text, &(start..end));
            return Some(Actor {
                name: Some(name),
                kind: Some("person"),
                affiliation: self.person_affiliation(range),
                entity: None,
                rule: "person named after what he is",
            });
        }
        None
    }

    /// Whom "who" or "which" at word `at` stands for: the noun before it by the tree, else the mention before it.
    pub(super) fn relative(&mut self, at: usize, own: &[Span]) -> Actor {
        let noun = self.page.relatives.get(&at).map(|&span| {
            let range = self.page.range(span);
            self.trim(range.start..range.end.min(at))
        });
        if let Some(range) = noun.filter(|r| !r.is_empty() && r.len() < 24) {
            let actor = match self.coordinated(&range, own) {
                Some(actor) => actor,
                None => self.one(&range, own),
            };
            let who = self.page.words.get(at).is_some_and(|w| w.lower == "who");
            let body = !matches!(actor.kind, None | Some("unnamed" | "person" | "document"));
            if actor.name.is_some() && (who || body) {
                return Actor {
                    rule: "relative pronoun: the noun of its clause",
                    ..actor
                };
            }
        }
        let upto = self.cast.appearances.partition_point(|a| a.word < at);
        let here = self
            .page
            .words
            .get(at)
            .map(|w| (w.sentence, w.lower == "who"));
        let near: Vec<usize> = self.cast.appearances[..upto]
            .iter()
            .rev()
            .take(8)
            .filter(|a| {
                let sentence = self.page.words.get(a.word).map(|w| w.sentence);
                a.word + 8 > at && sentence == here.map(|(sentence, _)| sentence)
            })
            .map(|a| a.entity)
            .collect();
        let who = here.is_some_and(|(_, who)| who);
        // "Senator Bell of Arvany, who": the place is not meant where somebody is named before it.
        let person = near
            .iter()
            .find(|&&e| who && self.cast.entities[e].gender.is_some());
        match person.or(near.first()) {
            Some(&e) => self.known(e, "relative pronoun: the mention before it"),
            None => self.described_before(at).unwrap_or(Actor {
                rule: "relative pronoun: open",
                ..Actor::default()
            }),
        }
    }

    /// "voters who said": the people described right before the relative pronoun.
    fn described_before(&self, at: usize) -> Option<Actor> {
        let mut end = at;
        while end > 0 && self.page.words.get(end - 1).is_some_and(|w| w.lower == ",") {
            end -= 1;
        }
        let sentence = self.page.sentence(at).start;
        let start = (sentence.max(end.saturating_sub(4))..end)
            .rev()
            .take_while(|&n| {
                self.page
                    .words
                    .get(n)
                    .is_some_and(|w| w.wordy && !function(&w.lower))
            })
            .last()?;
        let head = self.page.words.get(end - 1)?;
        let people = ROLES.contains_key(head.lower.as_str())
            || self
                .gazetteer
                .at(&self.page.words, end - 1)
                .is_some_and(|(_, link, _)| link == Link::People);
        people.then(|| Actor {
            name: Some(format!("unnamed {}", self.lower(&(start..end)))),
            kind: Some("unnamed"),
            affiliation: None,
            entity: None,
            rule: "relative pronoun: the people before it",
        })
    }

    pub(super) fn person(&mut self, range: &Range<usize>) -> Option<Actor> {
        let segments: Vec<Range<usize>> = {
            let mut found = Vec::new();
            let mut start = range.start;
            for n in range.clone() {
                if self.page.words.get(n)?.lower == "," {
                    found.push(start..n);
                    start = n + 1;
                }
            }
            found.push(start..range.end);
            found
        };
        for segment in &segments {
            let mut core = self.core(segment);
            if let Some(name) = self.ends_in_person(segment) {
                core = name..segment.end;
            }
            let hit = self
                .cast
                .appearances
                .get(
                    self.cast
                        .appearances
                        .partition_point(|a| a.word < core.start)..,
                )?
                .iter()
                .take_while(|a| a.word < core.end)
                .copied()
                // "Arvany's Energy Ministry" is not Arvany, whatever Arvany is.
                .filter(|a| {
                    !(a.word..core.end)
                        .any(|n| self.page.words.get(n).is_some_and(Word::possessive))
                })
                .filter(|a| {
                    self.cast
                        .entities
                        .get(a.entity)
                        .is_some_and(|e| e.kind == "person")
                })
                .last();
            if let Some(a) = hit {
                let run_end = (a.word..core.end)
                    .take_while(|&n| {
                        self.page
                            .words
                            .get(n)
                            .is_some_and(|w| w.capital || !w.wordy || w.lower.len() < 4)
                    })
                    .last()
                    .map_or(a.word, |n| n + 1);
                let ends = run_end >= core.end
                    || self.page.words.get(run_end).is_none_or(|w| !w.possessive());
                if ends
                    && !self
                        .page
                        .words
                        .get(run_end.saturating_sub(1))
                        .is_some_and(Word::possessive)
                {
                    let mut actor = self.known(a.entity, "person by name");
                    if actor.affiliation.is_none() {
                        actor.affiliation = self.person_affiliation(range);
                        self.cast.entities[a.entity].affiliation = actor.affiliation.clone();
                    }
                    return Some(actor);
                }
            }
        }
        None
    }

    /// Where the person's name begins that a segment ends in: "the master of ceremonies Ana Reyes", but not "a friend of Ana Reyes".
    fn ends_in_person(&self, segment: &Range<usize>) -> Option<usize> {
        let from = self
            .cast
            .appearances
            .partition_point(|a| a.word < segment.start);
        let last = self
            .cast
            .appearances
            .get(from..)?
            .iter()
            .take_while(|a| a.word < segment.end)
            .last()?;
        let ends = (last.word..segment.end).all(|n| {
            self.page
                .words
                .get(n)
                .is_some_and(|w| w.capital && w.wordy || w.lower == ".")
        });
        let before = last
            .word
            .checked_sub(1)
            .and_then(|n| self.page.words.get(n))?;
        let described = last.word > segment.start && before.wordy && !function(&before.lower);
        let person = self.cast.entities.get(last.entity)?.kind == "person";
        (ends && described && person && !before.possessive()).then_some(last.word)
    }

    /// What the words around a person's name say of whom he speaks for.
    pub(super) fn person_affiliation(&self, range: &Range<usize>) -> Option<String> {
        let words = self.words(range);
        if let Some((country, _, _)) = range
            .clone()
            .find_map(|n| self.gazetteer.at(&self.page.words, n))
        {
            return Some(country.to_string());
        }
        for w in words.iter().filter(|w| !w.capital) {
            if let Some(body) = BODIES.get(w.lower.as_str()) {
                let range_start = range.start;
                if let Some(e) = self.body_for(&w.lower, range_start) {
                    let e = &self.cast.entities[e];
                    return e.affiliation.clone().or(Some(e.name.clone()));
                }
                if matches!(body.kind, "government" | "agency" | "military") {
                    return self.gazetteer.main.clone();
                }
            }
        }
        None
    }

    /// A name by itself: outlet, acronym, country, metonym, body or person.
    pub(super) fn name(&mut self, bare: &Range<usize>) -> Option<Actor> {
        let mut core = self.core(bare);
        if let Some(bracket) = core
            .clone()
            .find(|&n| self.page.words.get(n).is_some_and(|w| w.lower == "("))
        {
            core.end = bracket;
        }
        let words = self.words(&core);
        if !words.iter().any(|w| w.capital) {
            return None;
        }
        let lower = self.lower(&core);
        if let Some((country, link, long)) = self.gazetteer.at(&self.page.words, core.start)
            && long == core.len()
            && (link != Link::People
                || words
                    .last()
                    .is_some_and(|w| w.lower.ends_with('s') || w.shouted(self.text)))
        {
            if self
                .cast
                .named(&lower)
                .is_some_and(|e| self.cast.entities[e].kind == "organisation")
            {
                return self
                    .cast
                    .named(&lower)
                    .map(|e| self.known(e, "body by name"));
            }
            return Some(self.government(country, "actor-countries.tsv"));
        }
        if let Some(m) = Gazetteer::metonym(&lower) {
            let affiliation = Some(m.affiliation.to_string()).filter(|a| !a.is_empty());
            return Some(Actor {
                name: Some(m.actor.to_string()),
                kind: Some(m.kind),
                affiliation,
                entity: None,
                rule: "actor-metonyms.tsv",
            });
        }
        if let Some(outlet) = OUTLETS.get(lower.as_str()) {
            return Some(Actor {
                name: Some((*outlet).to_string()),
                kind: Some("media"),
                affiliation: None,
                entity: None,
                rule: "relay-media.tsv",
            });
        }
        if let Some(e) = self.cast.named(&lower) {
            return Some(self.known(e, "by name"));
        }
        if words.iter().all(|w| w.capital && w.wordy) {
            let all: Vec<&str> = lower.split(' ').collect();
            if let Some(e) = self.cast.find_person(&all, None) {
                return Some(self.known(e, "person by part of the name"));
            }
            if let Some(e) = self.cast.body_with(&all) {
                return Some(self.known(e, "body by part of the name"));
            }
        }
        None
    }

    /// A definite description of a person: "the lawmaker".
    pub(super) fn role(
        &mut self,
        range: &Range<usize>,
        core: &Range<usize>,
        own: &[Span],
    ) -> Option<Actor> {
        let first = self.words(range).first()?.lower.clone();
        let head = self.page.words.get(core.end.checked_sub(1)?)?;
        let role = ROLES.get(head.lower.as_str());
        let title = TITLES.contains_key(head.lower.as_str());
        if role.is_none() && !title {
            return None;
        }
        let own_role = among("own", &first) && core.len() > 2;
        let definite = own_role || among("definite", &first) || (title && head.capital);
        if !definite {
            return None;
        }
        let gender = role.and_then(|r| r.gender);
        let plural = role.is_some_and(|r| r.plural);
        let modifiers: Vec<String> = self
            .words(&(core.start..core.end - 1))
            .iter()
            .filter(|w| w.wordy && !function(&w.lower))
            .map(|w| w.lower.clone())
            .collect();
        let upto = self
            .cast
            .appearances
            .partition_point(|a| a.word < range.start);
        let mut seen: Vec<(usize, u32)> = Vec::new();
        for a in self
            .cast
            .appearances
            .get(upto.saturating_sub(80)..upto)?
            .iter()
            .rev()
        {
            let (e, Some(word)) = (&self.cast.entities[a.entity], self.page.words.get(a.word))
            else {
                continue;
            };
            let human = matches!(e.kind, "person" | "unnamed")
                && e.plural == plural
                && (gender.is_none() || e.gender.is_none() || e.gender == gender);
            if !human
                || own.iter().any(|s| s.contains(word.span))
                || seen.iter().any(|(n, _)| *n == a.entity)
            {
                continue;
            }
            let exact = e.words.contains(&head.lower);
            let set = role.is_some_and(|r| {
                e.words
                    .iter()
                    .filter_map(|w| ROLES.get(w.as_str()))
                    .any(|o| o.sets.iter().any(|s| r.sets.contains(s)))
            });
            if exact || set {
                let fit = modifiers.iter().filter(|m| e.words.contains(*m)).count() as u32 * 2
                    + u32::from(exact);
                seen.push((a.entity, fit));
            }
        }
        if seen.is_empty() && !modifiers.is_empty() {
            // A role that the text names only later.
            let mut later = self.cast.entities.iter().enumerate().filter(|(_, e)| {
                e.kind == "person"
                    && e.words.contains(&head.lower)
                    && modifiers.iter().all(|m| e.words.contains(m))
            });
            let hit = later.next()?.0;
            return later
                .next()
                .is_none()
                .then(|| self.known(hit, "role named later"));
        }
        if seen.is_empty()
            && TITLES
                .get(head.lower.as_str())
                .is_some_and(|t| t.1 == "state")
        {
            let mut later = self.cast.entities.iter().enumerate().filter(|(_, e)| {
                let titled = e.title.as_deref().is_some_and(|t| {
                    let t = t.to_lowercase();
                    let full = SHORT_TITLES.get(t.trim_end_matches('.')).copied();
                    t == head.lower || full == Some(head.lower.as_str())
                });
                e.kind == "person" && titled
            });
            if let (Some((hit, _)), None) = (later.next(), later.next()) {
                return Some(self.known(hit, "role named later"));
            }
        }
        let best = seen.iter().map(|s| s.1).max()?;
        if !modifiers.is_empty() && best < 2 && range.len() > 2 && seen.len() > 1 {
            return None;
        }
        seen.iter()
            .find(|s| s.1 == best)
            .map(|s| self.known(s.0, "role taken up"))
    }

    pub(super) fn mononym(&mut self, range: &Range<usize>) -> Actor {
        let name = display(self.page, self.text, range);
        let words = self.words(range);
        if words.first().is_some_and(|w| function(&w.lower)) {
            return Actor {
                rule: "a word without a noun: open",
                ..Actor::default()
            };
        }
        if words.first().is_some_and(|w| {
            w.lower.ends_with('s')
                && (ROLES.contains_key(w.lower.as_str())
                    || thing(&w.lower).is_none() && self.lower_elsewhere(&w.lower))
        }) || words
            .first()
            .is_some_and(|w| ROLES.contains_key(w.lower.as_str()))
        {
            return Actor {
                name: Some(format!("unnamed {}", name.to_lowercase())),
                kind: Some("unnamed"),
                affiliation: None,
                entity: None,
                rule: "description",
            };
        }
        let ambiguous = self
            .cast
            .entities
            .iter()
            .filter(|e| {
                e.kind == "person" && e.words_of_name().any(|w| w.eq_ignore_ascii_case(&name))
            })
            .count()
            > 1;
        if ambiguous {
            return Actor {
                kind: Some("person"),
                rule: "a surname that two bear: open",
                ..Actor::default()
            };
        }
        let word = words.first().map_or("", |w| w.lower.as_str());
        if let Some(state) = self.gazetteer.place(word) {
            let government = format!("Government of {}", with_article(&name));
            return Actor {
                name: state.then_some(government),
                kind: Some("government"),
                affiliation: state.then_some(name),
                entity: None,
                rule: if state {
                    "a state by its wording"
                } else {
                    "a place that speaks: open"
                },
            };
        }
        let known = self.cast.heads.of(self.page, range);
        if known == Some(NameKind::Place) {
            return Actor {
                kind: Some("government"),
                rule: "a place that speaks: open",
                ..Actor::default()
            };
        }
        let initials = words.first().is_some_and(|w| w.shouted(self.text));
        let kind = if initials || known.is_some_and(NameKind::is_organisation) {
            "organisation"
        } else {
            "person"
        };
        Actor {
            name: Some(name),
            kind: Some(kind),
            affiliation: None,
            entity: None,
            rule: "a single name",
        }
    }

    pub(super) fn lower_elsewhere(&self, word: &str) -> bool {
        self.page
            .words
            .iter()
            .take(4000)
            .any(|w| !w.capital && w.lower == word)
    }
}
