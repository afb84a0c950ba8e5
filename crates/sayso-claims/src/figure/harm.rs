//! Harm told in more words than a table can list: "suffered a second stab wound", "three of them fatally", "stabbed two men to death".

use super::amount::low;
use super::lex::{Kind, Lexeme};
use super::measure::{Clauses, Found};
use super::table::{self, How, Trigger};

/// How many words may stand between a verb and the wound that was suffered.
const WITHIN: usize = 6;

/// Somebody suffered wounds.
const SUFFERED: Trigger = Trigger {
    measure: "wounded",
    how: How::Agent,
    phrase: "suffered … wounds",
};
/// Somebody suffered wounds that they died of.
const SUFFERED_FATAL: Trigger = Trigger {
    measure: "killed",
    how: How::Agent,
    phrase: "suffered fatal wounds",
};

/// The trigger of a verb of suffering at lexeme `i` and the wound that it governs, with where the wound's words end.
pub(crate) fn suffered(lexemes: &[Lexeme], i: usize) -> Option<(Trigger, usize)> {
    table::not_figure("suffers", low(lexemes, i))?;
    let sentence = lexemes.get(i)?.sentence;
    let mut fatal = false;
    for j in i + 1..=i + WITHIN {
        let l = lexemes.get(j).filter(|l| l.sentence == sentence)?;
        let word = l.low.as_ref();
        if table::not_figure("wound", word).is_some() {
            let t = if fatal { SUFFERED_FATAL } else { SUFFERED };
            return Some((t, j + 1));
        }
        fatal |= matches!(word, "fatal" | "mortal" | "deadly");
        let between = l.kind == Kind::Word
            && (!table::stops(word) || matches!(word, "a" | "an" | "non"))
            || l.raw == "-";
        if !between || matches!(word, "no" | "any" | "without") {
            return None;
        }
    }
    None
}

/// Whether the words between lexemes `from` and `at`, or right after, say that only grave harm is meant: "no one was seriously hurt".
pub(crate) fn grave(lexemes: &[Lexeme], from: usize, at: usize) -> bool {
    (from..at + 5)
        .take_while(|&j| {
            j <= at
                || lexemes
                    .get(j)
                    .is_some_and(|l| l.kind == Kind::Word && !l.first || l.raw == "-")
        })
        .any(|j| table::not_figure("grave", low(lexemes, j)).is_some())
}

/// What an adverb says of those numbered before lexeme `at`: "nine were shot, two fatally", "two of them fatally", "eight were hurt, two critically".
pub(crate) fn adverb(clauses: &Clauses, at: usize) -> Option<Found> {
    let lexemes = clauses.lexemes;
    let l = lexemes.get(at).filter(|l| !l.first)?;
    let measure = match l.low.as_ref() {
        "fatally" | "mortally" => "killed",
        "critically" | "seriously" | "severely" => "wounded",
        _ => return None,
    };
    let closed = lexemes
        .get(at + 1)
        .is_none_or(|l| l.first || l.kind == Kind::Mark || table::stops(&l.low));
    let harm = (at.saturating_sub(12)..at).any(|j| {
        lexemes.get(j).is_some_and(|o| o.sentence == l.sentence)
            && clauses
                .at(j)
                .iter()
                .any(|(t, _)| matches!(t.measure, "killed" | "wounded"))
    });
    (closed && harm).then(|| Found {
        measure,
        rule: format!("adverb:{}", l.low),
        at: Some(at),
        of_many: None,
    })
}

/// Whether the object that starts at lexeme `start` came to its death by the verb before it: "stabbed two men to death", "shot a guard dead".
pub(crate) fn to_death(clauses: &Clauses, start: usize) -> Option<Found> {
    let lexemes = clauses.lexemes;
    let sentence = lexemes.get(start)?.sentence;
    let here = |j: usize| {
        lexemes
            .get(j)
            .filter(|l| l.sentence == sentence)
            .map(|l| l.low.as_ref())
    };
    let shot = (1..=3).any(|n| {
        start
            .checked_sub(n)
            .and_then(here)
            .is_some_and(|w| matches!(w, "shot" | "shoot" | "shoots" | "shooting"))
    });
    let sentenced = (1..=4).any(|n| {
        start
            .checked_sub(n)
            .and_then(here)
            .is_some_and(|w| table::not_figure("not-to-death", w).is_some())
    });
    for j in start..start + 10 {
        let word = here(j)?;
        let found = |rule: &str| {
            Some(Found {
                measure: "killed",
                rule: format!("before:{rule}"),
                at: Some(j),
                of_many: None,
            })
        };
        if word == "to" && here(j + 1) == Some("death") {
            return if sentenced { None } else { found("to death") };
        }
        if shot && word == "dead" && j > start {
            return found("shot dead");
        }
        let l = lexemes.get(j)?;
        let phrase = !table::stops(word)
            || matches!(
                word,
                "a" | "an"
                    | "the"
                    | "his"
                    | "her"
                    | "their"
                    | "its"
                    | "of"
                    | "other"
                    | "own"
                    | "more"
            );
        if l.kind == Kind::Mark && l.raw != "-" || j > start && !phrase || word.ends_with("ed") {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    fn read(text: &str) -> Vec<(Option<f64>, String)> {
        crate::read_figures(text, &sayso_language::Reading::default(), &[])
            .into_iter()
            .map(|f| (f.lower, f.measure.unwrap_or_default()))
            .collect()
    }

    fn reads(text: &str, expected: &[(f64, &str)]) {
        let expected: Vec<_> = expected
            .iter()
            .map(|(n, m)| (Some(*n), (*m).to_owned()))
            .collect();
        assert_eq!(read(text), expected, "{text}");
    }

    #[test]
    fn wounds_of_any_wording_are_wounds() {
        reads("Eight sustained deep puncture wounds.", &[(8.0, "wounded")]);
        reads("Three miners reported minor injuries.", &[(3.0, "wounded")]);
        reads("Two riders suffered fatal injuries.", &[(2.0, "killed")]);
        reads(
            "Two riders suffered no injuries.",
            &[(2.0, "other"), (0.0, "wounded")],
        );
    }

    #[test]
    fn nobody_gravely_hurt_is_not_nobody_hurt() {
        assert_eq!(read("Nobody was seriously hurt in the crash."), []);
        assert_eq!(read("None of them received life-threatening wounds."), []);
        reads("Nobody was hurt in the crash.", &[(0.0, "wounded")]);
    }

    #[test]
    fn an_adverb_tells_the_end() {
        reads(
            "Nine people were shot, two fatally, at the quay.",
            &[(9.0, "wounded"), (2.0, "killed")],
        );
        reads(
            "Five guards were stabbed, three of them fatally.",
            &[(5.0, "wounded"), (3.0, "killed")],
        );
        reads(
            "Three were killed and eight more wounded, three critically.",
            &[(3.0, "killed"), (8.0, "wounded"), (3.0, "wounded")],
        );
    }

    #[test]
    fn to_death_is_death() {
        reads("He stabbed three men to death.", &[(3.0, "killed")]);
        reads("They shot two wardens dead.", &[(2.0, "killed")]);
        assert!(
            read("The court sentenced three men to death.")
                .iter()
                .all(|(_, m)| m != "killed")
        );
    }
}
