//! The word lists of `tables/`, read once.

use crate::hash::{self, Map};
use crate::text::fold;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table
        .lines()
        .map(str::trim_end)
        .filter(|row| !row.is_empty() && !row.starts_with('#'))
}

/// What the tables know of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It says little of what a text is about.
    Function,
    /// It is no name, though it has a capital: a day, a month, a title.
    NoName,
    /// It is a number spelled out.
    Number(u32),
}

/// Words of the tables by their hashes. A word that is in two of them is what the first says.
pub static WORDS: LazyLock<Map<u64, Known>> = LazyLock::new(|| {
    let mut known = Map::default();
    let split = |table: &'static str| rows(table).flat_map(str::split_whitespace);
    let numbers = rows(include_str!("../tables/numbers.tsv")).filter_map(|row| {
        let (word, number) = row.split_once('\t')?;
        Some((word, Known::Number(number.parse().ok()?)))
    });
    let all = split(include_str!("../tables/function-words.tsv"))
        .map(|w| (w, Known::Function))
        .chain(split(include_str!("../tables/no-names.tsv")).map(|w| (w, Known::NoName)))
        .chain(numbers);
    for (word, what) in all {
        known.entry(hash::bytes(word.as_bytes())).or_insert(what);
    }
    known
});

/// Phrases of a site about itself, each as the hashes of its words, by the first.
pub static CHROME: LazyLock<Map<u64, Vec<Vec<u64>>>> = LazyLock::new(|| {
    let mut chrome: Map<u64, Vec<Vec<u64>>> = Map::default();
    for row in rows(include_str!("../tables/chrome.tsv")) {
        let words: Vec<u64> = fold(row).map(|w| hash::bytes(w.as_bytes())).collect();
        if let Some(&first) = words.first() {
            chrome.entry(first).or_default().push(words);
        }
    }
    chrome
});

/// News agencies and the like whose name holds no word of the trade, lower case, with the name they are known by.
pub static AGENCIES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    rows(include_str!("../tables/agencies.tsv"))
        .filter_map(|row| row.split_once('\t'))
        .collect()
});

/// Words out of which outlets make their names.
pub static TRADE_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    rows(include_str!("../tables/trade-words.tsv"))
        .flat_map(str::split_whitespace)
        .collect()
});
