//! Whether a time lies behind or ahead, by the verbs around it.

use super::lexicon::Lexicon;
use super::token::Token;
use sayso_language::{Reading, Upos};

/// -1 for a clause about the past, 1 for one that looks ahead, 0 where nothing tells.
pub(super) fn of(
    lexicon: &Lexicon,
    tokens: &[Token],
    from: usize,
    to: usize,
    reading: &Reading,
) -> i8 {
    if let Some(tense) = tokens.get(from).and_then(|t| tree(reading, t.span.start)) {
        return tense;
    }
    for n in (from.saturating_sub(14)..from).rev() {
        let Some(token) = tokens.get(n) else { break };
        let Some(next) = tokens.get(n + 1) else { break };
        if next.paragraph || (matches!(token.text, "." | "?" | "!" | ";") && next.capital) {
            break;
        }
        if let Some(tense) = word(lexicon, tokens, n) {
            return if tense > 0 && from - n > 7 { 0 } else { tense };
        }
    }
    for n in to..(to + 5).min(tokens.len()) {
        let Some(token) = tokens.get(n) else { break };
        if token.paragraph || matches!(token.text, "." | "?" | "!" | ";") {
            break;
        }
        if let Some(tense) = word(lexicon, tokens, n) {
            return tense;
        }
    }
    0
}

fn word(lexicon: &Lexicon, tokens: &[Token], n: usize) -> Option<i8> {
    let token = tokens.get(n)?;
    match lexicon.tense(token.id) {
        0 if token.text.len() > 4 && token.text.ends_with("ed") && !token.capital => {
            let infinitive = n
                .checked_sub(1)
                .and_then(|p| tokens.get(p))
                .is_some_and(|t| t.text == "be");
            Some(if infinitive { 1 } else { -1 })
        }
        0 => None,
        tense => Some(tense),
    }
}

/// The tense of the nearest verb above the word at byte `at`; none where the text has no tree.
fn tree(reading: &Reading, at: usize) -> Option<i8> {
    let mut n = reading.tokens.partition_point(|t| t.span.end <= at);
    for _ in 0..12 {
        let token = reading.tokens.get(n)?;
        if matches!(token.upos, Upos::Verb | Upos::Aux) {
            let helpers = || {
                reading
                    .tokens
                    .iter()
                    .enumerate()
                    .skip(n.saturating_sub(8))
                    .take(8)
                    .filter(|(_, t)| t.head == Some(n))
            };
            if helpers().any(|(_, t)| {
                matches!(
                    t.lemma.as_str(),
                    "will" | "shall" | "would" | "could" | "may" | "might"
                ) || (t.upos == Upos::Part && t.lemma == "to")
            }) {
                return Some(1);
            }
            if token.feats.contains("Tense=Past")
                || helpers().any(|(_, t)| t.feats.contains("Tense=Past"))
            {
                return Some(-1);
            }
            return None;
        }
        n = token.head?;
    }
    None
}
