//! The tables of titles, given names, roles and bodies.

use super::table::{cell, rows, words};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// A body's head noun.
#[derive(Clone, Copy, Debug)]
pub struct Body {
    /// Actor kind.
    pub kind: &'static str,
    /// Canonical form for a country's own, or `-`.
    pub form: &'static str,
}

/// Titles: word to gender and where the affiliation comes from.
pub static TITLES: LazyLock<HashMap<&'static str, (Option<char>, &'static str)>> =
    LazyLock::new(|| {
        rows(include_str!("../../tables/actor-titles.tsv"))
            .map(|(_, row)| (cell(&row, 0), (gender(cell(&row, 1)), cell(&row, 2))))
            .collect()
    });

/// Titles written short, with their full forms.
pub static SHORT_TITLES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    rows(include_str!("../../tables/actor-short-titles.tsv"))
        .map(|(_, row)| (cell(&row, 0), cell(&row, 1)))
        .collect()
});

/// Given names: name to gender.
pub static GIVEN: LazyLock<HashMap<&'static str, char>> = LazyLock::new(|| {
    rows(include_str!("../../tables/actor-first-names.tsv"))
        .filter_map(|(_, row)| Some((cell(&row, 0), gender(cell(&row, 1))?)))
        .collect()
});

/// Bodies by head noun, of one word or more.
pub static BODIES: LazyLock<HashMap<&'static str, Body>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for (_, row) in rows(include_str!("../../tables/kind-bodies.tsv")) {
        map.entry(cell(&row, 0)).or_insert(Body {
            kind: cell(&row, 1),
            form: cell(&row, 2),
        });
    }
    map
});

/// Words for people: word to its sets, whether plural, and gender.
pub static ROLES: LazyLock<HashMap<&'static str, Role>> = LazyLock::new(|| {
    let mut map: HashMap<&'static str, Role> = HashMap::new();
    for (set, (_, row)) in rows(include_str!("../../tables/actor-roles.tsv")).enumerate() {
        for (column, plural) in [(0, false), (1, true)] {
            for word in words(cell(&row, column)) {
                map.entry(word)
                    .or_insert(Role {
                        sets: Vec::new(),
                        plural,
                        gender: gender(cell(&row, 2)),
                    })
                    .sets
                    .push(set);
            }
        }
    }
    map
});

/// A word for a person.
#[derive(Clone, Debug)]
pub struct Role {
    /// The sets of words that it can stand for.
    pub sets: Vec<usize>,
    /// Whether it is plural.
    pub plural: bool,
    /// Gender, where the word tells.
    pub gender: Option<char>,
}

/// Words by which a text takes up a body, and the words of bodies that each fits.
pub static HYPERNYMS: LazyLock<HashMap<&'static str, HashSet<&'static str>>> =
    LazyLock::new(|| {
        rows(include_str!("../../tables/actor-hypernyms.tsv"))
            .map(|(_, row)| (cell(&row, 0), words(cell(&row, 1)).collect()))
            .collect()
    });

/// Known outlets: name to canonical name.
pub static OUTLETS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    rows(include_str!("../../tables/relay-media.tsv"))
        .map(|(_, row)| (cell(&row, 0), cell(&row, 1)))
        .collect()
});

/// Things that a claim can rest on: noun to kind, and whether they speak for themselves.
pub static THINGS: LazyLock<HashMap<&'static str, (&'static str, bool)>> = LazyLock::new(|| {
    rows(include_str!("../../tables/evidence-nouns.tsv"))
        .map(|(_, row)| (cell(&row, 0), (cell(&row, 1), cell(&row, 2) == "yes")))
        .collect()
});

fn gender(cell: &str) -> Option<char> {
    cell.chars().next().filter(|c| matches!(c, 'm' | 'f'))
}

/// A thing's row, by its singular or plural.
pub fn thing(word: &str) -> Option<(&'static str, bool)> {
    THINGS
        .get(word)
        .or_else(|| THINGS.get(word.strip_suffix('s')?))
        .copied()
}

/// The longest body head in `words` that ends at `end` (exclusive): its words' count and its row.
pub fn body_ending(words: &[String], end: usize) -> Option<(usize, Body)> {
    (1..=4usize.min(end)).rev().find_map(|long| {
        let joined = words.get(end - long..end)?.join(" ").replace(" 's", "'s");
        BODIES.get(joined.as_str()).map(|b| (long, *b))
    })
}
