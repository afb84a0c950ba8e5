//! Which actors of different reports are one: by name, kind and affiliation, and by whom else their reports name; with the evidence
//! that says so.
//!
//! A name that few bear is enough by itself, unless affiliations speak against it. A name that many bear, a spelling variant, an initial
//! or a surname alone needs something beside it: the same affiliation, or another name that both reports give. What could be
//! two stays apart, and so does everybody without a name. The outcome depends on what is handed in and not on how it came to be there:
//! [`groups`] is a function of a list that the caller keeps in an order of content.

mod body;
mod cluster;
pub mod name;
mod person;

use cluster::Clusters;
use std::collections::{BTreeMap, BTreeSet};

/// An actor as one report gives it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// Canonical name.
    pub name: String,
    /// Actor kind.
    pub kind: String,
    /// Affiliation.
    pub affiliation: Option<String>,
    /// Which report, by any number.
    pub report: usize,
}

/// Two that were taken for one, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// Index of the one.
    pub a: usize,
    /// Index of the other.
    pub b: usize,
    /// What says that they are one.
    pub why: String,
}

/// One actor: what the reports give that is it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Indices into what was handed in, ascending.
    pub members: Vec<usize>,
    /// What joined them.
    pub merges: Vec<Merge>,
}

/// Whether `known` can be the same as one of another report at all.
pub fn has_a_name(known: &Known) -> bool {
    let named = !matches!(known.kind.as_str(), "unnamed" | "document" | "");
    let one = !known.name.contains("; ") && !known.name.starts_with("unspecified");
    let capital = known
        .name
        .split(' ')
        .next()
        .and_then(|w| w.chars().find(|c| c.is_alphanumeric()))
        .is_some_and(|c| c.is_uppercase() || c.is_numeric() || !c.is_lowercase());
    let proper = || {
        name::plain(&known.name)
            .iter()
            .any(|w| !name::generic(std::slice::from_ref(w)))
    };
    named
        && one
        && (known.kind == "person" || capital || known.affiliation.is_some())
        && (capital || ends_in_affiliation(known))
        && (known.kind == "person" || proper())
}

/// "police of Peru" is a name; "police" is none.
fn ends_in_affiliation(known: &Known) -> bool {
    let affiliation = known.affiliation.as_deref().unwrap_or("\0");
    known.name.ends_with(affiliation)
}

/// The actors that `known` are, in the order of their first members.
///
/// ```
/// use sayso_claims::merge::{Known, groups};
/// let person = |name: &str, report| Known { name: name.into(), kind: "person".into(), affiliation: Some("Ukraine".into()), report };
/// let found = groups(&[person("Volodymyr Koval", 1), person("Volodymir Koval", 2), person("Olena Koval", 3)]);
/// assert_eq!(found.len(), 2);
/// assert!(found[0].merges[0].why.contains("spelling"));
/// ```
pub fn groups(known: &[Known]) -> Vec<Group> {
    groups_beside(known, &Beside::of(known))
}

/// The actors that `known` are, some of all: whole blocks ([`block`]) of them, with the names that stand beside them in their reports. What is in other blocks changes nothing.
pub fn groups_beside(known: &[Known], beside: &Beside) -> Vec<Group> {
    let mut nodes: BTreeMap<(usize, bool, String), Vec<usize>> = BTreeMap::new();
    let mut alone: Vec<usize> = Vec::new();
    for (n, one) in known.iter().enumerate() {
        if has_a_name(one) {
            let person = one.kind == "person";
            let key = if person {
                name::plain(&one.name)
            } else {
                name::body(&one.name)
            };
            nodes
                .entry((one.report, person, key.join(" ")))
                .or_default()
                .push(n);
        } else {
            alone.push(n);
        }
    }
    let mut nodes: Vec<(bool, String, Vec<usize>)> = nodes
        .into_iter()
        .map(|((_, person, key), members)| (person, key, members))
        .collect();
    nodes.sort_by_key(|(.., members)| members.first().copied());
    let mut clusters = Clusters::new(known, &nodes, beside);
    let of = |person: bool| -> Vec<usize> {
        (0..nodes.len()).filter(|&n| nodes[n].0 == person).collect()
    };
    person::join(&of(true), &mut clusters);
    body::join(&of(false), &mut clusters);
    let mut found = clusters.groups();
    // The same words in one report are one even where they name nobody.
    let mut unnamed: BTreeMap<(usize, &str, &str), Vec<usize>> = BTreeMap::new();
    for n in alone {
        let one = &known[n];
        unnamed
            .entry((one.report, &one.kind, &one.name))
            .or_default()
            .push(n);
    }
    found.extend(unnamed.into_values().map(|members| Group {
        members,
        merges: Vec::new(),
    }));
    found.sort_by_key(|g| g.members.first().copied());
    found
}

/// Names that more reports than this give say nothing by being shared.
pub const EVERYWHERE: usize = 50;

/// The names in reports that tell something of what they are about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Names by the alphabet, each given by two reports or more and not by more than [`EVERYWHERE`].
    pub names: Vec<String>,
    /// For each report, which of them it gives.
    pub of: BTreeMap<usize, BTreeSet<usize>>,
}

impl Beside {
    /// Of all reports.
    pub fn of(known: &[Known]) -> Self {
        let mut reports: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for one in known {
            if let Some(name) = telling(one) {
                reports.entry(name).or_default().insert(one.report);
            }
        }
        let mut beside = Beside::default();
        for (name, at) in reports {
            if at.len() > 1 && at.len() <= EVERYWHERE {
                for report in at {
                    beside
                        .of
                        .entry(report)
                        .or_default()
                        .insert(beside.names.len());
                }
                beside.names.push(name);
            }
        }
        beside
    }
}

/// The name of an actor as it tells what a report is about; none where it tells nothing.
pub fn telling(known: &Known) -> Option<String> {
    // One word alone is a surname or a town; a government is spoken of everywhere.
    if !has_a_name(known) || matches!(known.kind.as_str(), "media" | "government") {
        return None;
    }
    let words = if known.kind == "person" {
        name::plain(&known.name)
    } else {
        name::body(&known.name)
    };
    (words.len() > 1).then(|| words.join(" "))
}

/// What an actor is compared with: those of the same `key`, and through acronyms those of the same `letters`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Surname as it sounds, or the words of a body.
    pub key: String,
    /// The initials of a body, or the letters of an acronym.
    pub letters: Option<String>,
    /// Whether it is an acronym itself.
    pub acronym: bool,
}

/// The block of an actor; none for one that is the same as no other.
pub fn block(known: &Known) -> Option<Block> {
    if !has_a_name(known) {
        return None;
    }
    if known.kind == "person" {
        let last = name::Person::new(&known.name).map_or(String::new(), |p| name::sound(&p.last));
        return Some(Block {
            key: format!("person {last}"),
            letters: None,
            acronym: false,
        });
    }
    let words = name::body(&known.name);
    let acronym = name::acronym(&known.name);
    let letters = match (acronym, words.len() > 1) {
        (true, _) => Some(known.name.replace('.', "")),
        (false, true) => Some(name::initials(&known.name)),
        (false, false) => None,
    };
    Some(Block {
        key: format!("body {}", words.join(" ")),
        letters,
        acronym,
    })
}

#[cfg(test)]
mod tests;
