//! Who appears in a text: the persons and bodies that it names, and where.

use super::gazetteer::{Gazetteer, Link};
use super::lexicon::{BODIES, GIVEN, OUTLETS, ROLES, TITLES, body_ending};
use super::page::Page;
use super::table::{cell, rows};
use sayso_language::{NameKind, Reading, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

static FUNCTION: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    rows(include_str!("../../tables/actor-function.tsv"))
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
        (self.kind == "person" || self.kind == "unnamed") && !self.plural
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
}

/// The persons and bodies of a text.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    /// In order of first mention.
    pub entities: Vec<Entity>,
    /// In text order, but for those added later.
    pub appearances: Vec<Appearance>,
    names: BTreeMap<String, usize>,
    acronyms: BTreeMap<String, usize>,
}

/// A run of capitalised words, cut into what stands before a name and the name.
#[derive(Clone, Debug)]
pub struct Run {
    /// All of it.
    pub all: Range<usize>,
    /// The name proper.
    pub name: Range<usize>,
    /// The last title, by word index.
    pub title: Option<usize>,
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
        let runs = runs(page, text, gazetteer);
        let mut single = Vec::new();
        for run in &runs {
            let span = span_of(page, &run.name);
            let known = reading
                .names
                .get(reading.names.partition_point(|n| n.span.end <= span.start))
                .filter(|n| n.span.overlaps(span))
                .map(|n| n.kind);
            let at = sources.partition_point(|s| s.end <= span.start);
            let in_source = sources.get(at).is_some_and(|s| s.overlaps(span));
            if run.name.is_empty() {
                continue;
            }
            if is_person(page, text, run, known, in_source) {
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

    /// The one body whose name holds `word`.
    pub fn body_with(&self, words: &[&str]) -> Option<usize> {
        let mut hits = self.entities.iter().enumerate().filter(|(_, e)| {
            e.kind != "person"
                && e.kind != "unnamed"
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
            first: lead < 3,
            possessive,
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

fn span_of(page: &Page, range: &Range<usize>) -> Span {
    let words = page.words.get(range.clone()).unwrap_or(&[]);
    Span::new(
        words.first().map_or(0, |w| w.span.start),
        words.last().map_or(0, |w| w.span.end),
    )
}

/// The words of a range as one name, in title case where all are in capitals.
pub fn display(page: &Page, text: &str, range: &Range<usize>) -> String {
    let words = page.words.get(range.clone()).unwrap_or(&[]);
    let raw = span_of(page, range)
        .of(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if words.len() > 1 && words.iter().filter(|w| w.wordy).all(|w| w.shouted(text)) {
        return raw
            .split(' ')
            .map(|w| {
                w.chars()
                    .take(1)
                    .chain(w.chars().skip(1).flat_map(char::to_lowercase))
                    .collect::<String>()
            })
            .collect::<Vec<_>>()
            .join(" ");
    }
    raw
}

fn particle(word: &str) -> bool {
    matches!(
        word,
        "de" | "del"
            | "la"
            | "al"
            | "bin"
            | "ibn"
            | "van"
            | "von"
            | "der"
            | "den"
            | "da"
            | "dos"
            | "du"
            | "el"
            | "ben"
    )
}

/// All runs of capitalised words.
fn runs(page: &Page, text: &str, gazetteer: &Gazetteer) -> Vec<Run> {
    let words = &page.words;
    let mut found = Vec::new();
    let mut n = 0;
    while n < words.len() {
        let word = &words[n];
        if !word.capital || !word.wordy || (function(&word.lower) && !word.shouted(text)) {
            n += 1;
            continue;
        }
        let mut end = n + 1;
        while let Some(next) = words.get(end) {
            let joined = |w: &super::page::Word, m: usize| {
                words.get(m - 1).is_some_and(|p| {
                    p.sentence == w.sentence
                        && text
                            .get(p.span.end..w.span.start)
                            .is_some_and(|g| g.trim_matches(['.', ' ', '\u{a0}']).is_empty())
                })
            };
            let stop = words.get(end - 1).is_some_and(|p| p.lower == ".");
            if !stop && next.capital && next.wordy && joined(next, end) && (next.lower != "i") {
                end += 1;
            } else {
                let then = words.get(end + 1).filter(|w| w.capital);
                let near = then.filter(|w| w.sentence == next.sentence);
                let abbreviated = |p: &super::page::Word| {
                    TITLES.contains_key(p.lower.as_str()) || p.lower.chars().count() == 1
                };
                let stopped = next.lower == "." && words.get(end - 1).is_some_and(abbreviated);
                let linked = particle(&next.lower)
                    && then.is_some_and(|w| w.wordy && joined(w, end + 1))
                    && joined(next, end);
                if !(linked || near.is_some() && (stopped || next.lower == "&")) {
                    break;
                }
                end += 2;
            }
        }
        found.push(cut_run(page, n..end, gazetteer));
        n = end;
    }
    found
}

fn cut_run(page: &Page, all: Range<usize>, gazetteer: &Gazetteer) -> Run {
    let lower: Vec<String> = page
        .words
        .get(all.clone())
        .unwrap_or(&[])
        .iter()
        .map(|w| w.lower.clone())
        .collect();
    let body = body_ending(&lower, lower.len()).is_some_and(|(long, _)| long > 1);
    let mut title = all.clone().rev().filter(|_| !body).find(|&n| {
        page.words
            .get(n)
            .is_some_and(|w| TITLES.contains_key(w.lower.as_str()))
    });
    let mut start = title.map_or(all.start, |t| t + 1);
    while start < all.end && page.words.get(start).is_some_and(|w| !w.wordy) {
        start += 1;
    }
    if title.is_none() {
        while let Some((_, Link::People, long)) =
            gazetteer.at(&page.words, start).filter(|_| start < all.end)
        {
            start = (start + long).min(all.end);
        }
        let before = all.start.checked_sub(1).and_then(|n| page.words.get(n));
        if before.is_some_and(|w| {
            TITLES.contains_key(w.lower.as_str()) || ROLES.contains_key(w.lower.as_str())
        }) {
            title = all.start.checked_sub(1);
        }
    }
    Run {
        name: start..all.end,
        all,
        title,
    }
}

fn is_person(page: &Page, text: &str, run: &Run, known: Option<NameKind>, in_source: bool) -> bool {
    let words = page.words.get(run.name.clone()).unwrap_or(&[]);
    let lower: Vec<&str> = words
        .iter()
        .filter(|w| w.wordy)
        .map(|w| w.lower.as_str())
        .collect();
    let last = lower.last().copied().unwrap_or("");
    if lower.is_empty() || OUTLETS.contains_key(lower.join(" ").as_str()) {
        return false;
    }
    match known {
        Some(NameKind::Person) => return true,
        Some(NameKind::Place | NameKind::Event) => return false,
        Some(kind) if kind.is_organisation() => return false,
        _ => {}
    }
    if words.iter().any(|w| w.lower == "&")
        || (lower.len() > 1 && ROLES.get(last).is_some_and(|r| r.plural))
    {
        return false;
    }
    if BODIES.contains_key(last) || lower.iter().any(|w| function(w)) {
        return false;
    }
    let before = run
        .all
        .start
        .checked_sub(1)
        .and_then(|n| page.words.get(n))
        .map_or("", |w| w.lower.as_str());
    let after = page.words.get(run.all.end).map_or("", |w| w.lower.as_str());
    if after == "("
        && page
            .words
            .get(run.all.end + 1)
            .is_some_and(|w| w.shouted(text))
    {
        return false;
    }
    let whole: Vec<String> = page
        .words
        .get(run.all.clone())
        .unwrap_or(&[])
        .iter()
        .map(|w| w.lower.clone())
        .collect();
    if body_ending(&whole, whole.len()).is_some_and(|(long, _)| long > 1) {
        return false;
    }
    if run.title.is_some() {
        return true;
    }
    if before == "the" || lower.len() > 4 {
        return false;
    }
    let age = after == ","
        && page
            .words
            .get(run.all.end + 1)
            .is_some_and(|w| w.lower.parse::<u32>().is_ok_and(|a| (5..110).contains(&a)));
    let given = lower.len() > 1 && lower.first().is_some_and(|w| GIVEN.contains_key(w));
    let body_before = page
        .words
        .get(run.all.start.saturating_sub(1)..run.all.start)
        .unwrap_or(&[])
        .iter()
        .any(|w| !w.capital && BODIES.contains_key(w.lower.as_str()));
    let body_apposed = before == ","
        && run.all.start >= 2
        && page
            .words
            .get(run.all.start - 2)
            .is_some_and(|w| !w.capital && BODIES.contains_key(w.lower.as_str()));
    age || given
        || (in_source
            && lower.len() > 1
            && !body_before
            && !body_apposed
            && !words
                .iter()
                .any(|w| w.shouted(text) && w.lower.len() > 2 && words.len() < 2))
}

/// The words of a run that name a body, and its kind.
fn body_name(
    page: &Page,
    text: &str,
    all: &Range<usize>,
    gazetteer: &Gazetteer,
) -> Option<(Range<usize>, &'static str)> {
    let words = page.words.get(all.clone())?;
    let lower: Vec<String> = words.iter().map(|w| w.lower.clone()).collect();
    if gazetteer
        .at(&page.words, all.start)
        .is_some_and(|(_, _, long)| long == lower.len())
    {
        return None;
    }
    let before = |n: usize| all.start.checked_sub(n).and_then(|n| page.words.get(n));
    if lower.len() > 1
        && let Some((_, body)) = body_ending(&lower, lower.len())
    {
        return Some((all.clone(), body.kind));
    }
    if lower.len() > 1
        && let Some(body) = lower
            .first()
            .filter(|w| {
                matches!(
                    w.as_str(),
                    "ministry"
                        | "department"
                        | "office"
                        | "university"
                        | "bank"
                        | "institute"
                        | "radio"
                        | "television"
                )
            })
            .and_then(|w| BODIES.get(w.as_str()))
    {
        return Some((all.clone(), body.kind));
    }
    let described = before(1)
        .filter(|w| !w.capital && w.wordy)
        .or_else(|| before(2).filter(|w| !w.capital && before(1).is_some_and(|c| c.lower == ",")));
    if let Some(body) = described.and_then(|w| BODIES.get(w.lower.as_str())) {
        return Some((all.clone(), body.kind));
    }
    if words.iter().any(|w| w.lower == "&") {
        return Some((all.clone(), "organisation"));
    }
    let bracket = page.words.get(all.end).is_some_and(|w| w.lower == "(")
        && page.words.get(all.end + 1).is_some_and(|w| w.shouted(text))
        && page.words.get(all.end + 2).is_some_and(|w| w.lower == ")");
    if bracket || (lower.len() > 1 && before(1).is_some_and(|w| w.lower == "the")) {
        return Some((all.clone(), "organisation"));
    }
    None
}

/// The words that describe a name: those before it, its title, and its appositive; with the gender and title that they give.
fn describe(
    page: &Page,
    text: &str,
    run: &Run,
) -> (BTreeSet<String>, Option<char>, Option<String>) {
    let sentence = page.sentence(run.all.start);
    let mut words = BTreeSet::new();
    let from = run.all.start.saturating_sub(5).max(sentence.start);
    let mut before: Vec<usize> = Vec::new();
    for n in (from..run.name.start).rev() {
        let Some(w) = page.words.get(n) else { break };
        let comma = w.lower == "," && n + 1 == run.all.start;
        if !comma && !w.wordy && w.lower != "." {
            break;
        }
        before.push(n);
    }
    let after = page.words.get(run.all.end).is_some_and(|w| w.lower == ",");
    let tail = page
        .words
        .get(run.all.end + 1..(run.all.end + 9).min(sentence.end.max(run.all.end + 1)))
        .unwrap_or(&[]);
    let apposed = after
        && tail.first().is_some_and(|w| {
            matches!(w.lower.as_str(), "a" | "an" | "the" | "its" | "his" | "her")
                || w.lower.parse::<u32>().is_ok()
                || ROLES.contains_key(w.lower.as_str())
                || TITLES.contains_key(w.lower.as_str())
                || page
                    .words
                    .get(run.all.end + 3)
                    .is_some_and(|w| w.possessive())
        });
    let mut gender = None;
    let mut title = None;
    let mut look = |w: &str, raw: &str| {
        if let Some(t) = TITLES.get(w) {
            gender = gender.or(t.0);
            if title.is_none() && t.1 != "none" {
                title = Some(raw.to_string());
            }
        }
        if let Some(role) = ROLES.get(w) {
            gender = gender.or(role.gender.filter(|_| !role.plural));
        }
        words.insert(w.to_string());
    };
    for n in before {
        if let Some(w) = page.words.get(n) {
            look(&w.lower, w.span.of(text));
        }
    }
    if apposed {
        for w in tail
            .iter()
            .take_while(|w| w.wordy || w.lower.parse::<u32>().is_ok())
        {
            look(&w.lower, w.span.of(text));
        }
    }
    (words, gender, title)
}

fn affiliation(page: &Page, run: &Run, gazetteer: &Gazetteer) -> Option<String> {
    let sentence = page.sentence(run.all.start);
    let near = run.all.start.saturating_sub(4).max(sentence.start)..run.name.start;
    let named = near
        .clone()
        .find_map(|n| gazetteer.at(&page.words, n).map(|(c, _, _)| c.to_string()));
    let title = near
        .filter_map(|n| page.words.get(n))
        .filter_map(|w| TITLES.get(w.lower.as_str()))
        .map(|t| t.1)
        .find(|a| *a != "none" && *a != "-");
    match (named, title) {
        (Some(country), _) => Some(country),
        (None, Some("state")) => gazetteer.main.clone(),
        (None, Some("parliament")) => gazetteer
            .main
            .as_ref()
            .map(|c| format!("Parliament of {c}")),
        _ => None,
    }
}
