//! Of whom or what: the group that a figure counts, by head word, names and owner.

use crate::claim::{Claim, Figure};
use crate::measure;
use crate::text::{rows, stem, tokens, words};
use sayso_claims::merge::name::generic;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A group: everyone, or a kind of people or things, perhaps of a nation or body, perhaps a part of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Group {
    /// What is counted, by the first word of its row in `tables/group-words.tsv` or its own stem; empty for everyone.
    pub head: String,
    /// Names in the phrase ("North Korean"), stems in order; or the speaker, where the group is its own.
    pub names: Vec<String>,
    /// What part of the group, if the words say that it is one ("in serious condition").
    pub part: Option<&'static str>,
    /// Whether no noun stands there at all.
    pub bare: bool,
    /// Whether the noun does not stand with the number and was taken over from another.
    pub inherited: bool,
    /// As written, for the question's text.
    pub shown: String,
}

struct Heads {
    /// Stem of the last word to the head of its row; none in a row of words that say nothing.
    row: HashMap<String, Option<&'static str>>,
}

static HEADS: LazyLock<Heads> = LazyLock::new(|| {
    let mut row = HashMap::new();
    for cells in rows(include_str!("../tables/group-words.tsv")) {
        if let [head, all] = cells.as_slice() {
            for word in words(all) {
                let last = word.rsplit(' ').next().unwrap_or(word);
                row.entry(stem(last))
                    .or_insert((*head != "*").then_some(*head));
                if word.contains(' ') {
                    row.insert(stems(word), (*head != "*").then_some(*head));
                }
            }
        }
    }
    Heads { row }
});

static PARTS: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    rows(include_str!("../tables/group-part.tsv"))
        .filter_map(|cells| Some((*cells.first()?, *cells.get(1)?)))
        .collect()
});

fn stems(phrase: &str) -> String {
    let parts: Vec<String> = phrase.split_whitespace().map(stem).collect();
    parts.join(" ")
}

impl Group {
    /// The group of a figure of a claim.
    pub(crate) fn of(claim: &Claim, figure: &Figure) -> Self {
        let phrase = figure.of.as_deref().unwrap_or("");
        let measure = figure.measure.as_deref().unwrap_or("other");
        let all = tokens(phrase);
        let mut group = Group {
            part: part(figure, phrase),
            bare: phrase.is_empty(),
            inherited: is_inherited(figure, phrase),
            ..Group::default()
        };
        for word in &all {
            if word.text.chars().next().is_some_and(char::is_uppercase) && !says_kind(word.text) {
                group.names.push(stem(word.text));
            }
        }
        let plain: Vec<&str> = all
            .iter()
            .map(|w| w.text)
            .filter(|w| !w.chars().next().is_some_and(char::is_uppercase))
            .collect();
        group.head = head(&plain, measure);
        if group.head.is_empty() && group.names.is_empty() {
            return owned(group, claim, figure, phrase);
        }
        group.shown = phrase.to_owned();
        owned(group, claim, figure, phrase)
    }

    /// The group without the words that it was told in.
    pub(crate) fn kind(&self) -> Group {
        Group {
            bare: false,
            inherited: false,
            shown: String::new(),
            ..self.clone()
        }
    }

    /// Whether it may be anyone: no head, name or part.
    pub(crate) fn is_everyone(&self) -> bool {
        self.head.is_empty() && self.names.is_empty()
    }

    /// Whether two are one group as far as their words go.
    pub(crate) fn same(&self, other: &Self) -> bool {
        if self.part != other.part {
            return false;
        }
        let heads = self.head == other.head || self.head.is_empty() || other.head.is_empty();
        if self.names.is_empty() && other.names.is_empty() {
            return self.head == other.head;
        }
        let names = self.names.iter().any(|n| other.names.contains(n));
        heads && names
    }
}

/// Whether a word is one of the tables: a capital then only tells of the start of a sentence.
fn says_kind(word: &str) -> bool {
    let lower = word.to_lowercase();
    HEADS.row.contains_key(&stem(word)) || PARTS.iter().any(|(words, _)| *words == lower)
}

/// The head of a phrase's plain words: everyone where they only repeat the measure or say "people".
fn head(plain: &[&str], measure: &str) -> String {
    let Some(last) = plain.last() else {
        return String::new();
    };
    if let [.., a, b] = plain
        && let Some(row) = HEADS.row.get(&format!("{} {}", stem(a), stem(b)))
    {
        return row.unwrap_or("").to_owned();
    }
    let last = stem(last);
    if measure::repeats(measure, &last) {
        return String::new();
    }
    match HEADS.row.get(&last) {
        Some(row) => row.unwrap_or("").to_owned(),
        None => last,
    }
}

/// "its own men", "seven members of its staff": the group is the speaker's.
fn owned(mut group: Group, claim: &Claim, figure: &Figure, phrase: &str) -> Group {
    let near = format!(" {} ", figure.after.to_lowercase());
    let noun = phrase.to_lowercase();
    let own = !noun.is_empty()
        && [
            "its own",
            "their own",
            "our own",
            "his own",
            "her own",
            "of its",
            "of their",
            "of our",
            "of her",
            "of his",
        ]
        .iter()
        .any(|w| near.contains(&format!(" {w} {noun}")) || noun.starts_with("own "));
    // "seven members of its staff": the word after says of whom they are.
    let of_own = ["its", "their", "our", "her", "his"]
        .iter()
        .find_map(|whose| {
            let after = near.split(&format!(" {noun} of {whose} ")).nth(1)?;
            let mut words = after.split_whitespace().filter(|w| *w != "own");
            words
                .next()
                .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
        });
    let of_own = of_own.filter(|_| !noun.is_empty() && group.head.is_empty());
    if let Some(word) = &of_own {
        group.head = head(&[word], figure.measure.as_deref().unwrap_or("other"));
    }
    let own = own || of_own.is_some() && !group.head.is_empty();
    if own && group.names.is_empty() {
        let owner = claim.affiliation.as_deref().or(claim.actor.as_deref());
        if let Some(owner) = owner {
            group.names = owner_names(owner);
            group.shown = format!("{phrase} of {owner}");
        }
    }
    group
}

/// The words of an owner's name that tell it from others, so that a longer wording of it shares one; all of it where none does.
fn owner_names(owner: &str) -> Vec<String> {
    let telling: Vec<String> = tokens(owner)
        .iter()
        .filter(|w| w.text.chars().next().is_some_and(char::is_uppercase))
        .filter(|w| !generic(&[w.text.to_lowercase()]))
        .map(|w| stem(w.text))
        .collect();
    if telling.is_empty() {
        vec![stem(owner)]
    } else {
        telling
    }
}

fn is_inherited(figure: &Figure, phrase: &str) -> bool {
    let near = format!("{} {} {}", figure.before, figure.words, figure.after).to_lowercase();
    let last = phrase
        .split_whitespace()
        .last()
        .unwrap_or("")
        .to_lowercase();
    !last.is_empty() && !near.is_empty() && !near.contains(&last)
}

/// The part that words in the phrase, or just after the number within its clause, say it is.
fn part(figure: &Figure, phrase: &str) -> Option<&'static str> {
    let clause = figure
        .after
        .split([',', ';', ':', '"', '”', '–', '—', '('])
        .next()
        .unwrap_or("");
    // "killed 22 of them and captured five": what comes after is another verb's.
    let joins = |w: &&str| !matches!(*w, "and" | "but" | "while");
    let words: Vec<&str> = clause
        .split_whitespace()
        .take_while(joins)
        .take(7)
        .collect();
    let near = format!(" {} / {} ", phrase, words.join(" ")).to_lowercase();
    PARTS
        .iter()
        .find(|(words, _)| near.contains(&format!(" {words} ")))
        .map(|(_, part)| *part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(of: &str, measure: &str) -> Group {
        let figure = crate::testing::figure(3.0, measure, Some(of));
        Group::of(&Claim::default(), &figure)
    }

    #[test]
    fn words_that_repeat_the_measure_name_nobody() {
        assert!(group("deaths", "killed").is_everyone());
        assert!(group("people", "killed").is_everyone());
        assert!(group("suspected cases", "infected").is_everyone());
        assert!(!group("soldiers", "killed").is_everyone());
    }

    #[test]
    fn nations_keep_groups_apart() {
        assert!(!group("Ostmarkian soldiers", "killed").same(&group("Velish soldiers", "killed")));
        assert!(group("Velish soldiers", "killed").same(&group("Velish troops", "killed")));
    }

    #[test]
    fn parts_are_named() {
        assert_eq!(group("new cases", "infected").part, Some("new"));
    }
}
