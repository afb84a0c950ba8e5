//! Numerals of time expressions: counts, ordinals, years, clock times and written-out dates.

use super::lexicon::{Class, Hit, Lexicon};
use super::token::Token;

/// Readings of the numeral that begins at token `at`.
pub(super) fn numerals(lexicon: &Lexicon, tokens: &[Token], at: usize, hits: &mut Vec<Hit>) {
    let Some(token) = tokens.get(at) else { return };
    let mut add = |class, number: i64, len| {
        hits.push(Hit {
            class,
            number,
            code: "",
            len,
        })
    };
    if token
        .text
        .as_bytes()
        .first()
        .is_some_and(u8::is_ascii_digit)
    {
        if token.text.len() <= 12 {
            digits(token.text, tokens, at, &mut add);
        }
        return;
    }
    let (count, len) = words(lexicon, tokens, at);
    if len > 0 {
        add(Class::Number, count, len);
        if (1..=12).contains(&count) && len == 1 {
            add(Class::HourWord, count, 1);
        }
        if let Some((year, more)) = year_words(lexicon, tokens, at) {
            add(Class::YearWords, year, more);
        }
    }
}

fn digits(text: &str, tokens: &[Token], at: usize, add: &mut impl FnMut(Class, i64, usize)) {
    let parse = |s: &str| s.parse::<i64>().ok();
    if let Some(n) = parse(text) {
        let half = |n: usize, s: &str| tokens.get(at + n).is_some_and(|t| t.text == s);
        let plain = text.len();
        if half(1, "1/2") {
            add(Class::Halves, n, 2);
        }
        add(Class::Number, n, 1);
        if plain <= 2 && (1..=31).contains(&n) {
            add(Class::Dom, n, 1);
        }
        if plain <= 2 && (0..=24).contains(&n) {
            add(Class::Hour, n, 1);
        }
        if plain == 2 && n < 60 {
            add(Class::Minute, n, 1);
        }
        if plain == 2 {
            add(Class::ShortYear, n, 1);
        }
        if plain == 4 {
            if (1400..=2199).contains(&n) {
                add(Class::Year, n, 1);
            }
            if n / 100 < 24 && n % 100 < 60 {
                add(Class::FourDigitClock, n, 1);
            }
        }
        return;
    }
    if let Some(n) = text.strip_suffix(['s', 'S']).and_then(parse) {
        if n % 10 == 0 && (text.len() == 3 || (text.len() == 5 && (1400..2200).contains(&n))) {
            add(Class::Decade, n, 1);
        }
        return;
    }
    if let Some(n) = text
        .get(..text.len().saturating_sub(2))
        .and_then(parse)
        .filter(|_| text.ends_with(|c: char| c.is_ascii_alphabetic()))
    {
        add(Class::Ordinal, n, 1);
        if (1..=31).contains(&n) {
            add(Class::Dom, n, 1);
        }
        return;
    }
    if let Some((h, m)) = text.split_once(':') {
        let m = m.split(':').next().unwrap_or("");
        if let (Some(h @ 0..=24), Some(m @ 0..=59), 2) = (parse(h), parse(m), m.len()) {
            add(Class::HourMinute, h * 60 + m, 1);
        }
        return;
    }
    if text.len() == 10 && text.as_bytes().get(4) == Some(&b'-') {
        let mut f = text.split('-').filter_map(parse);
        if let (Some(y), Some(m), Some(d)) = (f.next(), f.next(), f.next()) {
            add(Class::FullDate, y * 10_000 + m * 100 + d, 1);
        }
        return;
    }
    let fields: Vec<&str> = text.split('/').collect();
    if let [a, b, y] = fields[..] {
        if let (Some(a), Some(b), Some(y), 2 | 4) = (parse(a), parse(b), parse(y), y.len()) {
            let y = if y < 100 {
                if y < 50 { 2000 + y } else { 1900 + y }
            } else {
                y
            };
            let (m, d) = if a > 12 { (b, a) } else { (a, b) };
            add(Class::FullDate, y * 10_000 + m * 100 + d, 1);
        }
        return;
    }
    if text.contains(',')
        && text.split(',').skip(1).all(|g| g.len() == 3)
        && let Ok(n) = text.replace(',', "").parse()
    {
        add(Class::Number, n, 1);
    }
}

/// The number in words at `at` and how many tokens it takes; 0 tokens for none.
fn words(lexicon: &Lexicon, tokens: &[Token], at: usize) -> (i64, usize) {
    let (mut total, mut group, mut len, mut last) = (0i64, 0i64, 0, i64::MAX);
    let mut n = at;
    while let Some(token) = tokens.get(n).filter(|_| n - at < 8) {
        let value = lexicon.numeral(token.id);
        let joined = len > 0 && (token.text == "-" || token.text.eq_ignore_ascii_case("and"));
        match value {
            Some(v @ 1..=19) if last >= 20 || len == 0 => {
                if last != i64::MAX && last < 100 && v >= 10 {
                    break;
                }
                group += v;
                last = v;
            }
            Some(v @ 20..=90) if last >= 100 || len == 0 => {
                group += v;
                last = v;
            }
            Some(100) if len > 0 && group < 20 => {
                group *= 100;
                last = 100;
            }
            Some(1000) if len > 0 && total == 0 => {
                total = group * 1000;
                group = 0;
                last = 1000;
            }
            None if joined
                && tokens.get(n + 1).is_some_and(|t| {
                    lexicon.numeral(t.id).is_some_and(|v| v < 100 && v < last)
                })
                && (token.text == "-" || last >= 100) =>
            {
                n += 1;
                continue;
            }
            _ => break,
        }
        n += 1;
        len = n - at;
    }
    (total + group, len)
}

/// "nineteen ninety-six" and "two thousand (and one)" as years.
fn year_words(lexicon: &Lexicon, tokens: &[Token], at: usize) -> Option<(i64, usize)> {
    let first = lexicon.numeral(tokens.get(at)?.id)?;
    if (17..=20).contains(&first) {
        let (rest, len) = words(lexicon, tokens, at + 1);
        let tail = (len > 0 && (10..100).contains(&rest)).then_some(rest)?;
        return Some((first * 100 + tail, len + 1));
    }
    let (count, len) = words(lexicon, tokens, at);
    (len > 1 && (1900..2100).contains(&count)).then_some((count, len))
}
