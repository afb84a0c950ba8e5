//! Rules of time expressions: patterns over words and classes of words, read from the table.

use super::lexicon::{Class, Hit};
use super::token::{Token, tokens};
use std::collections::HashMap;

/// A row of the table, with its alternatives written out.
#[derive(Debug)]
pub(super) struct Rule {
    /// The row's name.
    pub name: &'static str,
    /// What is made of its words.
    pub action: &'static str,
    /// `both`, `guide` or `timeml`.
    pub used: &'static str,
    steps: Vec<Step>,
}

#[derive(Clone, Debug, Default)]
struct Step {
    words: Vec<u32>,
    classes: Vec<Class>,
    optional: bool,
    outside: bool,
}

/// A rule that fits a place.
#[derive(Clone, Debug)]
pub(super) struct Match {
    /// Tokens in all, and those of the expression itself.
    pub reach: usize,
    pub from: usize,
    pub to: usize,
    pub hits: Vec<Hit>,
}

impl Rule {
    /// Reads rows of (name, action, pattern, used). A row named `@x` is a part that other patterns include.
    pub fn table(
        table: &[Vec<&'static str>],
        id: &mut impl FnMut(&'static str) -> u32,
    ) -> Vec<Rule> {
        let mut parts: HashMap<&str, Vec<&'static str>> = HashMap::new();
        for row in table {
            if let [name, _, pattern, ..] = row[..]
                && name.starts_with('@')
            {
                parts.entry(name).or_default().push(pattern);
            }
        }
        let mut rules = Vec::new();
        for row in table {
            let [name, action, pattern, ref used @ ..] = row[..] else {
                continue;
            };
            if name.starts_with('@') {
                continue;
            }
            let mut open: Vec<Vec<Step>> = vec![Vec::new()];
            for word in pattern.split_whitespace() {
                let optional = word.len() > 1 && word.ends_with('?');
                let bare = if optional {
                    word.trim_end_matches('?')
                } else {
                    word
                };
                let mut next = Vec::new();
                for steps in open {
                    match parts.get(bare) {
                        Some(alternatives) => {
                            for alternative in alternatives {
                                let more =
                                    alternative.split_whitespace().map(|w| Step::read(w, id));
                                next.push(steps.iter().cloned().chain(more).collect());
                            }
                            if optional {
                                next.push(steps);
                            }
                        }
                        None => {
                            next.push(steps.into_iter().chain([Step::read(word, id)]).collect())
                        }
                    }
                }
                open = next;
            }
            rules.extend(open.into_iter().map(|steps| Rule {
                name,
                action,
                used: used.first().copied().unwrap_or("both"),
                steps,
            }));
        }
        rules
    }

    /// The words and classes that it can begin with.
    pub fn first(&self) -> Vec<Result<u32, Class>> {
        let mut found = Vec::new();
        for step in &self.steps {
            found.extend(
                step.words
                    .iter()
                    .map(|&w| Ok(w))
                    .chain(step.classes.iter().map(|&c| Err(c))),
            );
            if !step.optional {
                break;
            }
        }
        found
    }

    /// The longest way in which it fits at token `at`; `hits` gives what begins at each token.
    pub fn fit(&self, tokens: &[Token], hits: &[Vec<Hit>], at: usize) -> Option<Match> {
        let mut best: Option<Match> = None;
        let mut open = vec![(
            0,
            Match {
                reach: at,
                from: at,
                to: at,
                hits: Vec::new(),
            },
        )];
        while let Some((n, m)) = open.pop() {
            let Some(step) = self.steps.get(n) else {
                if best.as_ref().is_none_or(|b| m.reach > b.reach) && m.to > m.from {
                    best = Some(m);
                }
                continue;
            };
            if step.optional {
                open.push((n + 1, m.clone()));
            }
            let Some(token) = tokens
                .get(m.reach)
                .filter(|t| !t.paragraph || m.reach == at)
            else {
                continue;
            };
            if token.id != 0 && step.words.contains(&token.id) {
                open.push((n + 1, m.clone().ahead(1, step.outside, None)));
            }
            for hit in hits
                .get(m.reach)
                .into_iter()
                .flatten()
                .filter(|h| step.classes.contains(&h.class))
            {
                open.push((n + 1, m.clone().ahead(hit.len, step.outside, Some(*hit))));
            }
        }
        best
    }
}

impl Match {
    fn ahead(mut self, len: usize, outside: bool, hit: Option<Hit>) -> Self {
        self.reach += len;
        if !outside {
            self.to = self.reach;
        } else if self.to == self.from {
            self.from = self.reach;
            self.to = self.reach;
        }
        self.hits.extend(hit);
        self
    }

    /// The first hit of a class.
    pub fn get(&self, class: Class) -> Option<Hit> {
        self.hits.iter().copied().find(|h| h.class == class)
    }

    /// Its number.
    pub fn number(&self, class: Class) -> Option<i64> {
        self.get(class).map(|h| h.number)
    }

    /// Its code.
    pub fn code(&self, class: Class) -> Option<&'static str> {
        self.get(class).map(|h| h.code)
    }
}

impl Step {
    /// `word|{class}`, with `~` before where it lies outside the expression and `?` behind where it may lack.
    fn read(text: &'static str, id: &mut impl FnMut(&'static str) -> u32) -> Step {
        let (text, outside) = text.strip_prefix('~').map_or((text, false), |t| (t, true));
        let (text, optional) = text
            .strip_suffix('?')
            .filter(|t| !t.is_empty())
            .map_or((text, false), |t| (t, true));
        let mut step = Step {
            optional,
            outside,
            ..Step::default()
        };
        for word in text.split('|') {
            match word.strip_prefix('{').and_then(|w| w.strip_suffix('}')) {
                Some(class) => step.classes.extend(Class::of(class)),
                None => step
                    .words
                    .extend(tokens(word, |_| 0).first().map(|t| id(t.text))),
            }
        }
        step
    }
}
