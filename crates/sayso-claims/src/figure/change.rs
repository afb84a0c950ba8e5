//! Rises and falls: "rose to 41", "fell 3 per cent", "up from 29".

use super::amount::{Amount, low};
use super::lex::Lexeme;
use super::table;

/// Notes on `a` whether it is the new total of a rise, the amount of a change, or what stood before.
///
/// `change` says that the figure itself is how much something went up or down; a total after a change is no change.
pub(crate) fn read(lexemes: &[Lexeme], a: &mut Amount) {
    let sentence = lexemes.get(a.start).map(|l| l.sentence);
    let word = |back: usize| {
        a.start
            .checked_sub(back)
            .filter(|&j| lexemes.get(j).map(|l| l.sentence) == sentence)
            .map_or("", |j| low(lexemes, j))
    };
    let rising = (1..=7).find_map(|back| table::change(word(back)).map(|c| (c, back)));
    match word(1) {
        "to" => {
            if let Some((direction, back)) = rising.filter(|(_, back)| (2..=7).contains(back)) {
                let upward = direction == "up"
                    || (1..=7).any(|b| matches!(word(b), "upward" | "upwards" | "up"));
                if upward && a.modifier == "exact" {
                    a.modifier = "increase";
                }
                a.rule = format!("{}; change:{} to", a.rule, word(back));
            }
        }
        "from" if rising.is_some() && a.modifier == "exact" => {
            a.role = Some("previous");
            a.rule = format!("{}; change:from", a.rule);
        }
        _ => {
            let near = match word(1) {
                "by" | "another" | "further" | "almost" | "just" | "only" | "slightly"
                | "sharply" => rising.filter(|(_, back)| *back <= 4),
                _ => rising.filter(|(_, back)| *back == 1 || *back == 2 && word(1).ends_with("ly")),
            };
            let measured = matches!(a.class, "share" | "money" | "other")
                || word(1) == "by"
                || a.words
                || !a.class.is_empty();
            if let Some((direction, back)) = near.filter(|(d, _)| {
                *d != "move" && measured && matches!(a.modifier, "exact" | "about" | "increase")
            }) {
                a.change = Some(direction);
                a.role = a.role.or(Some("increment"));
                a.rule = format!("{}; change:{}", a.rule, word(back));
            }
        }
    }
    // "…, up from C$1.2 million": what stands before is the new total.
    let up_from = matches!(low(lexemes, a.end), "," | "up")
        && (a.end..a.end + 3).any(|j| low(lexemes, j) == "up" && low(lexemes, j + 1) == "from");
    if up_from && a.modifier == "exact" {
        a.modifier = "increase";
        a.rule = format!("{}; change:up from", a.rule);
    }
}
