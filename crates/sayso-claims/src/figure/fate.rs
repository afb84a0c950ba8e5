//! What became of those who were shot: the word for the deed leaves it open, and the next words often say it.

use super::amount::low;
use super::measure::{Clauses, Found};
use super::table::{self, How};

/// How many words after the deed are looked at.
const REACH: usize = 110;

/// `f`, found at lexeme `at` by a word that only says that they were hit, with what the next sentences tell of their fate.
pub(crate) fn settle(clauses: &Clauses, f: Found, at: usize) -> Found {
    let lexemes = clauses.lexemes;
    let place = |j: usize| lexemes.get(j).map(|l| (l.sentence, l.paragraph));
    let Some((sentence, paragraph)) = place(at) else {
        return f;
    };
    let near = |j: &usize| {
        place(*j).is_some_and(|(s, p)| s >= sentence && s <= sentence + 3 && p <= paragraph + 3)
    };
    let next = |j: usize| place(j).is_some_and(|(s, p)| s <= sentence + 1 && p <= paragraph + 1);
    let deaths = |j: usize| clauses.at(j).iter().any(|(t, _)| t.measure == "killed");
    let (mut died, mut all_died) = (false, false);
    let mut deadly_near = (at.saturating_sub(25)..at)
        .any(|j| place(j).is_some_and(|(s, _)| s == sentence) && deaths(j));
    let (mut alive, mut survived) = (false, false);
    for j in (at + 1..at + REACH).take_while(near) {
        if deaths(j) {
            deadly_near |= next(j);
            // "… was shot. He later died": of the same one.
            let own = clauses.at(j).iter().any(|(t, _)| {
                t.measure == "killed"
                    && (t.how == How::Agent || t.phrase == "pronounced dead" || t.how == How::State)
            });
            // "8 men shot, 2 dead": another number stands between.
            let names = |who: &str| {
                (j.saturating_sub(5)..j)
                    .rev()
                    .take_while(|&k| clauses.amounts.get(k).copied().flatten().is_none())
                    .any(|k| k > at && table::not_figure(who, low(lexemes, k)).is_some())
            };
            // "was shot in the neck and pronounced dead", "was shot and later died": no other subject stands between.
            let joined = own
                && place(j).is_some_and(|(s, _)| s == sentence)
                && (at + 1..j).all(|k| clauses.amounts.get(k).copied().flatten().is_none())
                && joined_to(clauses, at, j);
            died |= own && names("same-one") || joined;
            all_died |= own && names("same-many") || joined;
        }
        // "was also shot, but survived"
        survived |= place(j).is_some_and(|(s, _)| s == sentence)
            && table::not_figure("survived", low(lexemes, j)).is_some();
        alive |= next(j) && table::not_figure("alive", low(lexemes, j)).is_some();
    }
    let told = |died: bool| {
        if died {
            ("killed", "died after")
        } else if survived || alive && !deadly_near {
            ("wounded", "lived")
        } else if deadly_near || clauses.deadly {
            ("killed_or_wounded", "fate open")
        } else {
            ("wounded", "fate open")
        }
    };
    let (measure, how) = told(died || all_died);
    Found {
        measure,
        // "Seven people were shot. One man died": not all of the seven.
        of_many: Some(told(all_died).0),
        rule: format!("{} ({how})", f.rule),
        ..f
    }
}

/// Whether the verb at lexeme `j` has the subject of the one at `at`: "and" right before it, with nothing but auxiliaries and adverbs between.
fn joined_to(clauses: &Clauses, at: usize, j: usize) -> bool {
    (at + 1..j)
        .rev()
        .find(|&k| {
            let word = low(clauses.lexemes, k);
            !matches!(
                word,
                "was" | "were" | "later" | "then" | "has" | "have" | "since"
            ) && !word.ends_with("ly")
        })
        .is_some_and(|k| low(clauses.lexemes, k) == "and")
}
