//! From the mention of a source to its actor.

mod belongs;
mod body;
mod office;
mod person;

use super::cast::{Cast, Entity, display, function};
use super::gazetteer::{Gazetteer, Link, with_article};
use super::lexicon::{BODIES, HYPERNYMS, OUTLETS, ROLES, TITLES, body_ending, thing};
use super::page::{Page, Word};
use super::pronoun::{antecedent, pronoun};
use super::words::among;
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
    /// Who speaks the quotation that the mention stands in, and so is not meant by its "he".
    pub speaker: Option<usize>,
}

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

    pub(super) fn words(&self, range: &Range<usize>) -> &[Word] {
        self.page.words.get(range.clone()).unwrap_or(&[])
    }

    pub(super) fn trim(&self, mut range: Range<usize>) -> Range<usize> {
        while self
            .page
            .words
            .get(range.start)
            .is_some_and(|w| range.start < range.end && !w.wordy)
        {
            range.start += 1;
        }
        // "Norfer Tunnels today" is who said it, and when.
        while range.end > range.start
            && self.page.words.get(range.end - 1).is_some_and(|w| {
                w.possessive()
                    || !w.wordy && w.lower != ")"
                    || range.len() > 1 && !w.capital && among("trailing", &w.lower)
            })
        {
            range.end -= 1;
        }
        range
    }

    /// Remembers the mention, and the country it speaks for.
    pub(super) fn note(&mut self, range: &Range<usize>, mut actor: Actor) -> Actor {
        if let (Some(name), Some(kind)) = (&actor.name, actor.kind) {
            if actor.entity.is_none() && !name.contains("; ") {
                let words: std::collections::BTreeSet<String> =
                    self.words(range).iter().map(|w| w.lower.clone()).collect();
                let many = |w: &Word| ROLES.get(w.lower.as_str()).is_some_and(|r| r.plural);
                let plural = kind == "unnamed"
                    && (self.words(range).iter().any(many) || self.several(range));
                // The first word that tells, in the order of the text.
                let gender = self.words(range).iter().find_map(|w| {
                    ROLES
                        .get(w.lower.as_str())
                        .filter(|r| !r.plural)
                        .and_then(|r| r.gender)
                        .or_else(|| TITLES.get(w.lower.as_str()).and_then(|t| t.0))
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
                let state = actor.affiliation.clone();
                self.focus = state
                    .filter(|a| self.gazetteer.is_country(a))
                    .or(self.focus.take());
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

    pub(super) fn known(&self, entity: usize, rule: &'static str) -> Actor {
        let e = &self.cast.entities[entity];
        Actor {
            name: Some(e.name.clone()),
            kind: Some(e.kind),
            affiliation: e.affiliation.clone(),
            entity: Some(entity),
            rule,
        }
    }

    pub(super) fn government(&self, country: &str, rule: &'static str) -> Actor {
        Actor {
            name: Some(format!("Government of {}", with_article(country))),
            kind: Some("government"),
            affiliation: Some(country.to_string()),
            entity: None,
            rule,
        }
    }

    /// Several sources joined by "and", each a name by itself.
    pub(super) fn coordinated(&mut self, range: &Range<usize>, own: &[Span]) -> Option<Actor> {
        let words = self.words(range);
        let paired = words.first().is_some_and(|w| among("pairing", &w.lower));
        // "Bread and Road" may be one name.
        if self.cast.named(&self.lower(&self.bare(range))).is_some() {
            return None;
        }
        let mut parts: Vec<Range<usize>> = Vec::new();
        let mut start = range.start + usize::from(paired);
        let first = start;
        for n in first..range.end {
            let w = self.page.words.get(n)?;
            if among("joining", &w.lower) {
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
                || r.named_body(&p)
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

    /// Whether a description's head is a plural that no table knows: "delegates", "her rules".
    fn several(&self, range: &Range<usize>) -> bool {
        let core = self.core(range);
        let head = core.end.checked_sub(1).and_then(|n| self.page.words.get(n));
        let one = self
            .words(&core)
            .first()
            .is_some_and(|w| matches!(w.lower.as_str(), "a" | "an" | "one" | "another"));
        head.is_some_and(|w| {
            let known =
                ROLES.contains_key(w.lower.as_str()) || TITLES.contains_key(w.lower.as_str());
            !one && !known
                && w.lower.len() > 3
                && w.lower.ends_with('s')
                && !w.lower.ends_with("ss")
        })
    }

    /// Whether the words begin with a name and end in what a body is ("Quarry County medical examiner's office").
    fn named_body(&self, range: &Range<usize>) -> bool {
        let lower: Vec<String> = self.words(range).iter().map(|w| w.lower.clone()).collect();
        let named = self
            .words(range)
            .first()
            .is_some_and(|w| w.capital && !function(&w.lower));
        named && lower.len() > 1 && body_ending(&lower, lower.len()).is_some()
    }

    /// Without article and quantifier.
    pub(super) fn bare(&self, range: &Range<usize>) -> Range<usize> {
        let skip = self
            .words(range)
            .iter()
            .take_while(|w| among("article", &w.lower))
            .count();
        range.start + skip.min(range.len().saturating_sub(1))..range.end
    }

    pub(super) fn lower(&self, range: &Range<usize>) -> String {
        self.words(range)
            .iter()
            .map(|w| w.lower.as_str())
            .collect::<Vec<_>>()
            .join(" ")
            .replace(" 's", "'s")
    }

    pub(super) fn one(&mut self, range: &Range<usize>, own: &[Span]) -> Actor {
        let Some(first) = self.words(range).first() else {
            return Actor::default();
        };
        if range.len() == 1 {
            // "she'll", "they've"
            let bare = first.lower.split('\'').next().unwrap_or_default();
            if let Some(p) = pronoun(bare) {
                return match self.antecedent(range.start, p, own) {
                    Some(e) => self.known(e, "pronoun: likeliest mention before it"),
                    None => Actor {
                        rule: "pronoun: open",
                        ..Actor::default()
                    },
                };
            }
            if matches!(first.lower.as_str(), "who" | "which" | "that") {
                return self.relative(range.start, own);
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
        if let Some(actor) = self.both_states(range) {
            return actor;
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
            .or_else(|| self.seat(range, own))
            .or_else(|| self.apposed(range))
        {
            return actor;
        }
        self.name(&bare)
            .or_else(|| self.body(range, &core, own))
            .or_else(|| self.role(range, &core, own))
            .or_else(|| self.office_holder(range, &core, own))
            .unwrap_or_else(|| self.unnamed(range, own, "description"))
    }

    /// The words before the first preposition or comma.
    pub(super) fn core(&self, range: &Range<usize>) -> Range<usize> {
        let long = self
            .words(range)
            .iter()
            .skip(1)
            .position(|w| among("after core", &w.lower) || matches!(w.lower.as_str(), "," | "("))
            .map_or(range.len(), |n| n + 1);
        range.start..range.start + long
    }

    /// A description of somebody without a name, kept as it stands.
    pub(super) fn unnamed(
        &mut self,
        range: &Range<usize>,
        own: &[Span],
        rule: &'static str,
    ) -> Actor {
        let words = self.words(range);
        let first = words.first().map_or("", |w| w.lower.as_str());
        if among("pronominal", first)
            && (words.len() == 1
                || words
                    .get(1)
                    .is_some_and(|w| w.lower == "of" && words.len() == 3))
            && let Some(actor) = self.one_of(range.start)
        {
            return actor;
        }
        let capitals = words.iter().all(|w| w.capital && w.wordy);
        if capitals && words.len() == 1 {
            return self.mononym(range);
        }
        let bare = self.bare(range);
        let one_of_them = among("quantity", first) || among("indefinite", first);
        let named = capitals || self.words(&bare).iter().all(|w| w.capital && w.wordy);
        if named && !one_of_them {
            return Actor {
                name: Some(display(self.page, self.text, &bare)),
                kind: Some("organisation"),
                affiliation: None,
                entity: None,
                rule: "a name of unknown kind",
            };
        }
        let quantity = among("quantity", first);
        let mut bare = bare;
        let there = self
            .page
            .words
            .get(bare.end.saturating_sub(1))
            .is_some_and(|w| w.lower == "there" && bare.len() > 1);
        let place = there.then(|| self.body_before(range.start)).flatten();
        bare.end -= usize::from(place.is_some());
        bare.start += usize::from(first == "one" && bare.len() > 1);
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
        let mut affiliation = range
            .clone()
            .find_map(|n| self.gazetteer.at(&self.page.words, n))
            .map(|(c, _, _)| c.to_string());
        let mut name = name;
        if let Some(e) = place.map(|e| &self.cast.entities[e]) {
            name = format!("{} of {}", name.trim(), e.name);
            affiliation = e.affiliation.clone();
        }
        Actor {
            name: Some(name.trim().to_string()),
            kind: Some("unnamed"),
            affiliation,
            entity: None,
            rule,
        }
    }

    /// Whom a pronoun means; never the speaker of the quotation that it stands in.
    pub(super) fn antecedent(
        &self,
        at: usize,
        p: super::pronoun::Pronoun,
        own: &[Span],
    ) -> Option<usize> {
        antecedent(self.page, &self.cast, at, p, own, self.speaker)
    }

    /// "both governments": the two states that the text speaks of.
    fn both_states(&self, range: &Range<usize>) -> Option<Actor> {
        let [both, noun] = self.words(range) else {
            return None;
        };
        if both.lower != "both" || !among("both states", &noun.lower) {
            return None;
        }
        let [(a, _), (b, two), rest @ ..] = self.gazetteer.spoken_of.as_slice() else {
            return None;
        };
        if *two < 2 || rest.first().is_some_and(|(_, three)| three * 2 > *two) {
            return None;
        }
        let mut names = [a, b];
        names.sort();
        let of = |c: &String| format!("Government of {}", with_article(c));
        Some(Actor {
            name: Some(names.map(of).join("; ")),
            kind: Some("government"),
            affiliation: Some(names.map(String::as_str).join("; ")),
            entity: None,
            rule: "the two states spoken of",
        })
    }

    /// "another", "one of them": somebody like the last unnamed source before.
    fn one_of(&self, at: usize) -> Option<Actor> {
        let upto = self.cast.appearances.partition_point(|a| a.word < at);
        let e = self.cast.appearances.get(..upto)?.iter().rev().take(12);
        let e = e
            .filter(|a| a.source)
            .map(|a| &self.cast.entities[a.entity])
            .find(|e| e.kind == "unnamed" && e.name.contains("unnamed "))?;
        let people = e.words.iter().any(|w| ROLES.contains_key(w.as_str()));
        if !people || e.name.split(' ').count() > 8 {
            return None;
        }
        let (_, described) = e.name.rsplit_once("unnamed ")?;
        let word = &self.page.words.get(at)?.lower;
        Some(Actor {
            name: Some(format!("{word} unnamed {described}")),
            kind: Some("unnamed"),
            affiliation: e.affiliation.clone(),
            entity: None,
            rule: "one more of those before",
        })
    }

    /// The body last mentioned in the sentence of word `at` or the one before.
    fn body_before(&self, at: usize) -> Option<usize> {
        let here = self.page.words.get(at)?.sentence;
        let upto = self.cast.appearances.partition_point(|a| a.word < at);
        let near = self.cast.appearances.get(..upto)?.iter().rev().take(12);
        near.filter(|a| {
            let sentence = self.page.words.get(a.word).map_or(0, |w| w.sentence);
            here.saturating_sub(sentence) < 2
        })
        .map(|a| a.entity)
        .find(|&e| {
            !matches!(
                self.cast.entities[e].kind,
                "person" | "unnamed" | "document"
            )
        })
    }

    /// The words of a description, its anaphors replaced by what they mean.
    pub(super) fn fill(&self, range: &Range<usize>, own: &[Span]) -> String {
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
                match self.antecedent(n, p, own) {
                    Some(e) if self.cast.entities[e].kind != "document" => {
                        piece = format!("{}'s", self.cast.entities[e].name)
                    }
                    _ => piece = String::new(),
                }
            } else if !w.capital
                && n + 1 < range.end
                && among("taken up", &w.lower)
                && let Some(e) = self.body_for(&w.lower, n)
            {
                piece = self.cast.entities[e].name.clone();
            } else if n == range.start
                && w.capital
                && !w.shouted(self.text)
                && n == self.page.sentence(n).start
                && self.gazetteer.at(&self.page.words, n).is_none()
                && !TITLES.contains_key(w.lower.as_str())
                && range.end - n > 1
                && self
                    .page
                    .words
                    .get(n + 1)
                    .is_some_and(|w| !w.capital && !w.possessive())
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
    pub(super) fn words_of_name(&self) -> impl Iterator<Item = &str> {
        self.name.split_whitespace()
    }
}
