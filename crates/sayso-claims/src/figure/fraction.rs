//! Fractions and ratios: "half a million", "two-thirds", "one in five", "one over three".

use super::lex::{Kind, Lexeme};
use super::numeral::{Numeral, composed, figures, low, words};
use super::table::{self, Class};

/// "half", "half a million", "a third", "two-thirds", "three quarters of a million".
pub(super) fn fraction(lexemes: &[Lexeme], i: usize) -> Option<(f64, usize)> {
    let hyphen = |j: usize| usize::from(low(lexemes, j) == "-");
    let first = low(lexemes, i);
    if matches!(first, "a" | "an" | "one")
        && let Some(found) = article_parts(lexemes, i)
    {
        return Some(found);
    }
    let (value, end) = match table::numeral(first) {
        Some((parts, Class::Part)) if matches!(first, "half" | "quarter") => (1.0 / parts, i + 1),
        Some((upper, Class::Digit | Class::Teen | Class::Ten)) => {
            let (upper, at) = match table::numeral(low(lexemes, i + 1)) {
                Some((_, Class::Part)) => (upper, i + 1),
                _ if low(lexemes, i + 1) == "-" => (upper, i + 1),
                _ => return None,
            };
            let at = at + hyphen(at);
            let (parts, Class::Part) = table::numeral(low(lexemes, at))? else {
                return None;
            };
            let plural = low(lexemes, at).ends_with('s') || low(lexemes, at) == "halves";
            if (upper > 1.0) != plural || parts <= 1.0 {
                return None;
            }
            (upper / parts, at + 1)
        }
        None if matches!(first, "a" | "an") => {
            let (parts, Class::Part) = table::numeral(low(lexemes, i + 1))? else {
                return None;
            };
            if low(lexemes, i + 1).ends_with('s') {
                return None;
            }
            (1.0 / parts, i + 2)
        }
        _ => return None,
    };
    // "a third man" is an ordinal; "a third of them" is a share.
    let named = low(lexemes, end - 1);
    let of = matches!(low(lexemes, end), "of" | "-");
    let single = matches!(first, "a" | "an" | "one") && !matches!(named, "half" | "quarter");
    let noun_follows = lexemes
        .get(end)
        .is_some_and(|l| l.kind == Kind::Word && !l.first && !table::stops(&l.low));
    if single && !of && noun_follows {
        return None;
    }
    // "half a million", "two thirds of a million", "half a dozen".
    let mut j = end + usize::from(low(lexemes, end) == "of" && low(lexemes, end + 1) == "a");
    let article = matches!(low(lexemes, j), "a" | "an");
    j += usize::from(article);
    match table::numeral(low(lexemes, j)) {
        Some((scale, Class::Hundred | Class::Scale | Class::Dozen))
            if !low(lexemes, j).ends_with("zens") && !low(lexemes, j).ends_with("ths") =>
        {
            Some((value * scale, j + 1))
        }
        _ => Some((value, end)),
    }
}

/// "one in five", "two out of three": the part of the whole.
pub(super) fn one_in_n(lexemes: &[Lexeme], i: usize, upper: Numeral) -> Option<Numeral> {
    let at = match (low(lexemes, upper.end), low(lexemes, upper.end + 1)) {
        ("in", _) => upper.end + 1,
        ("out", "of") => upper.end + 2,
        _ => return None,
    };
    let article = usize::from(low(lexemes, at) == "every");
    let start = at + article;
    let whole = match lexemes.get(start)?.kind {
        Kind::Digits => figures(lexemes, start),
        _ => words(lexemes, start),
    }?;
    let small = upper.value >= 1.0
        && upper.value <= 9.0
        && upper.value.fract() == 0.0
        && upper.end == i + 1;
    let in_words_or_one =
        upper.value == 1.0 || upper.words && whole.words || low(lexemes, at - 1) == "of";
    if !small
        || !in_words_or_one
        || whole.value <= upper.value
        || whole.value.fract() != 0.0
        || whole.share
        || (1500.0..2100.0).contains(&whole.value)
    {
        return None;
    }
    // "one in five years" is a time, "two in 10 minutes" too.
    let timed =
        super::amount::unit_after(lexemes, whole.end).is_some_and(|(u, _)| u.class == "time");
    (!timed).then_some(Numeral {
        value: upper.value / whole.value,
        end: whole.end,
        plain: false,
        words: upper.words,
        share: true,
        scale: 1.0,
    })
}

/// "twenty-three fifths": any number of parts. `start` is where the number words that end at `end` begin.
pub(super) fn parts_after(
    lexemes: &[Lexeme],
    start: usize,
    value: f64,
    end: usize,
) -> Option<Numeral> {
    let found = |value: f64, parts: f64, end: usize| Numeral {
        value,
        end,
        plain: false,
        words: true,
        share: value < 1.0 && parts > 1.0,
        scale: 1.0,
    };
    if let Some((value, parts, end)) = compound_parts(lexemes, start, value, end) {
        return Some(found(value, parts, end));
    }
    let at = end + usize::from(low(lexemes, end) == "-");
    let (parts, Class::Part) = table::numeral(low(lexemes, at))? else {
        return None;
    };
    let plural = low(lexemes, at).ends_with('s') && parts >= 3.0 && low(lexemes, at) != "quarters";
    if !plural || value <= 1.0 {
        return None;
    }
    // "two hundred and fifty-four hundredths": the hundredths are those after "and".
    let and = (start..end).rev().find(|&j| low(lexemes, j) == "and");
    if let Some(and) = and
        && let Some(few) = composed(lexemes, and + 1, end).filter(|few| *few < parts)
        && parts >= 100.0
    {
        return Some(found(value - few + few / parts, parts, at + 1));
    }
    Some(found(value / parts, parts, at + 1))
}

/// "three twenty-firsts", "one hundred thirty-fifths", "one one hundred and fifth": value, number of parts, end. In the second the ten before the
/// ordinal belongs to it.
fn compound_parts(
    lexemes: &[Lexeme],
    start: usize,
    value: f64,
    end: usize,
) -> Option<(f64, f64, usize)> {
    let unit = |j: usize| match low(lexemes, j) {
        "first" | "firsts" => Some(1.0),
        "second" | "seconds" => Some(2.0),
        word => match table::numeral(word.strip_suffix('s').unwrap_or(word)) {
            Some((parts, Class::Part)) if (3.0..10.0).contains(&parts) && word != "quarters" => {
                Some(parts)
            }
            _ => None,
        },
    };
    let ten = |j: usize| match table::numeral(low(lexemes, j)) {
        Some((ten, Class::Ten)) => Some(ten),
        _ => None,
    };
    let hyphen = |j: usize| j + usize::from(low(lexemes, j) == "-");
    let tens = |j: usize| {
        let last = hyphen(j + 1);
        Some((ten(j)? + unit(last)?, last + 1))
    };
    let hundreds = |j: usize| {
        let one = usize::from(low(lexemes, j) == "one");
        if low(lexemes, j + one) != "hundred" {
            return None;
        }
        let rest = j + one + 1;
        let rest = rest + usize::from(low(lexemes, rest) == "and");
        let (parts, end) = tens(rest).or_else(|| Some((unit(rest)?, rest + 1)))?;
        Some((100.0 + parts, end))
    };
    let (value, (parts, stop)) = match end
        .checked_sub(1)
        .filter(|&last| last > start)
        .and_then(tens)
    {
        Some(found) => (composed(lexemes, start, end - 1)?, found),
        None => (value, tens(end).or_else(|| hundreds(end))?),
    };
    let plural = low(lexemes, stop - 1).ends_with('s');
    (value.fract() == 0.0 && value >= 1.0 && plural == (value > 1.0)).then_some((
        value / parts,
        parts,
        stop,
    ))
}

/// "a twenty-first", where no noun follows that it would put in order.
fn article_parts(lexemes: &[Lexeme], i: usize) -> Option<(f64, usize)> {
    let (value, _, end) = compound_parts(lexemes, i, 1.0, i + 1)?;
    let noun = lexemes
        .get(end)
        .is_some_and(|l| l.kind == Kind::Word && !l.first && !table::stops(&l.low));
    let calendar = matches!(low(lexemes, i), "the");
    (!noun && !calendar).then_some((value, end))
}

/// "one over three", with nothing after: a ratio.
pub(super) fn over(lexemes: &[Lexeme], upper: Numeral) -> Option<Numeral> {
    if low(lexemes, upper.end) != "over" || lexemes.get(upper.end).is_some_and(|l| l.first) {
        return None;
    }
    let start = upper.end + 1;
    let lower = match lexemes.get(start)?.kind {
        Kind::Digits => figures(lexemes, start),
        _ => words(lexemes, start),
    }?;
    let closed = lexemes
        .get(lower.end)
        .is_none_or(|l| l.first || l.kind == Kind::Mark && l.raw != "%" && l.raw != "-");
    (closed && lower.value > 1.0).then(|| Numeral {
        value: upper.value / lower.value,
        end: lower.end,
        plain: false,
        ..upper
    })
}
