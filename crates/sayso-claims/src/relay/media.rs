//! Outlets by their names and by the words for media.

use crate::actor::{BODIES, OUTLETS, Resolver, THINGS};
use std::ops::Range;

/// Whether the word is one for a medium ("newspaper", "channel").
pub(super) fn media_word(word: &str) -> bool {
    BODIES.get(word).is_some_and(|b| b.kind == "media")
}

/// The outlet that a noun phrase names: an empty list for this report's own, none if it is no outlet.
pub(super) fn media_name(resolver: &Resolver, range: &Range<usize>) -> Option<Vec<String>> {
    let page = resolver.page;
    let words = page.words.get(range.clone())?;
    let lower: Vec<&str> = words.iter().map(|w| w.lower.as_str()).collect();
    let skip = lower
        .iter()
        .take_while(|w| matches!(**w, "the" | "a" | "an" | "its"))
        .count();
    let bare = lower.get(skip..)?.join(" ");
    if let Some((_, own)) = &resolver.outlet
        && own.iter().any(|o| {
            *o == bare || bare.starts_with(&format!("{o} ")) || bare.ends_with(&format!(" {o}"))
        })
    {
        return Some(Vec::new());
    }
    if let Some(name) = OUTLETS.get(bare.as_str()) {
        return Some(vec![(*name).to_string()]);
    }
    if lower.iter().any(|w| {
        matches!(
            *w,
            "conference"
                | "briefing"
                | "meeting"
                | "house"
                | "senate"
                | "parliament"
                | "congress"
                | "court"
                | "inquiry"
        )
    }) {
        return None;
    }
    if lower.len() == skip + 1
        && skip > 0
        && lower.last().is_some_and(|w| media_word(w))
        && let Some(e) = resolver.body_for(lower.last().unwrap_or(&""), range.start)
    {
        return resolver.cast.entities.get(e).map(|e| vec![e.name.clone()]);
    }
    let head = lower.iter().any(|w| media_word(w))
        || bare.contains("news agency")
        || bare.contains("press agency")
        || (bare.contains("state agency") && words.last().is_some_and(|w| w.capital));
    let capitals: Vec<usize> = (range.start + skip..range.end)
        .filter(|&n| page.words.get(n).is_some_and(|w| w.capital))
        .collect();
    let run_end = capitals.last().copied();
    if let Some(last) = run_end {
        let mut first = last;
        while first > range.start && page.words.get(first - 1).is_some_and(|w| w.capital) {
            first -= 1;
        }
        let mut from = first;
        while let Some((_, _, long)) = resolver.gazetteer.at(&page.words, from) {
            if from + long > last {
                break;
            }
            from += long;
        }
        let name = crate::actor::display_of(page, resolver.text, &(from..last + 1));
        let simple = name.to_lowercase();
        if let Some(known) = OUTLETS.get(simple.as_str()) {
            return Some(vec![(*known).to_string()]);
        }
        if head {
            return Some(vec![name]);
        }
        let described = (range.start + skip..first).all(|n| {
            page.words.get(n).is_some_and(|w| {
                w.lower.contains('-')
                    || matches!(
                        w.lower.as_str(),
                        "state"
                            | "local"
                            | "private"
                            | "public"
                            | "national"
                            | "regional"
                            | "independent"
                            | "business"
                    )
            })
        });
        let whole = described && last + 1 == range.end;
        let place = resolver
            .gazetteer
            .at(&page.words, first)
            .is_some_and(|(_, _, long)| long == last + 1 - first);
        let person = resolver
            .cast
            .find_person(&simple.split(' ').collect::<Vec<_>>(), None)
            .is_some();
        let body = page.words.get(last).is_some_and(|w| {
            BODIES
                .get(w.lower.as_str())
                .is_some_and(|b| b.kind != "media")
        });
        let titled = page
            .words
            .get(first..last + 1)
            .is_some_and(|ws| ws.iter().any(|w| crate::actor::is_title(&w.lower)));
        let entity = resolver.cast.named(&simple).is_some();
        let followed = page
            .words
            .get(range.end)
            .is_some_and(|w| matches!(w.lower.as_str(), "'s"));
        if whole
            && !place
            && !person
            && !body
            && !titled
            && !entity
            && !followed
            && capitals.len() <= 4
        {
            return Some(vec![name]);
        }
        return None;
    }
    if head
        && !lower.iter().any(|w| THINGS.contains_key(w))
        && lower.len() > skip
        && !matches!(bare.as_str(), "media" | "the media" | "news")
    {
        return Some(vec![bare]);
    }
    None
}

/// The outlet whose name ends right before word `at`.
pub(super) fn media_before(
    resolver: &Resolver,
    at: usize,
    start: usize,
    covered: &dyn Fn(usize) -> bool,
    loose: bool,
) -> Option<String> {
    let page = resolver.page;
    let mut from = at;
    while from > start
        && page.words.get(from - 1).is_some_and(|w| {
            w.wordy
                && !matches!(
                    w.lower.as_str(),
                    "that" | "and" | "as" | "had" | "has" | "have" | "was" | "were" | "been"
                )
        })
        && !covered(from - 1)
        && at - from < 8
    {
        from -= 1;
    }
    let range = from..at;
    if range.is_empty() {
        return None;
    }
    let known = page
        .words
        .get(range.clone())?
        .iter()
        .any(|w| media_word(&w.lower));
    let name = media_name(resolver, &range)?;
    (loose
        || known
        || OUTLETS
            .values()
            .any(|o| name.first().is_some_and(|n| n == o)))
    .then(|| name.into_iter().next())
    .flatten()
}

/// The outlet that is the subject before a participle at word `at`.
pub(super) fn subject_before(resolver: &Resolver, at: usize, start: usize) -> Option<String> {
    let page = resolver.page;
    let mut end = at;
    while end > start && page.words.get(end - 1).is_some_and(|w| !w.wordy) {
        end -= 1;
    }
    let verbs = |w: &str| {
        matches!(
            w,
            "reported" | "reports" | "said" | "says" | "wrote" | "quoted"
        )
    };
    let verb = (start..end)
        .rev()
        .take(12)
        .find(|&n| page.words.get(n).is_some_and(|w| verbs(&w.lower)));
    let stop = verb.unwrap_or(end);
    let mut from = stop;
    while from > start
        && stop - from < 8
        && page
            .words
            .get(from - 1)
            .is_some_and(|w| w.wordy && !verbs(&w.lower))
    {
        from -= 1;
    }
    if from == stop {
        return None;
    }
    media_name(resolver, &(from..stop))?.into_iter().next()
}
