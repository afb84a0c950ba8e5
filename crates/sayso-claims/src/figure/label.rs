//! A paragraph or list item that says first what its numbers count: "Tents: the council says it has handed out 1,900."

use super::amount::low;
use super::counted::Counted;
use super::lex::{Kind, Lexeme};
use super::measure::Found;
use super::read::Draft;
use super::table::{self, How};

/// Words that a label may have.
const WORDS: usize = 4;
/// How far behind a number its label is looked for.
const REACH: usize = 40;

/// The words of the label that the paragraph of lexeme `i` begins with, if that is not far before it.
fn before(lexemes: &[Lexeme], i: usize) -> Option<(usize, usize)> {
    let paragraph = lexemes.get(i)?.paragraph;
    let here = |j: usize| lexemes.get(j).is_some_and(|l| l.paragraph == paragraph);
    let start = (i.saturating_sub(REACH)..=i).find(|&j| here(j))?;
    let opens = start.checked_sub(1).is_none_or(|j| !here(j));
    if !opens {
        return None;
    }
    let colon = (start + 1..=start + WORDS).find(|&j| low(lexemes, j) == ":")?;
    let words = lexemes.get(start..colon)?;
    // "By 5 p.m.:" and "He said:" are no labels.
    let wordy = words.iter().all(|l| l.kind == Kind::Word);
    let spoken = words.iter().any(|l| {
        matches!(
            l.low.as_ref(),
            "said" | "says" | "wrote" | "added" | "asked" | "told" | "by" | "at" | "on" | "in"
        )
    });
    (colon < i && wordy && !spoken).then_some((start, colon))
}

/// Gives a bare number what its label says, and tells whether there is one.
pub(super) fn give(lexemes: &[Lexeme], d: &mut Draft) -> bool {
    let Some((start, end)) = before(lexemes, d.amount.start) else {
        return false;
    };
    let word = low(lexemes, end - 1);
    let trigger = table::triggers().at(word).iter().find(|(words, t)| {
        words.len() == 1
            && matches!(
                t.how,
                How::State | How::Noun | How::Adjective | How::Patient
            )
    });
    match trigger {
        Some((_, t)) => {
            d.found = Some(Found {
                measure: t.measure,
                rule: format!("label:{word}"),
                at: None,
                of_many: None,
            });
        }
        // A word that neither is a thing nor stands for many ("Update", "Moscow") says nothing of the number.
        None if !table::thing(word) && !word.ends_with('s') => return false,
        None => {
            d.counted = Counted {
                start,
                end,
                of: false,
            };
        }
    }
    d.inherited = true;
    true
}

#[cfg(test)]
mod tests {
    use crate::read_figures;
    use sayso_language::Reading;

    #[test]
    fn a_label_says_what_the_numbers_of_its_paragraph_count() {
        let text = "The storm killed 163 people, the council said.\n\nHomeless: the army puts the number at about 12,000.\n\nTents: the council says it has handed out 1,900.";
        let figures = read_figures(text, &Reading::default(), &[]);
        let told: Vec<(Option<&str>, Option<&str>)> = figures
            .iter()
            .map(|f| (f.measure.as_deref(), f.of.as_deref()))
            .collect();
        assert_eq!(told[0].0, Some("killed"));
        assert_eq!(told[1].0, Some("displaced"), "{told:?}");
        assert_eq!(told[2], (Some("other"), Some("Tents")), "{told:?}");
    }

    #[test]
    fn who_speaks_and_when_are_no_labels() {
        for text in [
            "Six people were killed.\n\nShe said: the number is 12.",
            "Six people were killed.\n\nUpdate: the toll has risen to 12.",
        ] {
            let figures = read_figures(text, &Reading::default(), &[]);
            assert_eq!(
                figures.last().and_then(|f| f.measure.as_deref()),
                Some("killed"),
                "{text}"
            );
        }
    }
}
