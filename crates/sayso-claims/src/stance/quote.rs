//! How a content is quoted: all of it, part of it, or not at all.

use crate::actor::Page;
use crate::{Claim, Quote};

/// The quote of a claim, and the rule that gave it.
///
/// What a speaker quotes within his own quotation counts by its own marks only, so a claim told inside a quotation is indirect unless it
/// has inner marks.
pub fn quote(text: &str, page: &Page, claim: &Claim) -> (Quote, &'static str) {
    let (mut inside, mut outside) = (0usize, 0usize);
    let told_in_quotation = claim
        .cue
        .first()
        .or(claim.source.first())
        .is_some_and(|s| page.quoted_at(s.start));
    if told_in_quotation {
        let inner = claim
            .content
            .iter()
            .any(|s| s.of(text).contains(['‘', '“', '"']));
        return if inner {
            (Quote::Mixed, "told in a quotation, with inner marks")
        } else {
            (Quote::Indirect, "told in a quotation")
        };
    }
    for &span in &claim.content {
        for word in page.within(span).iter().filter(|w| w.wordy) {
            if word.quoted {
                inside += 1
            } else {
                outside += 1
            }
        }
    }
    if inside == 0 {
        return (Quote::Indirect, "no quote marks");
    }
    if outside > 0 {
        return (Quote::Mixed, "quote marks around a part");
    }
    if is_fragment(text, page, claim) {
        return (Quote::Mixed, "a quoted fragment in the reporter's syntax");
    }
    (Quote::Direct, "quote marks around all")
}

/// A quotation that begins in lower case after its cue, or right after a preposition, continues the reporter's sentence.
fn is_fragment(text: &str, page: &Page, claim: &Claim) -> bool {
    let (Some(cue), Some(content)) = (
        claim.cue.iter().map(|s| s.start).min(),
        claim.content.first(),
    ) else {
        return false;
    };
    let range = page.range(*content);
    let Some(first) = page
        .words
        .get(range.clone())
        .and_then(|words| words.iter().find(|w| w.wordy))
    else {
        return false;
    };
    let before = text.get(..content.start).unwrap_or("").trim_end();
    cue < content.start
        && !first.capital
        && !before.ends_with([',', ':'])
        && !before.ends_with("...")
}
