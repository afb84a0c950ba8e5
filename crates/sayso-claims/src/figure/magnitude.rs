//! Magnitudes of earthquakes, whose unit stands before the number or beside it.

use super::amount::{Amount, low};
use super::lex::{Kind, Lexeme};
use super::table;

/// "magnitude 6.8", "a 6.8-magnitude quake", and "put it at 7.0" after one.
pub(super) fn give(lexemes: &[Lexeme], a: &mut Amount, before: &[Amount]) {
    const MAGNITUDE: &str = "magnitude";
    let value = a.lower.or(a.upper).unwrap_or(0.0);
    if !a.class.is_empty() || a.share || a.unit.is_some() || !(0.1..=10.0).contains(&value) {
        return;
    }
    let (start, end) = a.core;
    let back = |n: usize| start.checked_sub(n).map_or("", |j| low(lexemes, j));
    let led = back(1) == MAGNITUDE || matches!(back(1), "of" | "-" | "at") && back(2) == MAGNITUDE;
    let dash = usize::from(low(lexemes, end) == "-");
    let followed = low(lexemes, end + dash) == MAGNITUDE;
    let decimal = end == start + 1 && lexemes.get(start).is_some_and(|l| l.raw.contains('.'));
    let again = || {
        let last = before.iter().rev().take(6).find(|b| {
            b.unit.as_deref() == Some(MAGNITUDE)
                && lexemes.get(b.start).map(|l| l.paragraph + 2)
                    >= lexemes.get(start).map(|l| l.paragraph)
        });
        let bare = lexemes
            .get(end)
            .is_none_or(|l| l.first || l.kind == Kind::Mark || table::stops(&l.low));
        decimal && bare && last.is_some()
    };
    if led || followed || again() {
        (a.unit, a.class) = (Some(MAGNITUDE.to_owned()), "other");
        a.rule.push_str("; magnitude");
    }
}
