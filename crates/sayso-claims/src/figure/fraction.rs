//! Fractions and ratios: "half a million", "two-thirds", "one in five", "one over three".

use super::lex::{Kind, Lexeme};
use super::numeral::{Numeral, figures, low, words};
use super::table::{self, Class};

/// "half", "half a million", "a third", "two-thirds", "three quarters of a million".
pub(super) fn fraction(lexemes: &[Lexeme], i: usize) -> Option<(f64, usize)> {
    let hyphen = |j: usize| usize::from(low(lexemes, j) == "-");
    let first = low(lexemes, i);
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

/// "twenty-three fifths": any number of parts.
pub(super) fn parts_after(lexemes: &[Lexeme], value: f64, end: usize) -> Option<Numeral> {
    let at = end + usize::from(low(lexemes, end) == "-");
    let (parts, Class::Part) = table::numeral(low(lexemes, at))? else {
        return None;
    };
    let plural = low(lexemes, at).ends_with('s') && parts >= 3.0 && low(lexemes, at) != "quarters";
    (plural && value > 1.0).then(|| Numeral {
        value: value / parts,
        end: at + 1,
        plain: false,
        words: true,
        share: value < parts,
        scale: 1.0,
    })
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
