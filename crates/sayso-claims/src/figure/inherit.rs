//! What a number counts that says it of no noun and no verb: what the same number, or one like it, counts elsewhere in the report.

use super::counted::Counted;
use super::label;
use super::lex::Lexeme;
use super::measure::Found;
use super::read::{Draft, counts_things};
use super::table;

/// How far a number's fellows are looked for, in figures before and after it.
const REACH: usize = 40;

/// Fills in what bare numbers count ("It first said 112, then 131"), and people who are counted without a word on what befell them ("138 names").
pub(super) fn inherit(lexemes: &[Lexeme], drafts: &mut [Draft]) {
    for k in 0..drafts.len() {
        let Some(d) = drafts.get(k) else { break };
        if d.found.is_some() || !d.amount.class.is_empty() || d.amount.share {
            continue;
        }
        if counts_things(lexemes, &d.counted) || decimal(lexemes, d) {
            continue;
        }
        let bare = d.counted.end == d.counted.start;
        if bare && compared(lexemes, drafts, k) {
            let from = k.checked_sub(1).and_then(|j| drafts.get(j)).cloned();
            if let (Some(e), Some(d)) = (from, drafts.get_mut(k)) {
                take(d, e);
            }
            continue;
        }
        let counted_so =
            bare && (former(lexemes, drafts, k).is_some() || same(drafts, k, 0.0).is_some());
        if bare && !counted_so && drafts.get_mut(k).is_some_and(|d| label::give(lexemes, d)) {
            continue;
        }
        let Some(d) = drafts.get(k) else { break };
        let people = d
            .counted
            .end
            .checked_sub(1)
            .and_then(|j| lexemes.get(j))
            .is_some_and(|l| table::person(&l.low).is_some());
        let from = if bare {
            former(lexemes, drafts, k)
                .or_else(|| same(drafts, k, 0.0))
                .or_else(|| pair(drafts, k))
                .or_else(|| like(lexemes, drafts, k))
        } else if people {
            same(drafts, k, 10.0)
        } else {
            None
        };
        let Some(e) = from.and_then(|j| drafts.get(j)).cloned() else {
            continue;
        };
        let Some(d) = drafts.get_mut(k) else { break };
        let counted = if bare { e.counted } else { d.counted };
        let unit = if bare {
            e.amount.unit.clone()
        } else {
            d.amount.unit.take()
        };
        take(d, e);
        (d.counted, d.amount.unit) = (counted, unit);
    }
}

/// `d` counts what `e` counts.
fn take(d: &mut Draft, e: Draft) {
    d.found = e.found.map(|f| Found {
        rule: format!("as earlier ({})", f.rule),
        ..f
    });
    d.amount.unit = e.amount.unit;
    d.amount.class = e.amount.class;
    d.counted = Counted { ..e.counted };
    d.inherited = true;
}

/// "310 raids this year, compared to 150 last year": the same thing counted at another time. "32 million cubic metres, against the company's 27 million": by
/// another.
fn compared(lexemes: &[Lexeme], drafts: &[Draft], k: usize) -> bool {
    let (Some(d), Some(e)) = (drafts.get(k), k.checked_sub(1).and_then(|j| drafts.get(j))) else {
        return false;
    };
    let back = |n: usize| {
        d.amount
            .start
            .checked_sub(n)
            .and_then(|j| lexemes.get(j))
            .map_or("", |l| l.low.as_ref())
    };
    let sentence = |i: usize| lexemes.get(i).map(|l| l.sentence);
    let beside = sentence(d.amount.start) == sentence(e.amount.start) && !e.amount.share;
    let against = (1..5).any(|n| back(n) == "against")
        && (d.amount.class == e.amount.class || d.amount.class.is_empty())
        && d.amount.unit.is_none()
        && size(d)
            .zip(size(e))
            .is_some_and(|(x, y)| (0.1..=10.0).contains(&(x / y)));
    let again = matches!(back(1), "to" | "with")
        && matches!(back(2), "compared" | "compares")
        && e.amount.class.is_empty();
    beside && (against || again)
}

/// The number that stands for a figure where sizes are compared.
fn size(e: &Draft) -> Option<f64> {
    e.amount.lower.or(e.amount.upper).filter(|v| *v >= 1.0)
}

/// "put it at 7.0": nothing that is counted is written with a point.
fn decimal(lexemes: &[Lexeme], d: &Draft) -> bool {
    let (start, end) = d.amount.core;
    end == start + 1 && lexemes.get(start).is_some_and(|l| l.raw.contains('.'))
}

fn told(e: &Draft) -> bool {
    e.amount.class != "share" && (e.found.is_some() || !e.amount.class.is_empty())
}

/// A figure with the same bounds, `least` or more, that says what it counts: before it, else after it.
fn same(drafts: &[Draft], k: usize, least: f64) -> Option<usize> {
    let d = drafts.get(k)?;
    let value = d.amount.lower.or(d.amount.upper)?;
    let fits = |&j: &usize| {
        drafts.get(j).is_some_and(|e| {
            let alike = e.amount.lower == d.amount.lower && e.amount.upper == d.amount.upper;
            let people = least == 0.0 || e.found.is_some();
            alike && told(e) && people && !e.amount.share
        })
    };
    if value < least {
        return None;
    }
    let later = if value >= 10.0 { REACH } else { 0 };
    (k.saturating_sub(REACH)..k)
        .rev()
        .find(fits)
        .or_else(|| (k + 1..(k + 1 + later).min(drafts.len())).find(fits))
}

/// "down to nine a night from 25": what was counted before is what is counted now.
fn former(lexemes: &[Lexeme], drafts: &[Draft], k: usize) -> Option<usize> {
    let (d, j) = (drafts.get(k)?, k.checked_sub(1)?);
    let now = drafts.get(j)?;
    let sentence = |a: usize| lexemes.get(a).map(|l| l.sentence);
    let beside = d.amount.start <= now.amount.end + 8
        && sentence(d.amount.start) == sentence(now.amount.start);
    (d.amount.role == Some("previous") && beside && told(now) && now.amount.class.is_empty())
        .then_some(j)
}

/// "to 86 from 79": the other end of the same change.
fn pair(drafts: &[Draft], k: usize) -> Option<usize> {
    let next = drafts.get(k + 1)?;
    let joined = next.amount.role == Some("previous")
        && next.amount.start <= drafts.get(k)?.amount.end + 2
        && next.counted.end == next.counted.start;
    joined.then(|| same(drafts, k + 1, 0.0)).flatten()
}

/// Of the figures told shortly before, the one of most similar size, where a word says that something is counted again or that these are some of them.
fn like(lexemes: &[Lexeme], drafts: &[Draft], k: usize) -> Option<usize> {
    let d = drafts.get(k)?;
    let place = lexemes.get(d.amount.start)?;
    let counting = (d.amount.start.saturating_sub(7)..d.amount.start).any(|j| {
        lexemes
            .get(j)
            .is_some_and(|l| l.sentence == place.sentence && table::counting(&l.low))
    });
    // "two more", "three of them": of what was counted right before.
    let some_of = matches!(d.amount.role.unwrap_or(d.role), "increment" | "part");
    // "said fewer than 2,500 had arrived": something of their own is said of them, and only a number of like size may be the same count.
    let next = |n: usize| lexemes.get(d.amount.end + n).map_or("", |l| l.low.as_ref());
    let own = matches!(next(0), "had" | "have" | "has")
        && !matches!(next(1), "been" | "now" | "since" | "so" | "already");
    if !some_of && !counting {
        return None;
    }
    let near = (k.saturating_sub(12)..k).rev().filter(|&j| {
        drafts.get(j).is_some_and(|e| {
            told(e)
                && lexemes
                    .get(e.amount.start)
                    .is_some_and(|l| l.paragraph + 2 >= place.paragraph)
        })
    });
    let mut near = near.peekable();
    let nearest = near.peek().copied();
    let Some(value) = size(d).filter(|_| !some_of) else {
        return nearest;
    };
    // Ten times smaller weighs as much as six figures further off.
    let distance = |n: usize, j: usize| {
        drafts.get(j).and_then(size).map_or(f64::INFINITY, |v| {
            (value / v).log10().abs() + n as f64 / 6.0
        })
    };
    let alike = |j: usize| {
        let size = drafts.get(j).and_then(size);
        size.is_some_and(|v| (0.5..=2.0).contains(&(value / v)))
    };
    near.enumerate()
        .min_by(|a, b| distance(a.0, a.1).total_cmp(&distance(b.0, b.1)))
        .map(|(_, j)| j)
        .filter(|j| !own || alike(*j))
}
