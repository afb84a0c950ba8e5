//! Numbers that are too long, too large, mixed or broken: a defined reading or none.

use super::{read_figures, read_quantities};
use crate::Figure;
use sayso_language::Reading;

fn all(text: &str) -> Vec<Figure> {
    read_figures(text, &Reading::default(), &[])
}

fn values(text: &str) -> Vec<(Option<f64>, Option<f64>)> {
    all(text).iter().map(|f| (f.lower, f.upper)).collect()
}

fn exact(n: f64) -> (Option<f64>, Option<f64>) {
    (Some(n), Some(n))
}

#[test]
fn a_number_of_ten_thousand_digits_is_none() {
    let long = "7".repeat(10_000);
    assert_eq!(values(&format!("They counted {long} soldiers.")), []);
    let grouped = "123,".repeat(3_000) + "456";
    for f in all(&format!("They counted {grouped} soldiers.")) {
        assert!(f.lower.is_none_or(f64::is_finite));
    }
}

#[test]
fn scales_that_do_not_fall_multiply() {
    assert_eq!(
        values("They counted one hundred thousand million billion grains."),
        [exact(1e20)]
    );
}

#[test]
fn scales_beyond_all_bounds_are_none() {
    let text = format!("They counted one {} grains.", "billion ".repeat(60));
    assert!(
        values(&text)
            .iter()
            .all(|(l, u)| l.is_none_or(f64::is_finite) && u.is_none_or(f64::is_finite))
    );
}

#[test]
fn digits_of_one_script_are_read_and_mixed_ones_are_not() {
    assert_eq!(values("They counted ٤٢ soldiers."), [exact(42.0)]);
    assert_eq!(values("They counted ७८ soldiers."), [exact(78.0)]);
    assert_eq!(values("They counted 4٢ soldiers."), []);
}

#[test]
fn an_exponent_that_overflows_is_none() {
    for text in [
        "About 9e999 people came.",
        "About 9^9999 people came.",
        "1e300 x10^300 people",
    ] {
        for (lower, upper) in values(text) {
            assert!(
                lower.is_none_or(f64::is_finite) && upper.is_none_or(f64::is_finite),
                "{text}"
            );
        }
    }
}

#[test]
fn broken_grouping_is_no_number() {
    assert_eq!(values("They saw 1.2.3.4 soldiers."), []);
    assert_eq!(values("They saw 1,2,3 soldiers.").len(), 3);
}

#[test]
fn a_fraction_over_nothing_is_none() {
    for text in [
        "They saw 5/0 of it.",
        "They saw one over zero.",
        "They saw five zeroths.",
    ] {
        for (lower, upper) in values(text) {
            assert!(
                lower.is_none_or(f64::is_finite) && upper.is_none_or(f64::is_finite),
                "{text}"
            );
        }
    }
}

#[test]
fn a_range_that_falls_is_no_range() {
    assert!(
        all("Between 20 and 10 soldiers died.")
            .iter()
            .all(|f| f.modifier != "range")
    );
}

#[test]
fn marks_alone_are_no_numbers() {
    for text in [
        "",
        " ",
        ".",
        "-",
        "%",
        "$",
        "- - -",
        "\u{0}",
        "½½½½",
        "$$$1",
        "½/½",
        "\u{202f}\u{202f}",
    ] {
        let _ = all(text);
        let _ = read_quantities(text, &Reading::default(), &[]);
    }
}
