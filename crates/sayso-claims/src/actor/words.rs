//! Named sets of words, by `tables/actor-words.tsv`.

use super::table::{cell, rows, words};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

static SETS: LazyLock<HashMap<&'static str, HashSet<&'static str>>> = LazyLock::new(|| {
    rows(include_str!("../../tables/actor-words.tsv"))
        .map(|(_, row)| (cell(&row, 0), words(cell(&row, 1)).collect()))
        .collect()
});

/// Whether `word` (lower case) is in the set of that name.
pub fn among(set: &str, word: &str) -> bool {
    SETS.get(set).is_some_and(|words| words.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_there() {
        assert!(among("particle", "von") && !among("particle", "and"));
        assert!(!among("no such set", "von"));
    }
}
