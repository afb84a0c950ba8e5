//! Where names begin and end: what the labels of single words leave frayed. The small words are in `tables/name-edges.tsv`.

use crate::reading::{Name, NameKind};
use crate::span::Span;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a small word does at the edge of a name.
#[derive(Default, Clone, Copy)]
struct Edge {
    joins: bool,
    ends: bool,
    particle: bool,
}

static TABLE: LazyLock<HashMap<&'static str, Edge>> = LazyLock::new(|| {
    let mut out: HashMap<&str, Edge> = HashMap::new();
    let rows = include_str!("../tables/name-edges.tsv").lines();
    for row in rows.filter(|row| !row.starts_with('#')) {
        if let Some((word, does)) = row.split_once('\t') {
            let edge = out.entry(word).or_default();
            match does {
                "joins" => edge.joins = true,
                "particle" => edge.particle = true,
                _ => edge.ends = true,
            }
        }
    }
    out
});

fn edge(word: &str) -> Edge {
    TABLE.get(word).copied().unwrap_or_default()
}

/// The names with whole edges: halves around a small word put together, small words at the end and common words at the beginning cut away, what is written without
/// any capital or digit left out. `words` are those of the text.
pub fn tidied(text: &str, words: &[Span], names: Vec<Name>) -> Vec<Name> {
    let mut out: Vec<Name> = Vec::with_capacity(names.len());
    for name in names {
        if let Some(before) = out.last_mut()
            && goes_on(text, before, &name)
        {
            before.span.end = name.span.end;
            continue;
        }
        out.push(name);
    }
    out.retain_mut(|name| {
        let first = words.partition_point(|w| w.start < name.span.start);
        let last = words.partition_point(|w| w.start < name.span.end);
        let Some(span) = cut(text, words.get(first..last).unwrap_or(&[])) else {
            return false;
        };
        name.span = span;
        true
    });
    out
}

/// Whether the second name is the rest of the first.
fn goes_on(text: &str, first: &Name, second: &Name) -> bool {
    let whole = first.span.of(text);
    let between = text.get(first.span.end..second.span.start);
    let joined = whole
        .rsplit_once(' ')
        .is_some_and(|(_, last)| edge(last).joins);
    let same = first.kind == second.kind;
    let people = first.kind == NameKind::Person || second.kind == NameKind::Person;
    match between {
        // "Ela Brandt-" and "Rossi".
        Some("") => same && whole.ends_with('-'),
        // Two names of people or of bodies do not stand side by side; two places may ("Old Quay Norland").
        Some(" ") => joined && !people || same && first.kind != NameKind::Place,
        _ => false,
    }
}

/// The names, and with them whatever the text elsewhere has under the same letters: what is an organisation by its initials in one sentence is one in the next.
pub fn repeated(text: &str, words: &[Span], mut names: Vec<Name>) -> Vec<Name> {
    let initials = |w: &str| {
        let capitals = w.chars().filter(|c| c.is_uppercase()).count();
        capitals >= 3 && w.chars().all(|c| c.is_alphanumeric() || c == '.')
    };
    let mut known: HashMap<&str, NameKind> = HashMap::new();
    for name in &names {
        let whole = name.span.of(text);
        if name.kind.is_organisation() && initials(whole) {
            known.entry(whole).or_insert(name.kind);
        }
    }
    if known.is_empty() {
        return names;
    }
    let mut more = Vec::new();
    let mut at = 0;
    for word in words {
        while names.get(at).is_some_and(|n| n.span.end <= word.start) {
            at += 1;
        }
        let inside = names.get(at).is_some_and(|n| n.span.start < word.end);
        if let (false, Some(&kind)) = (inside, known.get(word.of(text))) {
            more.push(Name { span: *word, kind });
        }
    }
    names.extend(more);
    names.sort_by_key(|name| name.span.start);
    names
}

/// The span of the words without what no name begins or ends with; none if nothing that looks like a name is left.
fn cut(text: &str, mut words: &[Span]) -> Option<Span> {
    let plain = |w: &Span| {
        w.of(text)
            .chars()
            .all(|c| c.is_lowercase() || !c.is_alphanumeric())
    };
    let mark = |w: &Span| !w.of(text).contains(char::is_alphanumeric);
    let closing = |w: &Span| matches!(w.of(text), "." | ")" | "]" | "!");
    while let [rest @ .., last] = words
        && {
            let edge = edge(last.of(text));
            edge.joins || edge.ends || mark(last) && !closing(last)
        }
    {
        words = rest;
    }
    while let [first, rest @ ..] = words
        && plain(first)
        && !edge(first.of(text)).particle
    {
        words = rest;
    }
    match words {
        [first, .., last] if !words.iter().all(plain) => Some(Span::new(first.start, last.end)),
        [only] if !plain(only) => Some(*only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, names: &[(&str, NameKind)]) -> Vec<String> {
        let mut at = 0;
        let names = names
            .iter()
            .map(|&(name, kind)| {
                let start = at + text[at..].find(name).unwrap_or_default();
                at = start + name.len();
                Name {
                    span: Span::new(start, at),
                    kind,
                }
            })
            .collect();
        let tidy = tidied(text, &crate::words(text), names);
        tidy.iter().map(|n| n.span.of(text).to_owned()).collect()
    }

    #[test]
    fn initials_are_a_name_wherever_they_stand() {
        let text = "The QWF struck. A QWF-held pier and the NGO stood.";
        let name = |start, end| Name {
            span: Span::new(start, end),
            kind: NameKind::Organisation,
        };
        let all = repeated(text, &crate::words(text), vec![name(4, 7)]);
        assert_eq!(all, [name(4, 7), name(18, 21)]);
    }

    #[test]
    fn halves_are_put_together_and_edges_cut() {
        use NameKind::{Organisation, Person, Place};
        assert_eq!(
            read(
                "The Council on Foreign Rivers met.",
                &[
                    ("Council on", Organisation),
                    ("Foreign Rivers", Organisation)
                ]
            ),
            ["Council on Foreign Rivers"]
        );
        assert_eq!(
            read(
                "Ina Holt of Quay Watch and the conservative Harbour Party spoke.",
                &[
                    ("Ina Holt of", Person),
                    ("Quay Watch and", Organisation),
                    ("conservative Harbour Party", Organisation)
                ]
            ),
            ["Ina Holt", "Quay Watch", "Harbour Party"]
        );
        assert_eq!(
            read(
                "The federal side told Omar al Rashid in Old Quay.",
                &[
                    ("federal", Organisation),
                    ("al Rashid", Person),
                    ("Old Quay", Place)
                ]
            ),
            ["al Rashid", "Old Quay"]
        );
    }
}
