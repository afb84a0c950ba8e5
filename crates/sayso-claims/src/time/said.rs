//! When a statement was made.

use crate::Time;
use sayso_language::Span;

/// When a statement was made, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// A TIMEX3 value.
    pub value: String,
    /// Which of `times` gives it; none for the published date.
    pub time: Option<usize>,
    /// The rule that gave it.
    pub rule: &'static str,
}

/// The time that modifies a cue: in the cue's sentence, outside the content, and nearest to the cue; else the published date.
///
/// `times` are those of the whole report, in text order. A time counts only if no full stop, semicolon or paragraph break parts it from the cue.
pub fn said(
    text: &str,
    cue: &[Span],
    content: &[Span],
    times: &[Time],
    published: Option<&str>,
) -> Option<Said> {
    let mut best: Option<(usize, usize)> = None;
    for cue in cue {
        let from = times.partition_point(|t| t.span.end + 300 < cue.start);
        for (n, time) in times
            .iter()
            .enumerate()
            .skip(from)
            .take_while(|(_, t)| t.span.start < cue.end + 300)
        {
            let point = time
                .value
                .as_deref()
                .is_some_and(|v| !v.starts_with('P') && !v.ends_with("_REF"));
            if !point || content.iter().any(|c| c.overlaps(time.span)) {
                continue;
            }
            let gap = if time.span.start >= cue.end {
                Span::new(cue.end, time.span.start)
            } else {
                Span::new(time.span.end, cue.start)
            };
            let words = gap.of(text);
            let parted = words.contains(". ")
                || words.contains(['\n', ';', '?', '!'])
                || words.contains(".\u{201d} ");
            let crossed = content.iter().any(|c| c.overlaps(gap)) && time.span.start >= cue.end;
            let distance = gap.len() + if crossed { 200 } else { 0 };
            if !parted && best.is_none_or(|(b, _)| distance < b) {
                best = Some((distance, n));
            }
        }
    }
    if let Some((_, n)) = best {
        let value = times.get(n)?.value.clone()?;
        return Some(Said {
            value,
            time: Some(n),
            rule: "said: the time beside the cue",
        });
    }
    let day = super::day(published?)?;
    Some(Said {
        value: day.to_string(),
        time: None,
        rule: "said: published date",
    })
}
