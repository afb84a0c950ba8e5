//! The text of a report with what was read in it marked: stretches between the ends of spans, each with all that covers it.

use crate::pages::when::Escaped;
use sayso_language::Span;
use sayso_ledger::contract::Words;
use std::fmt::Write;

/// What a stretch of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Who is attributed.
    Source,
    /// What attributes.
    Cue,
    /// What is attributed.
    Content,
    /// A number.
    Figure,
    /// A time.
    Time,
    /// No part of the report.
    Boilerplate,
}

/// A span in code points, what it is, and of which claim of the report.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// Where.
    pub span: Span,
    /// What.
    pub role: Role,
    /// The number of the claim.
    pub claim: Option<usize>,
}

/// A place that can be linked to: a code point, and the name of the claim that begins there.
pub type Anchor = (usize, String);

/// One block as HTML. `marks` and `anchors` are sorted by where they begin.
pub fn block(out: &mut String, words: &Words<'_>, at: Span, marks: &[Mark], anchors: &[Anchor]) {
    let here: Vec<&Mark> = marks
        .iter()
        .take_while(|m| m.span.start < at.end)
        .filter(|m| m.span.end > at.start)
        .collect();
    let mut ends: Vec<usize> = here
        .iter()
        .flat_map(|m| [m.span.start.max(at.start), m.span.end.min(at.end)])
        .chain([at.start, at.end])
        .chain(anchors.iter().map(|a| a.0))
        .filter(|e| (at.start..=at.end).contains(e))
        .collect();
    ends.sort_unstable();
    ends.dedup();
    let mut next = anchors.partition_point(|a| a.0 < at.start);
    for pair in ends.windows(2) {
        let &[start, end] = pair else { continue };
        while let Some((place, name)) = anchors.get(next).filter(|a| a.0 <= start) {
            if *place >= at.start {
                let _ = write!(
                    out,
                    "<span class=\"at\" id=\"claim-{}\"></span>",
                    Escaped(name)
                );
            }
            next += 1;
        }
        let mut over: Vec<&Mark> = here
            .iter()
            .filter(|m| m.span.start <= start && m.span.end >= end)
            .copied()
            .collect();
        over.sort_by_key(|m| (m.span.end - m.span.start, m.role));
        stretch(out, words.of(Span::new(start, end)), &over);
    }
}

/// One stretch. The smallest span of a claim that covers it says how it looks; a content around that shows as a line beneath.
fn stretch(out: &mut String, text: &str, over: &[&Mark]) {
    let in_claim: Vec<&&Mark> = over.iter().filter(|m| m.role <= Role::Content).collect();
    let is = |role| over.iter().any(|m| m.role == role);
    let mut class = String::new();
    if let Some(inner) = in_claim.first() {
        class.push_str(match inner.role {
            Role::Source => "hl source",
            Role::Cue => "hl cue",
            _ => "hl content",
        });
        let contents = in_claim
            .iter()
            .filter(|m| m.role == Role::Content && m.claim != inner.claim)
            .count();
        match contents {
            0 => {}
            1 => class.push_str(" within"),
            _ => class.push_str(" within deep"),
        }
    }
    for (role, name) in [
        (Role::Figure, " figure-mark"),
        (Role::Time, " time-mark"),
        (Role::Boilerplate, " aside-mark"),
    ] {
        if is(role) {
            class.push_str(name);
        }
    }
    if class.is_empty() {
        write_text(out, text);
        return;
    }
    let mut claims: Vec<usize> = in_claim.iter().filter_map(|m| m.claim).collect();
    claims.sort_unstable();
    claims.dedup();
    let _ = write!(out, "<span class=\"{}\"", class.trim());
    if !claims.is_empty() {
        let names: Vec<String> = claims.iter().map(usize::to_string).collect();
        let _ = write!(out, " data-c=\"{}\"", names.join(" "));
    }
    out.push('>');
    write_text(out, text);
    out.push_str("</span>");
}

/// Text as HTML with as many code points in it as it has: what a browser would drop or turn round is shown by its name.
pub fn write_text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\0'..='\x1f' => {
                let shown = char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}');
                let _ = write!(out, "<span class=\"odd-char\">{shown}</span>");
            }
            '\x7f' => out.push_str("<span class=\"odd-char\">\u{2421}</span>"),
            '\u{80}'..='\u{9f}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{61c}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                // Isolated, it turns nothing round; CSS shows its number.
                let _ = write!(
                    out,
                    "<bdi class=\"odd-char\" data-char=\"U+{:04X}\">{c}</bdi>",
                    c as u32
                );
            }
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, marks: &[Mark], anchors: &[Anchor]) -> String {
        let mut out = String::new();
        let whole = Span::new(0, text.chars().count());
        block(&mut out, &Words::new(text), whole, marks, anchors);
        out
    }

    fn mark(start: usize, end: usize, role: Role, claim: usize) -> Mark {
        Mark {
            span: Span::new(start, end),
            role,
            claim: Some(claim),
        }
    }

    #[test]
    fn spans_that_nest_and_overlap_are_all_kept() {
        let marks = [
            mark(0, 2, Role::Source, 1),
            mark(3, 9, Role::Content, 1),
            mark(5, 7, Role::Source, 2),
        ];
        let html = shown("Er: ab cd!", &marks, &[(0, "aa".into())]);
        assert_eq!(
            html,
            "<span class=\"at\" id=\"claim-aa\"></span><span class=\"hl source\" data-c=\"1\">Er</span>:\
             <span class=\"hl content\" data-c=\"1\"> a</span><span class=\"hl source within\" data-c=\"1 2\">b </span>\
             <span class=\"hl content\" data-c=\"1\">cd</span>!"
        );
    }

    #[test]
    fn what_is_no_text_stays_text() {
        let html = shown("<b>&\u{202e}x\0\r", &[], &[]);
        assert_eq!(
            html,
            "&lt;b&gt;&amp;<bdi class=\"odd-char\" data-char=\"U+202E\">\u{202e}</bdi>x<span class=\"odd-char\">\u{2400}</span><span class=\"odd-char\">\u{240d}</span>"
        );
    }

    #[test]
    fn a_span_past_the_text_ends_with_it() {
        assert_eq!(
            shown("ab", &[mark(1, 99, Role::Cue, 0)], &[]),
            "a<span class=\"hl cue\" data-c=\"0\">b</span>"
        );
    }
}
