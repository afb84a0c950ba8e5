//! Lemmas: the model chooses a rule, the rule makes the lemma from the word.

use std::collections::HashMap;
use std::sync::LazyLock;

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

    /// Whether the letters stay as they are, but for their case.
    fn keeps_all(&self) -> bool {
        self.case != '=' && self.cut == 0 && self.add.is_empty()
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

static IRREGULAR: LazyLock<HashMap<(&'static str, &'static str), &'static str>> =
    LazyLock::new(|| {
        include_str!("../tables/lemma-irregular.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let (word, rest) = line.split_once('\t')?;
                let (tag, lemma) = rest.split_once('\t')?;
                Some(((word, tag), lemma))
            })
            .collect()
    });

/// The lemma of a word that no rule of letters gives, by the table.
pub fn irregular(word: &str, tag: &str) -> Option<&'static str> {
    IRREGULAR.get(&(word.to_lowercase().as_str(), tag)).copied()
}

/// The lemma of a number: without the commas that group its digits.
pub fn of_number(word: &str) -> String {
    let mut groups = word.split(',');
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let first = groups.next().is_some_and(|g| digits(g) && g.len() <= 3);
    let last = word.rsplit(',').next().unwrap_or_default();
    let is_group = |group: &str| {
        let whole = group.split('.').next().unwrap_or_default();
        digits(whole) && whole.len() == 3 && (group.len() == 3 || group.as_ptr() == last.as_ptr())
    };
    if first && groups.all(is_group) {
        word.replace(',', "")
    } else {
        word.to_lowercase()
    }
}

/// The lemma of a name: as it is written, unless that is in capitals and too long for an abbreviation.
pub fn of_name(word: &str) -> String {
    const SHORT: usize = 5;
    if word.len() > SHORT && word.bytes().all(|b| b.is_ascii_uppercase()) {
        return word[..1].to_owned() + &word[1..].to_lowercase();
    }
    word.to_owned()
}

/// The rule for `word` out of the scores of all: the best that fits, unless what it makes is no common word (or
/// leaves a verb's ending on) and one of the next best makes one.
pub fn choose(
    rules: &[Rule],
    scores: &[f32],
    word: &str,
    verb: bool,
    common: impl Fn(&str) -> bool,
) -> Option<usize> {
    let fitting = || (0..scores.len().min(rules.len())).filter(|&r| rules[r].fits(word));
    let best = fitting().fold(None, |a: Option<usize>, r| match a {
        Some(a) if scores[a] >= scores[r] => Some(a),
        _ => Some(r),
    })?;
    let makes_common = |r: usize| common(&rules[r].apply(word).to_lowercase());
    let inflected = verb && (word.ends_with("ing") || word.ends_with("ed"));
    if (rules[best].keeps_all() && !inflected)
        || (makes_common(best) && !(inflected && rules[best].keeps_all()))
    {
        return Some(best);
    }
    let near = fitting().filter(|&r| {
        let cuts = rules[r].case != '=' && !rules[r].keeps_all();
        cuts && scores[r] >= scores[best] - NEAR && makes_common(r)
    });
    Some(
        near.fold(None, |a: Option<usize>, r| match a {
            Some(a) if scores[a] >= scores[r] => Some(a),
            _ => Some(r),
        })
        .unwrap_or(best),
    )
}

/// How far behind the best, in logits, a rule may be that makes a common word where the best does not.
const NEAR: f32 = 6.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_makes_a_word_goes_before_one_that_does_not() {
        let rules = ["l|1|", "l|3|y", "l|0|"].map(Rule::parse);
        let common = |w: &str| w == "company";
        let chosen = |scores: [f32; 3], word| choose(&rules, &scores, word, false, common);
        assert_eq!(chosen([3.0, 1.0, 0.0], "companies"), Some(1));
        assert_eq!(chosen([3.0, -9.0, 0.0], "companies"), Some(0));
        assert_eq!(chosen([3.0, 1.0, 4.0], "companies"), Some(2));
    }

    #[test]
    fn numbers_lose_the_commas_between_groups() {
        for (word, lemma) in [
            ("5,000", "5000"),
            ("1,234,567.8", "1234567.8"),
            ("3,40", "3,40"),
            ("Twelve", "twelve"),
            ("1,,000", "1,,000"),
        ] {
            assert_eq!(of_number(word), lemma);
        }
    }

    #[test]
    fn irregular_words_go_by_the_table() {
        assert_eq!(irregular("Thought", "VERB"), Some("think"));
        assert_eq!(irregular("thought", "NOUN"), None);
    }

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
