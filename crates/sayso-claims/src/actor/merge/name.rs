//! Names in forms that can be compared: spelling variants, titles, suffixes, nicknames. The variants stand in `tables/actor-*.tsv`.

use super::super::lexicon::{BODIES, GIVEN, TITLES};
use super::super::table::{cell, rows, words};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

static SPELLINGS: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    rows(include_str!("../../../tables/actor-spellings.tsv"))
        .map(|(_, row)| (cell(&row, 0), cell(&row, 1)))
        .collect()
});

static FORMS: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    rows(include_str!("../../../tables/actor-body-forms.tsv"))
        .map(|(_, row)| (cell(&row, 0), cell(&row, 1)))
        .collect()
});

static GENERIC: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    rows(include_str!("../../../tables/actor-generic.tsv"))
        .map(|(_, row)| cell(&row, 0))
        .collect()
});

static SURNAMES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    rows(include_str!("../../../tables/actor-surnames.tsv"))
        .map(|(_, row)| cell(&row, 0))
        .collect()
});

/// Given name to the rows that it stands in.
static NICKNAMES: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut map: HashMap<&'static str, Vec<usize>> = HashMap::new();
    for (line, row) in rows(include_str!("../../../tables/actor-nicknames.tsv")) {
        for name in words(cell(&row, 0)) {
            map.entry(name).or_default().push(line);
        }
    }
    map
});

/// A name's words in a form that spelling variants share: lower case, no diacritics, one letter for sounds that are transcribed in several ways.
pub fn key(name: &str) -> Vec<String> {
    plain(name).iter().map(|w| sound(w)).collect()
}

/// A name's words in lower case, without diacritics, articles and prepositions.
pub fn plain(name: &str) -> Vec<String> {
    let plain: String = name
        .to_lowercase()
        .chars()
        .map(fold)
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '/'))
        .collect();
    plain
        .split([' ', '-', '/'])
        .filter(|w| !w.is_empty() && !matches!(*w, "the" | "of" | "and" | "for" | "in"))
        .map(str::to_string)
        .collect()
}

/// A word as it sounds, letters that are written one for the other taken together.
pub fn sound(word: &str) -> String {
    let mut word = word.to_string();
    for (from, to) in SPELLINGS.iter() {
        if word.contains(from) {
            word = word.replace(from, to);
        }
    }
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

fn fold(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ě' | 'ę' | 'ė' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ī' | 'ı' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'ō' | 'ő' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => 'u',
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

/// A person's name in parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person {
    /// The first name; empty where only one is given.
    pub first: String,
    /// Names and initials between.
    pub middle: Vec<String>,
    /// The last name.
    pub last: String,
    /// jr, sr, ii …
    pub suffix: String,
}

impl Person {
    /// Out of a name as written.
    pub fn new(name: &str) -> Option<Person> {
        let mut parts = plain(name);
        let mut suffix = String::new();
        while let Some(last) = parts.last().filter(|_| parts.len() > 1) {
            if !matches!(last.as_str(), "jr" | "sr" | "ii" | "iii" | "iv") {
                break;
            }
            suffix = last.clone();
            parts.pop();
        }
        while parts.len() > 2
            && parts
                .first()
                .is_some_and(|w| TITLES.contains_key(w.as_str()))
        {
            parts.remove(0);
        }
        // "J.K. Oduya": initials written together.
        let last = parts.pop()?;
        let first = if parts.is_empty() {
            String::new()
        } else {
            parts.remove(0)
        };
        Some(Person {
            first,
            middle: parts,
            last,
            suffix,
        })
    }

    /// Whether very many people are called so.
    pub fn common(&self) -> bool {
        SURNAMES.contains(self.last.as_str())
            && (self.first.is_empty()
                || GIVEN.contains_key(self.first.as_str())
                || NICKNAMES.contains_key(self.first.as_str()))
    }

    /// Whether the surname alone is one that very many people bear.
    pub fn common_surname(&self) -> bool {
        SURNAMES.contains(self.last.as_str()) || GIVEN.contains_key(self.last.as_str())
    }

    /// Whether the first name is no more than an initial.
    pub fn initial(&self) -> bool {
        self.first.chars().count() == 1
    }
}

/// Whether two given names stand for each other.
pub fn nicknames(a: &str, b: &str) -> bool {
    let (Some(x), Some(y)) = (NICKNAMES.get(a), NICKNAMES.get(b)) else {
        return false;
    };
    x.iter().any(|line| y.contains(line))
}

/// A body's words, wordings of its head taken to one form, in alphabetical order.
pub fn body(name: &str) -> Vec<String> {
    let mut lower = format!(" {} ", name.to_lowercase());
    // "The ferrymen's union" is the union of ferrymen.
    lower = lower.replace("'s ", " ").replace("’s ", " ");
    for (from, to) in FORMS.iter() {
        let from = format!(" {from} ");
        if lower.contains(&from) {
            lower = lower.replace(&from, &format!(" {to} "));
        }
    }
    let mut words = plain(&lower);
    words.sort();
    words.dedup();
    words
}

/// Whether no word of a body's name tells which body it is ("Police Department").
pub fn generic(words: &[String]) -> bool {
    words.iter().all(|w| {
        let singular = w.strip_suffix('s').unwrap_or(w);
        GENERIC.contains(w.as_str())
            || BODIES.contains_key(w.as_str())
            || BODIES.contains_key(singular)
    })
}

/// The initials of a name.
pub fn initials(name: &str) -> String {
    name.split([' ', '-'])
        .filter(|w| {
            !matches!(
                w.to_lowercase().as_str(),
                "the" | "of" | "and" | "for" | "in" | ""
            )
        })
        .filter_map(|w| w.chars().next())
        .collect::<String>()
        .to_uppercase()
}

/// Whether `name` is an acronym.
pub fn acronym(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    (2..8).contains(&letters)
        && !name.contains(' ')
        && name.chars().all(|c| c.is_uppercase() || c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_apart() {
        let person = Person::new("Dr. Ana M. Reyes Jr.").unwrap();
        assert_eq!(
            (
                person.first.as_str(),
                person.last.as_str(),
                person.suffix.as_str()
            ),
            ("ana", "reyes", "jr")
        );
        assert_eq!(person.middle, ["m"]);
        assert_eq!(Person::new("Tojo").unwrap().first, "");
        assert!(Person::new("").is_none());
    }

    #[test]
    fn heads_of_bodies_take_one_form() {
        assert_eq!(body("Quarry Police Department"), body("Quarry Police"));
        assert!(generic(&body("Police Department")) && !generic(&body("Quarry Police")));
        assert_eq!(initials("Coastal Rescue Authority"), "CRA");
    }

    #[test]
    fn transcriptions_share_a_key() {
        assert_eq!(key("Sergei Marchenko"), key("Sergey Marchenko"));
        assert_eq!(key("Zoë Blažek"), key("Zoe Blazek"));
    }
}
