//! A text cut into words, sentences, paragraphs and quotations, by spelling alone.
//!
//! The rules of this crate that look at wording work on this, so that they hold whether or not tags and trees are there.

use super::quotes;
use sayso_language::{MentionKind, Reading, Span, Token, Upos};
use std::collections::{BTreeMap, BTreeSet};

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
    /// Whether it is the subject of its sentence's main verb, where a tree is there.
    pub subject: bool,
    /// Whether it stands before a noun that it only tells apart, as the name in "a Bell supporter" does.
    pub modifier: bool,
    /// Whom or what the mention means that it stands in, by the language model: the innermost of several.
    pub meant: Option<usize>,
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
    /// By the word of a relative pronoun: the words that it stands for, where a tree is there.
    pub relatives: BTreeMap<usize, Span>,
    /// For each sentence by number, how many before it begin in a quotation.
    quoted_before: Vec<u32>,
}

/// Words whose full stop ends no sentence.
const ABBREVIATIONS: &str = " mr mrs ms dr prof gen lt col maj capt cmdr sgt cpl pvt adm brig gov sen rep rev hon st jr sr vs no inc corp ltd co dept univ jan feb mar apr jun jul aug sept sep oct nov dec a.m p.m u.s u.k u.n e.u d.c i.e e.g ont que mt ft supt insp det const sec pres ";

/// The noun that the relative clause of verb `head` modifies.
fn modified(tokens: &[Token], mut head: Option<usize>) -> Option<usize> {
    for _ in 0..4 {
        let verb = tokens.get(head?)?;
        match verb.relation.as_str() {
            "acl" => return verb.head,
            "conj" => head = verb.head,
            _ => return None,
        }
    }
    None
}

/// The noun right before the relative pronoun `at`: the nearest that its phrase hangs on; for "who", the nearest that is a person.
fn right_before(tokens: &[Token], persons: &BTreeSet<usize>, at: usize) -> Option<usize> {
    let comma = at.checked_sub(1)?;
    let mut noun = match tokens.get(comma)?.upos {
        Upos::Punct => comma.checked_sub(1)?,
        _ => comma,
    };
    let who = tokens.get(at)?.lemma == "who";
    for _ in 0..6 {
        let token = tokens.get(noun)?;
        let part = ["flat", "compound", "case", "det", "amod"].contains(&token.relation.as_str());
        let named = matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Pron);
        let person = persons.contains(&noun);
        if !part && named && (person || !who) {
            return Some(noun);
        }
        noun = token.head.filter(|&head| head < at)?;
    }
    None
}

/// Whether word `at` before `noun` is part of its name or description.
fn names_it(tokens: &[Token], mut at: usize, noun: usize) -> bool {
    let parts = [
        "det", "amod", "compound", "flat", "nummod", "nmod", "advmod",
    ];
    for _ in 0..8 {
        let Some(token) = tokens.get(at) else {
            return false;
        };
        if !parts.contains(&token.relation.as_str()) {
            return false;
        }
        match token.head {
            Some(head) if head == noun => return true,
            Some(head) => at = head,
            None => return false,
        }
    }
    false
}

impl Page {
    /// Cuts `text`; sentences are those of `reading` where it has some.
    pub fn new(text: &str, reading: &Reading) -> Page {
        let mut page = Page {
            words: Vec::new(),
            quotations: quotes::find(text),
            relatives: BTreeMap::new(),
            quoted_before: Vec::new(),
        };
        page.cut(text);
        page.number(text, reading);
        page.count_quoted();
        page.mark_subjects(reading);
        page.mark_modifiers(reading);
        page.mark_meant(reading);
        page.mark_relatives(reading);
        page
    }

    /// Puts the entity of each mention on its words; the shorter mentions last, so that what stands within another keeps its own.
    fn mark_meant(&mut self, reading: &Reading) {
        let mut mentions: Vec<_> = reading.mentions.iter().collect();
        mentions.sort_by_key(|m| (std::cmp::Reverse(m.span.end - m.span.start), m.head));
        for mention in mentions {
            let from = self
                .words
                .partition_point(|w| w.span.end <= mention.span.start);
            for word in self.words.iter_mut().skip(from) {
                if word.span.start >= mention.span.end {
                    break;
                }
                word.meant = Some(mention.entity);
            }
        }
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
            subject: false,
            modifier: false,
            meant: None,
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

    fn mark_subjects(&mut self, reading: &Reading) {
        let main = |head: Option<usize>| {
            let head = head.and_then(|h| reading.tokens.get(h));
            head.is_some_and(|t| t.head.is_none())
        };
        let subjects = reading
            .tokens
            .iter()
            .filter(|t| t.relation == "nsubj" && main(t.head));
        let mut at = 0;
        for subject in subjects {
            while self
                .words
                .get(at)
                .is_some_and(|w| w.span.end <= subject.span.start)
            {
                at += 1;
            }
            if let Some(word) = self.words.get_mut(at) {
                word.subject = word.span.overlaps(subject.span);
            }
        }
    }

    fn mark_modifiers(&mut self, reading: &Reading) {
        for (n, token) in reading.tokens.iter().enumerate() {
            let head = token.head.filter(|&h| h > n);
            let noun = head.and_then(|h| reading.tokens.get(h));
            let common = noun.is_some_and(|t| t.upos == Upos::Noun);
            if token.relation == "compound" && token.upos == Upos::Propn && common {
                let range = self.range(token.span);
                for word in self.words.get_mut(range).unwrap_or(&mut []) {
                    word.modifier = true;
                }
            }
        }
    }

    /// Finds the noun that each "who" or "which" stands for: the one whose relative clause it is the subject of.
    fn mark_relatives(&mut self, reading: &Reading) {
        let persons: BTreeSet<usize> = reading
            .mentions
            .iter()
            .filter(|m| m.kind == MentionKind::Person)
            .map(|m| m.head)
            .collect();
        for (n, token) in reading.tokens.iter().enumerate() {
            if token.relation != "nsubj" || !token.feats.contains("PronType=Rel") {
                continue;
            }
            let noun = modified(&reading.tokens, token.head).filter(|&noun| noun < n);
            let Some(noun) = noun.or_else(|| right_before(&reading.tokens, &persons, n)) else {
                continue;
            };
            // "Ana Bell, the chief strategist, who": she is Ana Bell.
            let noun = match &reading.tokens[noun] {
                t if t.relation == "appos" && t.upos == Upos::Noun => t
                    .head
                    .filter(|&h| h < noun && reading.tokens[h].upos == Upos::Propn)
                    .unwrap_or(noun),
                _ => noun,
            };
            let from = (0..noun)
                .rev()
                .take_while(|&at| names_it(&reading.tokens, at, noun))
                .last()
                .unwrap_or(noun);
            let (Some(first), Some(last)) = (reading.tokens.get(from), reading.tokens.get(n - 1))
            else {
                continue;
            };
            let at = self.range(token.span).start;
            self.relatives
                .insert(at, Span::new(first.span.start, last.span.end));
        }
    }

    /// Whether the name that begins at word `at` holds the subject of its sentence.
    pub fn is_subject(&self, at: usize) -> bool {
        let words = self.words.get(at..(at + 5).min(self.words.len()));
        words
            .unwrap_or(&[])
            .iter()
            .take_while(|w| w.capital || w.lower == ".")
            .any(|w| w.subject)
    }

    fn count_quoted(&mut self) {
        let last = self.words.last().map_or(0, |w| w.sentence as usize);
        let mut quoted = vec![0u32; last + 2];
        let mut seen = None;
        for word in self.words.iter().filter(|w| w.wordy) {
            if seen != Some(word.sentence) {
                seen = Some(word.sentence);
                quoted[word.sentence as usize + 1] = u32::from(word.quoted);
            }
        }
        for n in 1..quoted.len() {
            quoted[n] += quoted[n - 1];
        }
        self.quoted_before = quoted;
    }

    /// How many sentences lie between sentence `from` and the later `to`, and how many of them begin in a quotation.
    pub fn between(&self, from: u32, to: u32) -> (u32, u32) {
        let before = |n: u32| self.quoted_before.get(n as usize).copied().unwrap_or(0);
        let back = to.saturating_sub(from);
        (back, before(to).saturating_sub(before(from + 1)).min(back))
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

    /// Whether the sentence of word `at` is all in capitals, as headings are.
    pub fn shouting(&self, at: usize, text: &str) -> bool {
        let words = self.words.get(self.sentence(at)).unwrap_or(&[]);
        let long = || words.iter().filter(|w| w.wordy && w.span.len() > 2);
        long().filter(|w| w.shouted(text)).count() * 2 > long().count()
    }

    /// Whether the sentence of word `at` is written with capitals throughout, as headlines are, so that a capital shows no name.
    pub fn headline(&self, at: usize) -> bool {
        let words = self.words.get(self.sentence(at)).unwrap_or(&[]);
        let long = || words.iter().filter(|w| w.wordy && w.span.len() > 3);
        let all = long().count();
        all > 3 && long().filter(|w| w.capital).count() * 10 >= all * 8
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

    /// A reading of `text`, given as (word, part of speech, head, relation) with heads counted from 1, as CoNLL-U does.
    fn tree(text: &str, rows: &[(&str, Upos, usize, &str)]) -> Reading {
        let mut from = 0;
        let tokens = rows.iter().map(|&(form, upos, head, relation)| {
            let start = from + text[from..].find(form).unwrap();
            from = start + form.len();
            Token {
                span: Span::new(start, from),
                upos,
                lemma: form.to_lowercase(),
                feats: String::from(if matches!(form, "who" | "which") {
                    "PronType=Rel"
                } else {
                    ""
                }),
                head: head.checked_sub(1),
                relation: relation.to_string(),
            }
        });
        Reading {
            tokens: tokens.collect(),
            ..Reading::default()
        }
    }

    #[test]
    fn relative_pronouns_stand_for_the_noun_of_their_clause() {
        use Upos::{Adp, Det, Noun, Pron, Propn, Punct, Verb};
        let text = "Readers of the Post, who wrote in, left.";
        let reading = tree(
            text,
            &[
                ("Readers", Noun, 9, "nsubj"),
                ("of", Adp, 4, "case"),
                ("the", Det, 4, "det"),
                ("Post", Propn, 1, "nmod"),
                (",", Punct, 7, "punct"),
                ("who", Pron, 7, "nsubj"),
                ("wrote", Verb, 1, "acl"),
                ("in", Adp, 7, "compound"),
                ("left", Verb, 0, "root"),
            ],
        );
        let page = Page::new(text, &reading);
        let spans: Vec<&str> = page.relatives.values().map(|s| s.of(text)).collect();
        assert_eq!(spans, ["Readers of the Post,"]);
    }

    #[test]
    fn a_name_before_a_noun_only_tells_it_apart() {
        use Upos::{Det, Noun, Propn, Verb};
        let text = "A Bell supporter left.";
        let rows = [
            ("A", Det, 3, "det"),
            ("Bell", Propn, 3, "compound"),
            ("supporter", Noun, 4, "nsubj"),
            ("left", Verb, 0, "root"),
        ];
        let page = Page::new(text, &tree(text, &rows));
        let told: Vec<bool> = page.words.iter().map(|w| w.modifier).collect();
        assert_eq!(told, [false, true, false, false, false]);
    }
}
