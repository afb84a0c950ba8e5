//! Countries, capitals and what stands for a government: the tables, and the countries that a text itself shows by its wording.

use super::page::{Page, Word};
use super::table::{cell, rows, words};
use std::collections::BTreeMap;
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
    /// The country most spoken of.
    pub main: Option<String>,
}

/// Nouns that a people's adjective goes with when it is that of a state.
const STATE: &str = " official officials military soldiers soldier servicemen troops government president minister ministry forces army foreign defence defense parliament general lawmaker lawmakers police embassy ambassador prime health interior navy authorities capital border citizens ";

impl Gazetteer {
    /// Reads off `page` which words are countries there: a name and its adjective both stand, one of them before a noun of state.
    pub fn new(page: &Page, text: &str) -> Gazetteer {
        let mut capitals: BTreeMap<&str, (&Word, bool)> = BTreeMap::new();
        for (n, word) in page
            .words
            .iter()
            .enumerate()
            .filter(|(_, w)| w.capital && w.wordy)
        {
            let next = page
                .words
                .get(n + 1..)
                .unwrap_or(&[])
                .iter()
                .find(|w| !w.possessive());
            let state =
                next.is_some_and(|w| !w.capital && STATE.contains(&format!(" {} ", w.lower)));
            let seen = capitals.entry(&word.lower).or_insert((word, false));
            seen.1 |= state;
        }
        let mut found = Gazetteer::default();
        for (&name, &(word, state)) in &capitals {
            if name.len() < 4 || COUNTRIES.contains_key(name) {
                continue;
            }
            for people in peoples(name) {
                let Some(&(adjective, of_state)) = capitals.get(people.as_str()) else {
                    continue;
                };
                if (state || of_state) && !COUNTRIES.contains_key(&people) {
                    let country = word.span.of(text).to_string();
                    found
                        .local
                        .insert(name.to_string(), (country.clone(), Link::Name));
                    found
                        .local
                        .insert(people.clone(), (country.clone(), Link::People));
                    found
                        .local
                        .insert(format!("{people}s"), (country.clone(), Link::People));
                    found
                        .adjectives
                        .insert(country, adjective.span.of(text).to_string());
                }
            }
        }
        let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for n in 0..page.words.len() {
            if let Some((country, _, _)) = found.at(&page.words, n) {
                let entry = counts.entry(country.to_string()).or_insert((0, n));
                entry.0 += 1;
            }
        }
        found.main = counts
            .into_iter()
            .max_by_key(|(_, (count, first))| (*count, usize::MAX - first))
            .map(|(country, _)| country);
        found
    }

    /// The country that the words from `at` on point to: its name, how, and how many words long.
    pub fn at(&self, page: &[Word], at: usize) -> Option<(&str, Link, usize)> {
        let first = page.get(at).filter(|w| w.capital)?;
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
