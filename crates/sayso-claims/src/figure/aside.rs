//! Numbers that the words around them make something other than a figure: citation marks, ages in lists, hours in words, ratios, telephone numbers.

use super::amount::{Amount, low};
use super::lex::{Kind, Lexeme};
use super::table;

/// Why the amount is no figure of a report; none if nothing here speaks against it.
pub(crate) fn aside(lexemes: &[Lexeme], a: &Amount) -> Option<&'static str> {
    let (start, end) = a.core;
    let first = lexemes.get(start)?;
    let back = |n: usize| {
        start
            .checked_sub(n)
            .and_then(|j| lexemes.get(j))
            .filter(|l| l.sentence == first.sentence)
            .map_or("", |l| l.low.as_ref())
    };
    let ahead = |n: usize| {
        lexemes
            .get(end + n)
            .filter(|l| l.sentence == first.sentence)
            .map_or("", |l| l.low.as_ref())
    };
    let digits = first.kind == Kind::Digits;
    let value = a.lower.or(a.upper).unwrap_or(0.0);
    let closed = lexemes
        .get(end)
        .is_none_or(|l| l.first || l.kind == Kind::Mark || table::stops(&l.low));
    if a.share && ahead(0) == "as" && matches!(ahead(1), "many" | "much" | "big" | "large") {
        return Some("ratio");
    }
    if !a.class.is_empty() {
        return None;
    }
    if digits && citation(lexemes, a) {
        return Some("label");
    }
    if digits && first.raw.starts_with('.') && value < 1.0 && !first.raw.contains('%') {
        return Some("label");
    }
    if digits && telephone(lexemes, a, closed) {
        return Some("label");
    }
    let emergency = matches!(first.raw, "911" | "999" | "112" | "111" | "101") && a.plain;
    if emergency
        && (table::not_figure("after-911", ahead(0)).is_some()
            || matches!(
                back(1),
                "called" | "calling" | "dialled" | "dialed" | "call" | "dial"
            )
            || table::not_figure("after-911", back(1)).is_some())
    {
        return Some("label");
    }
    if age(lexemes, a, closed) || back(1) == "of" && matches!(back(2), "age" | "ages") {
        return Some("age");
    }
    // "(2/3)"
    if digits && back(1) == "(" && ahead(0) == ")" && first.raw.contains('/')
        || digits
            && end == start + 3
            && low(lexemes, start + 1) == "/"
            && back(1) == "("
            && ahead(0) == ")"
    {
        return Some("label");
    }
    let exact = a.modifier == "exact";
    // "until nine": an hour. "stood at nine" is a count.
    let then = lexemes.get(end).is_some_and(|l| l.capital() && a.words);
    let hour = exact && (closed || then) && (1.0..=12.0).contains(&value) && value.fract() == 0.0;
    if hour
        && ahead(0) != "of"
        && table::not_figure("before-clock", back(1)).is_some()
        && !(2..9).any(|n| {
            table::change(back(n)).is_some_and(|c| c != "move")
                || table::counting(back(n))
                || super::measure::casualty_word(back(n))
                || table::triggers()
                    .at(back(n))
                    .iter()
                    .any(|(w, t)| w.len() == 1 && t.how == table::How::Toll)
        })
    {
        return Some("clock");
    }
    if ahead(0) == "past" && exact && super::numeral::numeral(lexemes, end + 1).is_some() {
        return Some("clock");
    }
    // "in his 20's", "7 Action News"
    let decade = ahead(0) == "'" && ahead(1) == "s"
        || matches!(ahead(0), "'s" | "’s" | "s")
        || matches!(ahead(0), "’" | "‘") && ahead(1) == "s";
    let channel = (0..3)
        .take_while(|&n| {
            lexemes
                .get(end + n)
                .is_some_and(|l| l.capital() && !l.first)
        })
        .any(|n| ahead(n) == "news");
    let channel = channel
        || back(1) == "news"
            && start
                .checked_sub(1)
                .and_then(|j| lexemes.get(j))
                .is_some_and(Lexeme::capital)
            && closed;
    if digits && a.plain && (decade || channel) {
        return Some("label");
    }
    // "Image 1 / 6"
    let of_many = ahead(0) == "/" && lexemes.get(end + 1).is_some_and(|l| l.kind == Kind::Digits)
        || back(1) == "/"
            && start
                .checked_sub(2)
                .and_then(|j| lexemes.get(j))
                .is_some_and(|l| l.kind == Kind::Digits);
    // "and number two, …"
    let rank = a.words && closed && back(1) == "number" && matches!(back(2), "and" | "," | "");
    // "numbers 41 and 42"
    let numbered = digits
        && back(1) == "numbers"
        && ahead(0) == "and"
        && lexemes.get(end + 1).is_some_and(|l| l.kind == Kind::Digits);
    // "2 of 9 NEXT": which picture of how many is shown, before a button.
    let number = |j: Option<usize>| {
        j.and_then(|j| lexemes.get(j))
            .is_some_and(|l| l.kind == Kind::Digits)
    };
    let button = |j: usize| {
        lexemes
            .get(j)
            .is_some_and(|l| l.acronym() && l.raw.len() > 3)
    };
    let shown = digits
        && (a.plain && ahead(0) == "of" && number(Some(end + 1)) && button(end + 2)
            || back(1) == "of" && number(start.checked_sub(2)) && button(end));
    if rank || numbered || shown || digits && a.plain && of_many {
        return Some("label");
    }
    // "two to a bed"
    if exact && ahead(0) == "to" && matches!(ahead(1), "a" | "each" | "every") {
        return Some("ratio");
    }
    // "was one of the members who …"
    let named = start
        .checked_sub(2)
        .and_then(|j| lexemes.get(j))
        .is_some_and(|l| l.capital());
    let one_of = first.low == "one" && a.words && ahead(0) == "of";
    if one_of
        && (back(1) == "," && named
            || matches!(
                back(1),
                "is" | "was" | "are" | "were" | "be" | "became" | "as" | "been"
            ))
    {
        return Some("idiom");
    }
    // "in one of the worst storms": no member is meant.
    let superlative = |w: &str| {
        matches!(w, "worst" | "best" | "most" | "least") || w.ends_with("est") && w.len() > 5
    };
    if one_of && matches!(ahead(1), "the" | "its" | "their") && superlative(ahead(2)) {
        return Some("idiom");
    }
    // "On 12400 Maple"
    let street = lexemes.get(end).is_some_and(|l| l.capital() && !l.first);
    if digits && a.plain && back(1) == "on" && value >= 1000.0 && street && first.raw.len() >= 4 {
        return Some("address");
    }
    None
}

/// "[6]" right after a word or a mark.
fn citation(lexemes: &[Lexeme], a: &Amount) -> bool {
    let (start, end) = a.core;
    let opened = start
        .checked_sub(1)
        .and_then(|j| lexemes.get(j))
        .is_some_and(|l| l.raw == "[" && !l.spaced);
    opened && a.plain && low(lexemes, end) == "]"
}

/// "287-6611" with nothing counted after it, "(937) 225".
fn telephone(lexemes: &[Lexeme], a: &Amount, closed: bool) -> bool {
    let (start, end) = a.core;
    let width = |j: usize| {
        lexemes
            .get(j)
            .filter(|l| l.kind == Kind::Digits && l.low.bytes().all(|b| b.is_ascii_digit()))
            .map_or(0, |l| l.low.len())
    };
    let dashed = a.rule.starts_with("range:dash")
        && end == start + 3
        && width(start) == 3
        && width(start + 2) == 4
        && closed;
    let bracketed = start.checked_sub(1).is_some_and(|j| low(lexemes, j) == "(")
        && low(lexemes, end) == ")"
        && width(start) == 3
        && width(end + 1) == 3;
    dashed || bracketed
}

/// "Jr., 21, was", "both 16", "two men, 26 and 21,", "aged between the ages of 11 and 25", "9 yr old", "Smith was 35."
fn age(lexemes: &[Lexeme], a: &Amount, closed: bool) -> bool {
    let (start, end) = a.core;
    let Some(first) = lexemes.get(start) else {
        return false;
    };
    let back = |n: usize| start.checked_sub(n).map_or("", |j| low(lexemes, j));
    let value = a.lower.or(a.upper).unwrap_or(0.0);
    if !(1.0..120.0).contains(&value) || first.kind != Kind::Digits || !a.plain {
        return false;
    }
    let listed = closed || low(lexemes, end) == "and";
    let young = table::not_figure("after-age", low(lexemes, end)).is_some()
        && (matches!(low(lexemes, end + 1), "old" | "olds") || low(lexemes, end).contains('o'));
    let of_ages = back(1) == "of" && matches!(back(2), "age" | "ages")
        || back(1) == "and" && back(3) == "of" && matches!(back(4), "age" | "ages");
    let junior = back(1) == ","
        && (matches!(back(2), "jr" | "sr" | "jr." | "sr.")
            || back(2) == "." && matches!(back(3), "jr" | "sr"));
    let people = back(1) == ","
        && (table::person(back(2)) == Some(false) || back(2) == "both")
        && lexemes
            .get(end)
            .is_some_and(|l| matches!(l.low.as_ref(), "and" | ","))
        && lexemes
            .get(end + 1)
            .is_some_and(|l| l.kind == Kind::Digits || l.low == "and");
    let named = start
        .checked_sub(2)
        .and_then(|j| lexemes.get(j))
        .is_some_and(|l| {
            matches!(l.low.as_ref(), "he" | "she" | "i")
                || l.capital() && !l.first && l.kind == Kind::Word && !table::stops(&l.low)
        });
    // "Ada Brown, 32 of Ober, was"
    let named_of = back(1) == ","
        && named
        && low(lexemes, end) == "of"
        && lexemes
            .get(end + 1)
            .is_some_and(|l| l.capital() && l.kind == Kind::Word);
    // "two boys 4 and 7 years old", "a 12 and 14 year old"
    let both = low(lexemes, end) == "and"
        && lexemes.get(end + 1).is_some_and(|l| l.kind == Kind::Digits)
        && (matches!(low(lexemes, end + 2), "years" | "year")
            && matches!(low(lexemes, end + 3), "old" | "olds")
            || low(lexemes, end + 2) == "-" && low(lexemes, end + 3) == "year");
    // "who was 1 when she was killed"
    let then = low(lexemes, end) == "when"
        || low(lexemes, end) == "at" && matches!(low(lexemes, end + 2), "time");
    let predicate = table::not_figure("before-age", back(1)).is_some()
        && (named || then && matches!(back(2), "who" | "," | "child" | "son" | "daughter"))
        && closed
        && (value >= 5.0 || then)
        && a.modifier == "exact"
        && low(lexemes, end) != "of";
    young
        || both
        || named_of
        || of_ages
        || back(1) == "both" && listed
        || junior && listed
        || people
        || predicate
}
