//! Word pieces (Wu et al. 2016) of the uncased BERT vocabulary.

use std::collections::HashMap;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Pieces that a word has at most; what is longer is cut, which only concerns strings that are no words.
const MOST: usize = 16;
const UNKNOWN: u32 = 100;

/// The vocabulary.
pub struct Pieces {
    ids: HashMap<Box<str>, u32>,
    longest: usize,
}

impl Pieces {
    /// From the vocabulary, a piece a line, in the order of their numbers.
    pub fn new(vocabulary: &str) -> Self {
        let ids: HashMap<Box<str>, u32> = vocabulary
            .split('\n')
            .zip(0u32..)
            .map(|(piece, id)| (piece.into(), id))
            .collect();
        let longest = ids.keys().map(|p| p.len()).max().unwrap_or(0);
        Pieces { ids, longest }
    }

    /// How many pieces there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether `word` (lower case) is one piece: a common word.
    pub fn is_whole(&self, word: &str) -> bool {
        self.ids.contains_key(word)
    }

    /// Appends the pieces of one word to `out`: at least one, at most 16.
    pub fn of(&self, word: &str, out: &mut Vec<u32>) {
        let begin = out.len();
        let mut part = String::new();
        if word.bytes().all(|b| b.is_ascii_alphanumeric()) {
            part.extend(word.bytes().map(|b| char::from(b.to_ascii_lowercase())));
            self.part(&part, out);
        } else {
            // Each mark and each ideograph stands by itself, as BERT's own splitter has it.
            for c in word
                .nfd()
                .filter(|&c| !is_combining_mark(c))
                .flat_map(char::to_lowercase)
                .filter(|&c| !is_combining_mark(c))
            {
                if c.is_control() || c.is_whitespace() || c == '\u{fffd}' {
                    self.part(&part, out);
                    part.clear();
                } else if is_mark(c) {
                    self.part(&part, out);
                    part.clear();
                    part.push(c);
                    self.part(&part, out);
                    part.clear();
                } else {
                    part.push(c);
                }
                if out.len() - begin >= MOST {
                    break;
                }
            }
            self.part(&part, out);
        }
        out.truncate(begin + MOST);
        if out.len() == begin {
            out.push(UNKNOWN);
        }
    }

    /// Greedy longest match from the left; unknown as a whole if any part is.
    fn part(&self, part: &str, out: &mut Vec<u32>) {
        if part.is_empty() {
            return;
        }
        if part.chars().count() > 100 {
            out.push(UNKNOWN);
            return;
        }
        let begin = out.len();
        let mut at = 0;
        let mut piece = String::new();
        while at < part.len() {
            let rest = &part[at..];
            let mut end = rest.len().min(self.longest);
            let found = loop {
                if end == 0 {
                    break None;
                }
                if rest.is_char_boundary(end) {
                    let id = if at == 0 {
                        self.ids.get(&rest[..end])
                    } else {
                        piece.clear();
                        piece.push_str("##");
                        piece.push_str(&rest[..end]);
                        self.ids.get(piece.as_str())
                    };
                    if let Some(&id) = id {
                        break Some(id);
                    }
                }
                end -= 1;
            };
            let Some(id) = found else {
                out.truncate(begin);
                out.push(UNKNOWN);
                return;
            };
            out.push(id);
            at += end;
        }
    }
}

/// Punctuation as BERT counts it (every ASCII symbol is), and ideographs.
fn is_mark(c: char) -> bool {
    use std::ops::RangeInclusive;
    const IDEOGRAPHS: [RangeInclusive<u32>; 8] = [
        0x4E00..=0x9FFF,
        0x3400..=0x4DBF,
        0x20000..=0x2A6DF,
        0x2A700..=0x2B73F,
        0x2B740..=0x2B81F,
        0x2B820..=0x2CEAF,
        0xF900..=0xFAFF,
        0x2F800..=0x2FA1F,
    ];
    // General punctuation and the Latin-1 marks of Unicode category P; other scripts' marks stay with their words, which costs an unknown piece.
    const MARKS: [RangeInclusive<u32>; 4] = [
        0x2010..=0x2027,
        0x2030..=0x205E,
        0x3001..=0x3003,
        0x3008..=0x3011,
    ];
    c.is_ascii_punctuation()
        || matches!(c, '¡' | '§' | '«' | '¶' | '·' | '»' | '¿')
        || (!c.is_ascii()
            && (MARKS
                .iter()
                .chain(&IDEOGRAPHS)
                .any(|r| r.contains(&u32::from(c)))
                && !matches!(c, '\u{2044}' | '\u{2052}')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longest_match_first() {
        let pieces = Pieces::new("un\n##aff\n##able\n##a\n“\nx");
        let of = |word: &str| {
            let mut out = Vec::new();
            pieces.of(word, &mut out);
            out
        };
        assert_eq!(of("Unaffable"), [0, 1, 2]);
        assert_eq!(of("Únaffable"), [0, 1, 2]);
        assert_eq!(of("unq"), [UNKNOWN]);
        assert_eq!(of("“x"), [4, 5]);
        assert_eq!(of("\u{301}"), [UNKNOWN]);
        assert_eq!(of(&"x-".repeat(1000)).len(), MOST);
    }
}
