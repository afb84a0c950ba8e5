//! The role of a figure: a total, a part of another, or the number before.

use super::amount::{Amount, low};
use super::counted::Counted;
use super::lex::Lexeme;
use super::table;

/// `total`, `part` or `previous`, by the words around; `previous` is the amount read last in the sentence.
pub(super) fn role(
    lexemes: &[Lexeme],
    a: &Amount,
    c: &Counted,
    previous: Option<&Amount>,
) -> &'static str {
    let before = a.start.checked_sub(1).map_or("", |j| low(lexemes, j));
    if let Some(role) = a.role {
        return role;
    }
    let of_them =
        c.of && matches!(
            low(lexemes, c.start.wrapping_sub(1)),
            "them" | "whom" | "us" | "those" | "the" | "its" | "their"
        ) && a.unit.is_none();
    let among = matches!(before, "including" | "whom" | "them")
        || before == "of" && low(lexemes, c.end) == "them";
    let of_a_number = c.of
        && c.end == c.start
        && super::numeral::numeral(lexemes, c.start).is_some_and(|n| n.value >= 2.0);
    let share = a.share || a.class == "share";
    let of_which = before == "which" && low(lexemes, a.start.wrapping_sub(2)) == "of";
    if of_them || of_a_number || share && c.of || of_which || among && previous.is_some() {
        return "part";
    }
    if former(lexemes, a.start, previous.is_some()) {
        return "previous";
    }
    "total"
}

/// "an earlier toll of 12", "It first said 112", "131, not 112", "more than the 84": a number that another has replaced.
fn former(lexemes: &[Lexeme], start: usize, told: bool) -> bool {
    let sentence = lexemes.get(start).map(|l| l.sentence);
    let back = |n: usize| {
        start
            .checked_sub(n)
            .and_then(|j| lexemes.get(j))
            .filter(|l| Some(l.sentence) == sentence)
            .map_or("", |l| l.low.as_ref())
    };
    let first = |n: usize| matches!(back(n), "first" | "initially" | "originally");
    let spoken = matches!(
        back(1),
        "said" | "reported" | "gave" | "announced" | "counted" | "claimed"
    ) && first(2)
        || back(1) == "of" && back(2) == "spoken" && first(3);
    let instead = back(1) == "not" && back(2) == ","
        || back(1) == "than" && back(2) == "rather"
        || back(1) == "the" && back(2) == "than" && matches!(back(3), "more" | "fewer");
    if spoken || instead && told {
        return true;
    }
    let count = (1..=2).find(|&n| table::not_figure("tally", back(n)).is_some());
    back(1) == "of"
        && count.is_some_and(|at| {
            (at + 1..=at + 4)
                .take_while(|&n| !matches!(back(n), "," | "and" | "" | "to"))
                .any(|n| table::not_figure("former", back(n)).is_some())
        })
}
