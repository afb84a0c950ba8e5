//! A report made ready to be compared: what is read out of its text once.

use crate::credit::{Credits, credits};
use crate::hash;
use crate::published::minutes;
use crate::report::Report;
use crate::text::{Sentence, Word, fold, sentences, words};

/// So many words in a row are a shingle.
pub const SHINGLE: usize = 4;

/// A report's text as words, sentences, shingles, names and credits.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub(crate) words: Vec<Word>,
    pub(crate) sentences: Vec<Sentence>,
    /// Hash and first word of each shingle inside a sentence, sorted.
    pub(crate) shingles: Vec<(u64, u32)>,
    /// Stems of all its words, of its title and of its outlet, sorted.
    pub(crate) stems: Vec<u64>,
    /// Stems of names and numbers that it gives, sorted.
    pub(crate) facts: Vec<u64>,
    /// Names of two words or more and large numbers, in the order found.
    pub(crate) names: Vec<u64>,
    /// Quotations of five words or more, sorted.
    pub(crate) quotes: Vec<u64>,
    /// Stems of the title's telling words.
    pub(crate) title: Vec<u64>,
    pub(crate) title_hash: u64,
    pub(crate) outlet: Option<u64>,
    pub(crate) credits: Credits,
    pub(crate) published: Option<i64>,
    /// For each claim, the hash of its content's words and whether it can be told apart by them.
    pub(crate) claims: Vec<Option<u64>>,
}

impl Prepared {
    /// Reads a report.
    pub fn of(report: &Report) -> Self {
        let (words, sentences) = sentences(report.text, report.boilerplate);
        let title = title(report);
        let facts = facts(&words, &sentences);
        let mut outlet = Vec::new();
        if let Some(name) = report.outlet {
            crate::text::words(name, 0..name.len(), &mut outlet);
        }
        let around = title.iter().copied().chain(outlet.iter().map(|w| w.stem));
        let mut stems: Vec<u64> = words.iter().map(|w| w.stem).chain(around).collect();
        stems.sort_unstable();
        stems.dedup();
        Self {
            shingles: shingles(&words, &sentences),
            names: names(report.text, &words, &sentences),
            quotes: quotes(&words),
            title_hash: title.iter().fold(0, |h, w| hash::join(h, *w)),
            title,
            outlet: report
                .outlet
                .map(|o| fold(o).fold(0, |h, w| hash::join(h, hash::bytes(w.as_bytes())))),
            credits: credits(report),
            published: report.published.and_then(minutes),
            claims: claims(report),
            stems,
            facts,
            words,
            sentences,
        }
    }

    /// Hashes of its shingles, sorted, each once.
    pub(crate) fn shingle_set(&self) -> Vec<u64> {
        let mut set: Vec<u64> = self.shingles.iter().map(|s| s.0).collect();
        set.dedup();
        set
    }
}

/// A title may end with its site ("Bridge shut - Lowmere Post | News").
fn title(report: &Report) -> Vec<u64> {
    let mut found = Vec::new();
    let title = report.title.unwrap_or("");
    let site = [" - ", " | ", " – ", " — ", " :: "]
        .iter()
        .filter_map(|mark| title.find(mark));
    let site = site
        .filter(|at| title[..*at].split_whitespace().count() >= 3)
        .min();
    let title = &title[..site.unwrap_or(title.len())];
    words(title, 0..title.len(), &mut found);
    found
        .iter()
        .filter(|w| !w.function)
        .map(|w| w.stem)
        .collect()
}

fn shingles(words: &[Word], sentences: &[Sentence]) -> Vec<(u64, u32)> {
    let mut found = Vec::with_capacity(words.len());
    for sentence in sentences {
        for (n, window) in words[sentence.words.clone()].windows(SHINGLE).enumerate() {
            if window.iter().all(|w| w.function) {
                continue;
            }
            let hash = window.iter().fold(0, |h, w| hash::join(h, w.hash));
            found.push((hash, (sentence.words.start + n) as u32));
        }
    }
    found.sort_unstable();
    found
}

/// One and two are as often words as numbers: "both", "a second", "the two".
fn is_small(word: &Word) -> bool {
    [b"1", b"2"]
        .iter()
        .any(|digit| word.hash == hash::bytes(*digit))
}

fn facts(words: &[Word], sentences: &[Sentence]) -> Vec<u64> {
    let mut found: Vec<u64> = Vec::new();
    for sentence in sentences {
        let all = &words[sentence.words.clone()];
        for (n, word) in all.iter().enumerate() {
            let opens = n == 0 || (word.quoted && !all[n - 1].quoted);
            if (word.number && !is_small(word)) || (word.name && !opens) {
                found.push(word.stem);
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Names as the hash of their last two words, so that "Colonel Tomas Brill" is "Tomas Brill"; and numbers over 100 that are no years.
fn names(text: &str, words: &[Word], sentences: &[Sentence]) -> Vec<u64> {
    let mut found = Vec::new();
    let touch = |a: &Word, b: &Word| {
        text.get(a.end as usize..b.start as usize)
            .is_some_and(|between| between.chars().all(|c| c == ' ' || c == '-'))
    };
    for sentence in sentences {
        let all = &words[sentence.words.clone()];
        for (n, word) in all.iter().enumerate() {
            if word.number {
                let digits = text[word.start as usize..word.end as usize]
                    .chars()
                    .filter(char::is_ascii_digit)
                    .count();
                let year = digits == 4 && word.end - word.start == 4;
                if digits >= 3 && !year {
                    found.push(word.hash);
                }
                continue;
            }
            let before = n
                .checked_sub(1)
                .map(|p| &all[p])
                .filter(|p| p.name && touch(p, word));
            let after = all.get(n + 1).filter(|next| next.name && touch(word, next));
            if let (true, Some(before), None) = (word.name, before, after) {
                found.push(hash::join(before.stem, word.stem));
            }
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|name| seen.insert(*name));
    found
}

fn quotes(words: &[Word]) -> Vec<u64> {
    let mut found: Vec<u64> = words
        .chunk_by(|a, b| a.quoted == b.quoted)
        .filter(|run| run[0].quoted && run.len() >= 5)
        .map(|run| run.iter().fold(0, |h, w| hash::join(h, w.hash)))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn claims(report: &Report) -> Vec<Option<u64>> {
    let content = |claim: &crate::report::Claim| {
        let mut found = Vec::new();
        for span in claim.content {
            if report.text.get(span.clone()).is_some() {
                words(report.text, span.clone(), &mut found);
            }
        }
        (found.len() >= 5 && found.iter().filter(|w| !w.function).count() >= 2)
            .then(|| found.iter().fold(0, |h, w| hash::join(h, w.hash)))
    };
    report.claims.iter().map(content).collect()
}
