//! Numbers that are no figures: dates, clock times, addresses, labels, scores, names, idioms, anaphora.

use super::amount::{Amount, low};
use super::lex::{Kind, Lexeme};
use super::table;

/// Why the amount is no figure; none if it is one. `all` keeps ages, durations, scores, idiomatic ones and distances, which some conventions count.
pub(crate) fn no_figure(lexemes: &[Lexeme], a: &Amount, all: bool) -> Option<&'static str> {
    let (start, end) = a.core;
    let first = lexemes.get(start)?;
    let word = |j: Option<usize>| j.map_or("", |j| low(lexemes, j));
    let previous = start
        .checked_sub(1)
        .and_then(|j| lexemes.get(j))
        .filter(|_| !first.first);
    let before = previous.map_or("", |l| l.low.as_ref());
    let next = lexemes.get(end).filter(|l| !l.first);
    let after = next.map_or("", |l| l.low.as_ref());
    let digits = first.kind == Kind::Digits;
    let bare = a.class.is_empty();
    let value = a.lower.or(a.upper).unwrap_or(0.0);
    let money = a.class == "money";
    if a.rule == "range:score" {
        return (!all).then_some("score");
    }
    if digits
        && !money
        && let Some(why) = glued(lexemes, a, previous)
    {
        return Some(why);
    }
    if bare
        && !a.words
        && let Some(why) = calendar(lexemes, a, before, after)
    {
        return Some(why);
    }
    if money {
        return None;
    }
    if !all && matches!(a.class, "time" | "age") {
        return Some(if a.class == "age" { "age" } else { "duration" });
    }
    if !all && a.class == "length" && before == "within" {
        return Some("place");
    }
    if !all
        && a.class == "length"
        && let Some((_, at)) = super::amount::unit_after(lexemes, end)
        && table::not_figure("after-distance", low(lexemes, at)).is_some()
    {
        return Some("place");
    }
    if bare && before == "(" && digits && a.plain && (1500.0..2100.0).contains(&value) {
        return Some("date");
    }
    let cardinal = a.modifier == "exact";
    if !all && a.modifier != "exact" && bare && value < 120.0 && young(lexemes, a) {
        return Some("age");
    }
    if bare && a.modifier == "range" && table::not_figure("before", before) == Some("age") {
        return Some("age");
    }
    if bare && cardinal && digits && a.plain {
        let label = table::not_figure("before", before);
        let counted = next.is_some_and(|l| {
            l.kind == Kind::Word
                && !l.capital()
                && (l.low.ends_with('s') || table::person(&l.low) == Some(false))
                && !table::stops(&l.low)
        });
        // "the dead now number 16"
        let verb = before == "number"
            && start
                .checked_sub(2)
                .and_then(|j| lexemes.get(j))
                .is_some_and(|l| {
                    matches!(
                        l.low.as_ref(),
                        "now" | "they" | "who" | "to" | "still" | "already"
                    ) || table::person(&l.low) == Some(false)
                        || super::measure::casualty_word(&l.low)
                });
        if let Some(label) = label.filter(|l| {
            !verb
                && !(all && *l == "age")
                && (!counted
                    || *l == "label" && (before.len() < 4 || previous.is_some_and(|l| l.capital())))
        }) {
            return Some(label);
        }
        let address = (end..end + 5).take_while(|&j| {
            lexemes.get(j).is_some_and(|l| {
                !l.first
                    && (l.capital()
                        || l.kind == Kind::Digits
                        || matches!(l.raw, "." | "block" | "of"))
            })
        });
        if address
            .filter(|&j| table::not_figure("street", low(lexemes, j)).is_some())
            .any(|j| lexemes.get(j).is_some_and(|l| l.capital()) || low(lexemes, j) == "block")
        {
            return Some("address");
        }
        if before == "at" && next.is_some_and(|l| l.capital()) && table::person(after).is_none() {
            return Some("address");
        }
        let named = previous.is_some_and(|l| {
            l.kind == Kind::Word
                && l.raw.chars().any(char::is_uppercase)
                && first.spaced
                && (!l.first || l.acronym())
        }) && !matches!(
            before,
            "monday"
                | "tuesday"
                | "wednesday"
                | "thursday"
                | "friday"
                | "saturday"
                | "sunday"
                | "i"
                | "the"
                | "and"
                | "in"
                | "of"
                | "for"
                | "with"
                | "to"
        );
        if named && !counted {
            return Some("name");
        }
        if !all && before == "," && value < 120.0 && value > 0.0 && aged(lexemes, start) {
            return Some("age");
        }
    }
    if a.words
        && first.capital()
        && !first.first
        && !matches!(before, "\"" | "“" | "‘" | "'" | ":" | "(" | "–" | "—" | "-")
    {
        let title = next.is_some_and(|l| l.capital())
            || previous.is_some_and(|l| l.capital() || l.low == "of" || l.low == "the");
        if title {
            return Some("name");
        }
    }
    let small_word = a.words && end == start + 1 && value < 10.0 && value.fract() == 0.0;
    if small_word && bare && value == 1.0 && low(lexemes, start) == "one" && cardinal {
        return one(lexemes, a, before, after, all);
    }
    if !all && cardinal && before == "to" && word(start.checked_sub(2)) == "according" {
        return Some("source");
    }
    if !all
        && small_word
        && cardinal
        && matches!(before, "the" | "these" | "those" | "both" | "all")
        && word(start.checked_sub(2)) != "of"
        && (value <= 3.0 || before != "the")
        && !(before == "all"
            && (super::measure::casualty_word(after) || table::person(after) == Some(false)))
    {
        return Some("anaphor");
    }
    if !all
        && a.share
        && matches!(
            before,
            "first"
                | "second"
                | "the"
                | "other"
                | "last"
                | "one"
                | "third"
                | "better"
                | "this"
                | "each"
        )
    {
        return Some("half");
    }
    if a.share && low(lexemes, start) == "half" && before == "this" {
        return Some("half");
    }
    if a.share
        && (after == "-" && low(lexemes, end + 1) != "of" && !all
            || matches!(
                after,
                "time"
                    | "hour"
                    | "marathon"
                    | "century"
                    | "brother"
                    | "sister"
                    | "finals"
                    | "final"
                    | "mile"
                    | "way"
            )
            || a.rule == "numeral:share"
                && matches!(
                    (low(lexemes, start), before),
                    (
                        "quarter",
                        "the"
                            | "first"
                            | "second"
                            | "third"
                            | "fourth"
                            | "this"
                            | "last"
                            | "each"
                            | "every"
                            | "next"
                            | "previous"
                    ) | ("half", "first" | "second" | "the")
                ))
    {
        return Some("half");
    }
    let half_million = end > start + 1 + usize::from(low(lexemes, start) == "a");
    if !half_million
        && (low(lexemes, start) == "quarter"
            || low(lexemes, start) == "a" && low(lexemes, start + 1) == "quarter" && after != "of")
    {
        return Some("quarter");
    }
    if !all
        && a.words
        && next.is_some_and(|l| l.raw == "-" && !l.spaced)
        && lexemes
            .get(end + 1)
            .is_some_and(|l| l.kind == Kind::Word && !l.spaced)
        && bare
    {
        return Some("compound");
    }
    None
}

/// Numbers inside names, addresses of machines, scores, dates in digits.
fn glued(lexemes: &[Lexeme], a: &Amount, previous: Option<&Lexeme>) -> Option<&'static str> {
    let (start, end) = a.core;
    let touches = lexemes.get(start).is_some_and(|l| !l.spaced);
    let before = previous.filter(|_| touches);
    let after = lexemes.get(end).filter(|l| !l.spaced);
    let third = lexemes.get(end + 1).filter(|l| !l.spaced);
    if let Some(b) = before {
        let back = start
            .checked_sub(2)
            .and_then(|j| lexemes.get(j))
            .filter(|_| !b.spaced);
        if b.kind == Kind::Word && a.start == start {
            return Some("name");
        }
        let joins = matches!(
            b.raw,
            "-" | "–" | "/" | "_" | "@" | "#" | "." | "=" | "&" | ":" | "*" | "\\" | "%"
        );
        if joins
            && back.is_some_and(|l| l.kind != Kind::Mark)
            && a.start + 1 >= start
            && !(b.raw == "-" && matches!(back.map(|l| l.low.as_ref()), Some("sub" | "to" | "a")))
        {
            return Some(if back.is_some_and(|l| l.kind == Kind::Digits) {
                "score"
            } else {
                "name"
            });
        }
        if matches!(b.raw, "#" | "№" | "@" | "_" | "&") {
            return Some("label");
        }
    }
    let n = after?;
    match n.raw {
        ":" | "/" if third.is_some_and(|l| l.kind == Kind::Digits) => return Some("clock"),
        "-" | "–" if third.is_some_and(|l| l.kind == Kind::Digits) && a.modifier != "range" => {
            return Some("score");
        }
        "." | "_" | "@" if third.is_some_and(|l| l.kind != Kind::Mark) => return Some("name"),
        _ => {}
    }
    if n.kind != Kind::Word || a.end > end || super::amount::unit_after(lexemes, end).is_some() {
        return None;
    }
    match n.low.as_ref() {
        "st" | "nd" | "rd" | "th" => Some("ordinal"),
        "s" | "'s" | "’s" => Some("decade"),
        "am" | "pm" | "a.m." | "p.m." | "h" => Some("clock"),
        "g" | "k" | "x" | "d" | "p" if n.raw.len() == 1 => Some("name"),
        _ if n.raw.len() == 1 => Some("name"),
        _ => None,
    }
}

/// Dates, years and clock times by the words around them.
fn calendar(lexemes: &[Lexeme], a: &Amount, before: &str, after: &str) -> Option<&'static str> {
    let (start, end) = a.core;
    let value = a.lower.or(a.upper).unwrap_or(0.0);
    let capital = |j: usize| lexemes.get(j).is_some_and(|l| l.capital());
    if table::not_figure("after", after).is_some_and(|w| w == "clock") {
        return Some("clock");
    }
    if !a.plain {
        return None;
    }
    let month = |j: usize| capital(j) && table::not_figure("around", low(lexemes, j)).is_some();
    let behind = start.checked_sub(1).is_some_and(month)
        || matches!(before, ".") && start.checked_sub(2).is_some_and(month);
    let ahead = month(end) || after == "of" && month(end + 1);
    if (behind || ahead) && (value <= 31.0 || (1000.0..2200.0).contains(&value)) {
        return Some("date");
    }
    let day_before = before == ","
        && start
            .checked_sub(2)
            .and_then(|j| lexemes.get(j))
            .is_some_and(|l| l.kind == Kind::Digits && l.low.len() <= 2);
    let width = lexemes.get(start).map_or(0, |l| l.low.len());
    if width == 4
        && (1000.0..2300.0).contains(&value)
        && matches!(
            before,
            "since" | "until" | "in" | "by" | "before" | "during"
        )
        && a.modifier == "exact"
        && after != "people"
        && value.fract() == 0.0
        && (value >= 1500.0 || value < 1500.0 && before != "by")
        && after_is_no_noun(lexemes, end)
    {
        return Some("date");
    }
    if width == 4 && (1500.0..2100.0).contains(&value) {
        let counted = lexemes.get(end).is_some_and(|l| {
            l.kind == Kind::Word
                && !l.first
                && !l.capital()
                && !table::stops(&l.low)
                && (l.low.ends_with('s') || table::person(&l.low) == Some(false))
        });
        let bounded = matches!(
            a.modifier,
            "over" | "at_least" | "up_to" | "nearly" | "about"
        ) && !matches!(
            before,
            "over" | "under" | "about" | "around" | "below" | "above" | "beyond"
        ) || matches!(before, "below" | "above" | "over" | "under")
            && value % 100.0 == 0.0;
        let counted = counted
            && (value < 1900.0
                || lexemes
                    .get(end)
                    .is_some_and(|l| table::person(&l.low) == Some(false)));
        if day_before
            || !(counted
                && !matches!(
                    before,
                    "in" | "since" | "the" | "by" | "until" | "of" | "from" | "during"
                ))
                && !bounded
        {
            return Some("date");
        }
    }
    None
}

/// "children under three", "a child younger than seven": an age.
fn young(lexemes: &[Lexeme], a: &Amount) -> bool {
    let before = a.start.checked_sub(1).and_then(|j| lexemes.get(j));
    let headless = lexemes
        .get(a.core.1)
        .is_none_or(|l| l.first || l.kind == Kind::Mark || table::stops(&l.low));
    headless
        && before.is_some_and(|l| {
            table::person(&l.low).is_some()
                || matches!(l.low.as_ref(), "aged" | "those" | "anyone" | "everyone")
        })
}

/// Whether what follows a year is no noun that it could count.
fn after_is_no_noun(lexemes: &[Lexeme], end: usize) -> bool {
    lexemes
        .get(end)
        .is_none_or(|l| l.first || l.kind != Kind::Word || table::stops(&l.low) || l.capital())
}

/// ", 29," after a name.
fn aged(lexemes: &[Lexeme], start: usize) -> bool {
    let named = start
        .checked_sub(2)
        .and_then(|j| lexemes.get(j))
        .is_some_and(|l| {
            l.kind == Kind::Word && (l.capital() || table::person(&l.low) == Some(true))
        });
    let closed = lexemes
        .get(start + 1)
        .is_none_or(|l| l.first || matches!(l.raw, "," | "." | ";" | ")" | "-" | "–"));
    named && closed
}

/// "one": a number only where something is counted.
fn one(
    lexemes: &[Lexeme],
    a: &Amount,
    before: &str,
    after: &str,
    all: bool,
) -> Option<&'static str> {
    let end = a.core.1;
    let only = matches!(
        before,
        "only"
            | "just"
            | "least"
            | "killed"
            | "killing"
            | "wounding"
            | "injuring"
            | "leaving"
            | "left"
            | "than"
    );
    let next = lexemes
        .get(end)
        .filter(|l| !l.first && l.kind == Kind::Word);
    if lexemes.get(end).is_some_and(|l| l.kind == Kind::Digits) || low(lexemes, end) == "-" && !all
    {
        return Some("idiom");
    }
    let clause = before == "that"
        && next.is_some_and(|l| {
            super::measure::casualty_word(&l.low) || table::person(&l.low) == Some(true)
        });
    if clause {
        return None;
    }
    if !only
        && (table::not_figure("before-one", before).is_some()
            || table::not_figure("after-one", after).is_some())
    {
        return Some("idiom");
    }
    let Some(next) = next else {
        return (!only && before != "and" && before != ",").then_some("idiom");
    };
    if next.low == "of" {
        // "one of the best": a member, not a count; kept where all quantities count, and for persons whose fate follows (see measure).
        return None;
    }
    let noun = !table::stops(&next.low) || super::measure::casualty_word(&next.low);
    (!noun).then_some("idiom")
}
