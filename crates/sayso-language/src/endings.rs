//! Regular endings: of what may be left of a word when its ending is cut, the one that is a word. The model's rule is a matter of letters and now and then
//! leaves half a word ("los" of "losing").

use crate::reading::Upos;
use std::collections::HashSet;
use std::sync::LazyLock;

static KNOWN: LazyLock<HashSet<(&'static str, &'static str)>> = LazyLock::new(|| {
    include_str!("../tables/lemma-known.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(tag, words)| words.split(' ').map(move |word| (tag, word)))
        .collect()
});

/// A lemma that is better than the `chosen` one; none where that may stand.
pub fn better(word: &str, upos: Upos, chosen: &str) -> Option<String> {
    let tag = upos.as_str();
    if !matches!(upos, Upos::Verb | Upos::Noun | Upos::Adj)
        || word.len() < 4
        || !word.bytes().all(|b| b.is_ascii_alphabetic())
        || word.bytes().skip(1).any(|b| b.is_ascii_uppercase())
    {
        return None;
    }
    let word = word.to_ascii_lowercase();
    let chosen = chosen.to_lowercase();
    let known = |lemma: &str| KNOWN.contains(&(tag, lemma));
    let left = match upos {
        Upos::Verb => of_verb(&word),
        Upos::Noun => of_noun(&word),
        _ => of_adjective(&word),
    };
    // "lie" is a word, but not what is left of "liens"; "crises" has an ending of its own.
    let is_other = chosen != word && !left.is_empty() && !left.contains(&chosen);
    let is_astray = is_other
        && match upos {
            Upos::Noun => !chosen.ends_with("is") && !chosen.ends_with(['x', 'z']),
            Upos::Verb => left.iter().all(|l| l.starts_with(&chosen)),
            _ => false,
        };
    if known(&chosen) && !is_astray {
        // "hoping" is of "hope": that of "hop" doubles its last letter.
        let longer = format!("{chosen}e");
        let short = upos == Upos::Verb && is_short(&chosen) && left.contains(&longer);
        return (short && known(&longer)).then_some(longer);
    }
    if let Some(lemma) = left.iter().find(|lemma| known(lemma)) {
        return Some(lemma.clone());
    }
    if chosen == word && upos != Upos::Verb {
        return None;
    }
    if left.is_empty() {
        // There is no ending to cut: "coefficien" is half a word.
        return (chosen.len() < word.len() && word.starts_with(&chosen)).then_some(word);
    }
    match upos {
        Upos::Verb => {
            let with_e = |lemma: &String| *lemma == format!("{chosen}e");
            let without = |lemma: &str| chosen == format!("{lemma}e") && is_bare(lemma);
            guess(&word).filter(|l| !left.contains(&chosen) || with_e(l) || without(l))
        }
        Upos::Noun if is_astray || word.ends_with("ies") => left.into_iter().next(),
        _ => None,
    }
}

/// What may be left of a verb, the likeliest first.
fn of_verb(word: &str) -> Vec<String> {
    if let Some(stem) = word.strip_suffix("ing") {
        return bare_or_e(stem);
    }
    if let Some(stem) = word.strip_suffix("ied") {
        return vec![format!("{stem}y"), format!("{stem}ie")];
    }
    if let Some(stem) = word.strip_suffix("ed") {
        return bare_or_e(stem);
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return vec![format!("{stem}y"), format!("{stem}ie")];
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with('s') => match stem.strip_suffix('e') {
            Some(shorter) => vec![stem.to_owned(), shorter.to_owned()],
            None => vec![stem.to_owned()],
        },
        _ => Vec::new(),
    }
}

fn of_noun(word: &str) -> Vec<String> {
    if let Some(stem) = word.strip_suffix("men") {
        return vec![format!("{stem}man")];
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return vec![format!("{stem}y"), format!("{stem}ie")];
    }
    if let Some(stem) = word.strip_suffix("ves") {
        return vec![format!("{stem}f"), format!("{stem}fe"), format!("{stem}ve")];
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with(['s', 'u', 'i']) => match stem.strip_suffix('e') {
            Some(short) if short.ends_with(['s', 'x', 'z', 'h']) => {
                vec![short.to_owned(), stem.to_owned()]
            }
            Some(short) => vec![stem.to_owned(), short.to_owned()],
            None => vec![stem.to_owned()],
        },
        _ => Vec::new(),
    }
}

fn of_adjective(word: &str) -> Vec<String> {
    for (ending, with_y) in [("est", "iest"), ("er", "ier")] {
        if let Some(stem) = word.strip_suffix(with_y) {
            return vec![format!("{stem}y")];
        }
        if let Some(stem) = word.strip_suffix(ending) {
            return bare_or_e(stem);
        }
    }
    Vec::new()
}

/// The stem, with an e, and without the second of two equal letters at its end.
fn bare_or_e(stem: &str) -> Vec<String> {
    let mut out = vec![stem.to_owned(), format!("{stem}e")];
    out.extend(single(stem));
    out
}

/// The stem without the second of two equal consonants at its end.
fn single(stem: &str) -> Option<String> {
    match stem.as_bytes() {
        [.., a, b] if a == b && !is_vowel(*b) => Some(stem[..stem.len() - 1].to_owned()),
        _ => None,
    }
}

fn is_vowel(b: u8) -> bool {
    matches!(b, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// One vowel and one consonant after it: such a verb doubles that before an ending.
fn is_short(stem: &str) -> bool {
    match stem.as_bytes() {
        [before @ .., vowel, last] => {
            is_vowel(*vowel)
                && !is_vowel(*last)
                && !matches!(last, b'w' | b'x' | b'y')
                && !before.iter().any(|&b| is_vowel(b) || b == b'y')
        }
        _ => false,
    }
}

/// Whether a verb that ends so hardly ever has an e after it.
fn is_bare(stem: &str) -> bool {
    const BARE: &[&str] = &[
        "er", "en", "on", "or", "it", "nt", "nd", "st", "ct", "pt", "sh", "ch", "ck", "rn", "rk",
        "rt", "rd", "ld", "lt", "ss", "ll", "w", "x",
    ];
    BARE.iter().any(|end| stem.ends_with(end))
}

/// The lemma of a verb that is not known, by the letters before its ending.
fn guess(word: &str) -> Option<String> {
    const WITH_E: &[&str] = &[
        "at", "iz", "is", "uc", "rc", "nc", "dg", "rg", "v", "u", "dl", "tl", "bl", "gl", "pl",
        "cl", "rs", "ir", "ur", "ar", "id", "ud",
    ];
    if let Some(stem) = word.strip_suffix("ied") {
        return Some(format!("{stem}y"));
    }
    let stem = word
        .strip_suffix("ing")
        .or_else(|| word.strip_suffix("ed"))?;
    if stem.len() < 4 || !stem.bytes().any(is_vowel) {
        return None;
    }
    if !stem.ends_with(['l', 's', 'z', 'f'])
        && let Some(single) = single(stem)
    {
        return Some(single);
    }
    if WITH_E.iter().any(|end| stem.ends_with(end)) {
        return Some(format!("{stem}e"));
    }
    Some(stem.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_left() {
        for (word, upos, chosen, right) in [
            ("losing", Upos::Verb, "los", "lose"),
            ("hoping", Upos::Verb, "hop", "hope"),
            ("Fired", Upos::Verb, "fir", "fire"),
            ("notified", Upos::Verb, "notifie", "notify"),
            ("taxes", Upos::Noun, "tay", "tax"),
            ("allies", Upos::Noun, "allie", "ally"),
            ("cheapest", Upos::Adj, "cheapest", "cheap"),
            ("defragmented", Upos::Verb, "defragmente", "defragment"),
            ("overstating", Upos::Verb, "overstat", "overstate"),
            ("waived", Upos::Verb, "wai", "waive"),
            ("liens", Upos::Noun, "lie", "lien"),
            ("buses", Upos::Noun, "buy", "bus"),
            ("horsemen", Upos::Noun, "horseme", "horseman"),
            ("amenities", Upos::Noun, "amenitie", "amenity"),
            ("coefficient", Upos::Noun, "coefficien", "coefficient"),
        ] {
            let found = better(word, upos, chosen);
            assert_eq!(found.as_deref(), Some(right), "{word}");
        }
        for (word, upos, chosen) in [
            ("hopping", Upos::Verb, "hop"),
            ("news", Upos::Noun, "news"),
            ("crises", Upos::Noun, "crisis"),
            ("former", Upos::Adj, "former"),
            ("said", Upos::Verb, "say"),
            ("NATO", Upos::Noun, "NATO"),
        ] {
            assert_eq!(better(word, upos, chosen), None, "{word}");
        }
    }
}
