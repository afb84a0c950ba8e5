//! Numbers that no numeral says: one person ("a man was shot dead") and nobody ("no one was hurt").

use super::amount::low;
use super::lex::{Kind, Lexeme};
use super::measure::{Clauses, Found};
use super::read::span;
use super::table;
use crate::Figure;

/// The implied figures of a text.
pub(crate) fn figures(text: &str, clauses: &Clauses) -> Vec<Figure> {
    let lexemes = clauses.lexemes;
    let mut out = Vec::new();
    let mut i = 0;
    while i < lexemes.len() {
        if clauses.amounts.get(i).copied().flatten().is_none() {
            let none = nobody(clauses, i);
            if let Some((end, found)) = none.clone().or_else(|| person(clauses, i)) {
                let number = if none.is_some() { 0.0 } else { 1.0 };
                out.push(figure(text, lexemes, (i, end), number, found));
                i = end;
                continue;
            }
        }
        i += 1;
    }
    out
}

fn figure(text: &str, lexemes: &[Lexeme], (start, end): (usize, usize), number: f64, found: Found) -> Figure {
    let noun = span(lexemes, (start + 1).min(end.saturating_sub(1)), end);
    Figure {
        span: span(lexemes, start, end),
        lower: Some(number),
        upper: Some(number),
        modifier: "exact".to_owned(),
        role: Some("total".to_owned()),
        implied: true,
        unit: Some("persons".to_owned()),
        measure: Some(found.measure.to_owned()),
        of: Some(noun.of(text).to_owned()),
        rule: Some(format!("implied:{}; {}", if number == 0.0 { "none" } else { "one" }, found.rule)),
        ..Figure::default()
    }
}

fn harm(f: &Found) -> bool {
    matches!(f.measure, "killed" | "wounded" | "killed_or_wounded" | "missing" | "arrested")
}

/// "no one was hurt", "no injuries", "nobody died", at lexeme `i`.
fn nobody(clauses: &Clauses, i: usize) -> Option<(usize, Found)> {
    let lexemes = clauses.lexemes;
    let end = match (low(lexemes, i), low(lexemes, i + 1)) {
        ("nobody" | "none", _) => i + 1,
        ("no", "one") => i + 2,
        ("no", "-") if low(lexemes, i + 2) == "one" => i + 3,
        ("no", "other" | "other's") => i + 1,
        ("no", noun) if table::person(noun) == Some(false) => i + 2,
        ("no", _) => {
            let at = (i + 1..i + 4).find(|&j| table::triggers().at(low(lexemes, j)).iter().any(|(w, t)| w.len() == 1 && t.how == table::How::Noun && matches!(t.measure, "killed" | "wounded" | "killed_or_wounded")))?;
            let t = table::triggers().at(low(lexemes, at)).iter().find(|(_, t)| t.how == table::How::Noun).map(|(_, t)| *t)?;
            return Some((at + 1, Found { measure: t.measure, rule: format!("noun:{}", t.phrase) }));
        }
        _ => return None,
    };
    let (found, _) = clauses.after(end, false);
    found.filter(harm).map(|f| (end, f))
}

/// "a man", "a 16-year-old boy", "another soldier" whose fate is told, at lexeme `i`.
fn person(clauses: &Clauses, i: usize) -> Option<(usize, Found)> {
    let lexemes = clauses.lexemes;
    let l = lexemes.get(i)?;
    let indefinite = matches!(l.low.as_ref(), "a" | "an" | "another");
    let aged = l.kind == Kind::Digits && low(lexemes, i + 1) == "-" && low(lexemes, i + 2) == "year" && low(lexemes, i + 4) == "old" && (l.first || i == 0);
    if !indefinite && !aged {
        return None;
    }
    let (mut end, mut head) = (i + 1, None);
    while end < i + 9 {
        let Some(next) = lexemes.get(end).filter(|l| !l.first) else { break };
        let word = next.low.as_ref();
        if next.kind == Kind::Mark && word != "-" || table::person(word).is_none() && table::stops(word) && !super::measure::casualty_word(word) {
            break;
        }
        if table::person(word) == Some(true) {
            head = Some(end + 1);
        } else if word == "old" && low(lexemes, end - 1) == "-" && head.is_none() && lexemes.get(end + 1).is_some_and(|l| l.kind == Kind::Mark || table::stops(&l.low)) {
            head = Some(end + 1);
        } else if head.is_some() {
            break;
        }
        end += 1;
    }
    let end = head?;
    let before = clauses.before(i).filter(harm);
    let found = before.or_else(|| clauses.follow(end, false, false).0.filter(harm))?;
    Some((end, found))
}
