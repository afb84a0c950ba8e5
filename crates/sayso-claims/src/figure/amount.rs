//! Amounts: a number or a range with its bounds, unit and money, before anything is known of what it counts.

use super::lex::{Kind, Lexeme};
use super::numeral::{Numeral, numeral};
use super::table::{self, Phrases, Unit};

/// A number as worded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Amount {
    /// First lexeme of the span, with modifier and currency.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The bare number, without what stands around it.
    pub core: (usize, usize),
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    pub modifier: &'static str,
    pub unit: Option<String>,
    /// share, time, age, length … or money.
    pub class: &'static str,
    pub change: Option<&'static str>,
    pub role: Option<&'static str>,
    pub share: bool,
    pub words: bool,
    pub plain: bool,
    pub rule: String,
}

pub(crate) fn low<'a>(lexemes: &'a [Lexeme], i: usize) -> &'a str {
    lexemes.get(i).map_or("", |l| l.low.as_ref())
}

fn matches_at(lexemes: &[Lexeme], at: usize, words: &[&str]) -> bool {
    words.iter().enumerate().all(|(k, w)| {
        low(lexemes, at + k) == *w && (k == 0 || !lexemes.get(at + k).is_some_and(|l| l.first))
    })
}

/// The longest phrase that starts at `at`, and one past it.
pub(crate) fn phrase_at<T: Copy>(
    phrases: &Phrases<T>,
    lexemes: &[Lexeme],
    at: usize,
) -> Option<(T, usize)> {
    phrases
        .at(low(lexemes, at))
        .iter()
        .find(|(words, _)| matches_at(lexemes, at, words))
        .map(|(words, value)| (*value, at + words.len()))
}

/// The longest phrase that ends right before `end`, and where it starts.
pub(crate) fn phrase_before<T: Copy>(
    phrases: &Phrases<T>,
    lexemes: &[Lexeme],
    end: usize,
) -> Option<(T, usize)> {
    let last = end.checked_sub(1)?;
    phrases
        .at(low(lexemes, last))
        .iter()
        .find_map(|(words, value)| {
            let at = end.checked_sub(words.len())?;
            (matches_at(lexemes, at, words) && !lexemes.get(end).is_some_and(|l| l.first))
                .then_some((*value, at))
        })
}

/// The currency written before lexeme `at`, and where it starts.
pub(crate) fn money_before(lexemes: &[Lexeme], at: usize) -> Option<(&'static str, usize)> {
    let (code, start) = phrase_before(table::money_before(), lexemes, at)?;
    // Letters alone ("r", "rm", "usd") must be capitals that touch the number, or a code of three.
    let first = lexemes.get(start)?;
    let letters = first.kind == Kind::Word && lexemes.get(at - 1)?.kind == Kind::Word;
    // "PLX-R18" is a name, no sum of rand.
    let inside = !first.spaced
        && start
            .checked_sub(1)
            .and_then(|j| lexemes.get(j))
            .is_some_and(|l| l.kind != Kind::Mark || matches!(l.raw, "-" | "_" | "/"));
    if inside && letters {
        return None;
    }
    let touching = lexemes.get(at).is_some_and(|l| !l.spaced);
    let sound = !letters
        || first.capital()
            && (touching || first.raw.len() == 3 && first.acronym() || first.low == "rs");
    sound.then_some((code, start))
}

/// The unit written after lexeme `at - 1`, and one past it. A hyphen may stand between ("six-inch").
pub(crate) fn unit_after(lexemes: &[Lexeme], at: usize) -> Option<(Unit, usize)> {
    let from = at + usize::from(low(lexemes, at) == "-");
    if lexemes.get(from).is_some_and(|l| l.first) {
        return None;
    }
    let (unit, end) = phrase_at(table::units(), lexemes, from)?;
    let short = low(lexemes, from).len() <= 2
        && lexemes.get(from).is_some_and(|l| l.spaced && !l.capital())
        && !matches!(
            low(lexemes, from),
            "km" | "cm"
                | "mm"
                | "kg"
                | "ft"
                | "mg"
                | "hp"
                | "%"
                | "lb"
                | "ha"
                | "°"
                | "mw"
                | "ml"
                | "sq"
        );
    if short {
        return None;
    }
    // "five-year-old": the age, not five years.
    let age = (low(lexemes, end), low(lexemes, end + 1)) == ("-", "old");
    Some(if age {
        (
            Unit {
                name: "years of age",
                class: "age",
            },
            end + 2,
        )
    } else {
        (unit, end)
    })
}

fn money_after(lexemes: &[Lexeme], at: usize) -> Option<(&'static str, usize)> {
    let (code, end) = phrase_at(table::money_after(), lexemes, at)?;
    let short = lexemes
        .get(at)
        .is_some_and(|l| l.kind == Kind::Word && l.raw.len() <= 2 && l.spaced && l.raw != "kn");
    (!short && !lexemes.get(at).is_some_and(|l| l.first)).then_some((code, end))
}

/// Reads the amount whose number starts at lexeme `i`.
pub(crate) fn amount(lexemes: &[Lexeme], i: usize, all: bool) -> Option<Amount> {
    if let Some(found) = vague(lexemes, i) {
        let judged = found.rule.ends_with("several")
            || found.rule.ends_with("a few")
            || found.rule.contains("couple")
            || found.rule.contains("handful");
        return (!all || !judged).then_some(found);
    }
    let n = numeral(lexemes, i)?;
    let mut out = Amount {
        start: i,
        end: n.end,
        core: (i, n.end),
        lower: Some(n.value),
        upper: Some(n.value),
        modifier: "exact",
        share: n.share,
        words: n.words,
        plain: n.plain,
        rule: (if n.share {
            "numeral:share"
        } else if n.words {
            "numeral:words"
        } else {
            "numeral:digits"
        })
        .to_owned(),
        ..Amount::default()
    };
    money_and_unit(lexemes, &mut out);
    range(lexemes, &mut out, n, all);
    if out.modifier != "range" {
        bounds(lexemes, &mut out);
    }
    increments(lexemes, &mut out);
    Some(out)
}

fn money_and_unit(lexemes: &[Lexeme], out: &mut Amount) {
    if let Some((code, start)) = money_before(lexemes, out.start) {
        out.unit = Some(format!("currency:{code}"));
        (out.class, out.start) = ("money", start);
    }
    let apart = out.end + usize::from(low(lexemes, out.end) == "-");
    if let Some((code, end)) = money_after(lexemes, apart).filter(|_| out.class.is_empty()) {
        out.unit = Some(format!("currency:{code}"));
        (out.class, out.end) = ("money", end);
    } else if let Some((unit, end)) = unit_after(lexemes, out.end).filter(|_| out.class.is_empty())
    {
        out.unit = Some(unit.name.to_owned());
        out.class = unit.class;
        if unit.class == "share" {
            out.end = end;
        }
    }
}

/// "11,000 to 12,000", "between 88 and 102", "5-10", "three or four", "maybe 10, maybe 12".
fn range(lexemes: &[Lexeme], out: &mut Amount, n: Numeral, all: bool) {
    let joint = low(lexemes, out.end);
    let opener = out.start.checked_sub(1).map_or("", |j| low(lexemes, j));
    let glued = lexemes.get(out.end).is_some_and(|l| !l.spaced)
        && lexemes.get(out.end + 1).is_some_and(|l| !l.spaced);
    let dash = matches!(joint, "-" | "–" | "—" | "~" | "−");
    let unit_skipped = usize::from(
        out.class != "money"
            && out.class != "share"
            && unit_after(lexemes, out.end).is_some_and(|(_, e)| e == out.end + 1)
            && matches!(low(lexemes, out.end + 1), "to" | "and" | "or"),
    );
    let (joint, at) = if unit_skipped == 1 {
        (low(lexemes, out.end + 1), out.end + 1)
    } else {
        (joint, out.end)
    };
    let mut next = at + 1;
    let maybe = (opener, joint, low(lexemes, at + 1));
    let kind = match joint {
        "to" if low(lexemes, at + 1) == "-" => {
            next += 1;
            "to"
        }
        "to" | "through" => "to",
        "or" => "or",
        "and"
            if opener == "between"
                || opener == "of"
                    && out
                        .start
                        .checked_sub(2)
                        .is_some_and(|j| low(lexemes, j) == "between") =>
        {
            "between"
        }
        _ if dash
            && (glued
                || !n.words
                    && lexemes
                        .get(out.end + 1)
                        .is_some_and(|l| l.kind != Kind::Word)) =>
        {
            "dash"
        }
        "," if matches!(maybe, ("maybe", ",", "maybe") | ("perhaps", ",", "perhaps")) => {
            next += 1;
            "or"
        }
        _ => return,
    };
    let money = (next + 1..next + 4)
        .find(|&j| {
            numeral(lexemes, j).is_some()
                && money_before(lexemes, j).is_some_and(|(_, s)| s == next)
        })
        .filter(|_| out.class == "money" || kind != "or");
    let from = money.unwrap_or(next);
    if lexemes.get(from).is_none_or(|l| l.first) {
        return;
    }
    let Some(m) = numeral(lexemes, from) else {
        return;
    };
    // "10 to 15 billion": the scale is shared where the first has none and the two would not rise otherwise.
    let shared = if n.scale == 1.0
        && m.scale > 1.0
        && n.value < 1000.0
        && n.value < m.value / m.scale * 10.0
    {
        m.scale
    } else {
        1.0
    };
    let (mut a, b) = (n.value * shared, m.value);
    if m.scale == 1.0 && n.scale > 1.0 && out.class == "money" && kind == "dash" {
        a = n.value;
    }
    let mut second = Amount {
        start: from,
        end: m.end,
        ..Amount::default()
    };
    if money.is_some() {
        second.class = "money";
    }
    money_and_unit(lexemes, &mut second);
    let like = out.class.is_empty() || second.class.is_empty() || out.class == second.class;
    let rising = a < b;
    let sound = match kind {
        "or" => {
            rising
                && !n.share
                && n.value.fract() == 0.0
                && b - a <= 20.0_f64.max(a)
                && (out.class == second.class && out.class != "money" || out.class.is_empty())
                && (n.words == m.words || next > at + 1)
        }
        "to" => {
            (rising && !changes(lexemes, out.start)
                || all && n.value != m.value && changes(lexemes, out.start))
                && like
                && !(changed_by(lexemes, out.start) && !out.class.is_empty())
                && !(n.plain && (1900.0..2100.0).contains(&n.value) && !m.plain)
        }
        "dash" => {
            rising
                && like
                && !(n.plain
                    && m.plain
                    && low(lexemes, m.end) == "-"
                    && !lexemes.get(m.end).is_some_and(|l| l.spaced))
        }
        _ => rising && like,
    };
    let score = kind == "dash"
        && glued
        && n.plain
        && m.plain
        && a >= b
        && a < 200.0
        && out.class.is_empty();
    if !sound && !score {
        return;
    }
    (out.lower, out.upper, out.modifier) = (Some(a.min(b)), Some(a.max(b)), "range");
    out.rule = if score {
        "range:score".to_owned()
    } else {
        format!("range:{kind}")
    };
    (out.end, out.core.1) = (second.end, m.end);
    out.words &= m.words;
    out.plain = n.plain && m.plain && !m.words;
    if out.unit.is_none() || second.unit.is_some() {
        (out.unit, out.class) = (second.unit, second.class);
    }
    let opening = out.start.checked_sub(1).map_or("", |j| low(lexemes, j));
    if matches!(
        (kind, opening),
        ("to" | "dash", "from") | ("between", "between") | ("or", "maybe" | "perhaps" | "either")
    ) {
        out.start -= 1;
    }
    if let Some((m, at)) = phrase_before(table::modifiers_before(), lexemes, out.start)
        .filter(|(m, _)| m.in_span && m.modifier == "about")
    {
        out.start = at;
        out.rule = format!("{} {}", out.rule, m.phrase);
    }
}

/// Whether "from A" before `start` belongs to a change ("rose from 29 to 41"), so that A and B are two figures and no range.
fn changes(lexemes: &[Lexeme], start: usize) -> bool {
    let Some(from) = start.checked_sub(1).filter(|&j| low(lexemes, j) == "from") else {
        return false;
    };
    let sentence = lexemes.get(from).map(|l| l.sentence);
    (from.saturating_sub(7)..from).any(|j| {
        lexemes.get(j).map(|l| l.sentence) == sentence
            && table::change(low(lexemes, j))
                .is_some_and(|c| c != "move" || low(lexemes, j) == "revised")
    })
}

/// Whether the number at `start` is how much something changed ("rose 0.7 per cent to 41").
fn changed_by(lexemes: &[Lexeme], start: usize) -> bool {
    (1..=2).any(|back| {
        start.checked_sub(back).is_some_and(|j| {
            low(lexemes, j) == "by" || table::change(low(lexemes, j)).is_some_and(|c| c != "move")
        })
    })
}

/// Modifiers around the number.
fn bounds(lexemes: &[Lexeme], out: &mut Amount) {
    let after = phrase_at(table::modifiers_after(), lexemes, out.end).filter(|(m, end)| {
        let first = lexemes.get(out.end).is_some_and(|l| l.first);
        // "+" and "plus" must touch or end the phrase; "at least" after a number belongs to the next one if a number follows.
        !first
            && !(m.phrase == "plus" && numeral(lexemes, *end).is_some())
            && !(m.phrase.ends_with(" more") && low(lexemes, *end) == "than")
            && !(m.phrase.starts_with("at ") && numeral(lexemes, *end).is_some())
            && !(m.phrase.ends_with("than") && numeral(lexemes, *end).is_some())
    });
    let skipped = usize::from(
        out.start.checked_sub(1).is_some_and(|j| {
            matches!(
                low(lexemes, j),
                "a" | "an" | "the" | "just" | "only" | "\"" | "“" | "‘"
            )
        }) && !out.words,
    );
    let before = phrase_before(table::modifiers_before(), lexemes, out.start)
        .or_else(|| {
            phrase_before(table::modifiers_before(), lexemes, out.start - skipped).filter(|_| {
                skipped > 0 && matches!(low(lexemes, out.start - 1), "a" | "just" | "only")
            })
        })
        .filter(|(m, at)| !other_sense(lexemes, m.phrase, *at));
    let mut set = |modifier: &'static str, phrase: &str| {
        let value = out.lower;
        out.modifier = modifier;
        out.rule = format!("modifier:{phrase}");
        match modifier {
            "over" | "at_least" => out.upper = None,
            "up_to" | "nearly" => out.lower = None,
            _ => (out.lower, out.upper) = (value, value),
        }
    };
    if let Some((m, end)) = after {
        set(m.modifier, m.phrase);
        out.end = end;
        if let Some((m, at)) = before.filter(|(m, _)| m.in_span) {
            let _ = m;
            out.start = at;
        }
    } else if let Some((m, at)) = before {
        set(m.modifier, m.phrase);
        if m.in_span {
            out.start = at;
        }
    }
}

/// Uses of a modifier's words that bound nothing.
fn other_sense(lexemes: &[Lexeme], phrase: &str, at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |j| low(lexemes, j));
    // "$2,000 over 3 years"
    let lasting = phrase == "over"
        && at
            .checked_sub(1)
            .and_then(|j| lexemes.get(j))
            .is_some_and(|l| l.kind == Kind::Digits || table::numeral(&l.low).is_some());
    if lasting {
        return true;
    }
    match phrase {
        // "the handover of", "brought up to", "voted over 12 days", "turned over"
        "under" | "over" | "above" | "below" => matches!(
            before,
            "handed"
                | "hand"
                | "hands"
                | "handing"
                | "turn"
                | "turns"
                | "take"
                | "taken"
                | "taking"
                | "turned"
                | "spread"
                | "come"
                | "comes"
                | "took"
                | "watch"
                | "went"
        ),
        "about" => matches!(
            before,
            "told" | "asked" | "worried" | "talk" | "talked" | "learned"
        ),
        "some" => before == "and",
        "around" => matches!(before, "turned" | "get"),
        _ => false,
    }
}

/// "nine more", "another 12", "an additional 15".
fn increments(lexemes: &[Lexeme], out: &mut Amount) {
    let before = out.start.checked_sub(1).map_or("", |j| low(lexemes, j));
    let more = low(lexemes, out.end) == "more" && !lexemes.get(out.end).is_some_and(|l| l.first);
    let additional = matches!(before, "another" | "additional" | "extra" | "further");
    if (more || additional) && out.modifier == "exact" && out.class != "time" {
        out.modifier = "increase";
        out.role = Some("increment");
        out.rule = format!("increment:{}", if more { "more" } else { before });
        out.end += usize::from(more);
        out.start -= usize::from(additional);
    }
}

/// "dozens", "several hundred", "tens of thousands", "a handful".
fn vague(lexemes: &[Lexeme], i: usize) -> Option<Amount> {
    let (row, mut end) = phrase_at(table::vague(), lexemes, i)?;
    let before = i.checked_sub(1).map_or("", |j| low(lexemes, j));
    let multiplied = matches!(
        low(lexemes, end),
        "dozen" | "hundred" | "thousand" | "million" | "billion"
    );
    let rule = if row.multiplies && multiplied {
        end += 1;
        while matches!(low(lexemes, end), "thousand" | "million" | "billion") {
            end += 1;
        }
        format!("vague:{} {}", row.phrase, low(lexemes, end - 1))
    } else {
        format!("vague:{}", row.phrase)
    };
    // "three dozens" is a number; "the few", "quite a few", "scores of the match" are none; "few" alone is no number but a judgement.
    let bare_few = matches!(row.phrase, "few" | "couple of") && !multiplied;
    let numbered = numeral(lexemes, i.checked_sub(1).unwrap_or(usize::MAX)).is_some();
    let scores = row.phrase == "scores"
        && low(lexemes, end) != "of"
        && !low(lexemes, end).starts_with("more");
    if bare_few
        || numbered
        || scores
        || matches!(before, "the" | "his" | "her" | "their" | "in")
            && !multiplied
            && row.phrase != "hundreds"
            && row.phrase != "thousands"
            && row.phrase != "dozens"
    {
        return None;
    }
    let end = if low(lexemes, end - 1) == "of" {
        end - 1
    } else {
        end
    };
    let mut out = Amount {
        start: i,
        end,
        core: (i, end),
        modifier: "vague",
        words: true,
        rule,
        ..Amount::default()
    };
    let unit_at = end + usize::from(low(lexemes, end) == "of");
    if let Some((unit, _)) = unit_after(lexemes, unit_at) {
        (out.unit, out.class) = (Some(unit.name.to_owned()), unit.class);
    } else if let Some((code, _)) = money_after(lexemes, unit_at) {
        (out.unit, out.class) = (Some(format!("currency:{code}")), "money");
    }
    if let Some((m, at)) = phrase_before(table::modifiers_before(), lexemes, i)
        .filter(|(m, at)| m.in_span && !other_sense(lexemes, m.phrase, *at))
    {
        out.start = at;
        out.rule = format!("{} {}", m.phrase, out.rule);
    }
    Some(out)
}
