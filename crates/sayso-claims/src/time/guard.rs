//! What looks like a time and is none.

use super::Convention;
use super::lexicon::Class;
use super::rule::Match;
use super::token::Token;

/// Whether a match is no time: a count, a price, a rate, a dateline, part of a name.
pub(super) fn is_none(text: &str, tokens: &[Token], found: &Match, convention: Convention) -> bool {
    is_other_number(tokens, found)
        || is_decimal(tokens, found)
        || is_name(tokens, found)
        || (convention == Convention::Guide
            && (is_rate(tokens, found) || is_dateline(text, tokens, found)))
}

fn before<'t>(tokens: &[Token<'t>], found: &Match, n: usize) -> Option<Token<'t>> {
    found
        .from
        .checked_sub(n)
        .and_then(|n| tokens.get(n))
        .copied()
}

/// Whether the numeral of a match is a count, a price or a share rather than a year or an hour.
fn is_other_number(tokens: &[Token], found: &Match) -> bool {
    let before = found
        .from
        .checked_sub(1)
        .and_then(|n| tokens.get(n))
        .map_or("", |t| t.text);
    let after = tokens.get(found.reach);
    let bare_year = found.to - found.from == 1 && found.get(Class::Year).is_some();
    if bare_year {
        let counts = after.is_some_and(|t| {
            matches!(t.text, "%" | "percent")
                || (t.text.ends_with('s') && t.text.len() > 4 && !t.capital)
                || matches!(t.text, "people" | "men" | "women" | "children")
        });
        let led = ["in", "since", "until", "by", "of", "from", "to"]
            .iter()
            .any(|p| before.eq_ignore_ascii_case(p));
        return matches!(before, "$" | "£" | "€" | "No" | "-" | "." | "flight") || (counts && !led);
    }
    matches!(before, "$" | "£" | "€") && found.get(Class::Number).is_some()
}

/// "1678.5" is no year.
fn is_decimal(tokens: &[Token], found: &Match) -> bool {
    let (Some(last), Some(dot), Some(digit)) = (
        tokens.get(found.to - 1),
        tokens.get(found.to),
        tokens.get(found.to + 1),
    ) else {
        return false;
    };
    found.get(Class::Year).is_some()
        && dot.text == "."
        && dot.span.start == last.span.end
        && digit.span.start == dot.span.end
        && digit.text.starts_with(|c: char| c.is_ascii_digit())
}

/// The date behind the place at the head of a report: "SENTAR, Oct 7 (Northline) -".
fn is_dateline(text: &str, tokens: &[Token], found: &Match) -> bool {
    let opens = tokens.get(found.to).is_some_and(|t| t.text == "(");
    let comma = before(tokens, found, 1).is_some_and(|t| t.text == ",");
    let Some(place) = before(tokens, found, 2).filter(|t| opens && comma && t.capital) else {
        return false;
    };
    let head = text.get(..place.span.start).unwrap_or("");
    let line = head.rsplit('\n').next().unwrap_or("");
    line.split_whitespace().count() <= 4 && !line.contains(['.', ';'])
}

/// "Today" in "Port City Today": a capital inside the sentence, behind another.
fn is_name(tokens: &[Token], found: &Match) -> bool {
    let one = found.to - found.from == 1 && found.get(Class::Dayword).is_some();
    one && tokens
        .get(found.from)
        .is_some_and(|t| t.capital && !t.paragraph)
        && before(tokens, found, 1).is_some_and(|t| t.capital)
}

/// "eight litres a day": what is counted stands right before.
fn is_rate(tokens: &[Token], found: &Match) -> bool {
    let word = |n: usize| tokens.get(n).map_or("", |t| t.text);
    let two = found.to - found.from == 2 && found.get(Class::Unit).is_some();
    if !two
        || !matches!(word(found.from), "a" | "an")
        || matches!(
            word(found.to),
            "after" | "before" | "ago" | "later" | "earlier"
        )
    {
        return false;
    }
    let number = |n| {
        before(tokens, found, n).is_some_and(|t| t.text.starts_with(|c: char| c.is_ascii_digit()))
    };
    before(tokens, found, 1).is_some_and(|t| {
        let scale = ["million", "billion", "thousand", "hundred", "dozen"].contains(&t.text);
        let plural = t.text.len() > 3 && t.text.ends_with('s') && !t.capital;
        scale || number(1) || plural
    })
}
