//! Wordings, one test per kind: whose numbers they are, and which are none.

use super::read_figures;
use sayso_language::Reading;

fn brief(text: &str) -> Vec<(f64, String)> {
    read_figures(text, &Reading::default(), &[])
        .into_iter()
        .map(|f| {
            (
                f.lower.or(f.upper).unwrap_or(-1.0),
                f.measure.unwrap_or_default(),
            )
        })
        .collect()
}

fn one(n: f64, measure: &str) -> (f64, String) {
    (n, measure.to_owned())
}

#[test]
fn asides_are_no_figures() {
    for text in [
        "The boys, both 16, sang.",
        "Ada Brown Jr., 21, sang.",
        "The mill burned down.[6][7]",
        "The shop is open until nine.",
        "They slept, two to a bed.",
        "Call (555) 555-0100 now.",
        "She was one of the members who sang.",
        "He came at ten past two.",
        "It is half as many again.",
        "He is in his 20's.",
    ] {
        assert_eq!(brief(text), [], "{text}");
    }
}

#[test]
fn things_are_never_killed() {
    assert_eq!(
        brief("Two shootings left a boy dead."),
        [one(2.0, "other"), one(1.0, "killed")]
    );
    assert_eq!(
        brief("Thirty-one of 48 samples were injured."),
        [one(31.0, "other"), one(48.0, "other")]
    );
}

#[test]
fn where_people_are_counts_them() {
    assert_eq!(
        brief("There were 93 people on the ferry."),
        [one(93.0, "aboard")]
    );
    assert_eq!(
        brief("Some 40 people were in the hall when it fell."),
        [one(40.0, "present")]
    );
    assert_eq!(
        brief("The ferry was licensed to carry 98 passengers."),
        [one(98.0, "other")]
    );
}

#[test]
fn a_bare_number_counts_what_its_like_counts() {
    let text =
        "The ferry carried 79 people. Four people died. The firm revised its figure to 86 from 79.";
    let found = brief(text);
    assert_eq!(
        found.get(2..),
        Some(&[one(86.0, "aboard"), one(79.0, "aboard")][..])
    );
    assert_eq!(
        brief("Twelve divers drowned. Two of them were cousins.").get(1),
        Some(&one(2.0, "killed"))
    );
}

#[test]
fn the_next_words_say_what_became_of_the_shot() {
    assert_eq!(
        brief("A man was shot. He later died."),
        [one(1.0, "killed")]
    );
    assert_eq!(
        brief("Three men were shot. All are in hospital."),
        [one(3.0, "wounded")]
    );
    assert_eq!(
        brief("The trainee shot himself in the foot."),
        [one(1.0, "wounded")]
    );
    assert_eq!(brief("They shot at three guards."), [one(3.0, "other")]);
}

#[test]
fn persons_in_a_row_are_counted_together() {
    assert_eq!(
        brief("A woman and child were found dead."),
        [one(2.0, "killed")]
    );
    assert_eq!(
        brief("He killed his brother and his cousin."),
        [one(2.0, "killed")]
    );
}

#[test]
fn charges_kill_nobody() {
    assert_eq!(
        brief("No one has been charged with killing the guard."),
        [one(1.0, "killed")]
    );
    assert_eq!(brief("No one is going to hurt you."), []);
}

#[test]
fn one_word_may_count_the_dead() {
    assert_eq!(
        brief("Police look into a double murder."),
        [one(2.0, "killed")]
    );
    assert_eq!(
        brief("He was pronounced dead at noon."),
        [one(1.0, "killed")]
    );
    assert_eq!(
        brief("One man died and another was hurt."),
        [one(1.0, "killed"), one(1.0, "wounded")]
    );
}

#[test]
fn what_is_counted_elsewhere_settles_who_lived() {
    assert_eq!(
        brief("Seven people were shot, leaving one man dead. He died at noon.").first(),
        Some(&one(7.0, "killed_or_wounded"))
    );
    assert_eq!(
        brief("A boy was shot, but survived. His uncle is dead.").first(),
        Some(&one(1.0, "wounded"))
    );
    assert_eq!(
        brief("Four men were shot at the fair. No charge of murder was brought."),
        [one(4.0, "wounded")]
    );
    assert_eq!(
        brief("8 men shot, 2 dead.").first(),
        Some(&one(8.0, "killed_or_wounded"))
    );
}

#[test]
fn what_is_no_toll() {
    assert_eq!(brief("There were no serious injuries."), []);
    assert_eq!(
        brief("There were no reported injuries."),
        [one(0.0, "wounded")]
    );
    assert!(brief("A father of two was shot dead.").contains(&one(2.0, "other")));
    assert_eq!(
        brief("The quake killed 7 people. The observatory put it at 7.0.").get(1),
        Some(&one(7.0, "other"))
    );
    assert_eq!(
        brief("The dead now number 16, she said."),
        [one(16.0, "killed")]
    );
    assert_eq!(
        brief("The envoy said they returned 62 prisoners."),
        [one(62.0, "released")]
    );
}
