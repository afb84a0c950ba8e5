//! Claims in the JSON of the contract: spans in code points, whole numbers without a decimal point.

use sayso_claims::{Claim, Figure, Time};
use sayso_language::{CodePoints, Span};
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use std::io::{self, Write};

/// A value as one line of JSON; a float that is whole is written as an integer (`12`, not `12.0`).
///
/// # Errors
/// As serde_json: a map with keys that are no strings, a float that is not finite is written as `null`.
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<String> {
    let mut out = Vec::with_capacity(256);
    value.serialize(&mut Serializer::with_formatter(&mut out, WholeNumbers))?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

struct WholeNumbers;

impl Formatter for WholeNumbers {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        if value.fract() == 0.0 && value.abs() < 9.0e15 {
            return CompactFormatter.write_i64(writer, value as i64);
        }
        CompactFormatter.write_f64(writer, value)
    }

    fn write_f32<W: ?Sized + Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        CompactFormatter.write_f32(writer, (value * 10_000.0).round() / 10_000.0)
    }
}

/// Turns byte spans into spans of code points.
pub fn spans_in_points(spans: &mut [Span], points: &CodePoints) {
    for span in spans {
        *span = points.span(*span);
    }
}

/// The same for all spans of a claim.
pub fn claim_in_points(claim: &mut Claim, points: &CodePoints) {
    spans_in_points(&mut claim.source, points);
    spans_in_points(&mut claim.cue, points);
    spans_in_points(&mut claim.content, points);
    for evidence in &mut claim.evidence {
        evidence.span = points.span(evidence.span);
    }
    figures_in_points(&mut claim.figures, points);
    times_in_points(&mut claim.times, points);
}

/// The same for figures.
pub fn figures_in_points(figures: &mut [Figure], points: &CodePoints) {
    for figure in figures {
        figure.span = points.span(figure.span);
    }
}

/// The same for times.
pub fn times_in_points(times: &mut [Time], points: &CodePoints) {
    for time in times {
        time.span = points.span(time.span);
    }
}

/// Takes out what is no part of the contract: which rule made which field.
pub fn without_rules(claim: &mut Claim) {
    claim.why.clear();
    claim.figures.iter_mut().for_each(|f| f.rule = None);
    claim.times.iter_mut().for_each(|t| t.rule = None);
}

/// Cuts words out of a text by spans of code points, in constant time after one pass.
pub struct Words<'t> {
    text: &'t str,
    /// Byte offset of each code point; none for plain ASCII, where the two counts are the same.
    at: Option<Vec<u32>>,
}

impl<'t> Words<'t> {
    /// Indexes `text`.
    pub fn new(text: &'t str) -> Self {
        let at = (!text.is_ascii()).then(|| {
            let starts = text.char_indices().map(|(i, _)| i as u32);
            starts.chain(std::iter::once(text.len() as u32)).collect()
        });
        Words { text, at }
    }

    /// A span of code points in bytes; one that ends past the text ends with it.
    pub fn bytes(&self, span: Span) -> Span {
        let offset = |n: usize| match &self.at {
            Some(at) => at.get(n).map_or(self.text.len(), |b| *b as usize),
            None => n.min(self.text.len()),
        };
        Span::new(offset(span.start), offset(span.end))
    }

    /// The words of a span.
    pub fn of(&self, span: Span) -> &'t str {
        self.bytes(span).of(self.text)
    }

    /// The words of several spans, joined by " … ".
    pub fn join(&self, spans: &[Span]) -> String {
        let parts: Vec<&str> = spans.iter().map(|s| self.of(*s)).collect();
        parts.join(" … ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_no_point_and_spans_count_code_points() {
        let text = "“Ja”, 3,000 sagte er";
        let mut claim = Claim {
            content: vec![Span::new(3, 5)],
            figures: vec![Figure {
                span: Span::new(10, 15),
                lower: Some(3000.0),
                upper: Some(2.5),
                ..Figure::default()
            }],
            confidence: 0.5,
            ..Claim::default()
        };
        claim_in_points(&mut claim, &CodePoints::new(text));
        let json = to_json(&claim).unwrap();
        assert!(json.contains(r#""content":[[1,3]]"#), "{json}");
        assert!(
            json.contains(r#""span":[6,11],"lower":3000,"upper":2.5"#),
            "{json}"
        );
        assert!(json.ends_with(r#""confidence":0.5}"#), "{json}");
    }

    #[test]
    fn words_are_cut_by_code_points() {
        let words = Words::new("“Ja”, sagte er");
        assert_eq!(words.of(Span::new(1, 3)), "Ja");
        assert_eq!(
            words.join(&[Span::new(1, 3), Span::new(6, 99)]),
            "Ja … sagte er"
        );
        assert_eq!(words.of(Span::new(50, 60)), "");
        assert_eq!(Words::new("ascii").of(Span::new(3, 1)), "");
    }
}
