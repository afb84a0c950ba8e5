//! Whether two reports carry one copy, and the evidence.

use super::align::{Marks, align};
use super::rewrite::is_rewritten;
use super::{Kind, Pair, Side};
use crate::credit::{Credits, same_outlet};
use crate::prepared::Prepared;
use crate::report::Report;
use crate::text::Word;
use std::ops::Range;

/// So much of one report stands in the other.
const COPY: f32 = 0.64;
/// So much is enough where one credits the other.
const CREDITED_COPY: f32 = 0.5;
/// So much more is asked for where all of it is reworded: reports of one event sound alike.
const REWORDED: f32 = 0.15;
/// With so many words in common at least that are not quoted, and three times as many where all is reworded: anyone may quote a statement, and short
/// reports of one event are alike.
const WORDS: f32 = 20.0;
/// Of all that is not quoted, this much less than of the whole is enough.
const UNQUOTED: f32 = 0.1;
/// Names and numbers of the sentences in common that the other report gives as well: sentences out of a mould are no copies.
const FACTS: f32 = 0.7;
/// A title's telling words that the common text must hold: what a site says about itself does not.
const TITLE: f64 = 0.25;
/// Words that are not in the other text tell something new if they are so many of a run.
const NEW: f64 = 0.25;
/// From here on a report is wholly in the other.
const WHOLE: f32 = 0.93;

/// Compares two reports; the first of the pair is `a`.
pub fn compare(a: &Report, b: &Report) -> Option<Pair> {
    compare_prepared(&Prepared::of(a), &Prepared::of(b))
}

/// Compares two reports that were read already.
pub fn compare_prepared(a: &Prepared, b: &Prepared) -> Option<Pair> {
    let (in_a, in_b) = align(a, b);
    let (share_a, share_b) = (share(&in_a), share(&in_b));
    let credits = common_credits(&a.credits, &b.credits);
    let credited = credits_other(&a.credits, &b.credits) || credits_other(&b.credits, &a.credits);
    let least = if credited { CREDITED_COPY } else { COPY };
    let is_copy = holds(a, b, &in_a, least) || holds(b, a, &in_b, least);
    let kind = if is_copy && (other_outlets(a, b) || titles_fit(a, b, &in_a, &in_b)) {
        kind(a, b, &in_a, &in_b)
    } else if is_rewritten(a, b, &in_b) || is_rewritten(b, a, &in_a) {
        Kind::Rewritten
    } else {
        return None;
    };
    Some(Pair {
        kind,
        retitled: !a.title.is_empty() && !b.title.is_empty() && a.title_hash != b.title_hash,
        same_quotes: a
            .quotes
            .iter()
            .filter(|q| b.quotes.binary_search(q).is_ok())
            .count(),
        same_claims: same_claims(a, b),
        credits,
        a: side(a, b, &in_a, share_a, kind),
        b: side(b, a, &in_b, share_b, kind),
    })
}

/// Whether enough of a report stands in the other.
fn holds(text: &Prepared, other: &Prepared, marks: &Marks, least: f32) -> bool {
    let unquoted = || {
        text.words
            .iter()
            .zip(&marks.shared)
            .filter(|(w, _)| !w.quoted)
    };
    let common = unquoted().filter(|(_, s)| **s).count();
    let reworded = marks.reworded as f32 / marks.count().max(1) as f32;
    share(marks) >= least + REWORDED * reworded
        && common as f32 >= WORDS * (1.0 + 2.0 * reworded)
        && common as f32 >= (least - UNQUOTED) * unquoted().count() as f32
        && facts_fit(text, other, marks)
}

fn facts_fit(text: &Prepared, other: &Prepared, marks: &Marks) -> bool {
    let facts = text
        .words
        .iter()
        .zip(&marks.shared)
        .filter(|(w, shared)| **shared && (w.number || w.name));
    let (mut known, mut all) = (0, 0);
    for (word, _) in facts {
        all += 1;
        known += usize::from(other.stems.binary_search(&word.stem).is_ok());
    }
    known as f32 >= FACTS * all as f32
}

/// Known to be of two outlets: they share no menu.
fn other_outlets(a: &Prepared, b: &Prepared) -> bool {
    match (&a.outlet, &b.outlet) {
        (Some(a), Some(b)) => a != b,
        _ => false,
    }
}

fn share(marks: &Marks) -> f32 {
    marks.count() as f32 / marks.shared.len().max(1) as f32
}

fn kind(a: &Prepared, b: &Prepared, in_a: &Marks, in_b: &Marks) -> Kind {
    let (share_a, share_b) = (share(in_a), share(in_b));
    let reworded = in_a.reworded.max(in_b.reworded) * 4 > in_a.count().max(in_b.count());
    let earlier = |one: &Prepared, other: &Prepared| matches!((one.published, other.published), (Some(x), Some(y)) if x < y);
    match (share_a >= WHOLE, share_b >= WHOLE) {
        _ if reworded => Kind::Reworded,
        (true, true) if out_of_order(in_a) => Kind::Reordered,
        (true, true) => Kind::Verbatim,
        // What was there first was not cut out of what came later.
        (true, false) if earlier(a, b) => Kind::Extended,
        (false, true) if earlier(b, a) => Kind::Extended,
        (false, false) => Kind::Extended,
        _ => Kind::Trimmed,
    }
}

/// Whether more than a fifth of the sentences would have to move.
fn out_of_order(marks: &Marks) -> bool {
    let places: Vec<usize> = marks.partner.iter().flatten().copied().collect();
    let mut ends: Vec<usize> = Vec::new();
    for place in &places {
        let at = ends.partition_point(|end| end <= place);
        match ends.get_mut(at) {
            Some(end) => *end = *place,
            None => ends.push(*place),
        }
    }
    (places.len() - ends.len()) * 5 > places.len()
}

/// The text in common must be what one of the reports is about; of the same title, that is taken for granted.
fn titles_fit(a: &Prepared, b: &Prepared, in_a: &Marks, in_b: &Marks) -> bool {
    let fits = |titled: &Prepared, text: &Prepared, marks: &Marks| {
        if titled.title.len() < 3 || a.title_hash == b.title_hash {
            return None;
        }
        let held = titled.title.iter().filter(|t| {
            text.words
                .iter()
                .zip(&marks.shared)
                .any(|(w, s)| *s && w.stem == **t)
        });
        Some(held.count() as f64 >= TITLE * titled.title.len() as f64)
    };
    match (fits(a, a, in_a), fits(b, b, in_b)) {
        (None, None) => true,
        (x, y) => x == Some(true) || y == Some(true),
    }
}

fn common_credits(a: &Credits, b: &Credits) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let own = a
        .own
        .iter()
        .flat_map(|x| b.own.iter().chain(&b.others).map(move |y| (x, y)));
    let credited = a
        .others
        .iter()
        .flat_map(|x| b.own.iter().map(move |y| (x, y)));
    for (x, y) in own.chain(credited) {
        let longer = if x.len() >= y.len() { x } else { y };
        if same_outlet(x, y) && !found.contains(longer) {
            found.push(longer.clone());
        }
    }
    found.sort_unstable();
    found
}

/// Whether a report names the outlet of the other.
pub(super) fn credits_other(one: &Credits, other: &Credits) -> bool {
    one.others
        .iter()
        .any(|x| other.own.iter().any(|y| same_outlet(x, y)))
}

fn same_claims(a: &Prepared, b: &Prepared) -> Vec<(usize, usize)> {
    let mut of_b: Vec<(u64, usize)> = b
        .claims
        .iter()
        .enumerate()
        .filter_map(|(n, h)| Some(((*h)?, n)))
        .collect();
    of_b.sort_unstable();
    let first = |h: u64| {
        let at = of_b.partition_point(|(x, _)| *x < h);
        of_b.get(at).filter(|(x, _)| *x == h).map(|(_, n)| *n)
    };
    a.claims
        .iter()
        .enumerate()
        .filter_map(|(n, h)| Some((n, first((*h)?)?)))
        .collect()
}

fn side(own: &Prepared, other: &Prepared, marks: &Marks, share: f32, kind: Kind) -> Side {
    let adds = if kind == Kind::Rewritten {
        super::rewrite::adds(own, other)
    } else {
        adds(own, other, marks)
    };
    Side {
        share,
        adds,
        changes: changes(own, other, marks),
        credits_other: credits_other(&own.credits, &other.credits),
    }
}

/// Runs of words that are not shared, from the first byte of the first to the last of the last, and that tell something which the other does not:
/// the same told in other words is no addition.
fn adds(own: &Prepared, other: &Prepared, marks: &Marks) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for run in marks.shared.chunk_by(|x, y| x == y) {
        let words = &own.words[at..at + run.len()];
        if let (false, [first, _, .., last]) = (run[0], words)
            && is_new(words, other)
        {
            found.push(first.start as usize..last.end as usize);
        }
        at += run.len();
    }
    found
}

fn is_new(words: &[Word], other: &Prepared) -> bool {
    let (mut telling, mut new) = (0, 0);
    for word in words.iter().filter(|w| !w.function) {
        let unknown = other.stems.binary_search(&word.stem).is_err();
        if unknown && (word.number || word.name) {
            return true;
        }
        telling += 1;
        new += usize::from(unknown);
    }
    new as f64 >= NEW * telling as f64 && new > 0
}

fn changes(own: &Prepared, other: &Prepared, marks: &Marks) -> Vec<Range<usize>> {
    let shared = own
        .words
        .iter()
        .zip(&marks.shared)
        .filter(|(_, shared)| **shared);
    shared
        .filter(|(w, _)| (w.number || w.name) && other.stems.binary_search(&w.stem).is_err())
        .map(|(w, _)| w.start as usize..w.end as usize)
        .collect()
}
