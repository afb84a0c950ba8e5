//! A reading as CoNLL-U (Universal Dependencies, version 2): ten columns a word, an empty line after each sentence.

use crate::reading::{Reading, Sentence, Token};
use crate::span::Span;
use crate::words;
use std::fmt::Write;

/// The reading of `text` in CoNLL-U.
///
/// Words written together, such as "don't", stand under one line for both, as in the English treebanks. MISC holds `SpaceAfter=No` and, for names,
/// `Name=B-person` on the first word and `Name=I-person` on those that follow, and `Entity=` with the mentions that begin or end at a word, in the
/// brackets of CorefUD (Nedoluzhko and others 2022): `(e3-person-2` where entity 3 begins with its head at the mention's second word, `e3)` where
/// it ends. A relation is without subtype; XPOS and DEPS are left empty.
///
/// ```
/// let model = sayso_language::Model::embedded()?;
/// let text = "She didn't go.";
/// let reading = sayso_language::Reader::new(&model).read(text, &[]);
/// let written = sayso_language::conllu(text, &reading);
/// assert!(written.contains("\n2-3\tdidn't\t_"));
/// # Ok::<(), sayso_language::Error>(())
/// ```
pub fn conllu(text: &str, reading: &Reading) -> String {
    let mut out = String::from("# newdoc\n# global.Entity = eid-etype-head\n");
    let mentions = Brackets::new(reading);
    let mut end = None;
    for (n, sentence) in reading.sentences.iter().enumerate() {
        let gap = end.map(|end| Span::new(end, sentence.span.start).of(text));
        if gap.is_none_or(|gap| gap.matches('\n').count() > 1) {
            out.push_str("# newpar\n");
        }
        end = Some(sentence.span.end);
        let words: Vec<&str> = sentence.span.of(text).split_whitespace().collect();
        let _ = write!(out, "# sent_id = {}\n# text = {}\n", n + 1, words.join(" "));
        for at in sentence.tokens.clone() {
            row(&mut out, text, reading, &mentions, sentence, at);
        }
        out.push('\n');
    }
    out
}

fn row(
    out: &mut String,
    text: &str,
    reading: &Reading,
    mentions: &Brackets,
    sentence: &Sentence,
    at: usize,
) {
    let token = &reading.tokens[at];
    let id = |at: usize| at - sentence.tokens.start + 1;
    let within = |n: usize| sentence.tokens.contains(&n).then(|| &reading.tokens[n]);
    let joined = |a: Option<&Token>, b: Option<&Token>| match (a, b) {
        (Some(a), Some(b)) => words::written_as_one(text, a.span, b.span),
        _ => false,
    };
    let next = within(at + 1);
    let before = at.checked_sub(1).and_then(within);
    let (opens, closes) = (joined(Some(token), next), joined(before, Some(token)));
    let glued = |token: &Token| {
        let after = text.get(token.span.end..).unwrap_or("");
        after.starts_with(|c: char| !c.is_whitespace())
    };
    if let (true, Some(next)) = (opens, next) {
        let both = Span::new(token.span.start, next.span.end);
        let misc = if glued(next) { "SpaceAfter=No" } else { "_" };
        let (from, to) = (id(at), id(at + 1));
        let _ = writeln!(
            out,
            "{from}-{to}\t{}\t_\t_\t_\t_\t_\t_\t_\t{misc}",
            both.of(text)
        );
    }
    let mut misc = Vec::new();
    let entity = mentions.of(at);
    if !entity.is_empty() {
        misc.push(format!("Entity={entity}"));
    }
    if let Some(name) = name_of(reading, token) {
        misc.push(name);
    }
    if !opens && !closes && glued(token) {
        misc.push("SpaceAfter=No".to_owned());
    }
    let or_none = |s: &str| {
        if s.is_empty() {
            "_".to_owned()
        } else {
            s.to_owned()
        }
    };
    let head = token.head.map_or(0, id);
    let _ = writeln!(
        out,
        "{}\t{}\t{}\t{}\t_\t{}\t{head}\t{}\t_\t{}",
        id(at),
        token.span.of(text),
        or_none(&token.lemma),
        token.upos.as_str(),
        or_none(&token.feats),
        token.relation,
        or_none(&misc.join("|")),
    );
}

/// `Name=B-person` or the like for a word of a name.
fn name_of(reading: &Reading, token: &Token) -> Option<String> {
    let from = reading
        .names
        .partition_point(|n| n.span.end <= token.span.start);
    let name = reading.names.get(from)?;
    let kind = name.kind.as_str();
    let mark = if name.span.start == token.span.start {
        "B"
    } else {
        "I"
    };
    name.span
        .contains(token.span)
        .then(|| format!("Name={mark}-{kind}"))
}

/// The brackets of mentions, by the word that they stand at.
struct Brackets {
    opening: Vec<String>,
    closing: Vec<String>,
}

impl Brackets {
    fn new(reading: &Reading) -> Self {
        let count = reading.tokens.len();
        let mut out = Brackets {
            opening: vec![String::new(); count],
            closing: vec![String::new(); count],
        };
        // The longer of two that begin at one word opens first and closes last.
        let mut mentions: Vec<_> = reading
            .mentions
            .iter()
            .map(|m| {
                let tokens = &reading.tokens;
                let first = tokens.partition_point(|t| t.span.end <= m.span.start);
                let last = tokens.partition_point(|t| t.span.start < m.span.end);
                (first, last.saturating_sub(1), m)
            })
            .collect();
        mentions.sort_by_key(|&(first, last, m)| (first, std::cmp::Reverse(last), m.head));
        for &(first, last, m) in &mentions {
            let entity = m.entity + 1;
            let head = m.head.saturating_sub(first) + 1;
            let one = if first == last { ")" } else { "" };
            if let Some(at) = out.opening.get_mut(first) {
                let _ = write!(at, "(e{entity}-{}-{head}{one}", m.kind.as_str());
            }
            if first < last
                && let Some(at) = out.closing.get_mut(last)
            {
                at.insert_str(0, &format!("e{entity})"));
            }
        }
        out
    }

    /// What stands at a word: what ends here, then what begins.
    fn of(&self, at: usize) -> String {
        format!("{}{}", self.closing[at], self.opening[at])
    }
}
