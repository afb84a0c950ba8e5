//! Countries, capitals and what stands for a government: the tables, and the countries that a text itself shows by its wording.

use super::cast::function;
use super::lexicon::GIVEN;
use super::page::{Page, Word};
use super::table::{cell, rows, words};
use super::words::among;
use sayso_language::{NameKind, Reading};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// How a word points to a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Its name.
    Name,
    /// An adjective, or a word for its people.
    People,
    /// Its capital.
    Capital,
}

/// A body that a building or short name stands for.
#[derive(Clone, Copy, Debug)]
pub struct Metonym {
    /// Canonical name.
    pub actor: &'static str,
    /// Actor kind.
    pub kind: &'static str,
    /// Affiliation; may be empty.
    pub affiliation: &'static str,
}

static COUNTRIES: LazyLock<BTreeMap<String, (String, Link)>> = LazyLock::new(|| {
    let mut map = BTreeMap::new();
    for (_, row) in rows(include_str!("../../tables/actor-countries.tsv")) {
        let name = cell(&row, 0);
        for (column, link) in [(1, Link::People), (2, Link::Capital), (3, Link::Name)] {
            for word in words(cell(&row, column)) {
                let word = key(word);
                map.entry(word).or_insert((name.to_string(), link));
            }
        }
        map.insert(key(name), (name.to_string(), Link::Name));
    }
    map
});

static ADJECTIVES: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    rows(include_str!("../../tables/actor-countries.tsv"))
        .filter_map(|(_, row)| Some((cell(&row, 0), words(cell(&row, 1)).next()?)))
        .collect()
});

static METONYMS: LazyLock<BTreeMap<&'static str, Metonym>> = LazyLock::new(|| {
    rows(include_str!("../../tables/actor-metonyms.tsv"))
        .map(|(_, row)| {
            (
                cell(&row, 0),
                Metonym {
                    actor: cell(&row, 1),
                    kind: cell(&row, 2),
                    affiliation: cell(&row, 3),
                },
            )
        })
        .collect()
});

fn key(name: &str) -> String {
    name.to_lowercase()
        .replace('’', "'")
        .trim_start_matches("the ")
        .trim_end_matches('.')
        .to_string()
}

/// The countries of the world and of one text.
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {
    local: BTreeMap<String, (String, Link)>,
    adjectives: BTreeMap<String, String>,
    /// Names that the text speaks of as places, and whether as states.
    places: BTreeMap<String, bool>,
    /// Names of countries that are something else here: parts of persons' names, a state of a federation.
    others: BTreeSet<String>,
    /// The country most spoken of.
    pub main: Option<String>,
    /// The countries spoken of, the one most spoken of first, each with how often.
    pub spoken_of: Vec<(String, usize)>,
}

/// What a text shows of a word with a capital.
#[derive(Clone, Copy)]
struct Shown<'p> {
    word: &'p Word,
    /// A noun of state follows.
    state: bool,
    /// A noun follows.
    noun: bool,
    /// A word that brings in places stands before it.
    placed: bool,
    /// It always stands without another name beside it.
    alone: bool,
}

impl Gazetteer {
    /// Reads off `page` which words are countries there: a name and its adjective both stand, and the wording shows a state.
    pub fn new(page: &Page, text: &str, reading: &Reading) -> Gazetteer {
        let mut found = Gazetteer::default();
        for name in reading.names.iter().filter(|n| n.kind == NameKind::Person) {
            let words = page.within(name.span);
            if words.len() > 1 {
                let countries = words.iter().filter(|w| COUNTRIES.contains_key(&w.lower));
                found.others.extend(countries.map(|w| w.lower.clone()));
            }
        }
        for pair in page.words.windows(2) {
            let given = pair[0].capital && GIVEN.contains_key(pair[0].lower.as_str());
            if given && pair[1].capital && COUNTRIES.contains_key(&pair[1].lower) {
                found.others.insert(pair[1].lower.clone());
            }
        }
        let shown = shown(page, text);
        // Georgia is a state of the United States too.
        if !["georgian", "georgians", "tbilisi"]
            .iter()
            .any(|w| shown.contains_key(w))
        {
            found.others.insert("georgia".into());
        }
        for (&name, of_name) in &shown {
            if name.len() < 4 || COUNTRIES.contains_key(name) || among("no state", name) {
                continue;
            }
            let ends = ["ia", "land", "stan"].iter().any(|e| name.ends_with(e));
            let name_shows = of_name.alone && (ends || of_name.placed || of_name.state);
            for people in peoples(name) {
                if COUNTRIES.contains_key(&people) {
                    continue;
                }
                let country = of_name.word.span.of(text);
                if let Some(of_people) = shown.get(people.as_str()) {
                    let by_noun = of_people.noun && name_shows;
                    if of_name.state || of_people.state || by_noun {
                        found.add_state(country, of_people.word.span.of(text), &people);
                    }
                } else if name_shows && shown.contains_key(format!("{people}s").as_str()) {
                    found.add_state(country, &capitalised(&people), &people);
                }
            }
            if of_name.alone && (of_name.placed || of_name.state) {
                found.places.insert(name.to_string(), of_name.state);
            }
        }
        let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let mut by_name: BTreeSet<String> = BTreeSet::new();
        for n in 0..page.words.len() {
            if let Some((country, link, _)) = found.at(&page.words, n) {
                let entry = counts.entry(country.to_string()).or_insert((0, n));
                entry.0 += 1;
                if link != Link::Capital {
                    by_name.insert(country.to_string());
                }
            }
        }
        // Towns, streets and people are called like capitals: those alone make no country the one in view.
        counts.retain(|country, _| by_name.contains(country));
        let mut spoken: Vec<_> = counts.into_iter().collect();
        spoken.sort_by_key(|(_, (count, first))| (usize::MAX - count, *first));
        found.spoken_of = spoken.into_iter().map(|(c, (n, _))| (c, n)).collect();
        // One mention alone may be of anything: a trip, a restaurant.
        found.main = found
            .spoken_of
            .first()
            .filter(|(_, count)| *count > 1)
            .map(|(country, _)| country.clone());
        found
    }

    fn add_state(&mut self, country: &str, adjective: &str, people: &str) {
        let country = country.to_string();
        self.local
            .insert(country.to_lowercase(), (country.clone(), Link::Name));
        for word in [people.to_string(), format!("{people}s")] {
            self.local.insert(word, (country.clone(), Link::People));
        }
        self.adjectives.insert(country, adjective.to_string());
    }

    /// Whether `name` is a country's.
    pub fn is_country(&self, name: &str) -> bool {
        let key = key(name);
        let link = self.local.get(&key).or_else(|| COUNTRIES.get(&key));
        link.is_some_and(|(country, _)| country == name)
    }

    /// Whether the text speaks of `name` (lower case) as a place, and then whether as a state.
    pub fn place(&self, name: &str) -> Option<bool> {
        self.places.get(name).copied()
    }

    /// The country that the words from `at` on point to: its name, how, and how many words long.
    pub fn at(&self, page: &[Word], at: usize) -> Option<(&str, Link, usize)> {
        let first = page.get(at).filter(|w| w.capital)?;
        let before = at.checked_sub(1).and_then(|n| page.get(n));
        // "New Mexico" is not Mexico.
        if before.is_some_and(|w| w.capital && w.lower == "new") {
            return None;
        }
        for long in (1..=4usize).rev() {
            let Some(words) = page.get(at..at + long) else {
                continue;
            };
            let joined = if long == 1 {
                first.lower.clone()
            } else {
                words
                    .iter()
                    .map(|w| w.lower.as_str())
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            if long == 1 && self.others.contains(&joined) {
                return None;
            }
            if let Some((country, link)) =
                self.local.get(&joined).or_else(|| COUNTRIES.get(&joined))
            {
                return Some((country, *link, long));
            }
        }
        None
    }

    /// The body that `name` (lower case, no article) stands for.
    pub fn metonym(name: &str) -> Option<Metonym> {
        METONYMS.get(name).copied()
    }

    /// The adjective of a country.
    pub fn adjective(&self, country: &str) -> String {
        self.adjectives
            .get(country)
            .cloned()
            .or_else(|| ADJECTIVES.get(country).map(|a| (*a).to_string()))
            .unwrap_or_else(|| country.to_string())
    }
}

/// The country that `name` is, by the table.
pub fn country(name: &str) -> Option<&'static str> {
    let (country, link) = COUNTRIES.get(&key(name))?;
    (*link == Link::Name).then_some(country.as_str())
}

/// A country's name with the article that goes with it.
pub fn with_article(country: &str) -> String {
    let plural = [
        "Philippines",
        "Netherlands",
        "Bahamas",
        "Maldives",
        "Seychelles",
        "Comoros",
        "Gambia",
    ]
    .contains(&country);
    if plural
        || country.starts_with("United ")
        || country.ends_with("Islands")
        || country.contains("Republic")
    {
        format!("the {country}")
    } else {
        country.to_string()
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map(|c| c.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

/// What `page` shows of each word with a capital.
fn shown<'p>(page: &'p Page, text: &str) -> BTreeMap<&'p str, Shown<'p>> {
    let mut found: BTreeMap<&str, Shown> = BTreeMap::new();
    let joined = |a: &Word, b: &Word| {
        a.sentence == b.sentence
            && text
                .get(a.span.end..b.span.start)
                .is_some_and(|g| g.trim().is_empty())
    };
    let named = |w: &&Word| w.capital && w.wordy && !function(&w.lower);
    for (n, word) in page.words.iter().enumerate() {
        if !word.capital || !word.wordy {
            continue;
        }
        let after = page.words.get(n + 1);
        let owner = after.is_some_and(Word::possessive);
        let ahead = page.words.get(n + 1 + usize::from(owner)..).unwrap_or(&[]);
        let noun = |w: &&Word| w.wordy && !w.capital && !function(&w.lower);
        let lower = ahead.first().filter(noun);
        let state = if owner {
            ahead
                .iter()
                .take(2)
                .take_while(noun)
                .any(|w| among("of a state", &w.lower))
        } else {
            lower.is_some_and(|w| among("state noun", &w.lower))
        };
        let before = n.checked_sub(1).and_then(|n| page.words.get(n));
        let alone = before.filter(named).is_none_or(|w| !joined(w, word))
            && after.filter(named).is_none_or(|w| !joined(word, w));
        let between = before.is_some_and(|w| w.lower == "to" || w.lower == "and")
            && after.is_some_and(|w| among("place after", &w.lower));
        let placed = alone && (between || before.is_some_and(|w| among("place before", &w.lower)));
        let seen = found.entry(&word.lower).or_insert(Shown {
            word,
            state: false,
            noun: false,
            placed: false,
            alone: true,
        });
        seen.state |= state;
        seen.noun |= lower.is_some() && !owner;
        seen.placed |= placed;
        seen.alone &= alone;
    }
    found
}

fn peoples(name: &str) -> Vec<String> {
    let mut found = vec![
        format!("{name}n"),
        format!("{name}an"),
        format!("{name}ian"),
        format!("{name}i"),
        format!("{name}ese"),
        format!("{name}ish"),
    ];
    let mut chars = name.chars();
    if chars.next_back().is_some_and(|c| "aeoy".contains(c)) {
        let stem = chars.as_str();
        found.extend([
            format!("{stem}an"),
            format!("{stem}ian"),
            format!("{stem}ese"),
            format!("{stem}ish"),
        ]);
    }
    found
}
