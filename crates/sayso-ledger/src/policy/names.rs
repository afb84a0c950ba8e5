//! Names of withheld sources, and finding them in words, however they are cased, spaced or joined.

use std::collections::BTreeMap;
use std::ops::Range;

/// Names to be found. A name is a row of words; between two of its words up to three characters that are neither letters nor digits may stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Names by their first word, folded.
    by_first: BTreeMap<String, Vec<Vec<String>>>,
    longest: usize,
}

/// Characters that may stand between two words of a name.
const BETWEEN: usize = 3;
/// Letters that a single word must have to give someone away.
const SHORTEST: usize = 3;

/// A word of a text.
struct Word {
    /// In characters.
    at: Range<usize>,
    folded: String,
}

impl Names {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_first.is_empty()
    }

    /// How many characters a find may need to see at once, at most.
    pub(super) fn reach(&self) -> usize {
        self.longest + 1
    }

    /// Adds names as they are written, and of each every word that is written as a name on its own: a person is given away by either half.
    pub fn add_all(&mut self, names: &[String]) {
        for name in names {
            self.add(name);
            for word in name.split(|c: char| !c.is_alphanumeric()) {
                let is_name = word.chars().next().is_some_and(char::is_uppercase);
                if is_name && word.chars().count() >= SHORTEST && !is_common(word) {
                    self.add(word);
                }
            }
        }
    }

    /// Adds one name as a whole, without its words.
    pub fn add_whole(&mut self, name: &str) {
        self.add(name);
    }

    fn add(&mut self, name: &str) {
        let words: Vec<String> = words(name).into_iter().map(|w| w.folded).collect();
        let letters: usize = words.iter().map(|w| w.chars().count()).sum();
        let Some(first) = words.first() else { return };
        // "She", "officials" and "the Police" are nobody's names.
        let is_name = name
            .split(|c: char| !c.is_alphanumeric())
            .any(|w| w.chars().next().is_some_and(char::is_uppercase) && !is_common(w));
        if letters < SHORTEST || !is_name {
            return;
        }
        self.longest = self.longest.max((letters + words.len() * BETWEEN) * 4);
        let all = self.by_first.entry(first.clone()).or_default();
        if !all.contains(&words) {
            all.push(words);
        }
    }

    /// Where the names stand, in characters; in order, disjoint.
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        if self.is_empty() {
            return Vec::new();
        }
        let words = words(text);
        let mut out: Vec<Range<usize>> = Vec::new();
        for (i, word) in words.iter().enumerate() {
            for name in self.by_first.get(&word.folded).into_iter().flatten() {
                let Some(end) = fits(&words, i, name) else {
                    continue;
                };
                match out.last_mut() {
                    Some(last) if last.end >= word.at.start => last.end = last.end.max(end),
                    _ => out.push(word.at.start..end),
                }
            }
        }
        out
    }

    /// Whether one of the names stands there, also as JSON or a URL would write it.
    pub fn is_in(&self, text: &str) -> bool {
        if self.is_empty() {
            return false;
        }
        let plain = unescaped(text);
        !self.find(text).is_empty() || !self.find(&plain).is_empty()
    }

    /// The text with the names blacked out, as many characters as before, and where.
    pub fn cut(&self, text: &str) -> (String, Vec<Range<usize>>) {
        let found = self.find(text);
        (super::cut::black_out(text, &found), found)
    }

    /// The same for all strings of a value.
    pub fn cut_value(&self, value: &mut serde_json::Value) {
        use serde_json::Value as V;
        match value {
            V::String(s) if self.is_in(s) => *s = self.cut(s).0,
            V::Array(all) => all.iter_mut().for_each(|v| self.cut_value(v)),
            V::Object(all) => all.values_mut().for_each(|v| self.cut_value(v)),
            _ => {}
        }
    }
}

fn fits(words: &[Word], from: usize, name: &[String]) -> Option<usize> {
    let mut end = None::<usize>;
    for (n, part) in name.iter().enumerate() {
        let word = words.get(from + n)?;
        let near = end.is_none_or(|end| word.at.start - end <= BETWEEN);
        if !near || word.folded != *part {
            return None;
        }
        end = Some(word.at.end);
    }
    end
}

fn words(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut open = false;
    for (n, c) in text.chars().enumerate() {
        // Marks that only say how letters join are no letters, and part none.
        if matches!(
            c,
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
        ) {
            continue;
        }
        if !c.is_alphanumeric() && !is_mark(c) {
            open = false;
            continue;
        }
        if !open {
            out.push(Word {
                at: n..n,
                folded: String::new(),
            });
            open = true;
        }
        if let Some(word) = out.last_mut() {
            word.at.end = n + 1;
            word.folded.extend(c.to_lowercase());
        }
    }
    out
}

/// Accents that are characters of their own.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Escapes of JSON and of addresses, undone as far as they could hide a name.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut bytes: Vec<u8> = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let hex = |at: usize, n: usize| {
            let digits = rest.get(at..at + n)?;
            digits
                .bytes()
                .all(|b| b.is_ascii_hexdigit())
                .then(|| u32::from_str_radix(digits, 16).ok())?
        };
        if c == '%'
            && let Some(byte) = hex(1, 2)
        {
            bytes.push(byte as u8);
            rest = rest.get(3..).unwrap_or("");
            continue;
        }
        if !bytes.is_empty() {
            out.push_str(&String::from_utf8_lossy(&bytes));
            bytes.clear();
        }
        let mut step = c.len_utf8();
        match (c, rest.as_bytes().get(1)) {
            ('\\', Some(b'u')) => {
                let c = hex(2, 4).and_then(char::from_u32);
                out.push(c.unwrap_or(' '));
                step = if c.is_some() { 6 } else { 2 };
            }
            ('\\', Some(b)) if b.is_ascii() => {
                out.push(' ');
                step = 2;
            }
            ('&', Some(b'#')) => {
                let end = rest.bytes().take(10).position(|b| b == b';');
                let digits = end.and_then(|end| rest.get(2..end)).unwrap_or("");
                let number = match digits.strip_prefix(['x', 'X']) {
                    Some(digits) => u32::from_str_radix(digits, 16),
                    None => digits.parse(),
                };
                let c = number.ok().and_then(char::from_u32);
                out.push(c.unwrap_or(' '));
                step = c.and(end).map_or(1, |end| end + 1);
            }
            ('+', _) => out.push(' '),
            _ => out.push(c),
        }
        rest = rest.get(step..).unwrap_or("");
    }
    out + &String::from_utf8_lossy(&bytes)
}

/// Pronouns and words of titles and bodies, which are written as names are and give nobody away alone.
fn is_common(word: &str) -> bool {
    const COMMON: &[&str] = &[
        "he",
        "she",
        "they",
        "we",
        "it",
        "you",
        "his",
        "her",
        "him",
        "their",
        "them",
        "our",
        "who",
        "one",
        "this",
        "that",
        "these",
        "those",
        "some",
        "many",
        "a",
        "an",
        "of",
        "in",
        "the",
        "and",
        "for",
        "president",
        "minister",
        "prime",
        "mayor",
        "governor",
        "general",
        "colonel",
        "captain",
        "major",
        "chief",
        "doctor",
        "professor",
        "police",
        "ministry",
        "department",
        "office",
        "army",
        "government",
        "council",
        "committee",
        "agency",
        "party",
        "court",
        "hospital",
        "university",
        "company",
        "group",
        "union",
        "united",
        "national",
        "state",
        "states",
        "city",
        "north",
        "south",
        "east",
        "west",
        "new",
        "mrs",
        "sir",
        "lord",
        "lady",
        "foreign",
        "defence",
        "defense",
        "interior",
        "health",
        "security",
        "service",
        "force",
        "forces",
        "spokesman",
        "spokeswoman",
        "official",
        "officials",
    ];
    COMMON.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_written() {
        let mut names = Names::default();
        for name in [
            "Anna Berg",
            "she",
            "She",
            "The Police",
            "a nurse of the ward",
        ] {
            names.add_all(&[name.to_owned()]);
        }
        for text in [
            "Anna Berg",
            "ANNA  BERG’s",
            "anna-berg",
            "x/anna_berg.html",
            "Berg said",
            "An\u{ad}na",
            "/anna%20berg",
            "{\"by\":\"Anna\\nBerg\"}",
            "\\u0041nna",
            "&#65;nna",
            "&#x41;nna",
        ] {
            assert!(names.is_in(text), "{text}");
        }
        for text in [
            "She said",
            "the police",
            "the nurse",
            "Bergen",
            "an iceberg",
            "Annals",
        ] {
            assert!(!names.is_in(text), "{text}");
        }
        let (cut, at) = names.cut("“Ja”, said Anna Berg’s aide.");
        assert_eq!(cut, "“Ja”, said ████ ████’s aide.");
        assert_eq!((at.len(), at.first()), (1, Some(&(11..20))));
    }
}
