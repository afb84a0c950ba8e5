//! Names: the best sequence of B, I and O, and organisations told apart by the words of their names: bodies of state, armed forces, media.

use crate::reading::{Name, NameKind};
use crate::span::Span;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Rows of the table: words in lower case, and the kind that they give; apart by where the words stand.
static TABLE: LazyLock<[HashMap<&'static str, NameKind>; 3]> = LazyLock::new(|| {
    let mut out = [HashMap::new(), HashMap::new(), HashMap::new()];
    let rows = include_str!("../tables/name-kinds.tsv").lines();
    for row in rows.filter(|row| !row.starts_with('#')) {
        if let [words, kind, place] = row.split('\t').collect::<Vec<_>>()[..] {
            let place = match place {
                "whole" => WHOLE,
                "always" => ALWAYS,
                _ => HEAD,
            };
            out[place].insert(words, NameKind::named(kind));
        }
    }
    out
});

const WHOLE: usize = 0;
const HEAD: usize = 1;
const ALWAYS: usize = 2;

/// Most words of a row of the table.
const LONGEST: usize = 3;

/// The names of a text: the sequence of labels of the highest score in which what goes on has begun, in the same sentence and with the same kind.
pub fn found(labels: &[String], scores: &[f32], words: &[Span], starts: &[bool]) -> Vec<Name> {
    let n = labels.len().max(1);
    let parts: Vec<(&str, NameKind)> = labels
        .iter()
        .map(|label| {
            let (mark, kind) = label.split_once('-').unwrap_or(("O", ""));
            (mark, NameKind::named(kind))
        })
        .collect();
    let follows = |from: usize, to: usize| match parts[to] {
        ("I", kind) => parts[from].0 != "O" && parts[from].1 == kind,
        _ => true,
    };
    let mut best: Vec<f32> = Vec::new();
    let mut back: Vec<usize> = Vec::with_capacity(scores.len());
    for (i, row) in scores.chunks_exact(n).enumerate() {
        let most = row.iter().fold(f32::MIN, |a, &b| a.max(b));
        let sum: f32 = row.iter().map(|v| (v - most).exp()).sum();
        let fresh = starts.get(i).is_none_or(|&s| s);
        let top = (0..best.len()).fold(0, |a, k| if best[k] > best[a] { k } else { a });
        let mut next = Vec::with_capacity(n);
        for (to, &score) in row.iter().enumerate().take(parts.len()) {
            let score = score - most - sum.ln();
            let begins = parts[to].0 == "I" && (fresh || best.is_empty());
            let mut from = top;
            if !best.is_empty() && !fresh && !follows(top, to) {
                from = (0..parts.len())
                    .filter(|&k| follows(k, to))
                    .fold(to, |a, k| if best[k] > best[a] { k } else { a });
            }
            let before = best.get(from).copied().unwrap_or(0.0);
            next.push(if begins { -1e9 } else { before + score });
            back.push(from);
        }
        // What counts are differences; so the sums of a long text stay small.
        let most = next.iter().fold(f32::MIN, |a, &b| a.max(b));
        next.iter_mut().for_each(|v| *v -= most);
        best = next;
    }
    let mut path = Vec::with_capacity(words.len());
    let mut at = (0..best.len()).fold(0, |a, k| if best[k] > best[a] { k } else { a });
    for row in back.chunks_exact(parts.len().max(1)).rev() {
        path.push(at);
        at = row[at];
    }
    path.reverse();
    let mut out: Vec<Name> = Vec::new();
    for (&label, span) in path.iter().zip(words) {
        match (parts[label].0, out.last_mut()) {
            ("I", Some(name)) => name.span.end = span.end,
            ("B", _) => out.push(Name {
                span: *span,
                kind: parts[label].1,
            }),
            _ => {}
        }
    }
    out
}

/// The kind of a name that the model takes for `kind`, by the table; only organisations are narrowed, but for names that can mean nothing else.
pub fn narrowed(kind: NameKind, name: &str) -> NameKind {
    let name = name.to_lowercase().replace('’', "'");
    let whole = name.strip_prefix("the ").unwrap_or(&name);
    if let Some(&kind) = TABLE[ALWAYS].get(whole) {
        return kind;
    }
    if kind != NameKind::Organisation {
        return kind;
    }
    if let Some(&kind) = TABLE[WHOLE].get(whole) {
        return kind;
    }
    // What it is stands before "of" or "for", or else at its end: "Ministry of Health", "Defence Ministry", "1st Guards Army".
    let words: Vec<&str> = whole.split_whitespace().collect();
    let head = words
        .iter()
        .position(|w| matches!(*w, "of" | "for"))
        .filter(|&at| at > 0)
        .unwrap_or(words.len());
    for part in [&words[..head], &words[..]] {
        for n in (1..=LONGEST.min(part.len())).rev() {
            if let Some(&kind) = TABLE[HEAD].get(part[part.len() - n..].join(" ").as_str()) {
                return kind;
            }
        }
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_on_has_begun() {
        let labels: Vec<String> = ["O", "B-person", "I-person", "B-place", "I-place"]
            .map(str::to_owned)
            .to_vec();
        let words: Vec<Span> = (0..4).map(|i| Span::new(2 * i, 2 * i + 1)).collect();
        let row = |at: usize, or: usize| {
            (0..5).map(move |k| {
                if k == at {
                    3.0
                } else if k == or {
                    2.0
                } else {
                    0.0
                }
            })
        };
        let scores: Vec<f32> = [row(1, 0), row(4, 2), row(4, 0), row(0, 1)]
            .into_iter()
            .flatten()
            .collect();
        let read = |starts: [bool; 4]| {
            let names = found(&labels, &scores, &words, &starts);
            names
                .iter()
                .map(|n| (n.span.start, n.span.end, n.kind))
                .collect::<Vec<_>>()
        };
        // Word 2 alone would go on with a place that never began.
        assert_eq!(
            read([true, false, false, false]),
            [(0, 3, NameKind::Person)]
        );
        assert_eq!(
            read([true, true, false, false]),
            [(0, 1, NameKind::Person), (2, 5, NameKind::Place)]
        );
        assert!(found(&labels, &[], &[], &[]).is_empty());
    }

    #[test]
    fn the_head_of_a_name_tells() {
        let of = |name| narrowed(NameKind::Organisation, name);
        assert_eq!(of("Ministry of Health"), NameKind::GovernmentBody);
        assert_eq!(of("Defence Ministry"), NameKind::GovernmentBody);
        assert_eq!(of("the 3rd Border Brigade"), NameKind::MilitaryUnit);
        assert_eq!(of("Salvation Army"), NameKind::Organisation);
        assert_eq!(of("Reuters"), NameKind::Media);
        assert_eq!(of("Coastal News Agency"), NameKind::Media);
        assert_eq!(of("Harbour Trust"), NameKind::Organisation);
        assert_eq!(narrowed(NameKind::Place, "Army"), NameKind::Place);
        assert_eq!(narrowed(NameKind::Person, "NATO"), NameKind::GovernmentBody);
    }
}
