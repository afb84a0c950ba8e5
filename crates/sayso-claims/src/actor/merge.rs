//! Which actors of different reports are one: by name, kind and affiliation, with the evidence that says so.
//!
//! Ambiguous pairs stay apart, and somebody without a name is never merged.

use std::collections::BTreeSet;

/// An actor as one report gives it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// Canonical name.
    pub name: String,
    /// Actor kind.
    pub kind: String,
    /// Affiliation.
    pub affiliation: Option<String>,
}

/// Latin spellings that newsrooms write one for the other: longer first, to one form.
const SPELLINGS: [(&str, &str); 24] = [
    ("shch", "sch"),
    ("iy", "y"),
    ("ii", "y"),
    ("yy", "y"),
    ("ij", "y"),
    ("yi", "y"),
    ("ey", "y"),
    ("ei", "y"),
    ("ai", "ay"),
    ("kh", "h"),
    ("ch", "c"),
    ("tch", "c"),
    ("dj", "j"),
    ("zh", "j"),
    ("ou", "u"),
    ("oo", "u"),
    ("ph", "f"),
    ("w", "v"),
    ("ks", "x"),
    ("q", "k"),
    ("ck", "k"),
    ("ee", "i"),
    ("ie", "y"),
    ("i", "y"),
];

/// A name's words in a form that spelling variants share: lower case, no diacritics, one letter for sounds that are transcribed in several ways.
pub fn key(name: &str) -> Vec<String> {
    let plain: String = name
        .to_lowercase()
        .chars()
        .map(fold)
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'))
        .collect();
    plain
        .split([' ', '-'])
        .filter(|w| {
            !w.is_empty() && !matches!(*w, "the" | "of" | "and" | "for" | "in" | "al" | "el")
        })
        .map(|w| {
            let mut w = w.to_string();
            for (from, to) in SPELLINGS {
                w = w.replace(from, to);
            }
            let mut out = String::with_capacity(w.len());
            for c in w.chars() {
                if !out.ends_with(c) {
                    out.push(c);
                }
            }
            out
        })
        .collect()
}

fn fold(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ě' | 'ę' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ī' | 'ı' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'ō' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'ū' | 'ů' => 'u',
        'ç' | 'ć' | 'č' => 'c',
        'ñ' | 'ń' | 'ň' => 'n',
        'š' | 'ś' | 'ş' | 'ș' => 's',
        'ž' | 'ź' | 'ż' => 'z',
        'ğ' => 'g',
        'ý' => 'y',
        'ł' => 'l',
        'ř' => 'r',
        'đ' => 'd',
        'ț' | 'ţ' => 't',
        c => c,
    }
}

fn initials(name: &str) -> String {
    name.split([' ', '-'])
        .filter(|w| {
            !matches!(
                w.to_lowercase().as_str(),
                "the" | "of" | "and" | "for" | "in"
            )
        })
        .filter_map(|w| w.chars().next())
        .collect::<String>()
        .to_uppercase()
}

/// Why `a` and `b` are one actor; none where they are not, or it cannot be told.
///
/// ```
/// use sayso_claims::merge::{Known, same_actor};
/// let person = |name: &str| Known { name: name.into(), kind: "person".into(), affiliation: Some("Ukraine".into()) };
/// assert!(same_actor(&person("Volodymyr Koval"), &person("Volodymir Koval")).is_some());
/// assert!(same_actor(&person("Petro Koval"), &person("Olena Koval")).is_none());
/// ```
pub fn same_actor(a: &Known, b: &Known) -> Option<&'static str> {
    if a.kind != b.kind
        || matches!(a.kind.as_str(), "unnamed" | "document" | "")
        || a.name.starts_with("unspecified")
    {
        return None;
    }
    let context = match (&a.affiliation, &b.affiliation) {
        (Some(x), Some(y)) => Some(key(x) == key(y)),
        _ => None,
    };
    let (x, y) = (key(&a.name), key(&b.name));
    if x.is_empty() || y.is_empty() {
        return None;
    }
    if a.kind == "person" {
        return same_person(&x, &y, context);
    }
    if context == Some(false) && a.kind != "media" {
        return None;
    }
    let (s, t): (BTreeSet<_>, BTreeSet<_>) = (x.iter().collect(), y.iter().collect());
    if s == t {
        return Some("the same words");
    }
    let acronym = |short: &str, long: &str| {
        short.len() > 1
            && !short.contains(' ')
            && short.chars().all(char::is_uppercase)
            && initials(long) == short
    };
    if context == Some(true) && (acronym(&a.name, &b.name) || acronym(&b.name, &a.name)) {
        return Some("acronym of the other, same affiliation");
    }
    None
}

fn same_person(x: &[String], y: &[String], context: Option<bool>) -> Option<&'static str> {
    let (first_x, first_y) = (x.first()?, y.first()?);
    let (last_x, last_y) = (x.last()?, y.last()?);
    if x == y {
        // One word is too little to go by without the same affiliation.
        return match context {
            Some(false) => None,
            None if x.len() == 1 => None,
            _ => Some("the same name but for spelling"),
        };
    }
    if context != Some(true) || last_x != last_y {
        return None;
    }
    if x.len() > 1 && y.len() > 1 {
        let initial = |a: &str, b: &str| a.chars().count() == 1 && b.starts_with(a);
        if first_x == first_y {
            return Some("first and last name, same affiliation");
        }
        if initial(first_x, first_y) || initial(first_y, first_x) {
            return Some("initial and last name, same affiliation");
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(name: &str, kind: &str, affiliation: Option<&str>) -> Known {
        Known {
            name: name.into(),
            kind: kind.into(),
            affiliation: affiliation.map(str::to_string),
        }
    }

    #[test]
    fn spellings_and_initials_merge() {
        let a = known("Sergey Marchenko", "person", Some("Ukraine"));
        assert!(same_actor(&a, &known("Sergei Marchenko", "person", Some("Ukraine"))).is_some());
        assert!(same_actor(&a, &known("S. Marchenko", "person", Some("Ukraine"))).is_some());
        assert!(
            same_actor(
                &known("Zoë Blažek", "person", None),
                &known("Zoe Blazek", "person", None)
            )
            .is_some()
        );
    }

    #[test]
    fn the_ambiguous_and_the_unnamed_stay_apart() {
        assert!(
            same_actor(
                &known("Marchenko", "person", None),
                &known("Sergei Marchenko", "person", None)
            )
            .is_none()
        );
        let guard = known("unnamed border guard", "unnamed", Some("Peru"));
        assert!(same_actor(&guard, &guard).is_none());
        assert!(
            same_actor(
                &known("Ministry of Health", "government", Some("Peru")),
                &known("Ministry of Health", "government", Some("Chile"))
            )
            .is_none()
        );
    }

    #[test]
    fn acronyms_need_the_same_affiliation() {
        let long = known("Coastal Rescue Authority", "agency", Some("Peru"));
        assert!(same_actor(&known("CRA", "agency", Some("Peru")), &long).is_some());
        assert!(same_actor(&known("CRA", "agency", Some("Chile")), &long).is_none());
    }
}
