//! The counted noun phrase after a number.

use super::lex::{Kind, Lexeme};
use super::table;
use sayso_language::Span;

/// Where the counted noun phrase stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Counted {
    /// Its first lexeme, after any "of the".
    pub start: usize,
    /// One past its head; equal to `start` where the number stands alone.
    pub end: usize,
    /// Whether "of" stands between, so that the number is a part of it.
    pub of: bool,
}

impl Counted {
    /// The words, without determiner.
    pub fn words<'t>(&self, lexemes: &[Lexeme], text: &'t str) -> Option<&'t str> {
        let (first, last) = (
            lexemes.get(self.start)?,
            lexemes.get(self.end.checked_sub(1)?)?,
        );
        (self.end > self.start).then(|| Span::new(first.span.start, last.span.end).of(text))
    }
}

/// The noun phrase that the number ending before lexeme `at` counts. `unit`: a unit stands there ("40 tonnes of styrene").
pub(crate) fn counted(lexemes: &[Lexeme], at: usize, unit: bool) -> Counted {
    let low = |i: usize| {
        lexemes
            .get(i)
            .filter(|l| !l.first)
            .map_or("", |l| l.low.as_ref())
    };
    let mut start = at;
    while matches!(low(start), "\"" | "”" | "“" | "’" | "‘") {
        start += 1;
    }
    let mut of = false;
    if unit {
        if let Some((_, end)) = super::amount::unit_after(lexemes, start) {
            start = end;
        }
        if low(start) != "of" {
            return Counted {
                start,
                end: start,
                of,
            };
        }
    }
    if low(start) == "of" {
        of = true;
        start += 1;
        while matches!(
            low(start),
            "the" | "its" | "their" | "his" | "her" | "our" | "these" | "those" | "all" | "my"
        ) || low(start) == "own"
        {
            start += 1;
        }
        if matches!(low(start), "them" | "whom" | "us" | "you" | "which") {
            return Counted {
                start: start + 1,
                end: start + 1,
                of,
            };
        }
    }
    let mut end = start;
    let mut previous_plural = false;
    while end < start + 6 {
        let Some(l) = lexemes.get(end).filter(|l| !l.first || end == 0) else {
            break;
        };
        let hyphen = matches!(l.raw, "-") && !l.spaced && end > start;
        if !hyphen && (l.kind != Kind::Word || table::stops(&l.low)) {
            // "three dead fighters", "one wounded soldier": a stop word that stands as an adjective before a noun.
            let adjective = l.kind == Kind::Word
                && table::triggers()
                    .at(&l.low)
                    .iter()
                    .any(|(w, t)| w.len() == 1 && t.how == table::How::Adjective)
                && lexemes
                    .get(end + 1)
                    .is_some_and(|n| !n.first && n.kind == Kind::Word && !table::stops(&n.low))
                && end == start;
            if !adjective {
                break;
            }
        }
        let person = table::person(&l.low);
        let plural = person == Some(false)
            || l.low.ends_with('s')
                && !l.low.ends_with("ss")
                && !l.low.ends_with("us")
                && !l.low.ends_with("'s")
                && !l.low.ends_with("’s")
                && !l.capital();
        if previous_plural && !(plural && person.is_some()) {
            break;
        }
        if end > start && (l.low.ends_with("ed") && previous_plural || l.low.ends_with("ly"))
            || matches!(
                l.low.as_ref(),
                "fatally" | "mortally" | "critically" | "seriously"
            )
        {
            break;
        }
        previous_plural = plural;
        end += 1;
    }
    while end > start && lexemes.get(end - 1).is_some_and(|l| l.kind == Kind::Mark) {
        end -= 1;
    }
    Counted { start, end, of }
}
