//! The tables that figures are read with, parsed once. Each stands under `tables/figure-….tsv`, for a person to read and edit.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Rows of a table: lines that are neither empty nor a comment, cut at tabs.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|l| !l.starts_with("# ") && !l.trim().is_empty())
        .map(|l| l.split('\t').map(str::trim).collect())
}

fn cell<'a>(row: &[&'a str], i: usize) -> &'a str {
    row.get(i).copied().unwrap_or("")
}

/// Phrases by their first (or last) word, longest first, each with what it says.
pub(crate) struct Phrases<T> {
    by_word: HashMap<&'static str, Vec<(Vec<&'static str>, T)>>,
}

impl<T> Phrases<T> {
    fn new(phrases: impl Iterator<Item = (&'static str, T)>, by_last: bool) -> Self {
        let mut by_word: HashMap<&'static str, Vec<(Vec<&'static str>, T)>> = HashMap::new();
        for (phrase, value) in phrases {
            let words: Vec<&str> = phrase.split(' ').collect();
            let key = if by_last { words.last() } else { words.first() };
            by_word
                .entry(key.copied().unwrap_or(""))
                .or_default()
                .push((words, value));
        }
        for list in by_word.values_mut() {
            list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        Phrases { by_word }
    }

    /// The phrases keyed by `word`, longest first.
    pub fn at(&self, word: &str) -> &[(Vec<&'static str>, T)] {
        self.by_word.get(word).map_or(&[], Vec::as_slice)
    }
}

/// What kind of number word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Digit,
    Teen,
    Ten,
    Hundred,
    Scale,
    Suffix,
    Dozen,
    Part,
    Symbol,
}

static NUMERALS: LazyLock<HashMap<&'static str, (f64, Class)>> = LazyLock::new(|| {
    rows(include_str!("../../tables/figure-numerals.tsv"))
        .filter_map(|r| {
            let class = match cell(&r, 2) {
                "digit" => Class::Digit,
                "teen" => Class::Teen,
                "ten" => Class::Ten,
                "hundred" => Class::Hundred,
                "scale" => Class::Scale,
                "suffix" => Class::Suffix,
                "dozen" => Class::Dozen,
                "part" => Class::Part,
                _ => Class::Symbol,
            };
            Some((cell(&r, 0), (cell(&r, 1).parse().ok()?, class)))
        })
        .collect()
});

/// The number word `word`.
pub(crate) fn numeral(word: &str) -> Option<(f64, Class)> {
    NUMERALS.get(word).copied()
}

/// A word for a number that is not given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vague {
    pub phrase: &'static str,
    pub low: f64,
    pub high: f64,
    /// Whether it may stand before a scale and multiply it.
    pub multiplies: bool,
}

static VAGUE: LazyLock<Phrases<Vague>> = LazyLock::new(|| {
    Phrases::new(
        rows(include_str!("../../tables/figure-vague.tsv")).filter_map(|r| {
            let phrase = cell(&r, 0).trim_end_matches('*');
            let multiplies = cell(&r, 0).ends_with('*');
            Some((
                phrase,
                Vague {
                    phrase,
                    low: cell(&r, 1).parse().ok()?,
                    high: cell(&r, 2).parse().ok()?,
                    multiplies,
                },
            ))
        }),
        false,
    )
});

pub(crate) fn vague() -> &'static Phrases<Vague> {
    &VAGUE
}

/// Words that bound the number beside them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Modifier {
    pub phrase: &'static str,
    pub modifier: &'static str,
    pub in_span: bool,
}

fn modifiers(side: &'static str, by_last: bool) -> Phrases<Modifier> {
    let of_side =
        rows(include_str!("../../tables/figure-modifiers.tsv")).filter(move |r| cell(r, 1) == side);
    Phrases::new(
        of_side.map(|r| {
            (
                cell(&r, 0),
                Modifier {
                    phrase: cell(&r, 0),
                    modifier: cell(&r, 2),
                    in_span: cell(&r, 3) == "yes",
                },
            )
        }),
        by_last,
    )
}

static BEFORE: LazyLock<Phrases<Modifier>> = LazyLock::new(|| modifiers("before", true));
static AFTER: LazyLock<Phrases<Modifier>> = LazyLock::new(|| modifiers("after", false));

pub(crate) fn modifiers_before() -> &'static Phrases<Modifier> {
    &BEFORE
}

pub(crate) fn modifiers_after() -> &'static Phrases<Modifier> {
    &AFTER
}

fn currencies(side: &'static str, by_last: bool) -> Phrases<&'static str> {
    let of_side = rows(include_str!("../../tables/figure-currencies.tsv"))
        .filter(move |r| cell(r, 1) == side);
    Phrases::new(of_side.map(|r| (cell(&r, 0), cell(&r, 2))), by_last)
}

static MONEY_BEFORE: LazyLock<Phrases<&'static str>> = LazyLock::new(|| currencies("before", true));
static MONEY_AFTER: LazyLock<Phrases<&'static str>> = LazyLock::new(|| currencies("after", false));

pub(crate) fn money_before() -> &'static Phrases<&'static str> {
    &MONEY_BEFORE
}

pub(crate) fn money_after() -> &'static Phrases<&'static str> {
    &MONEY_AFTER
}

/// A unit and its class (share, time, age, length …).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit {
    pub name: &'static str,
    pub class: &'static str,
}

static UNITS: LazyLock<Phrases<Unit>> = LazyLock::new(|| {
    Phrases::new(
        rows(include_str!("../../tables/figure-units.tsv")).flat_map(|r| {
            cell(&r, 0)
                .split('|')
                .map(|form| {
                    (
                        form,
                        Unit {
                            name: cell(&r, 1),
                            class: cell(&r, 2),
                        },
                    )
                })
                .collect::<Vec<_>>()
        }),
        false,
    )
});

pub(crate) fn units() -> &'static Phrases<Unit> {
    &UNITS
}

static NOT: LazyLock<HashMap<&'static str, HashMap<&'static str, &'static str>>> =
    LazyLock::new(|| {
        let mut places: HashMap<&'static str, HashMap<&'static str, &'static str>> = HashMap::new();
        for row in rows(include_str!("../../tables/figure-not.tsv")) {
            places
                .entry(cell(&row, 1))
                .or_default()
                .insert(cell(&row, 0), cell(&row, 2));
        }
        places
    });

/// What a number is, other than a figure, when `word` stands `place` of it.
pub(crate) fn not_figure(place: &str, word: &str) -> Option<&'static str> {
    NOT.get(place)?.get(word).copied()
}

static PERSONS: LazyLock<HashMap<&'static str, bool>> = LazyLock::new(|| {
    let mut persons = HashMap::new();
    for row in rows(include_str!("../../tables/figure-persons.tsv")) {
        persons.entry(cell(&row, 0)).or_insert(true);
        persons.insert(cell(&row, 1), cell(&row, 0) == cell(&row, 1));
    }
    persons
});

/// Whether `word` is a noun that counts persons, and if so whether it is singular.
pub(crate) fn person(word: &str) -> Option<bool> {
    PERSONS.get(word).copied()
}

/// A word that says what is counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trigger {
    pub measure: &'static str,
    pub how: How,
    pub phrase: &'static str,
}

/// How a trigger and its number stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    Patient,
    Agent,
    State,
    Adjective,
    Noun,
    Toll,
    Before,
    Fate,
}

static TRIGGERS: LazyLock<Phrases<Trigger>> = LazyLock::new(|| {
    Phrases::new(
        rows(include_str!("../../tables/figure-measures.tsv")).flat_map(|r| {
            let how = match cell(&r, 1) {
                "patient" => How::Patient,
                "agent" => How::Agent,
                "state" => How::State,
                "adjective" => How::Adjective,
                "noun" => How::Noun,
                "toll" => How::Toll,
                "before" => How::Before,
                _ => How::Fate,
            };
            cell(&r, 2)
                .split('|')
                .map(|phrase| {
                    (
                        phrase,
                        Trigger {
                            measure: cell(&r, 0),
                            how,
                            phrase,
                        },
                    )
                })
                .collect::<Vec<_>>()
        }),
        false,
    )
});

pub(crate) fn triggers() -> &'static Phrases<Trigger> {
    &TRIGGERS
}

static CHANGES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    rows(include_str!("../../tables/figure-changes.tsv"))
        .flat_map(|r| {
            cell(&r, 1)
                .split('|')
                .map(|form| (form, cell(&r, 0)))
                .collect::<Vec<_>>()
        })
        .collect()
});

/// Whether `word` says up, down or move (a change of a number in no said direction).
pub(crate) fn change(word: &str) -> Option<&'static str> {
    CHANGES.get(word).copied()
}

static COUNTING: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    rows(include_str!("../../tables/figure-counting.tsv"))
        .map(|r| cell(&r, 0))
        .collect()
});

/// Whether `word` says that a bare number after it is a count given before.
pub(crate) fn counting(word: &str) -> bool {
    COUNTING.contains(word)
}

static STOPS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    rows(include_str!("../../tables/figure-stops.tsv"))
        .flat_map(|r| cell(&r, 0).split(' ').collect::<Vec<_>>())
        .collect()
});

/// Whether `word` ends a counted noun phrase.
pub(crate) fn stops(word: &str) -> bool {
    STOPS.contains(word)
}

static THINGS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    rows(include_str!("../../tables/figure-things.tsv"))
        .flat_map(|r| cell(&r, 0).split('|').collect::<Vec<_>>())
        .collect()
});

/// Whether `word` is a noun that is never killed, wounded, missing or arrested.
pub(crate) fn thing(word: &str) -> bool {
    THINGS.contains(word)
}

static WHEREABOUTS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    rows(include_str!("../../tables/figure-whereabouts.tsv"))
        .flat_map(|r| {
            cell(&r, 1)
                .split(' ')
                .map(|noun| (noun, cell(&r, 0)))
                .collect::<Vec<_>>()
        })
        .collect()
});

/// The measure of people who are in, on or at `noun`; `none` where that is no place.
pub(crate) fn whereabouts(noun: &str) -> Option<&'static str> {
    WHEREABOUTS.get(noun).copied()
}

static ABBREVIATIONS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    rows(include_str!("../../tables/figure-abbreviations.tsv"))
        .map(|r| cell(&r, 0))
        .collect()
});

pub(crate) fn abbreviations() -> &'static HashSet<&'static str> {
    &ABBREVIATIONS
}
