//! Who appears in a text: the persons and bodies that it names, and where.

mod describe;
mod run;
mod sort;

use super::gazetteer::Gazetteer;
use super::lexicon::{GIVEN, ROLES, TITLES};
use super::page::Page;
use super::table::{cell, rows};
use super::words::among;
pub use describe::display;
use describe::{affiliation, describe, span_of};
use run::{Run, runs};
use sayso_language::{NameKind, Reading, Span};
use sort::{body_name, is_person};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

static FUNCTION: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    rows(include_str!("../../../tables/actor-function.tsv"))
        .map(|(_, row)| cell(&row, 0))
        .collect()
});

/// Whether `word` (lower case) is a function word.
pub fn function(word: &str) -> bool {
    FUNCTION.contains(word)
}

/// A person or body.
#[derive(Clone, Debug, Default)]
pub struct Entity {
    /// Canonical name.
    pub name: String,
    /// Actor kind.
    pub kind: &'static str,
    /// Country or body that it belongs to.
    pub affiliation: Option<String>,
    /// m or f, where known.
    pub gender: Option<char>,
    /// Whether it is several.
    pub plural: bool,
    /// Lower-case words of its name, title and description.
    pub words: BTreeSet<String>,
    /// A title it was given, as written.
    pub title: Option<String>,
}

impl Entity {
    /// Whether "he" or "she" can mean it.
    pub fn human(&self) -> bool {
        // Somebody described by a word that no table has is human where an article makes it one of its kind.
        let role = |w: &String| {
            ROLES.contains_key(w.as_str())
                || TITLES.contains_key(w.as_str())
                || among("indefinite", w)
                || w == "the"
        };
        let unnamed = self.kind == "unnamed" && self.words.iter().any(role);
        (self.kind == "person" || unnamed) && !self.plural
    }
}

/// Where an entity is mentioned.
#[derive(Clone, Copy, Debug)]
pub struct Appearance {
    /// Index of the mention's first word.
    pub word: usize,
    /// Which entity.
    pub entity: usize,
    /// Whether it is the source of a claim.
    pub source: bool,
    /// Whether it stands at the head of its sentence.
    pub first: bool,
    /// Whether a possessive ending follows.
    pub possessive: bool,
    /// Whether it stands after "by".
    pub by: bool,
}

/// The persons and bodies of a text.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    /// In order of first mention.
    pub entities: Vec<Entity>,
    /// In text order, but for those added later.
    pub appearances: Vec<Appearance>,
    /// What the name head takes names for.
    pub heads: Heads,
    names: BTreeMap<String, usize>,
    acronyms: BTreeMap<String, usize>,
}

/// What the name head takes each name for, over all its mentions.
#[derive(Clone, Debug, Default)]
pub struct Heads(BTreeMap<String, [usize; 3]>);

impl Heads {
    fn new(page: &Page, reading: &Reading, runs: &[Run]) -> Heads {
        let mut votes: BTreeMap<String, [usize; 3]> = BTreeMap::new();
        for run in runs {
            let span = span_of(page, &run.name);
            let at = reading.names.partition_point(|n| n.span.end <= span.start);
            let Some(name) = reading.names.get(at).filter(|n| n.span.overlaps(span)) else {
                continue;
            };
            let slot = match name.kind {
                NameKind::Person => 0,
                kind if kind.is_organisation() => 1,
                NameKind::Place | NameKind::Event => 2,
                _ => continue,
            };
            votes.entry(name_key(page, &run.name)).or_default()[slot] += 1;
        }
        Heads(votes)
    }

    /// What most mentions of the name at `name` are taken for.
    pub fn of(&self, page: &Page, name: &Range<usize>) -> Option<NameKind> {
        let [person, organisation, place] = *self.0.get(&name_key(page, name))?;
        Some(if person >= organisation + place {
            NameKind::Person
        } else if organisation >= place {
            NameKind::Organisation
        } else {
            NameKind::Place
        })
    }
}

/// The runs, those of headlines cut to what the name head takes for persons there: all other words have capitals too.
fn in_headlines(page: &Page, reading: &Reading, runs: Vec<Run>) -> Vec<Run> {
    let mut out = Vec::with_capacity(runs.len());
    for run in runs {
        if run.all.len() < 3 || !page.headline(run.all.start) {
            out.push(run);
            continue;
        }
        let span = span_of(page, &run.all);
        let from = reading.names.partition_point(|n| n.span.end <= span.start);
        let names = reading.names.get(from..).unwrap_or(&[]).iter();
        let persons = names
            .take_while(|n| n.span.start < span.end)
            .filter(|n| n.kind == NameKind::Person);
        out.extend(persons.map(|n| {
            let name = page.range(n.span);
            Run {
                all: name.clone(),
                name,
                title: None,
            }
        }));
    }
    out
}

fn name_key(page: &Page, name: &Range<usize>) -> String {
    let words = page.words.get(name.clone()).unwrap_or(&[]);
    let words: Vec<&str> = words.iter().map(|w| w.lower.as_str()).collect();
    words.join(" ")
}

impl Cast {
    /// Reads the names off `page`; runs that overlap a source in `sources` are taken for persons more readily.
    pub fn new(
        page: &Page,
        text: &str,
        reading: &Reading,
        gazetteer: &Gazetteer,
        sources: &[Span],
    ) -> Cast {
        let mut cast = Cast::default();
        let runs = in_headlines(page, reading, runs(page, text, gazetteer));
        let heads = Heads::new(page, reading, &runs);
        let mut single = Vec::new();
        for run in &runs {
            let span = span_of(page, &run.name);
            let known = heads.of(page, &run.name);
            let at = sources.partition_point(|s| s.end <= span.start);
            let in_source = sources.get(at).is_some_and(|s| s.overlaps(span));
            if run.name.is_empty() {
                continue;
            }
            if is_person(page, text, run, gazetteer, known, in_source) {
                if run.name.len() == 1 && cast.by_surname(page, run).is_some() {
                    single.push(run);
                } else {
                    cast.person(page, text, run, gazetteer);
                }
            } else if let Some(body) = body_name(page, text, &run.all, gazetteer) {
                cast.body(page, text, run, body, gazetteer);
            } else {
                single.push(run);
            }
        }
        for run in single {
            if let Some(entity) = cast.by_surname(page, run) {
                cast.appear(page, run.all.start, entity, false);
            }
        }
        cast.appearances.sort_by_key(|a| a.word);
        cast.heads = heads;
        cast
    }

    fn by_surname(&self, page: &Page, run: &Run) -> Option<usize> {
        let words: Vec<&str> = page
            .words
            .get(run.name.clone())?
            .iter()
            .map(|w| w.lower.as_str())
            .collect();
        let title = run
            .title
            .and_then(|t| page.words.get(t))
            .and_then(|w| TITLES.get(w.lower.as_str()))
            .and_then(|t| t.0);
        self.find_person(&words, title)
    }

    /// The one person whose name holds all of `words`; none where two do.
    pub fn find_person(&self, words: &[&str], gender: Option<char>) -> Option<usize> {
        if let [one] = words
            && let Some(&entity) = self.acronyms.get(*one)
        {
            return Some(entity);
        }
        let mut hits = self.entities.iter().enumerate().filter(|(_, e)| {
            let name: Vec<String> = e
                .name
                .to_lowercase()
                .replace('’', "'")
                .split_whitespace()
                .map(|w| w.trim_end_matches('.').to_string())
                .collect();
            let agrees = gender.is_none() || e.gender.is_none() || e.gender == gender;
            e.kind == "person" && agrees && words.iter().all(|w| name.iter().any(|n| n == w))
        });
        let first = hits.next()?;
        let exact = |e: &Entity| e.name.split_whitespace().count() == words.len();
        match hits.next() {
            None => Some(first.0),
            Some(_) if words.len() > 1 && exact(first.1) => Some(first.0),
            Some(_) => None,
        }
    }

    /// The entity of that exact name or acronym (lower case, no article).
    pub fn named(&self, name: &str) -> Option<usize> {
        self.names
            .get(name)
            .or_else(|| self.acronyms.get(name))
            .copied()
    }

    /// The one body whose name holds `words`; a state's name alone is none of its bodies.
    pub fn body_with(&self, words: &[&str]) -> Option<usize> {
        let whole = words.join(" ");
        let mut hits = self.entities.iter().enumerate().filter(|(_, e)| {
            let state = e.affiliation.as_ref().filter(|a| **a != e.name);
            e.kind != "person"
                && e.kind != "unnamed"
                && state.is_none_or(|state| state.to_lowercase() != whole)
                && words
                    .iter()
                    .all(|w| e.name.to_lowercase().split_whitespace().any(|n| n == *w))
        });
        let first = hits.next()?.0;
        hits.next().is_none().then_some(first)
    }

    /// Notes a mention.
    pub fn appear(&mut self, page: &Page, word: usize, entity: usize, source: bool) {
        let sentence = page.sentence(word);
        let lead = page
            .words
            .get(sentence.start..word)
            .unwrap_or(&[])
            .iter()
            .filter(|w| w.wordy)
            .count();
        let possessive = page
            .words
            .get(word..(word + 6).min(page.words.len()))
            .unwrap_or(&[])
            .iter()
            .skip(1)
            .find(|w| !w.capital)
            .is_some_and(|w| w.possessive());
        self.appearances.push(Appearance {
            word,
            entity,
            source,
            first: lead < 3 || page.is_subject(word),
            possessive,
            by: word
                .checked_sub(1)
                .and_then(|n| page.words.get(n))
                .is_some_and(|w| w.lower == "by"),
        });
    }

    /// Adds an entity, or gives the one of that name.
    pub fn add(&mut self, entity: Entity) -> usize {
        let key = entity.name.to_lowercase();
        if let Some(&n) = self.names.get(&key)
            && entity.kind != "unnamed"
        {
            let old = &mut self.entities[n];
            old.gender = old.gender.or(entity.gender);
            old.affiliation = old.affiliation.take().or(entity.affiliation);
            old.title = old.title.take().or(entity.title);
            old.words.extend(entity.words);
            return n;
        }
        self.entities.push(entity);
        self.names.insert(key, self.entities.len() - 1);
        self.entities.len() - 1
    }

    /// Makes `acronym` (lower case) another name of `entity`.
    pub fn alias(&mut self, acronym: &str, entity: usize) {
        self.acronyms.entry(acronym.to_string()).or_insert(entity);
    }

    fn person(&mut self, page: &Page, text: &str, run: &Run, gazetteer: &Gazetteer) -> usize {
        let words: Vec<&str> = page
            .words
            .get(run.name.clone())
            .unwrap_or(&[])
            .iter()
            .map(|w| w.lower.as_str())
            .collect();
        let (words_around, gender, title) = describe(page, text, run);
        let gender = gender.or_else(|| {
            GIVEN
                .get(words.first()?)
                .copied()
                .filter(|_| words.len() > 1)
        });
        let affiliation = affiliation(page, run, gazetteer);
        let fuller = self.find_person(&words, gender);
        let entity = Entity {
            name: display(page, text, &run.name),
            kind: "person",
            affiliation,
            gender,
            plural: false,
            words: words_around,
            title,
        };
        let n = match fuller {
            Some(n) => {
                let old = &mut self.entities[n];
                old.gender = old.gender.or(gender);
                old.affiliation = old.affiliation.take().or(entity.affiliation);
                old.title = old.title.take().or(entity.title);
                old.words.extend(entity.words);
                n
            }
            None => self.add(entity),
        };
        self.appear(page, run.all.start, n, false);
        n
    }

    fn body(
        &mut self,
        page: &Page,
        text: &str,
        run: &Run,
        (name, kind): (Range<usize>, &'static str),
        gazetteer: &Gazetteer,
    ) -> usize {
        let shown = display(page, text, &name);
        let (words, _, _) = describe(page, text, run);
        let mut all = words;
        all.extend(shown.to_lowercase().split_whitespace().map(str::to_string));
        let state = matches!(kind, "agency" | "government" | "military");
        let affiliation = if state {
            gazetteer.main.clone()
        } else if kind == "media" {
            None
        } else {
            Some(shown.clone())
        };
        let n = self.add(Entity {
            name: shown,
            kind,
            affiliation,
            words: all,
            ..Entity::default()
        });
        if let Some([open, short, close]) = page.words.get(run.all.end..run.all.end + 3)
            && open.lower == "("
            && close.lower == ")"
            && short.capital
        {
            self.alias(&short.lower, n);
        }
        self.appear(page, run.all.start, n, false);
        n
    }
}
