//! Who a source is: from a mention as written to an actor, over one whole report.
//!
//! [`resolve`] is the door. What words mean stands in `tables/actor-*.tsv` and `tables/kind-*.tsv`; an actor that cannot be told stays open.

mod cast;
mod gazetteer;
mod lexicon;
mod mention;
pub mod merge;
pub(crate) mod page;
mod pronoun;
mod quotes;
pub(crate) mod table;
#[cfg(test)]
mod tests;
pub(crate) mod words;

use crate::Claim;
pub(crate) use lexicon::{BODIES, OUTLETS, THINGS};
pub(crate) use mention::Resolver;
pub use page::Page;
use sayso_language::Reading;

/// What is known of the report that claims stand in.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Its text.
    pub text: &'a str,
    /// Its title.
    pub title: Option<&'a str>,
    /// Who published it.
    pub outlet: Option<&'a str>,
    /// When it was published, ISO 8601.
    pub published: Option<&'a str>,
    /// Its analysis; may be empty.
    pub reading: &'a Reading,
}

/// Fills who speaks, through whom, and how they mean it, in claims whose source, cue and content are set: quote, stance, kind, hedges,
/// actor, actor_kind, affiliation, via, origin, parent and evidence, each with its rule in `why`. Ids are given where they are empty. Claims
/// of outlets that only carry another claim are taken out.
pub fn resolve(context: &Context, claims: &mut Vec<Claim>) {
    let page = Page::new(context.text, context.reading);
    for (n, claim) in claims.iter_mut().enumerate() {
        if claim.id.is_empty() {
            claim.id = format!("c{}", n + 1);
        }
    }
    crate::stance::fill(context.text, &page, claims);
    let gazetteer = gazetteer::Gazetteer::new(&page, context.text, context.reading);
    let mut sources: Vec<_> = claims
        .iter()
        .flat_map(|c| c.source.iter().copied())
        .collect();
    sources.sort_unstable();
    sources.dedup();
    let cast = cast::Cast::new(&page, context.text, context.reading, &gazetteer, &sources);
    let outlet = context.outlet.map(|o| (o.to_string(), outlet_words(o)));
    let mut resolver = Resolver {
        text: context.text,
        page: &page,
        gazetteer: &gazetteer,
        cast,
        outlet,
        focus: None,
        speaker: None,
    };
    resolver.note_belonging();
    let parents = crate::relay::nested::parents(claims, |c| crate::relay::noun_cue(&page, c));
    let mut order: Vec<usize> = (0..claims.len()).collect();
    let start = |c: &Claim| {
        c.source
            .first()
            .or(c.cue.first())
            .or(c.content.first())
            .map_or(0, |s| s.start)
    };
    order.sort_by_key(|&n| claims.get(n).map_or(0, &start));
    let mut seen: Vec<(Vec<sayso_language::Span>, mention::Actor)> = Vec::new();
    for n in order {
        let Some(claim) = claims.get(n) else { continue };
        let actor = match seen
            .iter()
            .rev()
            .take(8)
            .find(|(s, _)| !s.is_empty() && *s == claim.source)
        {
            Some((_, actor)) => actor.clone(),
            None => actor_of(
                context,
                &mut resolver,
                claim,
                parents
                    .get(n)
                    .copied()
                    .flatten()
                    .or_else(|| around(claims, n))
                    .and_then(|p| claims.get(p)),
            ),
        };
        seen.push((claim.source.clone(), actor.clone()));
        let Some(claim) = claims.get_mut(n) else {
            continue;
        };
        claim.actor = actor.name;
        claim.actor_kind = actor.kind.map(str::to_string);
        claim.affiliation = actor.affiliation;
        claim.why.push(("actor".into(), actor.rule.into()));
    }
    let ids: Vec<String> = claims.iter().map(|c| c.id.clone()).collect();
    for (claim, parent) in claims.iter_mut().zip(&parents) {
        claim.parent = parent.and_then(|p| ids.get(p).cloned());
        if claim.parent.is_some() {
            claim
                .why
                .push(("parent".into(), "wholly inside that content".into()));
        }
    }
    crate::relay::fill(context, &mut resolver, claims, &parents);
    leave_out(&crate::relay::carried(claims), claims);
    crate::evidence::fill(context.text, &page, claims);
}

/// Takes out the claims of outlets that only carry another's; what was told inside them is told by itself.
fn leave_out(carried: &[bool], claims: &mut Vec<Claim>) {
    if !carried.contains(&true) {
        return;
    }
    let gone: Vec<(String, Option<String>)> = claims
        .iter()
        .zip(carried)
        .filter(|(_, gone)| **gone)
        .map(|(c, _)| (c.id.clone(), c.parent.clone()))
        .collect();
    let mut keep = carried.iter().map(|gone| !gone);
    claims.retain(|_| keep.next().unwrap_or(true));
    for claim in claims {
        for _ in 0..gone.len() {
            let outer = gone
                .iter()
                .find(|(id, _)| claim.parent.as_ref() == Some(id));
            let Some((_, outer)) = outer else { break };
            claim.parent.clone_from(outer);
        }
    }
}

/// The claim in whose content the source of claim `n` stands, the smallest such.
fn around(claims: &[Claim], n: usize) -> Option<usize> {
    let source = *claims.get(n)?.source.first()?;
    let near = n.saturating_sub(12)..(n + 12).min(claims.len());
    near.filter(|&m| m != n)
        .filter_map(|m| {
            let content = claims.get(m)?.content.iter().find(|c| c.contains(source))?;
            Some((content.len(), m))
        })
        .min()
        .map(|(_, m)| m)
}

/// The part of a source that names who speaks: all of it where its parts stand side by side, else the part nearest the cue.
fn telling_part(page: &Page, claim: &Claim) -> Option<sayso_language::Span> {
    let hull = crate::stance::hull(&claim.source)?;
    let gap: usize = claim
        .source
        .windows(2)
        .map(|w| {
            page.range(sayso_language::Span::new(w[0].end, w[1].start))
                .len()
        })
        .sum();
    if gap < 3 {
        return Some(hull);
    }
    let cue = crate::stance::hull(&claim.cue).unwrap_or(hull);
    let far = |s: &sayso_language::Span| {
        cue.start
            .saturating_sub(s.end)
            .max(s.start.saturating_sub(cue.end))
    };
    claim.source.iter().copied().min_by_key(far)
}

fn actor_of(
    context: &Context,
    resolver: &mut Resolver,
    claim: &Claim,
    parent: Option<&Claim>,
) -> mention::Actor {
    if let Some(hull) = telling_part(resolver.page, claim) {
        let own: Vec<_> = claim
            .content
            .iter()
            .copied()
            .filter(|c| !c.contains(hull))
            .collect();
        let first = resolver
            .page
            .within(hull)
            .first()
            .map(|w| w.lower.clone())
            .unwrap_or_default();
        if matches!(first.as_str(), "i" | "we")
            && resolver.page.range(hull).len() == 1
            && let Some(p) = parent
        {
            let kind = BODIES
                .values()
                .map(|b| b.kind)
                .find(|k| p.actor_kind.as_deref() == Some(k));
            let kind = kind.or(if p.actor_kind.as_deref() == Some("person") {
                Some("person")
            } else {
                Some("unnamed")
            });
            return mention::Actor {
                name: p.actor.clone(),
                kind,
                affiliation: p.affiliation.clone(),
                entity: None,
                rule: "the speaker of the quotation",
            };
        }
        let quoted = resolver.page.quoted_at(hull.start);
        let speaker = parent.filter(|_| quoted).and_then(|p| p.actor.as_deref());
        resolver.speaker = speaker.and_then(|name| resolver.cast.named(&name.to_lowercase()));
        let actor = resolver.resolve(hull, &own);
        resolver.speaker = None;
        return actor;
    }
    let cue: Vec<&str> = claim
        .cue
        .iter()
        .flat_map(|&s| resolver.page.within(s))
        .map(|w| w.lower.as_str())
        .collect();
    let asked = cue.first().is_some_and(|w| words::among("asking", w));
    let outlet =
        cue.iter().any(|w| words::among("checking", w)) && claim.stance == "does_not_confirm";
    let (name, kind, rule) = if asked {
        (
            "unspecified questioner".to_string(),
            "unnamed",
            "asked, without an asker",
        )
    } else if outlet && context.outlet.is_some() {
        (
            context.outlet.unwrap_or_default().to_string(),
            "media",
            "the outlet could not verify",
        )
    } else {
        ("unspecified".to_string(), "unnamed", "no source")
    };
    mention::Actor {
        name: Some(name),
        kind: Some(kind),
        affiliation: None,
        entity: None,
        rule,
    }
}

/// The lower-case words that an outlet goes by in its own reports.
fn outlet_words(outlet: &str) -> Vec<String> {
    let name = outlet.to_lowercase();
    let name = name.trim_start_matches("the ").to_string();
    let words: Vec<&str> = name.split_whitespace().collect();
    let mut found = vec![name.clone()];
    let paper = words
        .last()
        .is_some_and(|w| !words::among("outlet generic", w));
    for word in [
        words.first().filter(|_| !paper || words.len() == 1),
        words.last(),
    ]
    .into_iter()
    .flatten()
    {
        if !words::among("outlet common", word) {
            found.push((*word).to_string());
        }
    }
    if words.len() > 2 {
        found.push(words[..2].join(" "));
    }
    found
}

/// The words of `range` as one name.
pub(crate) fn display_of(page: &Page, text: &str, range: &std::ops::Range<usize>) -> String {
    cast::display(page, text, range)
}

/// Whether `word` (lower case) is a title.
pub(crate) fn is_title(word: &str) -> bool {
    lexicon::TITLES.contains_key(word)
}
