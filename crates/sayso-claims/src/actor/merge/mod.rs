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
    let mut clusters = Clusters::new(known, &nodes);
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

/// Names that so many reports give that sharing them says nothing: more than this many, or more than a twentieth of all.
const EVERYWHERE: usize = 20;

/// For each report the names in it that tell something of what it is about.
fn names_beside(known: &[Known]) -> (Vec<String>, BTreeMap<usize, BTreeSet<usize>>) {
    let mut reports: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let mut all: BTreeSet<usize> = BTreeSet::new();
    for one in known {
        all.insert(one.report);
        let telling = has_a_name(one) && !matches!(one.kind.as_str(), "media");
        let words = if one.kind == "person" {
            name::plain(&one.name)
        } else {
            name::body(&one.name)
        };
        // One word alone is a surname or a town; a government is spoken of everywhere.
        if telling && words.len() > 1 && one.kind != "government" {
            reports
                .entry(words.join(" "))
                .or_default()
                .insert(one.report);
        }
    }
    let most = EVERYWHERE.max(all.len() / 20);
    let mut names = Vec::new();
    let mut beside: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (name, at) in reports {
        if at.len() > 1 && at.len() <= most {
            for report in at {
                beside.entry(report).or_default().insert(names.len());
            }
            names.push(name);
        }
    }
    (names, beside)
}

#[cfg(test)]
mod tests;
