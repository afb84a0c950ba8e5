//! How two answers to one question stand: they agree, conflict, one revises the other, or they are unlike; with the reason in words.

use crate::answer::{Answer, Position};
use crate::measure::Course;
use crate::moment::show;
use sayso_claims::Relation as Of;
use serde::Serialize;

/// How two answers stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Some value fits both.
    Agree,
    /// They cannot both be true of the same thing at the same time.
    Conflict,
    /// The later takes the place of the earlier.
    Revise,
    /// They are not about quite the same.
    Unlike,
}

/// Counts from more than this many days apart are counts of two things.
const SINCE_APART: i32 = 45;

/// How `a` and `b` stand, and why.
pub(crate) fn relation(a: &Answer, b: &Answer, course: Course) -> (Relation, String) {
    if let (Some(p), Some(q)) = (a.position, b.position) {
        return positions(a, b, p, q);
    }
    if let Some(why) = unlike(a, b) {
        return (Relation::Unlike, why);
    }
    let (Some(x), Some(y)) = (a.behind.values, b.behind.values) else {
        return (Relation::Unlike, "one of them gives no figure".to_owned());
    };
    let meet = x.possible().relation(&y.possible()) == Of::Agree;
    let same_line = a.line == b.line;
    if a.behind.denies != b.behind.denies {
        return match (meet, same_line) {
            (true, true) => (Relation::Revise, "one line denies what it said".to_owned()),
            (true, false) => (
                Relation::Conflict,
                "one denies what the other states".to_owned(),
            ),
            (false, _) => (
                Relation::Unlike,
                "what one denies is another figure".to_owned(),
            ),
        };
    }
    if meet {
        let why = if (a.lower, a.upper) == (b.lower, b.upper) {
            "the same figure".to_owned()
        } else {
            format!("“{}” and “{}” can both be true", a.words, b.words)
        };
        return (Relation::Agree, why);
    }
    disjoint(a, b, course, same_line)
}

/// Two figures of which only one can be true at one time.
fn disjoint(a: &Answer, b: &Answer, course: Course, same_line: bool) -> (Relation, String) {
    let times = (a.behind.day, b.behind.day);
    let (early, late) = match times {
        (Some(x), Some(y))
            if (y, b.behind.minute, a.behind.previous)
                < (x, a.behind.minute, b.behind.previous) =>
        {
            (b, a)
        }
        _ => (a, b),
    };
    let days = match (early.behind.day, late.behind.day) {
        (Some(x), Some(y)) => Some(y - x),
        _ => None,
    };
    let day = late.behind.day.map(show).unwrap_or_default();
    if same_line {
        return (
            Relation::Revise,
            format!(
                "one line: first “{}”, then “{}” ({day})",
                early.words, late.words
            ),
        );
    }
    let low = |x: &Answer| {
        x.behind
            .values
            .and_then(|v| v.lowest)
            .unwrap_or(f64::NEG_INFINITY)
    };
    let high = |x: &Answer| {
        x.behind
            .values
            .and_then(|v| v.highest)
            .unwrap_or(f64::INFINITY)
    };
    let both = format!("“{}” and “{}” cannot both be true", early.words, late.words);
    match (course, days) {
        (Course::Growing, Some(n)) if n > 0 && low(late) > high(early) => (
            Relation::Revise,
            format!(
                "a later count is higher: “{}”, then “{}” ({day})",
                early.words, late.words
            ),
        ),
        (Course::Growing, Some(n)) if n > 0 => (
            Relation::Conflict,
            format!("{both}, and a count that only rises cannot be lower later"),
        ),
        (Course::Moving, Some(n)) if n > 0 => (
            Relation::Revise,
            format!(
                "the number moves: “{}”, then “{}” ({day})",
                early.words, late.words
            ),
        ),
        (Course::Fixed, _) => (Relation::Conflict, both),
        (_, None) => (
            Relation::Unlike,
            "the day of one is not known, and the number changes with time".to_owned(),
        ),
        _ => (
            Relation::Conflict,
            format!("{both} at the same time ({day})"),
        ),
    }
}

/// Why two answers are not about the same, if they are not.
fn unlike(a: &Answer, b: &Answer) -> Option<String> {
    let (x, y) = (&a.behind, &b.behind);
    let silent = |s: &str| matches!(s, "does_not_confirm" | "declines_to_comment" | "asks");
    if silent(&x.stance) != silent(&y.stance) {
        return Some("one gives no figure of its own".to_owned());
    }
    if x.unit != y.unit && unit(&x.unit) != unit(&y.unit) {
        return Some("the units differ".to_owned());
    }
    let values = x.values.zip(y.values);
    let disjoint =
        values.is_some_and(|(v, w)| v.possible().relation(&w.possible()) == Of::Conflict);
    let (g, h) = (&x.group, &y.group);
    if g.part != h.part {
        return Some("one counts a part of the other".to_owned());
    }
    let names =
        !g.names.is_empty() && !h.names.is_empty() && !g.names.iter().any(|n| h.names.contains(n));
    let heads = !g.head.is_empty() && !h.head.is_empty() && g.head != h.head;
    if names || heads && disjoint && !g.inherited && !h.inherited {
        return Some(format!("one counts {}, the other {}", g.shown, h.shown));
    }
    if let (Some(s), Some(t)) = (x.since, y.since)
        && (s.0 - t.1 > SINCE_APART || t.0 - s.1 > SINCE_APART)
    {
        return Some(format!(
            "counted from different times: {} and {}",
            show(s.0),
            show(t.0)
        ));
    }
    let after = |until: Option<(i32, i32)>, since: Option<(i32, i32)>| matches!((until, since), (Some(u), Some(s)) if u.1 < s.0);
    if after(x.until, y.since) || after(y.until, x.since) {
        return Some("they count over different times".to_owned());
    }
    if x.implied != y.implied && disjoint {
        return Some("one tells of a single case and does not count".to_owned());
    }
    let same_claim = a.report == b.report && a.claim == b.claim;
    if same_claim && disjoint && !x.previous && !y.previous {
        return Some("one claim gives both: they count different things".to_owned());
    }
    None
}

/// Units as relations see them: persons and bare counts are the same.
fn unit(unit: &Option<String>) -> &str {
    unit.as_deref().filter(|u| *u != "persons").unwrap_or("")
}

fn positions(a: &Answer, b: &Answer, p: Position, q: Position) -> (Relation, String) {
    use Position::{Broken, Confirms, Denies, DoesNotConfirm, Kept, Promises, Renews, States};
    let same_line = a.line == b.line;
    match (p.min(q), p.max(q)) {
        (DoesNotConfirm, DoesNotConfirm) => (Relation::Agree, "neither confirms".to_owned()),
        (_, DoesNotConfirm) | (DoesNotConfirm, _) => {
            (Relation::Unlike, "one takes no position".to_owned())
        }
        (States | Confirms, Denies) if same_line => (
            Relation::Revise,
            "one line both says and denies it".to_owned(),
        ),
        (States | Confirms, Denies) => (
            Relation::Conflict,
            "one denies what the other states".to_owned(),
        ),
        (Promises | Renews, Kept) => (Relation::Agree, "what was promised was done".to_owned()),
        (Denies, Promises | Renews) => (Relation::Conflict, "the promise is denied".to_owned()),
        (Promises | Renews, Broken) => (
            Relation::Conflict,
            "what was promised was not done".to_owned(),
        ),
        (Kept, Broken) => (
            Relation::Conflict,
            "one says that it was kept, the other that it was not".to_owned(),
        ),
        (Promises, Renews) => (Relation::Revise, "promised again".to_owned()),
        (x, y) if x == y || matches!((x, y), (States, Confirms)) => {
            (Relation::Agree, "the same position".to_owned())
        }
        _ => (Relation::Unlike, "positions that do not meet".to_owned()),
    }
}
