//! From the mention of a source to its actor.

use super::cast::{Cast, Entity, display, function};
use super::gazetteer::{Gazetteer, Link, with_article};
use super::lexicon::{BODIES, HYPERNYMS, OUTLETS, ROLES, TITLES, body_ending, thing};
use super::page::{Page, Word};
use super::pronoun::{antecedent, pronoun};
use sayso_language::Span;
use std::ops::Range;

/// Who a mention is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actor {
    /// Canonical name; none where open.
    pub name: Option<String>,
    /// Actor kind.
    pub kind: Option<&'static str>,
    /// Affiliation.
    pub affiliation: Option<String>,
    /// Entity in the cast.
    pub entity: Option<usize>,
    /// The rule that gave it.
    pub rule: &'static str,
}

/// What the resolver looks at.
pub struct Resolver<'a> {
    /// The report's text.
    pub text: &'a str,
    /// Its words.
    pub page: &'a Page,
    /// Its countries.
    pub gazetteer: &'a Gazetteer,
    /// Its persons and bodies; grows by unnamed ones.
    pub cast: Cast,
    /// The outlet, and the lower-case words it goes by.
    pub outlet: Option<(String, Vec<String>)>,
    /// The country last spoken of as a state.
    pub focus: Option<String>,
}

const PLACES: [&str; 14] = [
    "of", "in", "at", "from", "on", "by", "with", "for", "who", "that", "which", "near", "to",
    "familiar",
];

impl Resolver<'_> {
    /// The actor of the mention in `span`; `own` are the spans of the claim's content.
    pub fn resolve(&mut self, span: Span, own: &[Span]) -> Actor {
        let range = self.trim(self.page.range(span));
        if range.is_empty() {
            return Actor {
                rule: "empty mention",
                ..Actor::default()
            };
        }
        let actor = self
            .coordinated(&range, own)
            .unwrap_or_else(|| self.one(&range, own));
        self.note(&range, actor)
    }

    fn words(&self, range: &Range<usize>) -> &[Word] {
        self.page.words.get(range.clone()).unwrap_or(&[])
    }

    fn trim(&self, mut range: Range<usize>) -> Range<usize> {
        while self
            .page
            .words
            .get(range.start)
            .is_some_and(|w| range.start < range.end && !w.wordy)
        {
            range.start += 1;
        }
        while range.end > range.start
            && self
                .page
                .words
                .get(range.end - 1)
                .is_some_and(|w| !w.wordy && w.lower != ")")
        {
            range.end -= 1;
        }
        range
    }

    /// Remembers the mention, and the country it speaks for.
    fn note(&mut self, range: &Range<usize>, mut actor: Actor) -> Actor {
        if let (Some(name), Some(kind)) = (&actor.name, actor.kind) {
            if actor.entity.is_none() && !name.contains("; ") {
                let words: std::collections::HashSet<String> =
                    self.words(range).iter().map(|w| w.lower.clone()).collect();
                let plural = kind == "unnamed"
                    && self
                        .words(range)
                        .iter()
                        .any(|w| ROLES.get(w.lower.as_str()).is_some_and(|r| r.plural));
                let gender = words.iter().find_map(|w| {
                    ROLES
                        .get(w.as_str())
                        .filter(|r| !r.plural)
                        .and_then(|r| r.gender)
                        .or_else(|| TITLES.get(w.as_str()).and_then(|t| t.0))
                });
                let entity = Entity {
                    name: name.clone(),
                    kind,
                    affiliation: actor.affiliation.clone(),
                    gender: gender.filter(|_| kind == "unnamed"),
                    plural,
                    words,
                    title: None,
                };
                actor.entity = Some(self.cast.add(entity));
            }
            if matches!(kind, "government" | "military" | "agency" | "person") {
                self.focus = actor.affiliation.clone().or(self.focus.take());
            }
        }
        if let Some(entity) = actor.entity {
            if let Some(p) = self
                .words(range)
                .first()
                .and_then(|w| pronoun(&w.lower))
                .filter(|_| range.len() == 1)
            {
                let known = &mut self.cast.entities[entity].gender;
                *known = known.or(match p {
                    super::pronoun::Pronoun::He => Some('m'),
                    super::pronoun::Pronoun::She => Some('f'),
                    _ => None,
                });
            }
            self.cast.appear(self.page, range.start, entity, true);
            // The list stays sorted by word, so that a look back is a binary search.
            let mut n = self.cast.appearances.len() - 1;
            while n > 0 && self.cast.appearances[n - 1].word > self.cast.appearances[n].word {
                self.cast.appearances.swap(n - 1, n);
                n -= 1;
            }
        }
        actor
    }

    fn known(&self, entity: usize, rule: &'static str) -> Actor {
        let e = &self.cast.entities[entity];
        Actor {
            name: Some(e.name.clone()),
            kind: Some(e.kind),
            affiliation: e.affiliation.clone(),
            entity: Some(entity),
            rule,
        }
    }

    fn government(&self, country: &str, rule: &'static str) -> Actor {
        Actor {
            name: Some(format!("Government of {}", with_article(country))),
            kind: Some("government"),
            affiliation: Some(country.to_string()),
            entity: None,
            rule,
        }
    }

    /// Several sources joined by "and", each a name by itself.
    fn coordinated(&mut self, range: &Range<usize>, own: &[Span]) -> Option<Actor> {
        let words = self.words(range);
        let paired = words
            .first()
            .is_some_and(|w| matches!(w.lower.as_str(), "neither" | "both" | "either"));
        let mut parts: Vec<Range<usize>> = Vec::new();
        let mut start = range.start + usize::from(paired);
        for n in start..range.end {
            let w = self.page.words.get(n)?;
            if matches!(w.lower.as_str(), "and" | "nor" | "or" | ",") {
                if n > start {
                    parts.push(start..n);
                }
                start = n + 1;
            }
        }
        parts.push(start..range.end);
        if parts.len() < 2
            || parts.len() > 12
            || !(words
                .iter()
                .any(|w| matches!(w.lower.as_str(), "and" | "nor" | "or")))
        {
            return None;
        }
        let whole = |r: &Resolver, p: &Range<usize>| {
            let p = r.bare(p);
            r.gazetteer
                .at(&r.page.words, p.start)
                .is_some_and(|(_, link, long)| p.len() == long && link != Link::People)
                || r.cast.named(&r.lower(&p)).is_some()
                || Gazetteer::metonym(&r.lower(&p)).is_some()
                || (p.len() == 1
                    && r.words(&p)
                        .iter()
                        .all(|w| w.capital && w.wordy && !function(&w.lower)))
                || (p.len() > 1 && r.words(&p).iter().all(|w| w.capital && w.wordy))
        };
        if !parts.iter().all(|p| whole(self, p)) {
            return None;
        }
        let actors: Vec<Actor> = parts.iter().map(|p| self.one(p, own)).collect();
        let join = |f: &dyn Fn(&Actor) -> Option<String>| -> Option<String> {
            actors
                .iter()
                .map(f)
                .collect::<Option<Vec<_>>>()
                .map(|v| v.join("; "))
        };
        Some(Actor {
            name: join(&|a| a.name.clone()),
            kind: actors.first()?.kind,
            affiliation: join(&|a| a.affiliation.clone()),
            entity: None,
            rule: "coordinated sources",
        })
    }

    /// Without article and quantifier.
    fn bare(&self, range: &Range<usize>) -> Range<usize> {
        let skip = self
            .words(range)
            .iter()
            .take_while(|w| matches!(w.lower.as_str(), "the" | "a" | "an" | "both" | "neither"))
            .count();
        range.start + skip.min(range.len().saturating_sub(1))..range.end
    }

    fn lower(&self, range: &Range<usize>) -> String {
        self.words(range)
            .iter()
            .map(|w| w.lower.as_str())
            .collect::<Vec<_>>()
            .join(" ")
            .replace(" 's", "'s")
    }

    fn one(&mut self, range: &Range<usize>, own: &[Span]) -> Actor {
        let Some(first) = self.words(range).first() else {
            return Actor::default();
        };
        if range.len() == 1 {
            if let Some(p) = pronoun(&first.lower) {
                return match antecedent(self.page, &self.cast, range.start, p, own) {
                    Some(e) => self.known(e, "pronoun: likeliest mention before it"),
                    None => Actor {
                        rule: "pronoun: open",
                        ..Actor::default()
                    },
                };
            }
            if matches!(first.lower.as_str(), "who" | "which" | "that") {
                return self.relative(range.start);
            }
            if matches!(
                first.lower.as_str(),
                "i" | "we" | "you" | "me" | "us" | "this" | "these" | "those"
            ) && !first.shouted(self.text)
            {
                return Actor {
                    rule: "pronoun: open",
                    ..Actor::default()
                };
            }
        }
        let bare = self.bare(range);
        if let Some(actor) = self.own_outlet(&bare) {
            return actor;
        }
        if let Some(actor) = self.thing(range, own) {
            return actor;
        }
        if let Some(actor) = self.person(range) {
            return actor;
        }
        let core = self.core(&bare);
        if let Some(actor) = self
            .press_office(&core, own)
            .or_else(|| self.office_of(range, own))
            .or_else(|| self.apposed(range))
        {
            return actor;
        }
        self.name(&bare)
            .or_else(|| self.body(range, &core, own))
            .or_else(|| self.role(range, &core, own))
            .unwrap_or_else(|| self.unnamed(range, own, "description"))
    }

    /// A body's press office speaks for the body.
    fn press_office(&mut self, core: &Range<usize>, own: &[Span]) -> Option<Actor> {
        let tail = self.lower(&(core.end.saturating_sub(2).max(core.start)..core.end));
        if !matches!(
            tail.as_str(),
            "press office"
                | "press service"
                | "media office"
                | "press team"
                | "communications office"
        ) {
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
    fn office_of(&self, range: &Range<usize>, own: &[Span]) -> Option<Actor> {
        let [owner, head] = self.words(range) else {
            return None;
        };
        let p = pronoun(&owner.lower).filter(|_| matches!(owner.lower.as_str(), "his" | "her"))?;
        let e = self
            .cast
            .entities
            .get(antecedent(self.page, &self.cast, range.start, p, own)?)?;
        let country = with_article(e.affiliation.as_deref()?);
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
            _ => return None,
        };
        Some(Actor {
            name: Some(name),
            kind: Some(kind),
            affiliation: e.affiliation.clone(),
            entity: None,
            rule: "the office that the person heads",
        })
    }

    /// "a signaller, Marek", "the relief group Open Road": a name after what it is.
    fn apposed(&mut self, range: &Range<usize>) -> Option<Actor> {
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
        let named_as = matches!(before.lower.as_str(), "as" | "named" | "called");
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

    /// The words before the first preposition or comma.
    fn core(&self, range: &Range<usize>) -> Range<usize> {
        let long = self
            .words(range)
            .iter()
            .skip(1)
            .position(|w| {
                PLACES.contains(&w.lower.as_str()) || matches!(w.lower.as_str(), "," | "(")
            })
            .map_or(range.len(), |n| n + 1);
        range.start..range.start + long
    }

    fn relative(&self, at: usize) -> Actor {
        let upto = self.cast.appearances.partition_point(|a| a.word < at);
        let here = self.page.words.get(at).map(|w| w.sentence);
        match upto
            .checked_sub(1)
            .and_then(|n| self.cast.appearances.get(n))
            .filter(|a| a.word + 8 > at && self.page.words.get(a.word).map(|w| w.sentence) == here)
        {
            Some(a) => self.known(a.entity, "relative pronoun: the mention before it"),
            None => Actor {
                rule: "relative pronoun: open",
                ..Actor::default()
            },
        }
    }

    fn own_outlet(&self, bare: &Range<usize>) -> Option<Actor> {
        let (name, words) = self.outlet.as_ref()?;
        let lower = self.lower(bare);
        let hit = words.iter().any(|w| *w == lower) && self.words(bare).iter().all(|w| w.capital);
        hit.then(|| Actor {
            name: Some(name.clone()),
            kind: Some("media"),
            affiliation: None,
            entity: None,
            rule: "this outlet",
        })
    }

    /// Documents, videos and records; a statement or report of a known issuer is the issuer's.
    fn thing(&mut self, range: &Range<usize>, own: &[Span]) -> Option<Actor> {
        let core = self.core(range);
        let at = core.end.checked_sub(1)?;
        let at = (core.start..=at).rev().find(|&n| {
            self.page.words.get(n).is_some_and(|w| {
                !matches!(
                    w.lower.as_str(),
                    "posted"
                        | "published"
                        | "obtained"
                        | "seen"
                        | "released"
                        | "issued"
                        | "taken"
                        | "filmed"
                        | "shared"
                        | "prepared"
                        | "signed"
                )
            })
        })?;
        let (_, speaks) = thing(&self.page.words.get(at)?.lower)?;
        if self.page.words.get(at)?.capital
            && range.len() > 1
            && !self.page.words.get(at)?.lower.ends_with("report")
            && at > range.start
        {
            return None;
        }
        let issuer = (at + 1..range.end).find(|&n| {
            self.page
                .words
                .get(n)
                .is_some_and(|w| matches!(w.lower.as_str(), "from" | "by" | "of"))
        });
        let of_intelligence = self
            .page
            .words
            .get(at.saturating_sub(1))
            .is_some_and(|w| w.lower == "intelligence");
        if !speaks {
            let possessor =
                (range.start..at).find(|&n| self.page.words.get(n).is_some_and(Word::possessive));
            let owner = self
                .words(range)
                .first()
                .is_some_and(|w| matches!(w.lower.as_str(), "its" | "their" | "his" | "her"))
                .then_some(range.start..range.start + 1);
            let possessor = possessor.filter(|&n| {
                n > range.start
                    && self
                        .page
                        .words
                        .get(n - 1)
                        .is_some_and(|w| !function(&w.lower))
            });
            let issuer = issuer.filter(|&n| {
                n + 1 < range.end
                    && self
                        .page
                        .words
                        .get(n + 1)
                        .is_some_and(|w| w.lower.parse::<f64>().is_err())
            });
            let target = owner
                .or_else(|| issuer.map(|n| n + 1..range.end))
                .or_else(|| possessor.map(|n| range.start..n));
            if let Some(target) = target.filter(|t| !t.is_empty()) {
                let mut actor = self.one(&self.trim(target), own);
                if actor.name.is_some() {
                    actor.rule = "a statement is its issuer's";
                    return Some(actor);
                }
            }
        }
        let _ = of_intelligence;
        let start = self.bare(range).start;
        let name = self.fill(&(start..range.end), own);
        Some(Actor {
            name: Some(name),
            kind: Some("document"),
            affiliation: None,
            entity: None,
            rule: "evidence-nouns.tsv",
        })
    }

    fn person(&mut self, range: &Range<usize>) -> Option<Actor> {
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
            let core = self.core(segment);
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
                .filter(|a| !a.possessive || segments.len() == 1)
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

    /// What the words around a person's name say of whom he speaks for.
    fn person_affiliation(&self, range: &Range<usize>) -> Option<String> {
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
    fn name(&mut self, bare: &Range<usize>) -> Option<Actor> {
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
        if let Some(e) = self.cast.named(&lower) {
            return Some(self.known(e, "by name"));
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

    /// The body before `at` that a text takes up by `head`, the nearest first.
    pub(crate) fn body_for(&self, head: &str, at: usize) -> Option<usize> {
        let fits = HYPERNYMS.get(head);
        let upto = self.cast.appearances.partition_point(|a| a.word < at);
        let mut loose = None;
        for a in self
            .cast
            .appearances
            .get(upto.saturating_sub(80)..upto)?
            .iter()
            .rev()
        {
            let e = &self.cast.entities[a.entity];
            if matches!(e.kind, "person" | "unnamed" | "document") {
                continue;
            }
            let name = e.name.to_lowercase();
            if name.split_whitespace().any(|w| w == head) || e.words.contains(head) {
                return Some(a.entity);
            }
            if let Some(fits) = fits
                && loose.is_none()
            {
                let word = fits
                    .iter()
                    .any(|f| e.words.contains(*f) || name.split_whitespace().any(|w| w == *f));
                let kind = fits.contains(format!("kind:{}", e.kind).as_str())
                    || (fits.contains("kind:firm")
                        && e.kind == "organisation"
                        && !name.contains("mission"));
                if word || kind {
                    loose = Some(a.entity);
                }
            }
        }
        loose
    }

    /// The country that a possessor or adjective in the mention gives, or the one in view.
    fn country(&self, range: &Range<usize>, own: &[Span]) -> Option<String> {
        if let Some((country, _, _)) = range
            .clone()
            .find_map(|n| self.gazetteer.at(&self.page.words, n))
        {
            return Some(country.to_string());
        }
        let first = self.words(range).first()?;
        if matches!(first.lower.as_str(), "its" | "their" | "his" | "her") {
            let sentence = self.page.sentence(range.start);
            let same = (sentence.start..range.start).find_map(|n| {
                self.gazetteer
                    .at(&self.page.words, n)
                    .filter(|(_, link, _)| *link != Link::People)
            });
            if let Some((country, _, _)) = same {
                return Some(country.to_string());
            }
            let p = pronoun(&first.lower)?;
            if let Some(e) = antecedent(self.page, &self.cast, range.start, p, own) {
                let e = &self.cast.entities[e];
                if matches!(e.kind, "government" | "military" | "agency" | "person") {
                    return e.affiliation.clone();
                }
            }
        }
        self.focus.clone().or_else(|| self.gazetteer.main.clone())
    }

    /// A body described by its head noun.
    fn body(&mut self, range: &Range<usize>, core: &Range<usize>, own: &[Span]) -> Option<Actor> {
        let mut core = core.clone();
        if let Some(w) = self.page.words.get(core.end)
            && w.lower == "of"
            && self.page.words.get(core.end - 1).is_some_and(|w| {
                matches!(
                    w.lower.as_str(),
                    "ministry"
                        | "department"
                        | "office"
                        | "bureau"
                        | "university"
                        | "bank"
                        | "board"
                        | "council"
                        | "institute"
                )
            })
        {
            let more = (core.end + 1..range.end)
                .take_while(|&n| {
                    self.page
                        .words
                        .get(n)
                        .is_some_and(|w| w.capital || matches!(w.lower.as_str(), "and" | "the"))
                })
                .last();
            core.end = more.map_or(core.end, |n| n + 1);
        }
        let lower: Vec<String> = self.words(&core).iter().map(|w| w.lower.clone()).collect();
        let of_form = (1..=lower.len()).rev().find_map(|e| {
            body_ending(&lower, e)
                .filter(|_| e == lower.len())
                .map(|b| (e, b))
        });
        let (long, body) = match of_form {
            Some((_, b)) => b,
            None => {
                let head = lower.iter().position(|w| {
                    w == "ministry"
                        || w == "department"
                        || w == "office"
                        || w == "university"
                        || w == "bank"
                        || w == "board"
                        || w == "council"
                        || w == "institute"
                })?;
                if lower.get(head + 1).is_none_or(|w| w != "of") {
                    return None;
                }
                (lower.len() - head, *BODIES.get(lower.get(head)?.as_str())?)
            }
        };
        let head = lower.last()?.clone();
        let possessive = self.words(&core).iter().position(Word::possessive);
        let named_from = possessive.map_or(core.start, |n| core.start + n + 1);
        let named = named_from..core.end;
        let name_words = self.words(&named);
        let capital = name_words
            .iter()
            .filter(|w| w.wordy && !function(&w.lower))
            .all(|w| w.capital)
            && !name_words.is_empty();
        let definite = self.page.words.get(range.start).is_some_and(|w| {
            matches!(
                w.lower.as_str(),
                "the" | "this" | "that" | "its" | "their" | "his" | "her" | "our"
            )
        }) || possessive.is_some()
            || capital
            || self
                .page
                .words
                .get(range.start)
                .is_some_and(|w| !matches!(w.lower.as_str(), "a" | "an" | "one" | "another"));
        if !definite {
            return None;
        }
        let generic = named.len() <= 1
            || (named.len() == 2
                && self.words(&named).first().is_some_and(|w| {
                    matches!(
                        w.lower.as_str(),
                        "intelligence" | "spy" | "news" | "aid" | "relief" | "un" | "the"
                    )
                }));
        let country_given = core
            .clone()
            .find_map(|n| self.gazetteer.at(&self.page.words, n))
            .map(|(c, _, _)| c.to_string());
        // A named body, as it stands.
        let plain = self.lower(&named).trim_start_matches("the ").to_string();
        if let Some(e) = self.cast.named(&plain)
            && capital
            && (body.form == "-" || named.len() > long)
        {
            if let Some(country) = country_given
                .as_ref()
                .filter(|_| matches!(body.kind, "government" | "military" | "agency"))
            {
                self.cast.entities[e].affiliation = Some(country.clone());
            }
            return Some(self.known(e, "body by name"));
        }
        if body.form == "-" || generic {
            let known = if generic && (country_given.is_none() || head == "agency") {
                self.body_for(&head, range.start)
            } else {
                None
            };
            if let Some(e) = known.filter(|&e| {
                country_given.is_none() || self.cast.entities[e].affiliation == country_given
            }) {
                return Some(self.known(e, "body taken up by its head noun"));
            }
        }
        let state = matches!(body.kind, "government" | "military" | "agency");
        let country = if state {
            self.country(range, own)
        } else {
            None
        };
        if body.form != "-" && long <= named.len() {
            let extra = lower
                .get(named_from - core.start..lower.len() - long)
                .unwrap_or(&[])
                .iter()
                .filter(|w| !function(w))
                .filter(|w| {
                    self.gazetteer.at(&self.page.words, named_from).is_none() || w.len() < 2
                })
                .cloned()
                .collect::<Vec<_>>()
                .join(" ");
            let Some(country) = country.clone() else {
                let name = body
                    .form
                    .replace("{a} ", "")
                    .replace(" of {}", "")
                    .replace("{}", "");
                return Some(Actor {
                    name: Some(name),
                    kind: Some(body.kind),
                    affiliation: None,
                    entity: None,
                    rule: "kind-bodies.tsv, country open",
                });
            };
            let form = body
                .form
                .replace("{}", &with_article(&country))
                .replace("{a}", &self.gazetteer.adjective(&country));
            if extra.is_empty() || !capital {
                let name = if extra.is_empty() {
                    form
                } else {
                    format!("{extra} {form}")
                };
                let similar = self.cast.entities.iter().position(|e| {
                    e.kind == body.kind
                        && e.affiliation.as_deref() == Some(&country)
                        && extra.is_empty()
                        && {
                            let name = e.name.to_lowercase();
                            let head = lower.get(lower.len() - long..).unwrap_or(&[]);
                            let telling = head.iter().filter(|w| {
                                !matches!(
                                    w.as_str(),
                                    "agency"
                                        | "service"
                                        | "bureau"
                                        | "ministry"
                                        | "office"
                                        | "department"
                                )
                            });
                            let mut telling = telling.peekable();
                            name.ends_with(&head.join(" "))
                                || (telling.peek().is_some()
                                    && telling.all(|w| name.split_whitespace().any(|n| n == w)))
                        }
                });
                if let Some(e) = similar {
                    return Some(self.known(e, "body of that country by its head noun"));
                }
                return Some(Actor {
                    name: Some(name),
                    kind: Some(body.kind),
                    affiliation: Some(country),
                    entity: None,
                    rule: "kind-bodies.tsv",
                });
            }
        }
        if capital {
            let shown = display(self.page, self.text, &named);
            let possessor = country_given.filter(|_| state);
            let name = match &possessor {
                Some(c) if !shown.contains(c.as_str()) && possessive.is_some() => {
                    format!("{shown} of {}", with_article(c))
                }
                _ => shown.clone(),
            };
            let affiliation = if state {
                possessor.or(country)
            } else if body.kind == "media" {
                None
            } else {
                Some(shown)
            };
            return Some(Actor {
                name: Some(name),
                kind: Some(body.kind),
                affiliation,
                entity: None,
                rule: "body by name",
            });
        }
        if !state
            && body.kind != "media"
            && named.len() <= 1
            && possessive.is_none()
            && range.len() <= 2
        {
            return Some(Actor {
                name: Some(self.fill(&self.bare(range), own)),
                kind: Some(body.kind),
                affiliation: None,
                entity: None,
                rule: "body by description",
            });
        }
        let whole = self.fill(&self.bare(range), own);
        let whole = match &country {
            Some(c)
                if state
                    && !whole.contains(c.as_str())
                    && !whole.contains(&self.gazetteer.adjective(c))
                    && range.len() <= 4 =>
            {
                format!("{whole} of {}", with_article(c))
            }
            _ => whole,
        };
        Some(Actor {
            name: Some(whole),
            kind: Some(body.kind),
            affiliation: country,
            entity: None,
            rule: "body by description",
        })
    }

    /// A definite description of a person: "the lawmaker".
    fn role(&mut self, range: &Range<usize>, core: &Range<usize>, own: &[Span]) -> Option<Actor> {
        let first = self.words(range).first()?.lower.clone();
        let head = self.page.words.get(core.end.checked_sub(1)?)?;
        let role = ROLES.get(head.lower.as_str());
        let title = TITLES.contains_key(head.lower.as_str());
        if role.is_none() && !title {
            return None;
        }
        let own_role = matches!(first.as_str(), "its" | "their") && core.len() > 2;
        let definite = own_role
            || matches!(first.as_str(), "the" | "this" | "that" | "these" | "those")
            || (title && head.capital);
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
        let best = seen.iter().map(|s| s.1).max()?;
        if !modifiers.is_empty() && best < 2 && range.len() > 2 && seen.len() > 1 {
            return None;
        }
        seen.iter()
            .find(|s| s.1 == best)
            .map(|s| self.known(s.0, "role taken up"))
    }

    /// A description of somebody without a name, kept as it stands.
    fn unnamed(&mut self, range: &Range<usize>, own: &[Span], rule: &'static str) -> Actor {
        let words = self.words(range);
        let first = words.first().map_or("", |w| w.lower.as_str());
        let capitals = words.iter().all(|w| w.capital && w.wordy);
        if capitals && words.len() == 1 {
            return self.mononym(range);
        }
        let bare = self.bare(range);
        if capitals || self.words(&bare).iter().all(|w| w.capital && w.wordy) {
            return Actor {
                name: Some(display(self.page, self.text, &bare)),
                kind: Some("organisation"),
                affiliation: None,
                entity: None,
                rule: "a name of unknown kind",
            };
        }
        let quantity = matches!(
            first,
            "two"
                | "three"
                | "four"
                | "five"
                | "six"
                | "several"
                | "some"
                | "many"
                | "other"
                | "both"
        );
        let rest = if quantity {
            bare.start + 1..bare.end
        } else {
            bare.clone()
        };
        let filled = self.fill(&rest, own);
        let unnamed = if filled.contains("unnamed") {
            ""
        } else {
            "unnamed "
        };
        let name = if quantity {
            format!("{first} {unnamed}{filled}")
        } else {
            format!("{unnamed}{filled}")
        };
        let affiliation = range
            .clone()
            .find_map(|n| self.gazetteer.at(&self.page.words, n))
            .map(|(c, _, _)| c.to_string());
        Actor {
            name: Some(name.trim().to_string()),
            kind: Some("unnamed"),
            affiliation,
            entity: None,
            rule,
        }
    }

    fn mononym(&mut self, range: &Range<usize>) -> Actor {
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
        if let Some(state) = self.place_or_state(range.start) {
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
        let kind = if words.first().is_some_and(|w| w.shouted(self.text)) {
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

    /// Whether a name is that of a state here (`true`: "its" foreign ministry, "X's army") or only of a place (`false`); none for neither.
    fn place_or_state(&self, at: usize) -> Option<bool> {
        let word = &self.page.words.get(at)?.lower;
        let mut place = false;
        for (n, w) in self.page.words.iter().enumerate().take(6000) {
            if w.lower != *word || !w.capital {
                continue;
            }
            let next = self.page.words.get(n + 1);
            if next.is_some_and(Word::possessive) {
                let ahead: Vec<String> = self
                    .page
                    .words
                    .get(n + 2..n + 5)
                    .unwrap_or(&[])
                    .iter()
                    .map(|w| w.lower.clone())
                    .collect();
                if ahead.iter().any(|w| {
                    matches!(
                        w.as_str(),
                        "government"
                            | "ministry"
                            | "military"
                            | "army"
                            | "president"
                            | "parliament"
                            | "embassy"
                            | "navy"
                            | "minister"
                            | "troops"
                            | "forces"
                    )
                }) {
                    return Some(true);
                }
            }
            let before = n.checked_sub(1).and_then(|n| self.page.words.get(n));
            place |= before.is_some_and(|w| {
                matches!(
                    w.lower.as_str(),
                    "in" | "near" | "from" | "outside" | "neither" | "nor"
                )
            }) || (before.is_some_and(|w| w.lower == "to" || w.lower == "and")
                && next.is_some_and(|w| matches!(w.lower.as_str(), "and" | "has" | "have")));
        }
        place.then_some(false)
    }

    fn lower_elsewhere(&self, word: &str) -> bool {
        self.page
            .words
            .iter()
            .take(4000)
            .any(|w| !w.capital && w.lower == word)
    }

    /// The words of a description, its anaphors replaced by what they mean.
    fn fill(&self, range: &Range<usize>, own: &[Span]) -> String {
        let mut out = String::new();
        let mut last: Option<usize> = None;
        for n in range.clone() {
            let Some(w) = self.page.words.get(n) else {
                break;
            };
            let mut piece = w.span.of(self.text).to_string();
            if let Some(p) = pronoun(&w.lower)
                .filter(|_| matches!(w.lower.as_str(), "its" | "his" | "her" | "their"))
            {
                match antecedent(self.page, &self.cast, n, p, own) {
                    Some(e) if self.cast.entities[e].kind != "document" => {
                        piece = format!("{}'s", self.cast.entities[e].name)
                    }
                    _ => piece = String::new(),
                }
            } else if !w.capital
                && n + 1 < range.end
                && matches!(
                    w.lower.as_str(),
                    "company" | "firm" | "operator" | "mission" | "union" | "bureau" | "agency"
                )
                && let Some(e) = self.body_for(&w.lower, n)
            {
                piece = self.cast.entities[e].name.clone();
            } else if n == range.start
                && w.capital
                && !w.shouted(self.text)
                && self.gazetteer.at(&self.page.words, n).is_none()
                && range.end - n > 1
                && self.page.words.get(n + 1).is_some_and(|w| !w.capital)
            {
                piece = w.lower.clone();
            }
            let glued = last.is_some_and(|end| end == w.span.start);
            if !out.is_empty() && !glued && !piece.is_empty() {
                out.push(' ');
            }
            out.push_str(&piece);
            last = Some(w.span.end);
        }
        out.trim().to_string()
    }
}

impl Entity {
    fn words_of_name(&self) -> impl Iterator<Item = &str> {
        self.name.split_whitespace()
    }
}
