//! Words, folded so that typography does not tell copies apart: no case, no marks, numbers in digits.

use crate::hash;
use crate::table::{self, Known};
use std::ops::Range;

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Hash of the folded word.
    pub hash: u64,
    /// Hash of its beginning: what the forms of a word, and a country and its people, have in common.
    pub stem: u64,
    /// Its first byte in the text.
    pub start: u32,
    /// The byte after it.
    pub end: u32,
    /// It says little by itself.
    pub function: bool,
    /// It begins with a capital.
    pub capital: bool,
    /// It may be part of a name.
    pub name: bool,
    /// It is a number.
    pub number: bool,
    /// It stands inside quotation marks.
    pub quoted: bool,
}

const STEM: usize = 5;

/// The words of a part of a text.
pub fn words(text: &str, within: Range<usize>, into: &mut Vec<Word>) {
    let mut folded = String::new();
    for span in runs(text, within) {
        let raw = &text[span.clone()];
        folded.clear();
        fold_word(raw, &mut folded);
        let spelled = hash::bytes(folded.as_bytes());
        let known = table::WORDS.get(&spelled).copied();
        if let Some(sum) = compound(text, into.last(), &span, &folded, known)
            && let Some(last) = into.last_mut()
        {
            let hash = digits(sum);
            *last = Word {
                hash,
                stem: hash,
                end: span.end as u32,
                ..*last
            };
            continue;
        }
        let (hash, number) = match known {
            Some(Known::Number(number)) => (digits(number), true),
            _ => (spelled, folded.starts_with(|c: char| c.is_ascii_digit())),
        };
        let stem = match folded.char_indices().nth(STEM) {
            Some((at, _)) if !number => hash::bytes(&folded.as_bytes()[..at]),
            _ => hash,
        };
        let capital = raw.starts_with(char::is_uppercase);
        into.push(Word {
            hash,
            stem,
            start: span.start as u32,
            end: span.end as u32,
            function: known == Some(Known::Function),
            capital,
            name: capital && known.is_none() && !number,
            number,
            quoted: false,
        });
    }
}

fn digits(number: u32) -> u64 {
    hash::bytes(number.to_string().as_bytes())
}

/// "eighty-seven" is one number.
fn compound(
    text: &str,
    before: Option<&Word>,
    span: &Range<usize>,
    folded: &str,
    known: Option<Known>,
) -> Option<u32> {
    let before =
        before.filter(|w| w.number && text.get(w.end as usize..span.start) == Some("-"))?;
    let mut spelled = String::new();
    fold_word(
        text.get(before.start as usize..before.end as usize)?,
        &mut spelled,
    );
    let (unit, tens) = match (known, table::WORDS.get(&hash::bytes(spelled.as_bytes()))) {
        (Some(Known::Number(unit)), Some(Known::Number(tens))) => (unit, *tens),
        (_, Some(Known::Number(tens))) if folded == "one" => (1, *tens),
        _ => return None,
    };
    (tens >= 20 && unit < 10).then_some(tens + unit)
}

/// The folded words of a short piece: an outlet, a row of a table.
pub fn fold(text: &str) -> impl Iterator<Item = String> + '_ {
    runs(text, 0..text.len()).map(|span| {
        let mut folded = String::new();
        fold_word(&text[span], &mut folded);
        folded
    })
}

fn fold_word(raw: &str, into: &mut String) {
    if raw.is_ascii() {
        let letters = raw.bytes().filter(|b| !matches!(b, b'\'' | b'`' | b','));
        into.extend(letters.map(|b| char::from(b.to_ascii_lowercase())));
        return;
    }
    for c in raw.chars() {
        if is_apostrophe(c) || c == ',' {
            continue;
        }
        into.extend(c.to_lowercase());
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`')
}

/// Runs of letters and digits; an apostrophe between letters and a comma or point between digits belong to the word.
fn runs(text: &str, within: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut chars = text[within.clone()].char_indices().peekable();
    let base = within.start;
    std::iter::from_fn(move || {
        let (start, first) = chars.find(|(_, c)| c.is_alphanumeric())?;
        let (mut end, mut last) = (start + first.len_utf8(), first);
        while let Some(&(at, c)) = chars.peek() {
            if c.is_alphanumeric() {
                (end, last) = (at + c.len_utf8(), c);
                chars.next();
                continue;
            }
            let next = text[base + at + c.len_utf8()..].chars().next();
            let inner = match next {
                Some(n) if is_apostrophe(c) => last.is_alphabetic() && n.is_alphabetic(),
                Some(n) if matches!(c, ',' | '.') => last.is_ascii_digit() && n.is_ascii_digit(),
                _ => false,
            };
            if !inner {
                break;
            }
            chars.next();
        }
        Some(base + start..base + end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        fold(text).collect()
    }

    #[test]
    fn typography_is_folded() {
        assert_eq!(
            folded("The mayor’s 1,390 “Crates”"),
            ["the", "mayors", "1390", "crates"]
        );
        assert_eq!(
            folded("the mayor's 1390 crates."),
            ["the", "mayors", "1390", "crates"]
        );
        assert_eq!(
            folded("4.2 metres, 7. Then…"),
            ["4.2", "metres", "7", "then"]
        );
        assert_eq!(folded("’ ' , é’"), ["é"]);
    }

    #[test]
    fn number_words_are_numbers() {
        let mut found = Vec::new();
        let text = "Nine or 9, eighty-seven or 87, eighty-one";
        words(text, 0..text.len(), &mut found);
        assert_eq!(found[0].hash, found[2].hash);
        assert!(found[0].number);
        assert_eq!(found[3].hash, found[5].hash);
        assert_eq!(found.len(), 7);
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        let mut found = Vec::new();
        let text = "Ardenia Ardenian";
        words(text, 0..text.len(), &mut found);
        assert_ne!(found[0].hash, found[1].hash);
        assert_eq!(found[0].stem, found[1].stem);
    }
}
