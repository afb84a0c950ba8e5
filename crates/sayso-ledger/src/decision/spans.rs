//! Spans in a decision: where source, cue and content of a claim stand, when a person moved them.

use sayso_claims::Claim;
use sayso_language::Span;

/// The fields of a claim that are spans.
pub const SPAN_FIELDS: &[&str] = &["source", "cue", "content"];

/// The spans of `3-17 20-28`, in code points, sorted; none if it is something else. Nothing is no span at all.
pub fn read_spans(written: &str) -> Option<Vec<Span>> {
    let mut out = Vec::new();
    for part in written.split([' ', ',']).filter(|p| !p.is_empty()) {
        let (start, end) = part.split_once(['-', '–'])?;
        let (start, end) = (start.parse().ok()?, end.parse().ok()?);
        if start >= end {
            return None;
        }
        out.push(Span::new(start, end));
    }
    out.sort_by_key(|s: &Span| (s.start, s.end));
    let apart = out.windows(2).all(|w| w[0].end <= w[1].start);
    apart.then_some(out)
}

/// The same, written.
pub fn write_spans(spans: &[Span]) -> String {
    let each: Vec<String> = spans
        .iter()
        .map(|s| format!("{}-{}", s.start, s.end))
        .collect();
    each.join(" ")
}

/// Sets a field of spans to what a person decided; says whether it was one.
pub fn respan(claim: &mut Claim, field: &str, value: Option<&str>) -> bool {
    let spans = match field {
        "source" => &mut claim.source,
        "cue" => &mut claim.cue,
        "content" => &mut claim.content,
        _ => return false,
    };
    let Some(read) = read_spans(value.unwrap_or_default()) else {
        return false;
    };
    *spans = read;
    true
}

/// The figures of a claim that stand outside of its content, by number.
pub fn outside(claim: &Claim) -> Vec<usize> {
    let within = |f: &Span| {
        let holds = |c: &Span| c.start <= f.start && f.end <= c.end;
        claim.content.iter().any(holds)
    };
    let figures = claim.figures.iter().enumerate();
    figures
        .filter(|(_, f)| !within(&f.span))
        .map(|(n, _)| n)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sayso_claims::Figure;

    #[test]
    fn spans_are_written_and_read() {
        let spans = read_spans("20-28, 3-17").unwrap();
        assert_eq!(write_spans(&spans), "3-17 20-28");
        assert_eq!(read_spans(""), Some(Vec::new()));
        for wrong in ["3", "7-3", "a-b", "1-5 4-8", "3-3"] {
            assert_eq!(read_spans(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn figures_that_the_content_no_longer_holds_are_named() {
        let figure = |start, end| Figure {
            span: Span::new(start, end),
            ..Figure::default()
        };
        let mut claim = Claim {
            content: vec![Span::new(0, 30)],
            figures: vec![figure(2, 4), figure(20, 22)],
            ..Claim::default()
        };
        assert!(respan(&mut claim, "content", Some("0-10")));
        assert!(!respan(&mut claim, "stance", Some("0-10")));
        assert_eq!(outside(&claim), [1]);
    }
}
