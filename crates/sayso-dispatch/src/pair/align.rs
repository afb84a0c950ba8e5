//! Sentences of two texts laid beside each other.

use crate::hash::join;
use crate::prepared::{Prepared, SHINGLE};
use crate::text::{Sentence, Word};

/// A sentence is shared if so much of it stands in the other text word by word.
const SAME: f64 = 0.5;
/// In a sentence that is not, only runs of so many words count: shorter ones are phrases that anyone uses.
const RUN: usize = 8;
/// In a sentence that is, runs of fewer own words than this are wording.
const OWN_RUN: usize = 6;
/// Reworded sentences have so much in common, in this order, of the longer.
const NEARLY: f64 = 0.5;
/// Or, where a sentence was cut or joined, of the shorter.
const NEARLY_PART: f64 = 0.75;
/// That part may be no smaller than this: in a very long sentence the words of any other are found.
const PART: usize = 3;
/// Sentences with fewer telling words are too short to be known again in other words.
const TELLING: usize = 5;

/// Which words of one text stand in the other.
#[derive(Debug, Default)]
pub struct Marks {
    /// By word.
    pub shared: Vec<bool>,
    /// How many of them in sentences that were reworded.
    pub reworded: usize,
    /// For each sentence, that of the other text which it is.
    pub partner: Vec<Option<usize>>,
}

impl Marks {
    fn of(text: &Prepared) -> Self {
        Self {
            shared: vec![false; text.words.len()],
            reworded: 0,
            partner: vec![None; text.sentences.len()],
        }
    }

    /// How many words are shared.
    pub fn count(&self) -> usize {
        self.shared.iter().filter(|s| **s).count()
    }
}

/// Aligns two texts.
pub fn align(a: &Prepared, b: &Prepared) -> (Marks, Marks) {
    let (mut in_a, mut in_b) = (Marks::of(a), Marks::of(b));
    let votes = same_shingles(a, b, &mut in_a, &mut in_b);
    partners(a, &votes, &mut in_a);
    partners(
        b,
        &votes.iter().map(|(x, y)| (*y, *x)).collect::<Vec<_>>(),
        &mut in_b,
    );
    short_sentences(a, b, &mut in_a, &mut in_b);
    settle(a, &mut in_a);
    settle(b, &mut in_b);
    nearly(a, b, &mut in_a, &mut in_b);
    (in_a, in_b)
}

/// Marks shingles that both have; gives the sentence in each text of those that stand once in both.
fn same_shingles(
    a: &Prepared,
    b: &Prepared,
    in_a: &mut Marks,
    in_b: &mut Marks,
) -> Vec<(usize, usize)> {
    let (sentence_a, sentence_b) = (by_word(a), by_word(b));
    let (mut i, mut j, mut votes) = (0, 0, Vec::new());
    let (all_a, all_b) = (&a.shingles, &b.shingles);
    while i < all_a.len() && j < all_b.len() {
        let hash = all_a[i].0.max(all_b[j].0);
        let (from_a, from_b) = (i, j);
        while all_a.get(i).is_some_and(|s| s.0 < hash) {
            i += 1;
        }
        while all_b.get(j).is_some_and(|s| s.0 < hash) {
            j += 1;
        }
        if (i, j) != (from_a, from_b) {
            continue;
        }
        while all_a.get(i).is_some_and(|s| s.0 == hash) {
            i += 1;
        }
        while all_b.get(j).is_some_and(|s| s.0 == hash) {
            j += 1;
        }
        for (marks, found) in [
            (&mut *in_a, &all_a[from_a..i]),
            (&mut *in_b, &all_b[from_b..j]),
        ] {
            for (_, at) in found {
                marks.shared[*at as usize..*at as usize + SHINGLE].fill(true);
            }
        }
        if (i - from_a, j - from_b) == (1, 1) {
            votes.push((
                sentence_a[all_a[from_a].1 as usize],
                sentence_b[all_b[from_b].1 as usize],
            ));
        }
    }
    votes
}

/// Sentences of less than a shingle are shared if the other text has the very same.
fn short_sentences(a: &Prepared, b: &Prepared, in_a: &mut Marks, in_b: &mut Marks) {
    let short = |text: &Prepared| -> Vec<(u64, usize)> {
        let sentences = text
            .sentences
            .iter()
            .enumerate()
            .filter(|(_, s)| s.words.len() < SHINGLE);
        let mut found: Vec<(u64, usize)> = sentences
            .map(|(n, s)| (words(text, s).iter().fold(0, |h, w| join(h, w.hash)), n))
            .collect();
        found.sort_unstable();
        found
    };
    let (of_a, of_b) = (short(a), short(b));
    for (text, marks, own, other) in [(a, in_a, &of_a, &of_b), (b, in_b, &of_b, &of_a)] {
        for (hash, n) in own {
            let at = other.partition_point(|x| x.0 < *hash);
            if let Some((_, partner)) = other.get(at).filter(|x| x.0 == *hash) {
                marks.partner[*n] = Some(*partner);
                marks.shared[text.sentences[*n].words.clone()].fill(true);
            }
        }
    }
}

fn by_word(text: &Prepared) -> Vec<usize> {
    let mut of = vec![0; text.words.len()];
    for (n, sentence) in text.sentences.iter().enumerate() {
        of[sentence.words.clone()].fill(n);
    }
    of
}

/// The partner of a sentence is the one that most of its shingles are in, the earlier if two are equal.
fn partners(text: &Prepared, votes: &[(usize, usize)], marks: &mut Marks) {
    let mut votes = votes.to_vec();
    votes.sort_unstable();
    let mut most = vec![0; text.sentences.len()];
    for same in votes.chunk_by(|x, y| x == y) {
        let (own, other) = same[0];
        if same.len() > most[own] {
            most[own] = same.len();
            marks.partner[own] = Some(other);
        }
    }
}

fn settle(text: &Prepared, marks: &mut Marks) {
    for (n, sentence) in text.sentences.iter().enumerate() {
        let shared = &mut marks.shared[sentence.words.clone()];
        let is_same = shared.iter().filter(|s| **s).count() as f64 >= SAME * shared.len() as f64;
        let mut at = 0;
        while at < shared.len() {
            let length = shared[at..]
                .iter()
                .take_while(|s| **s == shared[at])
                .count();
            let run = &mut shared[at..at + length];
            if is_same && !run[0] && length < OWN_RUN {
                run.fill(true);
            } else if !is_same && run[0] && length < RUN {
                run.fill(false);
            }
            at += length;
        }
        if !is_same {
            marks.partner[n] = None;
        }
    }
}

/// Sentences that are not shared word by word, but nearly.
fn nearly(a: &Prepared, b: &Prepared, in_a: &mut Marks, in_b: &mut Marks) {
    let open = |text: &Prepared, marks: &Marks| -> Vec<(usize, Vec<u64>)> {
        let sentences = text.sentences.iter().enumerate();
        sentences
            .filter(|(n, s)| marks.partner[*n].is_none() && telling(text, s) >= TELLING)
            .map(|(n, s)| {
                let mut stems: Vec<u64> = words(text, s)
                    .iter()
                    .filter(|w| !w.function)
                    .map(|w| w.stem)
                    .collect();
                stems.sort_unstable();
                (n, stems)
            })
            .collect()
    };
    let (open_a, open_b) = (open(a, in_a), open(b, in_b));
    let mut found: Vec<(u32, usize, usize)> = Vec::new();
    for (x, stems_x) in &open_a {
        for (y, stems_y) in &open_b {
            let (longer, shorter) = (
                stems_x.len().max(stems_y.len()),
                stems_x.len().min(stems_y.len()),
            );
            let both = in_both(stems_x, stems_y) as f64;
            if longer > PART * shorter {
                continue;
            }
            if both < NEARLY * longer as f64 && both < NEARLY_PART * shorter as f64 {
                continue;
            }
            let likeness = likeness(words(a, &a.sentences[*x]), words(b, &b.sentences[*y]));
            if likeness >= 1.0 {
                found.push(((likeness * 1000.0) as u32, *x, *y));
            }
        }
    }
    found.sort_unstable_by_key(|(likeness, x, y)| (std::cmp::Reverse(*likeness), *x, *y));
    for (_, x, y) in found {
        for (text, marks, own, other) in [(a, &mut *in_a, x, y), (b, &mut *in_b, y, x)] {
            if marks.partner[own].is_none() {
                marks.partner[own] = Some(other);
                let all = text.sentences[own].words.clone();
                marks.reworded += all.len();
                marks.shared[all].fill(true);
            }
        }
    }
}

fn words<'a>(text: &'a Prepared, sentence: &Sentence) -> &'a [Word] {
    &text.words[sentence.words.clone()]
}

fn telling(text: &Prepared, sentence: &Sentence) -> usize {
    words(text, sentence).iter().filter(|w| !w.function).count()
}

fn in_both(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut both) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, both) = (i + 1, j + 1, both + 1),
        }
    }
    both
}

/// Telling words in common in this order, against what is asked for: 1 and more is enough.
fn likeness(a: &[Word], b: &[Word]) -> f64 {
    let stems = |words: &[Word]| -> Vec<u64> {
        words
            .iter()
            .filter(|w| !w.function)
            .map(|w| w.stem)
            .collect()
    };
    let (a, b) = (stems(a), stems(b));
    let mut row = vec![0_usize; b.len() + 1];
    for x in &a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y {
                diagonal + 1
            } else {
                above.max(row[j])
            };
            diagonal = above;
        }
    }
    let common = row[b.len()] as f64;
    let (longer, shorter) = (a.len().max(b.len()) as f64, a.len().min(b.len()) as f64);
    (common / longer / NEARLY).max(common / shorter / NEARLY_PART)
}
