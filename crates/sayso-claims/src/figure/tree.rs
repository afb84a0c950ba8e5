//! How a mention and the words that tell its fate hang together in the dependency tree.

use super::lex::Lexeme;
use sayso_language::{NameKind, Reading, Span, Token};

/// The trees of a reading, found by lexeme.
pub(crate) struct Trees<'a> {
    reading: &'a Reading,
    /// For each lexeme, the token that it is a part of.
    token: Vec<Option<usize>>,
}

/// Relations by which a word belongs to the phrase of its head.
const WITHIN: [&str; 7] = [
    "conj", "appos", "flat", "compound", "fixed", "list", "goeswith",
];
/// Relations by which what is said with a word is said of its head's subject as well.
const SAID_WITH: [&str; 6] = ["xcomp", "conj", "aux", "cop", "compound", "amod"];

impl<'a> Trees<'a> {
    pub fn new(reading: &'a Reading, lexemes: &[Lexeme]) -> Self {
        let mut token = vec![None; lexemes.len()];
        let mut at = 0;
        for (slot, lexeme) in token.iter_mut().zip(lexemes) {
            while reading
                .tokens
                .get(at)
                .is_some_and(|t| t.span.end <= lexeme.span.start)
            {
                at += 1;
            }
            *slot = reading
                .tokens
                .get(at)
                .filter(|t| t.span.overlaps(lexeme.span))
                .map(|_| at);
        }
        Trees { reading, token }
    }

    fn of(&self, lexeme: usize) -> Option<usize> {
        self.token.get(lexeme).copied().flatten()
    }

    fn get(&self, token: usize) -> Option<&Token> {
        self.reading.tokens.get(token)
    }

    /// The token of lexemes `start..end` whose head stands outside them.
    fn root(&self, start: usize, end: usize) -> Option<usize> {
        let (first, last) = (self.of(start)?, self.of(end.checked_sub(1)?)?);
        (first..=last).find(|&t| {
            self.get(t).is_some_and(|token| {
                token.relation != "punct" && token.head.is_none_or(|h| !(first..=last).contains(&h))
            })
        })
    }

    /// Whether the trees allow that the fate told at lexeme `trigger` is that of the mention at lexemes `start..end`: it is a subject, or both
    /// hang on one word. Where there is no tree, all is allowed.
    pub fn allows(&self, start: usize, end: usize, trigger: Option<usize>) -> bool {
        let (Some(mut mention), Some(trigger)) =
            (self.root(start, end), trigger.and_then(|t| self.of(t)))
        else {
            return true;
        };
        let within = (self.of(start).unwrap_or(0), self.of(end - 1).unwrap_or(0));
        for _ in 0..4 {
            let Some(t) = self.get(mention) else { break };
            match t.head {
                Some(head) if WITHIN.contains(&t.relation.as_str()) => mention = head,
                _ => break,
            }
        }
        let Some(t) = self.get(mention) else {
            return true;
        };
        if t.relation == "nsubj" {
            return self.is_subject(mention, trigger);
        }
        if matches!(t.relation.as_str(), "root" | "parataxis") {
            return true;
        }
        let mut at = trigger;
        for _ in 0..5 {
            let inside = (within.0..=within.1).contains(&at) || at == mention;
            if inside || t.head == Some(at) && matches!(t.relation.as_str(), "obj" | "iobj") {
                return true;
            }
            let Some(w) = self.get(at) else { break };
            let modifies = w
                .head
                .is_some_and(|h| (within.0..=within.1).contains(&h) || h == mention);
            if modifies {
                return true;
            }
            match w.head {
                Some(head)
                    if SAID_WITH.contains(&w.relation.as_str())
                        || matches!(
                            w.relation.as_str(),
                            "nmod" | "obl" | "obj" | "case" | "det"
                        ) =>
                {
                    at = head;
                }
                _ => break,
            }
        }
        false
    }

    /// Whether `mention`, the subject of some word, is the subject of what is said with `trigger`: of the nearest word above it that has one.
    fn is_subject(&self, mention: usize, trigger: usize) -> bool {
        let mut at = trigger;
        for _ in 0..8 {
            let Some(word) = self.get(at) else {
                return true;
            };
            let subject = (at.saturating_sub(40)..at + 40).find(|&c| {
                self.get(c)
                    .is_some_and(|t| t.head == Some(at) && t.relation == "nsubj")
            });
            if let Some(subject) = subject {
                let stands_for = self
                    .get(subject)
                    .is_some_and(|t| matches!(t.lemma.as_str(), "who" | "which" | "that"));
                return subject == mention || stands_for && self.joined(word.head, mention);
            }
            if at == mention || word.relation == "acl" {
                return at == mention || self.joined(word.head, mention);
            }
            match word.head {
                Some(head) => at = head,
                None => return true,
            }
        }
        true
    }

    /// Whether the verb at a lexeme, or one joined to it, is done to another than its subject ("He shot and killed a guard", not "he shot himself").
    pub fn has_object(&self, lexeme: usize) -> bool {
        let Some(verb) = self.of(lexeme) else {
            return false;
        };
        let near = || (verb.saturating_sub(20)..verb + 20).filter_map(|c| Some((c, self.get(c)?)));
        let is_object = |head: usize| {
            near().any(|(_, t)| {
                t.head == Some(head)
                    && t.relation == "obj"
                    && !t.lemma.ends_with("self")
                    && !t.lemma.ends_with("selves")
            })
        };
        let passive = near().any(|(_, t)| {
            t.head == Some(verb) && t.relation == "aux" && matches!(t.lemma.as_str(), "be" | "get")
        });
        !passive
            && (is_object(verb)
                || near().any(|(c, t)| {
                    t.head == Some(verb) && t.relation == "conj" && c < verb + 4 && is_object(c)
                }))
    }

    /// Whether `token` is `mention` or stands beside it ("a man and a woman", "the victim, a man").
    fn joined(&self, token: Option<usize>, mention: usize) -> bool {
        let mut at = token;
        for _ in 0..4 {
            match at {
                Some(t) if t == mention => return true,
                Some(t) => {
                    at = self
                        .get(t)
                        .filter(|w| WITHIN.contains(&w.relation.as_str()))
                        .and_then(|w| w.head);
                }
                None => return false,
            }
        }
        false
    }

    /// The lexemes of what is said with lexemes `start..end` as its subject: the verb, adjective or noun, and what hangs on it as one predicate.
    pub fn said_of(&self, start: usize, end: usize) -> Vec<usize> {
        let mut out = Vec::new();
        let Some(mut mention) = self.root(start, end) else {
            return out;
        };
        for _ in 0..4 {
            let Some(t) = self.get(mention) else { break };
            match t.head {
                Some(head)
                    if matches!(t.relation.as_str(), "conj" | "nummod" | "compound" | "flat") =>
                {
                    mention = head;
                }
                _ => break,
            }
        }
        let Some(head) = self
            .get(mention)
            .filter(|t| t.relation == "nsubj")
            .and_then(|t| t.head)
        else {
            return out;
        };
        let mut tokens = vec![head];
        let near = (head.saturating_sub(40)..head + 40).filter_map(|t| Some((t, self.get(t)?)));
        tokens.extend(
            near.filter(|(_, t)| {
                t.head == Some(head) && matches!(t.relation.as_str(), "xcomp" | "conj")
            })
            .map(|(t, _)| t),
        );
        // Lexemes and tokens run in step: only those near need be looked at.
        let from = start.saturating_sub(60);
        for token in tokens {
            out.extend(
                self.token
                    .iter()
                    .enumerate()
                    .skip(from)
                    .take(160)
                    .find(|(_, t)| **t == Some(token))
                    .map(|(i, _)| i),
            );
        }
        out
    }

    /// Whether a name here is known to be no person's.
    pub fn no_person(&self, span: Span) -> bool {
        let at = self
            .reading
            .names
            .partition_point(|n| n.span.end <= span.start);
        self.reading
            .names
            .get(at..)
            .unwrap_or(&[])
            .iter()
            .take_while(|n| n.span.start < span.end)
            .any(|n| n.kind != NameKind::Person)
            || !self.reading.names.is_empty()
                && !self
                    .reading
                    .names
                    .iter()
                    .skip(at)
                    .take_while(|n| n.span.start < span.end)
                    .any(|n| n.kind == NameKind::Person)
    }
}
