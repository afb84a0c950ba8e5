//! Lemmas: the model chooses a rule, the rule makes the lemma from the word.

/// A rule `case|letters to cut at the end|letters to add`: case l lower, k kept, t title, = the letters alone.
#[derive(Clone, Debug)]
pub struct Rule {
    case: char,
    cut: usize,
    add: String,
}

impl Rule {
    /// Parses a rule; what is no rule keeps the word in lower case.
    pub fn parse(text: &str) -> Rule {
        let mut parts = text.splitn(3, '|');
        let case = parts.next().and_then(|p| p.chars().next()).unwrap_or('l');
        let cut = parts.next().and_then(|p| p.parse().ok()).unwrap_or(0);
        Rule {
            case,
            cut,
            add: parts.next().unwrap_or("").to_owned(),
        }
    }

    /// Whether it can be applied to `word`: something must be left of it.
    pub fn fits(&self, word: &str) -> bool {
        self.case == '='
            || self.cut < word.chars().count()
            || (self.cut == 0 && self.add.is_empty())
    }

    /// The lemma of `word`.
    pub fn apply(&self, word: &str) -> String {
        if self.case == '=' {
            return self.add.clone();
        }
        let base: String = match self.case {
            'k' => word.to_owned(),
            't' => word
                .chars()
                .take(1)
                .flat_map(char::to_uppercase)
                .chain(word.chars().skip(1).flat_map(char::to_lowercase))
                .collect(),
            _ => word.to_lowercase(),
        };
        let keep = base.chars().count().saturating_sub(self.cut);
        base.chars().take(keep).chain(self.add.chars()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_make_lemmas() {
        for (rule, word, lemma) in [
            ("l|3|y", "Cities", "city"),
            ("k|0|", "NATO", "NATO"),
            ("=|0|be", "was", "be"),
            ("t|0|", "LONDON", "London"),
        ] {
            assert_eq!(Rule::parse(rule).apply(word), lemma);
        }
        assert!(!Rule::parse("l|3|y").fits("is"));
    }
}
