//! Whole texts to figures, and the laws that hold of them.

use super::read_figures;
use super::show;
use crate::Figure;
use proptest::prelude::*;
use sayso_language::Reading;

fn all(text: &str) -> Vec<Figure> {
    read_figures(text, &Reading::default(), &[])
}

fn brief(text: &str) -> Vec<(Option<f64>, Option<f64>, String, String)> {
    all(text)
        .into_iter()
        .map(|f| (f.lower, f.upper, f.modifier, f.measure.unwrap_or_default()))
        .collect()
}

fn exact(n: f64, measure: &str) -> (Option<f64>, Option<f64>, String, String) {
    (Some(n), Some(n), "exact".into(), measure.into())
}

#[test]
fn says_what_is_counted() {
    assert_eq!(
        brief("12 people were killed and 30 injured."),
        [exact(12.0, "killed"), exact(30.0, "wounded")]
    );
    assert_eq!(
        brief("Two men and three women drowned."),
        [exact(2.0, "killed"), exact(3.0, "killed")]
    );
    assert_eq!(
        brief("The death toll rose to 41."),
        [(Some(41.0), Some(41.0), "increase".into(), "killed".into())]
    );
    assert_eq!(
        brief("A man was shot dead near the mill."),
        [exact(1.0, "killed")]
    );
    assert_eq!(brief("No one was hurt."), [exact(0.0, "wounded")]);
    let twice = brief("Several scouts, who were captured in May, died.");
    assert_eq!(
        twice.iter().map(|f| f.3.as_str()).collect::<Vec<_>>(),
        ["killed", "captured"]
    );
    assert_eq!(
        brief("Half of the 60 aboard were rescued."),
        [exact(30.0, "rescued"), exact(60.0, "aboard")]
    );
}

#[test]
fn leaves_out_what_is_no_figure() {
    for text in [
        "It happened on 3 May 2021 at 9:40 a.m.",
        "Call +1-555-0100-2000 for help.",
        "The team won 3-2.",
        "Ada Brown, 34, spoke first.",
        "The 31-year-old ship sank after five days.",
        "It is one of the best.",
        "On the one hand, the two sides agree.",
        "The Group of Seven met at Pier 9.",
        "She lives at 12 Mill Street.",
        "They stood 40 km north of Ober.",
    ] {
        assert_eq!(brief(text), [], "{text}");
    }
}

#[test]
fn harm_is_told_of_those_who_came_to_it() {
    let measures = |text: &str| -> Vec<(Option<f64>, String)> {
        all(text)
            .into_iter()
            .map(|f| (f.lower, f.measure.unwrap_or_default()))
            .collect()
    };
    let reads = |text: &str, expected: &[(f64, &str)]| {
        let expected: Vec<_> = expected
            .iter()
            .map(|(n, m)| (Some(*n), (*m).to_owned()))
            .collect();
        assert_eq!(measures(text), expected, "{text}");
    };
    reads(
        "Two men were charged in a raid that wounded three guards.",
        &[(2.0, "other"), (3.0, "wounded")],
    );
    reads(
        "Police seek two persons in a raid that left a guard dead.",
        &[(2.0, "other"), (1.0, "killed")],
    );
    reads(
        "Eight officers opened fire and shot the robber dead.",
        &[(8.0, "other"), (1.0, "killed")],
    );
    reads(
        "Three people were seen running from the shooting scene.",
        &[(3.0, "other")],
    );
    reads(
        "She was out with ten friends, including the boy who was killed.",
        &[(10.0, "other"), (1.0, "killed")],
    );
    reads(
        "Ten people, including a child, were hurt.",
        &[(10.0, "wounded")],
    );
    reads(
        "With eight officers there, we had none who was hurt.",
        &[(8.0, "other"), (0.0, "wounded")],
    );
    reads(
        "One man was killed and another injured.",
        &[(1.0, "killed"), (1.0, "wounded")],
    );
    reads(
        "There were 30 fires this year compared to 18 last year.",
        &[(30.0, "other"), (18.0, "other")],
    );
    for none in [
        "Police are searching for a gunman.",
        "He was charged with attempting to kill a guard.",
        "Nobody has been charged in that killing.",
        "It was one of the worst storms.",
        "3 of 9 NEXT",
        "They raised a risk of bodily injury to another.",
        "Two boys, children 4 and 7 years old.",
    ] {
        assert!(
            measures(none)
                .iter()
                .all(|(n, m)| m == "other" && *n == Some(2.0)),
            "{none} {:?}",
            measures(none)
        );
    }
}

#[test]
fn a_bare_number_counts_what_its_own_verb_says_or_what_it_is_held_against() {
    assert_eq!(
        brief("The rebels said they had killed 22 guards and captured five."),
        [exact(22.0, "killed"), exact(5.0, "captured")]
    );
    let arrived = "The count stood at 130 dead. The mayor asked for 4,000 tents. Officers said fewer than 2,500 had arrived.";
    let last = all(arrived).pop().unwrap();
    assert_eq!(
        (last.upper, last.measure.as_deref()),
        (Some(2500.0), Some("other"))
    );
    let moved = "Some 260 residents had been moved to a hall, she said, adding that nobody in the houses was hurt.";
    assert_eq!(all(moved)[0].measure.as_deref(), Some("other"));
    let water =
        "About 32 million cubic metres had been released, against the company's 27 million.";
    let units: Vec<_> = all(water).into_iter().map(|f| f.unit).collect();
    assert_eq!(
        units,
        [
            Some("cubic metres".to_owned()),
            Some("cubic metres".to_owned())
        ]
    );
}

#[test]
fn magnitudes_are_measured_not_counted() {
    for text in [
        "A quake of magnitude 6.8 struck. An institute put it at 7.0.",
        "A 6.8-magnitude quake struck. An institute put it at 7.0.",
    ] {
        let found: Vec<_> = all(text)
            .into_iter()
            .map(|f| (f.lower, f.unit.unwrap_or_default()))
            .collect();
        let magnitude = "magnitude".to_owned();
        assert_eq!(
            found,
            [(Some(6.8), magnitude.clone()), (Some(7.0), magnitude)],
            "{text}"
        );
    }
}

#[test]
fn money_keeps_its_currency() {
    let figures = all("It will cost between C$85m and C$110m, or 3 per cent more.");
    assert_eq!(
        (
            figures[0].lower,
            figures[0].upper,
            figures[0].unit.as_deref()
        ),
        (Some(85e6), Some(110e6), Some("currency:CAD"))
    );
    assert_eq!(figures[1].unit.as_deref(), Some("percent"));
}

#[test]
fn roles_say_what_a_number_is_of() {
    let role = |text: &str, n: usize| all(text).get(n).and_then(|f| f.role.clone());
    assert_eq!(
        role("At most 40 percent of the sick came.", 0).as_deref(),
        Some("part")
    );
    assert_eq!(
        role("They gave $4 million, of which $1 million is spent.", 1).as_deref(),
        Some("part")
    );
    assert_eq!(
        role("It first said 112 people were inside.", 0).as_deref(),
        Some("previous")
    );
    assert_eq!(
        role("There were 131 people, not 112, inside.", 1).as_deref(),
        Some("previous")
    );
    assert_eq!(
        role("They counted 93, nine more than the 84 of Sunday.", 2).as_deref(),
        Some("previous")
    );
    assert_eq!(
        role("It corrected an earlier toll of 12 dead.", 0).as_deref(),
        Some("previous")
    );
}

#[test]
fn hostile_text_is_read_in_time() {
    for text in [
        "9".repeat(10_000),
        "one ".repeat(10_000),
        "1,".repeat(10_000),
        "\"".repeat(10_000),
        "million ".repeat(10_000),
        "killed and ".repeat(5_000),
    ] {
        let _ = all(&text);
    }
}

/// A whole number below a million in words.
fn words(n: u32) -> String {
    const SMALL: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 10] = [
        "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    match n {
        0..20 => SMALL[n as usize].to_owned(),
        20..100 if n.is_multiple_of(10) => TENS[n as usize / 10].to_owned(),
        20..100 => format!("{}-{}", TENS[n as usize / 10], SMALL[n as usize % 10]),
        100..1000 if n.is_multiple_of(100) => format!("{} hundred", SMALL[n as usize / 100]),
        100..1000 => format!("{} hundred and {}", SMALL[n as usize / 100], words(n % 100)),
        _ if n.is_multiple_of(1000) => format!("{} thousand", words(n / 1000)),
        _ if n % 1000 < 100 => format!("{} thousand and {}", words(n / 1000), words(n % 1000)),
        _ => format!("{} thousand {}", words(n / 1000), words(n % 1000)),
    }
}

proptest! {
    #[test]
    fn written_forms_read_alike(n in 2u32..1_000_000) {
        let grouped = super::values::grouped(f64::from(n));
        for form in [grouped.clone(), grouped.replace(',', "\u{202f}"), words(n)] {
            prop_assert_eq!(brief(&format!("They counted {form} soldiers there.")), [exact(f64::from(n), "other")], "{}", form);
        }
    }

    #[test]
    fn shown_reads_back(n in 3u32..1_000_000, m in 1u32..1000, wording in 0usize..7) {
        let number = super::values::grouped(f64::from(n));
        let more = super::values::grouped(f64::from(n + m));
        let text = match wording {
            0 => number,
            1 => format!("over {number}"),
            2 => format!("at least {number}"),
            3 => format!("up to {number}"),
            4 => format!("nearly {number}"),
            5 => format!("about {number}"),
            _ => format!("{number} to {more}"),
        };
        let read = |text: &str| all(&format!("They saw {text} soldiers.")).pop().map(|f| (f.lower, f.upper, f.modifier.clone(), show(&f)));
        let first = read(&text);
        prop_assert!(first.is_some());
        let shown = first.clone().map(|f| f.3).unwrap_or_default();
        prop_assert_eq!(read(&shown), first);
    }

    #[test]
    fn money_and_shares_read_back(n in 2u32..10_000_000, m in 1u32..1000, cents in 0u32..100, wording in 0usize..7, currency in 0usize..8) {
        const CODES: [&str; 8] = ["USD", "CAD", "AUD", "GBP", "EUR", "JPY", "INR", "CHF"];
        let code = CODES.get(currency).copied();
        let unit = code.map_or("percent".to_owned(), |c| format!("currency:{c}"));
        let value = f64::from(n) + f64::from(cents) / 100.0;
        for (unit, value) in [(unit.as_str(), value), ("percent", f64::from(n % 1000) + f64::from(cents) / 100.0)] {
            let more = value + f64::from(m);
            let (modifier, lower, upper) = match wording {
                0 => ("exact", Some(value), Some(value)),
                1 => ("over", Some(value), None),
                2 => ("at_least", Some(value), None),
                3 => ("up_to", None, Some(value)),
                4 => ("nearly", None, Some(value)),
                5 => ("about", Some(value), Some(value)),
                _ => ("range", Some(value), Some(more)),
            };
            let figure = Figure { lower, upper, modifier: modifier.to_owned(), unit: Some(unit.to_owned()), measure: Some("other".to_owned()), ..Figure::default() };
            let shown = show(&figure);
            let near = |a: Option<f64>, b: Option<f64>| a.is_some() == b.is_some() && (a.unwrap_or(0.0) - b.unwrap_or(0.0)).abs() < 1e-6;
            let read = all(&format!("The repair needs {shown} of it."));
            prop_assert_eq!(read.len(), 1, "{} {:?}", &shown, &read);
            let read = &read[0];
            prop_assert!(near(read.lower, lower) && near(read.upper, upper), "{} {:?}", &shown, read);
            prop_assert_eq!((read.modifier.as_str(), read.unit.as_deref()), (modifier, Some(unit)), "{}", &shown);
            prop_assert_eq!(show(read), shown);
        }
    }

    #[test]
    fn vague_words_read_back(word in proptest::sample::select(vec!["dozens", "scores", "hundreds", "several hundred", "tens of thousands", "several"])) {
        let read = all(&format!("They saw {word} of soldiers."));
        prop_assert_eq!(read.first().map(show), Some(word.to_owned()));
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,80}") {
        for f in all(&text) {
            prop_assert!(text.get(f.span.start..f.span.end).is_some());
        }
    }

    #[test]
    fn any_words_are_read(picked in proptest::collection::vec(proptest::sample::select(vec![
        "a", "one", "half", "and", "million", "3", "1,000", "-", "of", "the", "in", "$", "%", "killed", "men", "dozen", "third", "to", "between", "point", "several", ".", ",", "hundred", "minus", "/", "e", "^", "k",
    ]), 0..24), spaced in any::<bool>()) {
        let text = picked.join(if spaced { " " } else { "" });
        for f in all(&text) {
            prop_assert!(text.get(f.span.start..f.span.end).is_some());
            prop_assert!(f.lower.is_none_or(f64::is_finite) && f.upper.is_none_or(f64::is_finite));
        }
    }
}
