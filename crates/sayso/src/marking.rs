//! A text with the source, cue and content of its claims marked: three colours, or brackets `⟦S1 …⟧`, `⟦Q1 …⟧`, `⟦C1 …⟧`
//! where there is no colour.

use crate::paint::{Ink, Paint};
use crate::table::plain_char;
use sayso_language::Span;
use std::collections::BTreeSet;
use unicode_width::UnicodeWidthChar;

/// What a marked part is to its claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Who is attributed.
    Source,
    /// The words that attribute.
    Cue,
    /// What is attributed.
    Content,
    /// No report at all.
    Boilerplate,
}

/// A part of a text, in bytes, and the number of its claim.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// Where.
    pub span: Span,
    /// What it is.
    pub role: Role,
    /// Of which claim, from 1.
    pub number: usize,
    /// Whether the number is written here, where there is colour.
    pub numbered: bool,
}

impl Role {
    fn ink(self) -> Ink {
        match self {
            Role::Source => Ink::Source,
            Role::Cue => Ink::Cue,
            Role::Content => Ink::Content,
            Role::Boilerplate => Ink::Dim,
        }
    }

    fn letter(self) -> char {
        match self {
            Role::Source => 'S',
            Role::Cue => 'Q',
            Role::Content => 'C',
            Role::Boilerplate => 'B',
        }
    }
}

/// The marks of one claim, `bytes` of its source, cue and content; its number stands after the cue, else before the rest.
pub fn marks(number: usize, source: &[Span], cue: &[Span], content: &[Span]) -> Vec<Mark> {
    let mut out = Vec::with_capacity(source.len() + cue.len() + content.len());
    for (role, spans) in [
        (Role::Cue, cue),
        (Role::Content, content),
        (Role::Source, source),
    ] {
        for span in spans.iter().filter(|s| !s.is_empty()) {
            out.push(Mark {
                span: *span,
                role,
                number,
                numbered: out.is_empty(),
            });
        }
    }
    out
}

/// The paragraphs of `text` (its lines that are not blank), in bytes.
pub fn paragraphs(text: &str) -> Vec<Span> {
    let mut at = 0;
    let mut out = Vec::new();
    for line in text.split_inclusive('\n') {
        if !line.trim().is_empty() {
            out.push(Span::new(at, at + line.trim_end().len()));
        }
        at += line.len();
    }
    out
}

/// A number in raised digits.
pub fn raised(number: usize) -> String {
    let digits = number.to_string();
    let digit = |c: char| {
        "⁰¹²³⁴⁵⁶⁷⁸⁹"
            .chars()
            .nth(c.to_digit(10).unwrap_or(0) as usize)
    };
    digits.chars().filter_map(digit).collect()
}

/// A character to be shown and how.
struct Glyph {
    c: char,
    ink: Ink,
}

/// The paragraph `part` of `text`, its `marks` shown, in lines of at most `width` columns after `indent` blanks.
/// `marks` must be sorted by the start of their spans.
pub fn paragraph(
    paint: Paint,
    text: &str,
    part: Span,
    marks: &[Mark],
    width: usize,
    indent: usize,
) -> String {
    let glyphs = glyphs(paint, text, part, marks);
    let mut out = String::new();
    for line in lines(&glyphs, width.saturating_sub(indent).max(10)) {
        out.push_str(&" ".repeat(indent));
        let mut run = String::new();
        let mut ink = Ink::Plain;
        for glyph in line {
            if glyph.ink != ink {
                out.push_str(&paint.ink(ink, &run));
                run.clear();
                ink = glyph.ink;
            }
            run.push(if glyph.c == '\u{A0}' { ' ' } else { glyph.c });
        }
        out.push_str(&paint.ink(ink, &run));
        out.push('\n');
    }
    out
}

fn glyphs(paint: Paint, text: &str, part: Span, marks: &[Mark]) -> Vec<Glyph> {
    let here: Vec<Mark> = marks
        .iter()
        .take_while(|m| m.span.start < part.end)
        .filter(|m| m.span.overlaps(part))
        .copied()
        .collect();
    let mut points: Vec<(usize, bool, usize, usize)> = Vec::with_capacity(here.len() * 2);
    for (i, mark) in here.iter().enumerate() {
        let (start, end) = (mark.span.start.max(part.start), mark.span.end.min(part.end));
        // At one place: ends before starts, the shorter ends first, the longer starts first; of equals, the last to start ends first.
        points.push((start, true, usize::MAX - (end - start), i));
        points.push((end, false, end - start, usize::MAX - i));
    }
    points.sort_unstable();
    let mut out: Vec<Glyph> = Vec::new();
    let mut under = BTreeSet::new();
    let mut open: Vec<usize> = Vec::new();
    let mut at = part.start;
    for (place, starts, _, i) in points {
        let i = if starts { i } else { usize::MAX - i };
        let ink = ink_under(paint, &here, &under);
        push(&mut out, text.get(at..place).unwrap_or(""), ink);
        at = place.max(at);
        let Some(mark) = here.get(i) else { continue };
        let key = (mark.span.len(), mark.role, i);
        if starts {
            under.insert(key);
            open.push(i);
        } else {
            under.remove(&key);
        }
        if paint.colour {
            number(&mut out, mark, starts, part);
        } else {
            bracket(&mut out, &here, &open, i, starts);
        }
        if !starts {
            open.retain(|o| *o != i);
        }
    }
    let ink = ink_under(paint, &here, &under);
    push(&mut out, text.get(at..part.end).unwrap_or(""), ink);
    out
}

/// The ink of the shortest mark, which is the innermost.
fn ink_under(paint: Paint, here: &[Mark], under: &BTreeSet<(usize, Role, usize)>) -> Ink {
    let first = under.first().and_then(|(_, _, i)| here.get(*i));
    first
        .filter(|_| paint.colour)
        .map_or(Ink::Plain, |m| m.role.ink())
}

fn push(out: &mut Vec<Glyph>, words: &str, ink: Ink) {
    let mut shown = String::new();
    for c in words.chars() {
        plain_char(c, &mut shown);
    }
    out.extend(shown.chars().map(|c| Glyph { c, ink }));
}

fn number(out: &mut Vec<Glyph>, mark: &Mark, starts: bool, part: Span) {
    let after = mark.role == Role::Cue;
    let place = if after {
        !starts && part.contains(Span::new(mark.span.end, mark.span.end))
    } else {
        starts && mark.span.start >= part.start
    };
    if mark.numbered && place {
        push(out, &raised(mark.number), Ink::Dim);
    }
}

/// Opens or closes a bracket; one that crosses others closes and opens them again.
fn bracket(out: &mut Vec<Glyph>, here: &[Mark], open: &[usize], i: usize, starts: bool) {
    let opening = |i: usize| {
        let mark = here.get(i)?;
        Some(match mark.role {
            Role::Boilerplate => "⟦B\u{A0}".to_owned(),
            role => format!("⟦{}{}\u{A0}", role.letter(), mark.number),
        })
    };
    let mut put = |words: &str| {
        out.extend(words.chars().map(|c| Glyph { c, ink: Ink::Plain }));
    };
    if starts {
        put(&opening(i).unwrap_or_default());
        return;
    }
    let crossing: Vec<usize> = open
        .iter()
        .rev()
        .take_while(|o| **o != i)
        .copied()
        .collect();
    crossing.iter().for_each(|_| put("⟧"));
    put("⟧");
    for o in crossing.iter().rev() {
        put(&opening(*o).unwrap_or_default());
    }
}

/// Lines of at most `width` columns, broken at blanks.
fn lines(glyphs: &[Glyph], width: usize) -> Vec<&[Glyph]> {
    let mut out = Vec::new();
    let (mut start, mut used) = (0, 0);
    let mut blank: Option<(usize, usize)> = None;
    for (i, glyph) in glyphs.iter().enumerate() {
        let wide = glyph.c.width().unwrap_or(0);
        if glyph.c == ' ' {
            blank = Some((i, used + wide));
        }
        if used + wide > width && i > start {
            let (end, next, taken) = match blank {
                Some((at, upto)) if at > start || at == i => (at, at + 1, upto),
                _ => (i, i, used),
            };
            out.push(glyphs.get(start..end).unwrap_or(&[]));
            start = next;
            used = used.saturating_sub(taken.min(used));
            blank = None;
            if glyph.c == ' ' && next > i {
                used = 0;
                continue;
            }
        }
        used += wide;
    }
    out.push(glyphs.get(start..).unwrap_or(&[]));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    const BARE: Paint = Paint { colour: false };

    fn shown(paint: Paint, text: &str, parts: &[(&str, Role, usize)], width: usize) -> String {
        let mut marks: Vec<Mark> = parts
            .iter()
            .map(|(words, role, number)| {
                let start = text.find(words).unwrap();
                let span = Span::new(start, start + words.len());
                Mark {
                    span,
                    role: *role,
                    number: *number,
                    numbered: *role == Role::Cue,
                }
            })
            .collect();
        marks.sort_by_key(|m| m.span.start);
        paragraph(paint, text, Span::new(0, text.len()), &marks, width, 0)
    }

    #[test]
    fn brackets_nest() {
        let text = "She said he denied it all.";
        let parts = [
            ("She", Role::Source, 1),
            ("said", Role::Cue, 1),
            ("he denied it all", Role::Content, 1),
            ("he", Role::Source, 2),
            ("denied", Role::Cue, 2),
        ];
        // `find("he")` stands in "She": the second source is looked for by its blank.
        let mut parts = parts.to_vec();
        parts[3].0 = "he ";
        assert_eq!(
            shown(BARE, text, &parts, 200),
            "⟦S1 S⟦S2 he⟧⟧⟦S2  ⟧⟦Q1 said⟧ ⟦C1 he ⟦Q2 denied⟧ it all⟧.\n"
        );
    }

    #[test]
    fn a_shared_source_is_marked_for_each_claim() {
        let text = "She came and saw.";
        let parts = [("She", Role::Source, 1), ("She", Role::Source, 2)];
        assert_eq!(
            shown(BARE, text, &parts, 80),
            "⟦S1 ⟦S2 She⟧⟧ came and saw.\n"
        );
    }

    #[test]
    fn colours_take_no_width() {
        let text = "The dam held, she said, for nine hours and more.";
        let parts = [
            ("The dam held", Role::Content, 1),
            ("she", Role::Source, 1),
            ("said", Role::Cue, 1),
        ];
        let painted = shown(Paint { colour: true }, text, &parts, 20);
        assert!(painted.contains("said\u{1b}[0m\u{1b}[2m¹"), "{painted:?}");
        assert_eq!(painted.lines().count(), 3);
        for line in shown(BARE, text, &parts, 20).lines() {
            assert!(line.width() <= 20, "{line:?}");
        }
    }

    #[test]
    fn every_word_is_shown_once_in_lines_that_fit() {
        let text = "word ".repeat(50) + "averyveryverylongwordindeed 水害水害 end";
        for width in [10, 11, 13, 40] {
            let out = shown(BARE, &text, &[], width);
            let squeeze = |s: &str| s.split_whitespace().collect::<String>();
            assert_eq!(squeeze(&out), squeeze(&text));
            assert!(out.lines().all(|l| l.width() <= width), "{out}");
        }
    }

    #[test]
    fn paragraphs_are_lines_with_words() {
        let found = paragraphs("a b \n\n  \nc");
        assert_eq!(found, [Span::new(0, 3), Span::new(9, 10)]);
    }
}
