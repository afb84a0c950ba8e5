//! A text cut into words, sentences, paragraphs and quotations, by spelling alone.
//!
//! The rules of this crate that look at wording work on this, so that they hold whether or not tags and trees are there.

use super::quotes;
use sayso_language::{Reading, Span};

/// A word, a number, a possessive ending or a punctuation mark.
#[derive(Clone, Debug)]
pub struct Word {
    /// Where it stands.
    pub span: Span,
    /// In lower case, with straight apostrophes and without a final full stop.
    pub lower: String,
    /// Whether it begins with a capital.
    pub capital: bool,
    /// Whether it holds a letter or digit.
    pub wordy: bool,
    /// Number of its sentence.
    pub sentence: u32,
    /// Number of its paragraph.
    pub paragraph: u32,
    /// Whether it stands within quotation marks.
    pub quoted: bool,
}

impl Word {
    /// Whether all its letters are capitals, and there are two or more.
    pub fn shouted(&self, text: &str) -> bool {
        let s = self.span.of(text);
        s.chars().filter(|c| c.is_uppercase()).count() > 1 && !s.chars().any(char::is_lowercase)
    }

    /// Whether it is a possessive ending.
    pub fn possessive(&self) -> bool {
        self.lower == "'s" || (self.lower == "'" && !self.quoted)
    }
}

/// The words of a text.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// In text order.
    pub words: Vec<Word>,
    /// What stands in quotation marks, marks included, in text order, without those inside others.
    pub quotations: Vec<Span>,
}

/// Words whose full stop ends no sentence.
const ABBREVIATIONS: &str = " mr mrs ms dr prof gen lt col maj capt cmdr sgt cpl pvt adm brig gov sen rep rev hon st jr sr vs no inc corp ltd co dept univ jan feb mar apr jun jul aug sept sep oct nov dec a.m p.m u.s u.k u.n e.u d.c i.e e.g ont que mt ft supt insp det const sec pres ";

impl Page {
    /// Cuts `text`; sentences are those of `reading` where it has some.
    pub fn new(text: &str, reading: &Reading) -> Page {
        let mut page = Page {
            words: Vec::new(),
            quotations: quotes::find(text),
        };
        page.cut(text);
        page.number(text, reading);
        page
    }

    fn cut(&mut self, text: &str) {
        let mut chars = text.char_indices().peekable();
        let mut start: Option<usize> = None;
        let mut previous = ' ';
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map_or(' ', |&(_, c)| c);
            let inner = matches!(c, '\'' | '’' | '-' | '‑' | '.' | '&' | ',')
                && previous.is_alphanumeric()
                && next.is_alphanumeric();
            let inner = inner
                && (c != ',' || (previous.is_ascii_digit() && next.is_ascii_digit()))
                && !(c == '.' && previous.is_lowercase() && next.is_uppercase());
            let dotted = c == '.'
                && start.is_some_and(|s| {
                    text.get(s..at)
                        .is_some_and(|w| w.contains('.') && w.len() < 6)
                });
            if c.is_alphanumeric() || is_mark(c) || inner || dotted {
                start.get_or_insert(at);
            } else {
                if let Some(from) = start.take() {
                    self.push(text, from, at);
                }
                if !c.is_whitespace() {
                    self.push(text, at, at + c.len_utf8());
                }
            }
            previous = c;
        }
        if let Some(from) = start {
            self.push(text, from, text.len());
        }
    }

    fn push(&mut self, text: &str, start: usize, end: usize) {
        let Some(raw) = text.get(start..end) else {
            return;
        };
        let mut tail = raw.char_indices().rev();
        let last = tail.next();
        let mark = tail.next();
        match (last, mark) {
            (Some((_, 's' | 'S')), Some((at, '\'' | '’'))) if at > 0 => {
                self.one(text, start, start + at);
                self.one(text, start + at, end);
            }
            _ => self.one(text, start, end),
        }
    }

    fn one(&mut self, text: &str, start: usize, end: usize) {
        let piece = text.get(start..end).unwrap_or("");
        let lower = piece.to_lowercase().replace('’', "'").replace('‑', "-");
        let lower = if lower.len() > 1 {
            lower.trim_end_matches('.').to_string()
        } else {
            lower
        };
        self.words.push(Word {
            span: Span::new(start, end),
            capital: piece.chars().next().is_some_and(char::is_uppercase),
            wordy: piece.chars().any(char::is_alphanumeric),
            lower,
            sentence: 0,
            paragraph: 0,
            quoted: false,
        });
    }

    fn number(&mut self, text: &str, reading: &Reading) {
        let (mut sentence, mut paragraph, mut quotation, mut given) = (0u32, 0u32, 0usize, 0usize);
        let mut ended = false;
        let mut last_end = 0;
        let mut last_lower = String::new();
        for word in &mut self.words {
            let gap = text.get(last_end..word.span.start).unwrap_or("");
            if gap.contains('\n') {
                paragraph += 1;
                sentence += 1;
                ended = false;
            } else if ended
                && !gap.is_empty()
                && (word.capital
                    || !word.wordy
                    || word.lower.starts_with(|c: char| c.is_ascii_digit()))
            {
                sentence += 1;
                ended = false;
            }
            let closing = matches!(word.lower.as_str(), "\"" | "”" | "'" | ")" | "’");
            if matches!(word.lower.as_str(), "." | "!" | "?" | "…") {
                let initial = last_lower.chars().count() == 1
                    && last_lower.chars().all(char::is_alphabetic)
                    && last_lower != "i";
                ended = word.lower != "."
                    || !(initial || ABBREVIATIONS.contains(&format!(" {last_lower} ")));
            } else if !closing {
                ended = false;
            }
            word.paragraph = paragraph;
            while self
                .quotations
                .get(quotation)
                .is_some_and(|q| q.end <= word.span.start)
            {
                quotation += 1;
            }
            word.quoted = self
                .quotations
                .get(quotation)
                .is_some_and(|q| q.contains(word.span));
            while reading
                .sentences
                .get(given + 1)
                .is_some_and(|s| s.span.start <= word.span.start)
            {
                given += 1;
            }
            word.sentence = if reading.sentences.is_empty() {
                sentence
            } else {
                given as u32
            };
            last_end = word.span.end;
            last_lower.clone_from(&word.lower);
        }
    }

    /// Indices of the words that overlap `span`, as a range.
    pub fn range(&self, span: Span) -> std::ops::Range<usize> {
        let from = self.words.partition_point(|w| w.span.end <= span.start);
        let to = self.words.partition_point(|w| w.span.start < span.end);
        from..to.max(from)
    }

    /// The words that overlap `span`.
    pub fn within(&self, span: Span) -> &[Word] {
        self.words.get(self.range(span)).unwrap_or(&[])
    }

    /// The sentence, as a range of words, that holds word `at`.
    pub fn sentence(&self, at: usize) -> std::ops::Range<usize> {
        let Some(number) = self.words.get(at).map(|w| w.sentence) else {
            return 0..0;
        };
        let from = self.words.partition_point(|w| w.sentence < number);
        let to = self.words.partition_point(|w| w.sentence <= number);
        from..to
    }

    /// Whether `at` stands inside a quotation.
    pub fn quoted_at(&self, at: usize) -> bool {
        let next = self.quotations.partition_point(|q| q.end <= at);
        self.quotations
            .get(next)
            .is_some_and(|q| q.start < at && at < q.end)
    }
}

fn is_mark(c: char) -> bool {
    // Combining marks belong to the letter before them.
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Page::new(text, &Reading::default())
            .words
            .into_iter()
            .map(|w| w.lower)
            .collect()
    }

    #[test]
    fn splits_possessives_and_keeps_abbreviations() {
        assert_eq!(words("Marta’s U.S. aide"), ["marta", "'s", "u.s", "aide"]);
        assert_eq!(words("over 1,200 said."), ["over", "1,200", "said", "."]);
    }

    #[test]
    fn spans_fit_the_text() {
        let text = "“Zoë’s N’Djamena office,” said Lt. Col. José Peña. Then";
        let page = Page::new(text, &Reading::default());
        for word in &page.words {
            assert!(!word.span.of(text).is_empty());
        }
        assert_eq!(page.words.last().map(|w| w.sentence), Some(1));
        assert!(page.words[1].quoted && !page.words[7].quoted);
    }
}
