//! Numbers as written: digits with any grouping, words, fractions, and mixtures of them.

use super::fraction::{fraction, one_in_n, over, parts_after};
use super::lex::{Kind, Lexeme, groups_of_three};
use super::table::{self, Class};

/// A number and how it was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Numeral {
    /// Its value; always finite.
    pub value: f64,
    /// One past its last lexeme.
    pub end: usize,
    /// Written as one run of digits without grouping or point ("2019", "41").
    pub plain: bool,
    /// Written in words alone.
    pub words: bool,
    /// A fraction in words ("half", "two-thirds", "one in five") with its value below one.
    pub share: bool,
    /// A scale word or suffix that an earlier number without one may share ("10 to 15 billion").
    pub scale: f64,
}

/// Reads the number that starts at lexeme `i`.
pub(crate) fn numeral(lexemes: &[Lexeme], i: usize) -> Option<Numeral> {
    let found = signed(lexemes, i)?;
    found.value.is_finite().then_some(found)
}

pub(super) fn low<'a>(lexemes: &'a [Lexeme], i: usize) -> &'a str {
    lexemes.get(i).map_or("", |l| l.low.as_ref())
}

fn glued(lexemes: &[Lexeme], i: usize) -> bool {
    lexemes.get(i).is_some_and(|l| !l.spaced)
}

fn signed(lexemes: &[Lexeme], i: usize) -> Option<Numeral> {
    let sign = low(lexemes, i);
    let apart = lexemes.get(i).is_some_and(|l| l.spaced || l.first)
        || i == 0
        || matches!(low(lexemes, i.wrapping_sub(1)), "$" | "(" | "<" | ">" | "=");
    let minus = match sign {
        "minus" | "negative" => {
            1 + usize::from(low(lexemes, i + 1) == "-" && glued(lexemes, i + 1))
        }
        "-" | "−"
            if apart
                && glued(lexemes, i + 1)
                && !i
                    .checked_sub(1)
                    .and_then(|j| lexemes.get(j))
                    .is_some_and(Lexeme::acronym) =>
        {
            1
        }
        _ => 0,
    };
    if minus == 0 {
        return unsigned(lexemes, i);
    }
    let found = unsigned(lexemes, i + minus)?;
    Some(Numeral {
        value: -found.value,
        plain: false,
        ..found
    })
}

fn unsigned(lexemes: &[Lexeme], i: usize) -> Option<Numeral> {
    let whole = match lexemes.get(i)?.kind {
        Kind::Digits => figures(lexemes, i),
        _ => words(lexemes, i),
    };
    let one_in = whole.and_then(|n| one_in_n(lexemes, i, n).or_else(|| over(lexemes, n)));
    one_in.or(whole)
}

/// The value of a run of digits with its grouping; none if it is no one number.
pub(crate) fn run(raw: &str) -> Option<f64> {
    let blankless: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
    let (commas, points) = (
        blankless.matches(',').count(),
        blankless.matches('.').count(),
    );
    let decimal_last = |separator: char| {
        blankless.rfind(separator) > blankless.rfind(if separator == ',' { '.' } else { ',' })
    };
    let plain = match (commas, points) {
        (0, 0 | 1) => blankless,
        (1, 0)
            if blankless.rsplit(',').next().is_some_and(|d| d.len() != 3)
                || blankless.starts_with("0,") =>
        {
            blankless.replace(',', ".")
        }
        (_, 0) => blankless.replace(',', ""),
        (0, _) if blankless.split('.').skip(1).all(|g| g.len() == 3) => blankless.replace('.', ""),
        (0, _) => return None,
        (_, 1) if decimal_last('.') => blankless.replace(',', ""),
        (1, _) if decimal_last(',') => blankless.replace('.', "").replace(',', "."),
        _ => return None,
    };
    plain.parse().ok().filter(|v: &f64| v.is_finite())
}

/// A number in digits, with a fraction, an exponent and a scale.
pub(super) fn figures(lexemes: &[Lexeme], i: usize) -> Option<Numeral> {
    let lexeme = lexemes.get(i)?;
    let mut raw = lexeme.low.to_string();
    let mut end = i + 1;
    // "1 234 567": groups of three after a space, if nothing else tells the groups apart.
    if raw.len() <= 3 && raw.bytes().all(|b| b.is_ascii_digit()) && !raw.starts_with('0') {
        while end < i + 7
            && lexemes.get(end).is_some_and(|l| {
                l.kind == Kind::Digits && l.spaced && !l.first && groups_of_three(&l.low)
            })
            && (low(lexemes, end).len() == 3
                || low(lexemes, end)
                    .get(3..)
                    .is_some_and(|t| t.starts_with('.')))
        {
            raw.push_str(low(lexemes, end));
            end += 1;
        }
    }
    let mut value = run(&raw)?;
    let plain = end == i + 1 && raw.bytes().all(|b| b.is_ascii_digit());
    let (mut share, mut scale) = (false, 1.0);
    if let Some((fraction, at)) = slash(lexemes, end, value) {
        (value, end, share) = (fraction, at, true);
    } else if plain
        && lexemes
            .get(end)
            .is_some_and(|l| l.spaced && l.kind == Kind::Digits)
        && let Some(upper) = run(low(lexemes, end))
        && let Some((fraction, at)) = slash(lexemes, end + 1, upper)
    {
        (value, end) = (value + fraction, at);
    } else if let Some((part, Class::Symbol)) = table::numeral(low(lexemes, end))
        && glued(lexemes, end)
    {
        (value, end) = (value + part, end + 1);
    } else if let Some((powered, at)) = exponent(lexemes, end, value) {
        (value, end) = (powered, at);
    } else if low(lexemes, end) == "and"
        && low(lexemes, end + 1) == "a"
        && let Some((parts, Class::Part)) = table::numeral(low(lexemes, end + 2))
    {
        (value, end) = (value + 1.0 / parts, end + 3);
    }
    let unscaled = value;
    // "3 hundred and 21", "1.2bn", "13 lakh", "3 dozens", "- 10 k".
    if let Some((scaled, at)) = scales(lexemes, end, value) {
        (value, end) = (scaled, at);
    } else if let Some((suffixed, at)) = suffix(lexemes, end, value) {
        (value, end) = (suffixed, at);
    }
    if unscaled != 0.0 {
        scale = value / unscaled;
    }
    // "4 thousand 3 hundred and 21"
    if scale >= 1000.0
        && lexemes
            .get(end)
            .is_some_and(|l| l.kind == Kind::Digits && l.spaced && !l.first)
        && low(lexemes, end + 1) == "hundred"
        && let Some(rest) = figures(lexemes, end).filter(|n| n.value < 1000.0)
    {
        (value, end) = (value + rest.value, rest.end);
    }
    if scale > 1.0 {
        let n = with_part(
            lexemes,
            Numeral {
                value,
                end,
                plain: false,
                words: false,
                share: false,
                scale,
            },
        );
        (value, end) = (n.value, n.end);
    }
    let plain = plain && end == i + 1;
    Some(Numeral {
        value,
        end,
        plain,
        words: false,
        share: share && value < 1.0,
        scale,
    })
}

/// "/5" after a numerator.
fn slash(lexemes: &[Lexeme], at: usize, numerator: f64) -> Option<(f64, usize)> {
    let bar = matches!(low(lexemes, at), "/" | "⁄") && glued(lexemes, at) && glued(lexemes, at + 1);
    let chained = matches!(low(lexemes, at + 2), "/" | "-") && glued(lexemes, at + 2);
    if !bar || chained || numerator.fract() != 0.0 {
        return None;
    }
    let denominator =
        run(low(lexemes, at + 1)).filter(|d| *d >= 2.0 && d.fract() == 0.0 && *d <= 1000.0)?;
    Some((numerator / denominator, at + 2))
}

/// "e10", "^23", "x10^6", "×10−30" after a number.
fn exponent(lexemes: &[Lexeme], at: usize, base: f64) -> Option<(f64, usize)> {
    let glue = |n: usize| (at..at + n).all(|j| glued(lexemes, j));
    let power = |mut j: usize| {
        let mut sign = 1.0;
        while matches!(low(lexemes, j), "-" | "−" | "+") && j < at + 6 {
            sign *= if low(lexemes, j) == "+" { 1.0 } else { -1.0 };
            j += 1;
        }
        let n = run(low(lexemes, j)).filter(|n| n.fract() == 0.0 && *n <= 300.0)?;
        Some((sign * n, j + 1))
    };
    match low(lexemes, at) {
        "e" if glue(2) => power(at + 1).map(|(n, end)| (base * 10f64.powf(n), end)),
        "^" if glue(2) => power(at + 1).map(|(n, end)| (base.abs().powf(n) * base.signum(), end)),
        "x" | "×" | "*" if low(lexemes, at + 1) == "10" && glue(3) => {
            let from = at + 2 + usize::from(low(lexemes, at + 2) == "^");
            power(from)
                .filter(|_| from > at + 2 || low(lexemes, at + 2) != "0")
                .map(|(n, end)| (base * 10f64.powf(n), end))
        }
        _ => None,
    }
}

/// A scale written as letters after digits.
fn suffix(lexemes: &[Lexeme], at: usize, value: f64) -> Option<(f64, usize)> {
    let letters = lexemes.get(at)?;
    let (scale, class) = table::numeral(&letters.low)?;
    if class != Class::Suffix {
        return None;
    }
    let after = lexemes.get(at + 1);
    let hyphen = after.is_some_and(|l| l.raw == "-" && !l.spaced);
    let next = after.map_or("", |l| l.low.as_ref());
    let measured = matches!(
        next,
        "long"
            | "wide"
            | "high"
            | "deep"
            | "tall"
            | "away"
            | "from"
            | "below"
            | "above"
            | "sq"
            | "/"
    );
    let taken = match letters.raw {
        "k" | "K" | "bn" | "mn" | "tn" | "trn" | "mln" | "bln" | "tln" | "mil" => true,
        "m" => {
            !letters.spaced && !measured && !hyphen && money_before(lexemes, at)
                || !letters.spaced && counts_follow(after)
        }
        "G" if value < 10.0 => false,
        "M" | "B" | "G" | "T" | "b" => {
            !letters.spaced && !hyphen || letters.spaced && letters.raw != "b" && letters.raw != "T"
        }
        "MM" => true,
        _ => false,
    };
    taken.then_some((value * scale, at + 1))
}

fn money_before(lexemes: &[Lexeme], at: usize) -> bool {
    (1..=2).any(|back| {
        at.checked_sub(back)
            .is_some_and(|j| j > 0 && super::amount::money_before(lexemes, j).is_some())
    })
}

/// Whether what follows "35m" is counted, so that the m is million and no metre.
fn counts_follow(after: Option<&Lexeme>) -> bool {
    after.is_some_and(|l| {
        l.kind == Kind::Word
            && l.spaced
            && (l.low == "of" || !table::stops(&l.low) && l.low.len() > 3 && !l.low.ends_with("er"))
    })
}

/// Scale words after a number: "2 million", "3 hundred and 21", "two hundred and two thousand".
fn scales(lexemes: &[Lexeme], at: usize, value: f64) -> Option<(f64, usize)> {
    let (_, class) = table::numeral(low(lexemes, at))?;
    let wordy = matches!(class, Class::Hundred | Class::Scale | Class::Dozen);
    if !wordy || matches!(low(lexemes, at), "doz" | "dz") && !glued(lexemes, at) && value == 0.0 {
        return None;
    }
    compose(lexemes, at, Some(value))
}

/// A number that starts with a word: "two hundred and six", "a dozen", "half a million", "two-thirds".
pub(super) fn words(lexemes: &[Lexeme], i: usize) -> Option<Numeral> {
    let whole = |value: f64, end: usize, share: bool| Numeral {
        value,
        end,
        plain: false,
        words: true,
        share,
        scale: 1.0,
    };
    let first = low(lexemes, i);
    if let Some((value, end)) = fraction(lexemes, i) {
        return Some(whole(value, end, value < 1.0));
    }
    if first == "a" || first == "an" {
        // "a hundred", "a dozen": the article is one, and belongs to the number.
        let (_, class) = table::numeral(low(lexemes, i + 1))?;
        if !matches!(class, Class::Hundred | Class::Scale | Class::Dozen)
            || low(lexemes, i + 1).ends_with("zens")
        {
            return None;
        }
        let (value, end) = compose(lexemes, i + 1, Some(1.0))?;
        if let Some(parts) = parts_after(lexemes, i, value, end) {
            return Some(parts);
        }
        return Some(with_part(lexemes, whole(value, end, false)));
    }
    let (value, class) = table::numeral(first)?;
    match class {
        Class::Symbol => Some(whole(value, i + 1, true)),
        Class::Digit | Class::Teen | Class::Ten => {
            let (value, end) = compose(lexemes, i, None)?;
            if let Some(parts) = parts_after(lexemes, i, value, end) {
                return Some(parts);
            }
            Some(with_part(lexemes, point(lexemes, whole(value, end, false))))
        }
        Class::Hundred | Class::Scale
            if i == 0 || !matches!(low(lexemes, i - 1), "several" | "few") =>
        {
            let (value, end) = compose(lexemes, i, Some(1.0))?;
            Some(whole(value, end, false))
        }
        Class::Dozen if first == "dozen" => {
            compose(lexemes, i, Some(1.0)).map(|(value, end)| whole(value, end, false))
        }
        _ => None,
    }
}

/// The value of the number words from `at` to just before `end`, if they are one number.
pub(super) fn composed(lexemes: &[Lexeme], at: usize, end: usize) -> Option<f64> {
    compose(lexemes.get(..end)?, at, None)
        .filter(|(_, stop)| *stop == end)
        .map(|(value, _)| value)
}

/// Adds up number words from `at`; `start` is what has been read before (digits, or the one of "a hundred").
fn compose(lexemes: &[Lexeme], at: usize, start: Option<f64>) -> Option<(f64, usize)> {
    let (mut total, mut current) = (0.0, start.unwrap_or(0.0));
    let (mut end, mut room, mut any) = (
        at,
        if start.is_some() { 1.0 } else { 1000.0 },
        start.is_some(),
    );
    let mut largest = f64::INFINITY;
    // What stands before the last "and": "three hundred and two dozen" is 324.
    let mut apart = 0.0;
    while end < at + 40 {
        let mut j = end;
        let joined = low(lexemes, j) == "and" && any && room >= 100.0 && end > at;
        let hyphen = low(lexemes, j) == "-" && any && end > at && room == 10.0;
        if joined || hyphen {
            j += 1;
        }
        if j > end && lexemes.get(j).is_some_and(|l| l.first) {
            break;
        }
        let digits_after = joined
            && lexemes.get(j).is_some_and(|l| l.kind == Kind::Digits)
            && largest.min(room) <= 1000.0;
        if digits_after {
            let Some(n) = run(low(lexemes, j))
                .filter(|n| *n < room.min(largest) && *n > 0.0 && n.fract() == 0.0)
            else {
                break;
            };
            let again = table::numeral(low(lexemes, j + 1))
                .is_some_and(|(_, c)| matches!(c, Class::Hundred | Class::Scale));
            if again {
                break;
            }
            current += n;
            end = j + 1;
            break;
        }
        let Some((value, class)) = table::numeral(low(lexemes, j)) else {
            break;
        };
        if joined && fraction(lexemes, j).is_some_and(|(v, _)| !(1.0..1000.0).contains(&v)) {
            break;
        }
        if joined {
            apart = total + current;
        }
        match class {
            Class::Digit | Class::Teen | Class::Ten => {
                let fits = value < room && (value > 0.0 || !any);
                if !fits || joined && !small_after_and(lexemes, j, room.min(largest)) {
                    break;
                }
                current += value;
                room = if class == Class::Ten { 10.0 } else { 1.0 };
            }
            Class::Hundred if (!joined || current == 0.0) && current < 1000.0 && !hyphen => {
                current = current.max(if any { 1.0 } else { 0.0 }) * 100.0;
                if current == 0.0 {
                    break;
                }
                room = 100.0;
            }
            Class::Scale if !joined => {
                if value > largest {
                    total = (total + current) * value;
                } else {
                    total += if current == 0.0 && end > at {
                        1.0
                    } else {
                        current
                    } * value;
                }
                (current, largest, room) = (0.0, value, 1000.0);
            }
            Class::Dozen if !joined => {
                let all = total + current;
                return Some((apart + (all - apart) * 12.0, j + 1));
            }
            _ => break,
        }
        any = true;
        end = j + 1;
        if !(total + current).is_finite() {
            return None;
        }
    }
    // "3 million" of the digits' own value leaves nothing to add.
    let value = total + current;
    (end > at && value.is_finite()).then_some((value, end))
}

/// Whether the group after "and" stays below `limit`: "two thousand and two hundred", but not "three hundred and two hundred".
fn small_after_and(lexemes: &[Lexeme], at: usize, limit: f64) -> bool {
    let mut j = at;
    let mut value = 0.0;
    while let Some((v, class)) = table::numeral(low(lexemes, j)).filter(|_| j < at + 6) {
        match class {
            Class::Digit | Class::Teen | Class::Ten => value += v,
            Class::Hundred => value *= 100.0,
            Class::Scale if value * v >= limit && limit <= 1000.0 => {
                return value < limit && limit == 100.0;
            }
            _ => break,
        }
        j += 1 + usize::from(low(lexemes, j + 1) == "-");
    }
    value < limit
}

/// "point zero three" after a number.
fn point(lexemes: &[Lexeme], n: Numeral) -> Numeral {
    if low(lexemes, n.end) != "point" {
        return n;
    }
    let (mut place, mut add, mut j) = (0.1, 0.0, n.end + 1);
    while let Some((digit, Class::Digit)) =
        table::numeral(low(lexemes, j)).filter(|_| j < n.end + 16)
    {
        add += digit * place;
        place /= 10.0;
        j += 1;
    }
    if j == n.end + 1 {
        match compose(lexemes, j, None).filter(|(v, _)| *v < 100.0) {
            Some((v, end)) => (add, j) = (v / 100.0, end),
            None => return n,
        }
    }
    Numeral {
        value: n.value + (add * 1e12).round() / 1e12,
        end: j,
        ..n
    }
}

/// "and a half", "and three quarters", "and a half million" after a whole number.
fn with_part(lexemes: &[Lexeme], n: Numeral) -> Numeral {
    if low(lexemes, n.end) != "and" {
        return n;
    }
    // "two and fifty-four hundredths"
    let parts = || {
        let (value, end) = compose(lexemes, n.end + 1, None)?;
        parts_after(lexemes, n.end + 1, value, end)
            .filter(|p| p.value < 1.0)
            .map(|p| (p.value, p.end))
    };
    let Some((part, end)) = fraction(lexemes, n.end + 1).or_else(parts) else {
        return n;
    };
    let scale_at = |j: usize| {
        table::numeral(low(lexemes, j))
            .filter(|(_, class)| *class == Class::Scale)
            .map(|(scale, _)| scale)
    };
    let own = scale_at(n.end - 1);
    let (value, end) = match (own, scale_at(end - 1)) {
        // "one billion and a half million"
        (Some(_), Some(_)) => (n.value + part, end),
        // "five and a half million"
        (None, Some(scale)) => (n.value * scale + part, end),
        _ if part >= 1.0 => return n,
        // "one million and a half"
        (Some(scale), None) => match scale_at(end) {
            Some(smaller) => (n.value + part * smaller, end + 1),
            None => (n.value + part * scale, end),
        },
        (None, None) => match scale_at(end) {
            Some(scale) => ((n.value + part) * scale, end + 1),
            None => (n.value + part, end),
        },
    };
    Numeral { value, end, ..n }
}

#[cfg(test)]
mod tests {
    use super::super::lex::lex;
    use super::*;
    use sayso_language::Reading;

    fn value(text: &str) -> Option<f64> {
        let lexemes = lex(text, &Reading::default());
        numeral(&lexemes, 0)
            .filter(|n| n.end == lexemes.len())
            .map(|n| n.value)
    }

    #[test]
    fn reads_written_forms() {
        for (text, expected) in [
            ("1,234,567", 1_234_567.0),
            ("1 234 567", 1_234_567.0),
            ("12,34,567.89", 1_234_567.89),
            ("1.111,11", 1111.11),
            (".08", 0.08),
            ("two hundred and two thousand", 202_000.0),
            ("a hundred and twenty", 120.0),
            ("twenty-one trillion and three hundred", 21e12 + 300.0),
            ("two thousand and two hundred", 2200.0),
            ("three dozen", 36.0),
            ("half a million", 500_000.0),
            ("two-thirds", 2.0 / 3.0),
            ("one million and a half", 1_500_000.0),
            ("five and a half million", 5_500_000.0),
            ("four million and three fifths", 4_600_000.0),
            ("three lakh crore", 3e12),
            ("1.2bn", 1.2e9),
            ("-4/5", -0.8),
            ("minus five point five", -5.5),
            ("3 hundred and 21", 321.0),
            ("one in five", 0.2),
            ("6.23x10^-4", 0.000623),
        ] {
            let read = value(text).unwrap_or(f64::NAN);
            assert!(
                (read - expected).abs() <= expected.abs() * 1e-9,
                "{text}: {read}"
            );
        }
    }

    #[test]
    fn refuses_what_is_no_number() {
        assert_eq!(value(&"9".repeat(10_000)), None);
        assert_eq!(value("1٢"), None);
        assert_eq!(value("192.168.1.2"), None);
        assert_eq!(value("one hundred thousand million billion"), Some(1e20));
        assert_eq!(value(&"billion ".repeat(60)), None);
        assert_eq!(value("a third man"), None);
    }
}
