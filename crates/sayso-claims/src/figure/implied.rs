//! Numbers that no numeral says: one person ("a man was shot dead") and nobody ("no one was hurt").

use super::amount::low;
use super::lex::{Kind, Lexeme};
use super::measure::{Clauses, Found};
use super::read::span;
use super::table;
use super::tree::Trees;
use crate::Figure;
use sayso_language::Span;

/// The implied figures of a text; `given` are the spans and measures of its figures in numerals.
///
/// A person told of after the report has given a number of the same measure is one of that number, and not counted again. A definite or named one
/// ("the boy died") is counted only if none has been counted so before. Those left out stand here all the same, marked as told again: a claim that
/// says it is a claim of it.
pub(crate) fn figures(
    text: &str,
    clauses: &Clauses,
    trees: &Trees,
    given: &[(Span, &str)],
) -> Vec<Figure> {
    let lexemes = clauses.lexemes;
    let mut out: Vec<Figure> = Vec::new();
    let mut first: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for (span, measure) in given {
        first.entry(measure).or_insert(span.start);
    }
    let mut i = 0;
    while i < lexemes.len() {
        if clauses.amounts.get(i).copied().flatten().is_none() {
            if let Some((end, found)) = nobody(clauses, i) {
                out.push(figure(text, lexemes, (i, end), 0.0, found));
                i = end;
                continue;
            }
            if let Some((end, number)) = manifold(lexemes, i) {
                let found = Found {
                    measure: "killed",
                    rule: format!("manifold:{}", low(lexemes, i)),
                    at: Some(i),
                    of_many: None,
                };
                // Said once; "the triple homicide" is named again and again.
                if !first.contains_key("manifold") {
                    first.insert("manifold", 0);
                    first.entry("killed").or_insert(0);
                    out.push(figure(text, lexemes, (i, end), number, found));
                }
                i = end;
                continue;
            }
            if let Some((end, found, number, definite)) = person(clauses, trees, i) {
                let at = lexemes.get(i).map_or(0, |l| l.span.start);
                let told = first
                    .get(found.measure)
                    .is_some_and(|&s| s < at || definite)
                    || definite
                        && out.iter().any(|f| {
                            f.measure.as_deref() == Some(found.measure) && f.lower != Some(0.0)
                        });
                if definite {
                    first.entry(found.measure).or_insert(at);
                }
                let mut figure = figure(text, lexemes, (i, end), number, found);
                if told {
                    figure.rule = figure.rule.map(|r| super::elsewhere::AGAIN.to_owned() + &r);
                }
                out.push(figure);
                i = end;
                continue;
            }
        }
        i += 1;
    }
    out
}

/// "double murder", "triple homicide", at lexeme `i`: where it ends, and how many died.
fn manifold(lexemes: &[Lexeme], i: usize) -> Option<(usize, f64)> {
    let number = table::not_figure("manifold", low(lexemes, i))?
        .parse()
        .ok()?;
    let at = i + 1 + usize::from(low(lexemes, i + 1) == "-");
    let killing = matches!(
        low(lexemes, at),
        "homicide" | "murder" | "killing" | "slaying"
    );
    killing.then_some((at + 1, number))
}

fn figure(
    text: &str,
    lexemes: &[Lexeme],
    (start, end): (usize, usize),
    number: f64,
    found: Found,
) -> Figure {
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
        rule: Some(format!(
            "implied:{}; {}",
            if number == 0.0 { "none" } else { "one" },
            found.rule
        )),
        ..Figure::default()
    }
}

/// Nouns of harm whose "no …" says that nobody came to it.
const NONE: [&str; 9] = [
    "deaths",
    "death",
    "fatalities",
    "fatality",
    "injuries",
    "injury",
    "casualties",
    "casualty",
    "victims",
];

fn harm(f: &Found) -> bool {
    matches!(
        f.measure,
        "killed" | "wounded" | "killed_or_wounded" | "missing" | "arrested"
    )
}

/// "no one was hurt", "no injuries", "nobody died", at lexeme `i`.
fn nobody(clauses: &Clauses, i: usize) -> Option<(usize, Found)> {
    let lexemes = clauses.lexemes;
    let end = match (low(lexemes, i), low(lexemes, i + 1)) {
        (_, "else") | ("no", _)
            if low(lexemes, i + 1) == "else"
                || low(lexemes, i + 2) == "else"
                || low(lexemes, i + 1) == "other" =>
        {
            return None;
        }
        ("nobody" | "none", _) => i + 1,
        ("no", "one") => i + 2,
        ("no", "-") if low(lexemes, i + 2) == "one" => i + 3,
        ("no", noun) if table::person(noun) == Some(false) => i + 2,
        ("no", _) => {
            // "no serious injuries" leaves room for light ones.
            let plain = |&j: &usize| {
                j == i + 1 || table::not_figure("none-at-all", low(lexemes, j - 1)).is_some()
            };
            let at = (i + 1..i + 4).take_while(plain).find(|&j| {
                table::triggers().at(low(lexemes, j)).iter().any(|(w, t)| {
                    w.len() == 1
                        && t.how == table::How::Noun
                        && NONE.contains(w.first().unwrap_or(&""))
                })
            })?;
            let t = table::triggers()
                .at(low(lexemes, at))
                .iter()
                .find(|(_, t)| t.how == table::How::Noun)
                .map(|(_, t)| *t)?;
            return Some((
                at + 1,
                Found {
                    measure: t.measure,
                    rule: format!("noun:{}", t.phrase),
                    at: Some(at),
                    of_many: None,
                },
            ));
        }
        _ => return None,
    };
    let (found, _) = clauses.after(end, false);
    found
        .filter(harm)
        .filter(|f| !f.at.is_some_and(|at| super::harm::grave(lexemes, end, at)))
        .map(|f| (end, f))
}

/// One person or two whose fate is told, at lexeme `i`: where the mention ends, the fate, how many, and whether the mention is definite.
fn person(clauses: &Clauses, trees: &Trees, i: usize) -> Option<(usize, Found, f64, bool)> {
    let (mut end, definite) = mention(clauses.lexemes, trees, i)?;
    let single = end;
    // "a man and a 17-year-old girl died", "16-year-old Ada Brown, 24-year-old Bo Reed and a guard"
    let mut number = 1.0;
    let (mut at, mut seen) = (end, 1.0);
    while seen < 8.0 {
        let comma =
            low(clauses.lexemes, at) == "," || at > i && low(clauses.lexemes, at - 1) == ",";
        let mut next = at + usize::from(low(clauses.lexemes, at) == ",");
        let and = low(clauses.lexemes, next) == "and";
        next += usize::from(and);
        if !comma && !and {
            break;
        }
        let Some(stop) = mention(clauses.lexemes, trees, next)
            .map(|(stop, _)| stop)
            .or_else(|| bare(clauses.lexemes, next).filter(|_| and))
        else {
            break;
        };
        (at, seen) = (stop, seen + 1.0);
        if and {
            (end, number) = (at, seen);
            break;
        }
    }
    if let Some(found) = clauses.before(i).filter(harm) {
        // "a risk of serious bodily injury to another"
        let feared = (i.saturating_sub(9)..i).any(|j| {
            clauses.lexemes.get(j).map(|l| l.sentence) == clauses.lexemes.get(i).map(|l| l.sentence)
                && matches!(low(clauses.lexemes, j), "risk" | "danger" | "threat")
        });
        return (!feared).then_some((end, found, number, definite));
    }
    // "was taken to hospital after being shot": what else is said of them.
    let mut from = end;
    let found = (0..3).find_map(|_| {
        let found = clauses.follow(from, false, false).0?;
        from = found.at? + 1;
        harm(&found).then_some(found)
    })?;
    let verb = found.at.filter(|&at| {
        clauses
            .at(at)
            .iter()
            .all(|(t, _)| matches!(t.how, table::How::Patient | table::How::Fate))
    });
    // "one killed and another injured": the word right after it tells of it, whatever the tree.
    let right_after = low(clauses.lexemes, i) == "another" && found.at == Some(end);
    if !right_after && !trees.allows(i, single, found.at)
        || verb.is_some_and(|at| trees.has_object(at))
    {
        return None;
    }
    Some((end, found, number, definite))
}

/// A noun for one person without a determiner, as after "and" ("a woman and child").
fn bare(lexemes: &[Lexeme], i: usize) -> Option<usize> {
    let l = lexemes.get(i).filter(|l| !l.first)?;
    let closed = lexemes
        .get(i + 1)
        .is_none_or(|l| l.first || l.kind == Kind::Mark && l.raw != "-" || table::stops(&l.low));
    (table::person(&l.low) == Some(true) && closed).then_some(i + 1)
}

/// The mention of one person at lexeme `i`, where it ends, and whether it is definite ("the boy", "Ada Brown").
fn mention(lexemes: &[Lexeme], trees: &Trees, i: usize) -> Option<(usize, bool)> {
    let l = lexemes.get(i)?;
    let indefinite = matches!(l.low.as_ref(), "a" | "an" | "another");
    let definite = matches!(l.low.as_ref(), "the" | "his" | "her" | "their");
    let aged = l.kind == Kind::Digits
        && low(lexemes, i + 1) == "-"
        && low(lexemes, i + 2) == "year"
        && low(lexemes, i + 4) == "old";
    if !indefinite && !definite && !aged {
        if matches!(l.low.as_ref(), "he" | "she") {
            return Some((i + 1, true));
        }
        if i.checked_sub(1).is_some_and(|j| low(lexemes, j) == ":") {
            return None;
        }
        return named(lexemes, i)
            .filter(|&end| !trees.no_person(span(lexemes, i, end)))
            .map(|end| (end, true));
    }
    let (mut end, mut head) = (i + usize::from(!aged), None);
    while end < i + 10 {
        let Some(next) = lexemes.get(end).filter(|l| !l.first || end == i) else {
            break;
        };
        let word = next.low.as_ref();
        let number = end > i && !aged && next.kind == Kind::Digits && low(lexemes, end + 1) != "-";
        if number
            || next.kind == Kind::Mark && word != "-"
            || table::person(word).is_none()
                && table::stops(word)
                && !super::measure::casualty_word(word)
        {
            break;
        }
        if table::person(word) == Some(true) {
            head = Some(end + 1);
        } else if word == "old" && low(lexemes, end - 1) == "-" && head.is_none() {
            let after = lexemes.get(end + 1);
            if after.is_none_or(|l| l.first || l.kind == Kind::Mark || table::stops(&l.low)) {
                head = Some(end + 1);
            }
        } else if head.is_some() {
            break;
        }
        end += 1;
    }
    // "one dead and another injured"
    if l.low == "another" && head.is_none() {
        let alone = lexemes.get(i + 1).is_none_or(|n| {
            n.first || n.kind == Kind::Mark && n.raw != "-" || table::stops(&n.low)
        });
        let harmed = super::measure::casualty_word(low(lexemes, i + 1))
            || matches!(low(lexemes, i + 1), "critically" | "seriously" | "fatally");
        if alone || harmed {
            return Some((i + 1, false));
        }
    }
    // "3-year-old Gavin Stiles"
    let end = match head {
        Some(end) => end,
        None if aged || definite || indefinite => (i..i + 8)
            .find(|&j| low(lexemes, j) == "old")
            .and_then(|j| named(lexemes, j + 1))?,
        None => return None,
    };
    Some((end, !indefinite && !l.first || definite))
}

/// A name of two words or more at lexeme `i`, with an age after it: where it ends.
fn named(lexemes: &[Lexeme], i: usize) -> Option<usize> {
    let mut end = i;
    while end < i + 5
        && lexemes.get(end).is_some_and(|l| {
            l.kind == Kind::Word
                && l.capital()
                && !l.acronym()
                && !table::stops(&l.low)
                && (end == i || !l.first)
        })
    {
        end += 1;
    }
    let inside = i
        .checked_sub(1)
        .and_then(|j| lexemes.get(j))
        .is_some_and(|l| {
            l.kind == Kind::Word && l.capital() && !lexemes.get(i).is_some_and(|l| l.first)
        });
    let next = lexemes.get(end);
    let modifies = next.is_some_and(|l| {
        l.kind == Kind::Word
            && !l.first
            && !table::stops(&l.low)
            && !super::measure::casualty_word(&l.low)
    }) || next.is_some_and(|l| matches!(l.low.as_ref(), "'s" | "-"));
    if end < i + 2 || inside || modifies {
        return None;
    }
    let aged = low(lexemes, end) == ","
        && lexemes
            .get(end + 1)
            .is_some_and(|l| l.kind == Kind::Digits && l.low.len() <= 2)
        && low(lexemes, end + 2) != "-";
    Some(if aged {
        end + 2 + usize::from(low(lexemes, end + 2) == ",")
    } else {
        end
    })
}
