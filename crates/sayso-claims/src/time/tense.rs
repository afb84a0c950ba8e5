//! Whether a time lies behind or ahead: by the word before it, by the verb above it in the tree, by the words around it.

use super::lexicon::Lexicon;
use super::token::Token;
use sayso_language::{Reading, Upos};

/// What a word of the table says of the time beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    /// It lies behind.
    Past,
    /// It lies ahead.
    Future,
    /// It lies ahead although the verb is in the past: "scheduled".
    Planned,
    /// It lies ahead behind "to": "postponed to Tuesday".
    Moved,
    /// Before a time: it lies ahead.
    Until,
    /// Before a time: it lies behind.
    Since,
    /// A verb of telling, whose present tense says nothing.
    Told,
}

impl Tense {
    /// The one that the table writes so.
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "past" => Tense::Past,
            "future" => Tense::Future,
            "planned" => Tense::Planned,
            "moved" => Tense::Moved,
            "until" => Tense::Until,
            "since" => Tense::Since,
            "told" => Tense::Told,
            _ => return None,
        })
    }

    fn sign(self) -> i8 {
        match self {
            Tense::Past | Tense::Moved | Tense::Since => -1,
            Tense::Future | Tense::Planned | Tense::Until => 1,
            Tense::Told => 0,
        }
    }
}

/// Where a time lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Direction {
    /// -1 behind, 1 ahead, 0 where nothing tells.
    pub sign: i8,
    /// Whether the word before it says so ("until", "since"), which goes before how near it lies.
    pub firm: bool,
}

/// Where the time of tokens `from` to `to` lies.
pub(super) fn of(
    lexicon: &Lexicon,
    text: &str,
    tokens: &[Token],
    (from, to): (usize, usize),
    reading: &Reading,
) -> Direction {
    let known = |n: usize| tokens.get(n).and_then(|t| lexicon.tense(t.id));
    let before = |n: usize| from.checked_sub(n).and_then(known);
    if let Some(tense @ (Tense::Until | Tense::Since)) = before(1) {
        // "By Friday 40 were dead" and "40 had died by Friday" look back.
        let first = from < 2
            || tokens.get(from - 1).is_some_and(|t| t.paragraph)
            || tokens.get(from - 2).is_some_and(|t| t.text == ".");
        return match tree(lexicon, text, tokens, from, reading) {
            Some((-1, had)) if (first || had) && tense == Tense::Until => Direction {
                sign: -1,
                firm: false,
            },
            _ => Direction {
                sign: tense.sign(),
                firm: true,
            },
        };
    }
    let word_is = |n: usize, word: &str| {
        tokens
            .get(n)
            .is_some_and(|t| t.text.eq_ignore_ascii_case(word))
    };
    if matches!(before(2), Some(Tense::Planned | Tense::Moved))
        && ["to", "for"].iter().any(|p| word_is(from - 1, p))
    {
        return Direction {
            sign: 1,
            firm: true,
        };
    }
    if tokens.get(to).is_some_and(|t| matches!(t.text, "'" | "’")) && word_is(to + 1, "s") {
        return Direction::default();
    }
    let sign = tree(lexicon, text, tokens, from, reading)
        .map_or_else(|| around(lexicon, tokens, from, to), |(sign, _)| sign);
    Direction { sign, firm: false }
}

/// By the words before it in its sentence, the nearest first, then by those after.
fn around(lexicon: &Lexicon, tokens: &[Token], from: usize, to: usize) -> i8 {
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
        None if token.text.len() > 4 && token.text.ends_with("ed") && !token.capital => {
            let infinitive = n
                .checked_sub(1)
                .and_then(|p| tokens.get(p))
                .is_some_and(|t| t.text == "be");
            Some(if infinitive { 1 } else { -1 })
        }
        None | Some(Tense::Until | Tense::Told) => None,
        Some(tense) => Some(tense.sign()),
    }
}

/// The tense of the nearest verb above the time; and whether it is in the past perfect; none where the text has no tree, the verb stands across a quotation mark, or its form tells nothing.
fn tree(
    lexicon: &Lexicon,
    text: &str,
    tokens: &[Token],
    from: usize,
    reading: &Reading,
) -> Option<(i8, bool)> {
    let at = tokens.get(from)?.span.start;
    let mut n = reading.tokens.partition_point(|t| t.span.end <= at);
    for _ in 0..12 {
        let verb = reading.tokens.get(n)?;
        if !matches!(verb.upos, Upos::Verb | Upos::Aux) {
            n = verb.head?;
            continue;
        }
        let (a, b) = (verb.span.start.min(at), verb.span.start.max(at));
        if text.get(a..b)?.contains(['"', '“', '”']) {
            return None;
        }
        let helpers = || {
            let range = n.saturating_sub(8)..n;
            let all = reading.tokens.get(range).unwrap_or(&[]);
            all.iter().filter(move |t| t.head == Some(n))
        };
        let helper = |is: &dyn Fn(&str) -> bool| helpers().any(|t| is(&t.lemma));
        let known = tokens
            .binary_search_by_key(&verb.span.start, |t| t.span.start)
            .ok()
            .and_then(|k| lexicon.tense(tokens.get(k)?.id));
        let past =
            verb.feats.contains("Tense=Past") || helpers().any(|t| t.feats.contains("Tense=Past"));
        if known == Some(Tense::Planned) && past {
            return Some((1, false));
        }
        let perfect = helper(&|l| l == "have") && verb.feats.contains("VerbForm=Part");
        let modal = |l: &str| matches!(l, "will" | "shall" | "would" | "could" | "may" | "might");
        let infinitive = helpers().any(|t| t.upos == Upos::Part && t.lemma == "to");
        if helper(&modal) || infinitive {
            let could_not = helper(&|l| l == "could") && helper(&|l| l == "not" || l == "n't");
            return Some((if perfect || could_not { -1 } else { 1 }, false));
        }
        if past || known == Some(Tense::Past) {
            let had = helpers().any(|t| t.lemma == "have" && t.feats.contains("Tense=Past"));
            return Some((-1, had));
        }
        let present = verb.feats.contains("Tense=Pres") && verb.feats.contains("VerbForm=Fin");
        return (present && verb.upos == Upos::Verb && known != Some(Tense::Told))
            .then_some((1, false));
    }
    None
}
