//! The word lists of `tables/`, read once.

use crate::hash;
use crate::text::fold;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table
        .lines()
        .map(str::trim_end)
        .filter(|row| !row.is_empty() && !row.starts_with('#'))
}

/// Hashes of the words that say little of what a text is about.
pub static FUNCTION_WORDS: LazyLock<HashSet<u64>> = LazyLock::new(|| {
    rows(include_str!("../tables/function-words.tsv"))
        .flat_map(str::split_whitespace)
        .map(|w| hash::bytes(w.as_bytes()))
        .collect()
});

/// Capitalised words that are no names: days, months, titles.
pub static NO_NAMES: LazyLock<HashSet<u64>> = LazyLock::new(|| {
    rows(include_str!("../tables/no-names.tsv"))
        .flat_map(str::split_whitespace)
        .map(|w| hash::bytes(w.as_bytes()))
        .collect()
});

/// Number words, with their digits.
pub static NUMBERS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    rows(include_str!("../tables/numbers.tsv"))
        .filter_map(|row| row.split_once('\t'))
        .collect()
});

/// Phrases of a site about itself, each as the hashes of its words, by the first.
pub static CHROME: LazyLock<HashMap<u64, Vec<Vec<u64>>>> = LazyLock::new(|| {
    let mut chrome: HashMap<u64, Vec<Vec<u64>>> = HashMap::new();
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
