//! What people are counted as by where they are said to be: "there were 93 on the ferry", "40 people were in the hall".

use super::amount::low;
use super::counted::Counted;
use super::lex::Kind;
use super::measure::{Clauses, Found};
use super::table;

/// The measure of people whose place is told right after them. `start` is where the number's words begin.
pub(crate) fn whereabouts(clauses: &Clauses, start: usize, c: &Counted) -> Option<Found> {
    let lexemes = clauses.lexemes;
    let sentence = lexemes.get(start)?.sentence;
    let here = |j: usize| {
        lexemes
            .get(j)
            .filter(|l| l.sentence == sentence)
            .map_or("", |l| l.low.as_ref())
    };
    // "there were 40 people …", or "40 people were …".
    let mut said = (1..=5).any(|n| start.checked_sub(n).is_some_and(|j| here(j) == "there"));
    let mut j = c.end;
    while j < c.end + 7 && table::not_figure("whereabouts", here(j)).is_some() {
        said |= matches!(here(j), "were" | "was" | "are" | "been" | "be");
        j += 1;
    }
    let preposition = here(j);
    if !matches!(
        preposition,
        "in" | "inside" | "on" | "at" | "under" | "within"
    ) {
        return None;
    }
    let inside = preposition == "inside";
    let mut place = None;
    let mut opened = false;
    for k in j + 1..j + 8 {
        let word = here(k);
        let Some(l) = lexemes.get(k).filter(|l| l.sentence == sentence) else {
            break;
        };
        if k == j + 1 {
            opened = matches!(
                word,
                "the" | "its" | "their" | "a" | "an" | "this" | "that" | "there"
            );
            if opened {
                continue;
            }
        }
        if l.kind != Kind::Word && l.raw != "-"
            || table::stops(word)
            || table::units()
                .at(word)
                .iter()
                .any(|(_, u)| u.class == "time")
        {
            break;
        }
        if let Some(measure) = table::whereabouts(word) {
            place = Some((measure, word));
        }
    }
    let found = |measure: &'static str, word: &str| Found {
        measure,
        rule: format!("whereabouts:{preposition} {word}"),
        at: None,
        of_many: None,
    };
    match place {
        Some(("none", _)) => None,
        Some((measure, word)) if said || inside || preposition == "on" && measure == "aboard" => {
            Some(found(measure, word))
        }
        Some(_) => None,
        None if inside => Some(found("present", "")),
        None if said && opened && !calendar(here(j + 2)) && matches!(preposition, "in" | "at") => {
            Some(found("present", low(lexemes, j + 2)))
        }
        None => None,
    }
}

fn calendar(word: &str) -> bool {
    table::not_figure("around", word).is_some()
        || table::units()
            .at(word)
            .iter()
            .any(|(_, u)| u.class == "time")
}
