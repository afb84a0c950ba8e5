//! A reading on its way between machines: the line that was read, and what was read in it as JSON, spans in code points.
//!
//! Whoever has both has the very [`Read`] that the reading was, rules and all, without a model: the report is parsed again, what was read in it is taken over.

use crate::{Read, guarded};
use sayso_claims::{Claim, Figure, Time};
use sayso_intake::{ErrorKind, Limits, Rejected, parse_json_line};
use sayso_language::{CodePoints, Span};
use sayso_ledger::contract::{
    Words, claim_in_points, figures_in_points, spans_in_points, times_in_points,
};
use serde::{Deserialize, Serialize};

/// What was read in a report.
#[derive(Serialize, Deserialize)]
struct Packed {
    /// The hash of its text, in hex.
    text: String,
    sentences: Vec<Span>,
    claims: Vec<Claim>,
    figures: Vec<Figure>,
    times: Vec<Time>,
}

/// What was read, as JSON.
///
/// # Errors
/// It cannot be written as JSON, which is a defect.
pub fn pack(read: &Read) -> Result<String, Rejected> {
    let points = CodePoints::new(&read.report.text);
    let mut packed = Packed {
        text: read.report.text_id.to_string(),
        sentences: read.sentences.clone(),
        claims: read.claims.clone(),
        figures: read.figures.clone(),
        times: read.times.clone(),
    };
    spans_in_points(&mut packed.sentences, &points);
    packed
        .claims
        .iter_mut()
        .for_each(|c| claim_in_points(c, &points));
    figures_in_points(&mut packed.figures, &points);
    times_in_points(&mut packed.times, &points);
    // Not by the contract's form, which rounds: what comes back is to be the same to the last bit.
    serde_json::to_string(&packed).map_err(|e| Rejected::new(ErrorKind::Defect, e.to_string()))
}

/// The reading of a line again.
///
/// # Errors
/// The line is no report, or this is not what was read in it.
pub fn unpack(line: &[u8], packed: &[u8], limits: &Limits) -> Result<Read, Rejected> {
    let report = guarded(|| parse_json_line(line, limits))?;
    let wrong = |reason: String| Rejected {
        given_id: report.given_id.clone(),
        ..Rejected::new(ErrorKind::Syntax, reason)
    };
    let packed: Packed = serde_json::from_slice(packed)
        .map_err(|e| wrong(format!("what was read in it is not to be read: {e}")))?;
    if packed.text != report.text_id.to_string() {
        return Err(wrong("it was read in another text".to_owned()));
    }
    let length = report.text.chars().count();
    let words = Words::new(&report.text);
    let Packed {
        mut sentences,
        mut claims,
        mut figures,
        mut times,
        ..
    } = packed;
    let mut sound = true;
    let mut bytes = |span: &mut Span| {
        sound &= span.start <= span.end && span.end <= length;
        *span = words.bytes(*span);
    };
    sentences.iter_mut().for_each(&mut bytes);
    for claim in &mut claims {
        let parts = [&mut claim.source, &mut claim.cue, &mut claim.content];
        parts.into_iter().flatten().for_each(&mut bytes);
        claim.evidence.iter_mut().for_each(|e| bytes(&mut e.span));
        claim.figures.iter_mut().for_each(|f| bytes(&mut f.span));
        claim.times.iter_mut().for_each(|t| bytes(&mut t.span));
    }
    figures.iter_mut().for_each(|f| bytes(&mut f.span));
    times.iter_mut().for_each(|t| bytes(&mut t.span));
    if !sound {
        return Err(wrong("what was read in it points past its text".to_owned()));
    }
    Ok(Read {
        report,
        sentences,
        claims,
        figures,
        times,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sayso_claims::Quote;

    const LINE: &[u8] = r#"{"id":"a","text":"“Ja”, sagte er in Köln. Drei starben."}"#.as_bytes();

    fn read() -> Read {
        let report = parse_json_line(LINE, &Limits::default()).unwrap();
        let at = |words: &str| {
            let start = report.text.find(words).unwrap();
            Span::new(start, start + words.len())
        };
        let claim = Claim {
            id: "c1".into(),
            source: vec![at("er")],
            content: vec![at("Ja")],
            quote: Quote::Direct,
            why: vec![("stance".into(), "row 3".into())],
            confidence: 0.123_456_78,
            ..Claim::default()
        };
        Read {
            sentences: vec![at("“Ja”, sagte er in Köln."), at("Drei starben.")],
            claims: vec![claim],
            figures: Vec::new(),
            times: Vec::new(),
            report,
        }
    }

    #[test]
    fn comes_back_as_it_went() {
        let went = read();
        let packed = pack(&went).unwrap();
        let back = unpack(LINE, packed.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(back.claims, went.claims);
        assert_eq!(back.sentences, went.sentences);
        assert_eq!(back.report, went.report);
    }

    #[test]
    fn what_does_not_go_together_is_named() {
        let packed = pack(&read()).unwrap();
        let other = br#"{"id":"b","text":"Nein."}"#;
        let limits = Limits::default();
        let error = unpack(other, packed.as_bytes(), &limits).unwrap_err();
        assert!(error.to_string().contains("another text"), "{error}");
        let past = packed.replace("[[0,23]", "[[0,99]");
        assert_ne!(past, packed);
        let error = unpack(LINE, past.as_bytes(), &limits).unwrap_err();
        assert!(error.to_string().contains("past its text"), "{error}");
        assert!(unpack(LINE, b"{", &limits).is_err());
    }
}
